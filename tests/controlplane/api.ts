/**
 * The few calls that bringing up a control plane takes, independent of the library under test.
 *
 * @module
 */

import type { Credentials } from "./credentials.ts";

/** An answer of the API server. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** A connection with every right. */
export class AdminClient implements Disposable {
  readonly #server: string;
  readonly #client: Deno.HttpClient;

  private constructor(server: string, client: Deno.HttpClient) {
    this.#server = server;
    this.#client = client;
  }

  /** Connects with a certificate that every component trusts as an administrator's. */
  static async connect(server: string, credentials: Credentials): Promise<AdminClient> {
    const [ca, cert, key] = await Promise.all([
      Deno.readTextFile(credentials.caFile),
      Deno.readTextFile(credentials.certificate("kubelet-client")),
      Deno.readTextFile(credentials.key("kubelet-client")),
    ]);
    return new AdminClient(server, Deno.createHttpClient({ caCerts: [ca], cert, key }));
  }

  /** Sends one request with a JSON body. */
  async send(
    method: string,
    path: string,
    body?: unknown,
    contentType = "application/json",
  ): Promise<Answer> {
    const response = await fetch(this.#server + path, {
      client: this.#client,
      method,
      headers: { accept: "application/json", "content-type": contentType },
      body: body === undefined ? null : JSON.stringify(body),
    });
    return { status: response.status, body: await response.text() };
  }

  [Symbol.dispose](): void {
    this.#client.close();
  }
}
