/**
 * A response whose body keeps to the rules of its exchange: deadline, signal and our own errors hold
 * until the last byte. Layer 1.
 *
 * @module
 */
import type { Exchange } from "./exchange.ts";
import { guardBody } from "./guarded_body.ts";

/** Bodies up to this length are read at once: a stream around each would cost more than the reading. */
const SMALL_BYTES = 64 * 1024;

/** What of a head a {@link WholeResponse} is made of. */
export interface WholeHead {
  readonly status: number;
  readonly statusText: string;
  /** Names and values. */
  readonly headers: [string, string][];
}

/**
 * A response whose body has been read to its end. Its headers are made when somebody asks for them: that
 * takes a tenth of a small request's time.
 */
export class WholeResponse extends Response {
  /** All of the body. */
  readonly whole: Uint8Array<ArrayBuffer>;
  readonly #pairs: [string, string][];
  #fields: ReadonlyMap<string, string> | undefined;
  #headers: Headers | undefined;

  /** Makes it of what was read. */
  constructor(whole: Uint8Array<ArrayBuffer>, { status, statusText, headers }: WholeHead) {
    super(whole, { status, statusText });
    this.whole = whole;
    this.#pairs = headers;
  }

  override get headers(): Headers {
    return this.#headers ??= new Headers(this.#pairs);
  }

  // A stream would be made for what lies in memory.
  override bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return Promise.resolve(this.whole);
  }

  override text(): Promise<string> {
    return Promise.resolve(new TextDecoder().decode(this.whole));
  }

  override clone(): WholeResponse {
    const { whole, status, statusText } = this;
    return new WholeResponse(whole, { status, statusText, headers: [...this.headers] });
  }

  /** Gives what `headers.get()` would, by a name in lower case. */
  field(name: string): string | null {
    // Somebody may have changed them.
    if (this.#headers !== undefined) return this.#headers.get(name);
    this.#fields ??= joinFields(this.#pairs);
    return this.#fields.get(name) ?? null;
  }
}

function joinFields(pairs: readonly [string, string][]): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const [name, value] of pairs) {
    const lower = name.toLowerCase();
    const before = fields.get(lower);
    fields.set(lower, before === undefined ? value : `${before}, ${value}`);
  }
  return fields;
}

/**
 * Gives a header field of a response.
 *
 * @param response The response.
 * @param name Its name in lower case.
 */
export function fieldOf(response: Response, name: string): string | null {
  return response instanceof WholeResponse ? response.field(name) : response.headers.get(name);
}

/**
 * Reads a short body whole; the exchange is over then.
 *
 * @param response The runtime's response.
 * @param exchange The exchange it belongs to.
 * @returns The response with its body in memory, or `undefined` where it is long or of unknown length.
 * @throws Whatever the runtime throws when the body is cut off.
 */
export async function takeSmallResponse(
  response: Response,
  exchange: Exchange,
): Promise<Response | undefined> {
  if (response instanceof WholeResponse) {
    exchange.end();
    return response;
  }
  const { status, statusText, headers } = response;
  const length = headers.get("content-length");
  const isSmall = length !== null && Number(length) <= SMALL_BYTES;
  if (!isSmall || response.body === null || headers.has("content-encoding")) return undefined;
  exchange.stage = "reading the answer";
  const bytes = await exchange.hear(response.arrayBuffer());
  exchange.end();
  return new Response(bytes, { status, statusText, headers });
}

/**
 * Wraps a response; the exchange ends with the body.
 *
 * @param response The runtime's response.
 * @param exchange The exchange it belongs to.
 * @param toError Turns the runtime's error into ours.
 */
export function guardResponse(
  response: Response,
  exchange: Exchange,
  toError: (error: unknown) => Error,
): Response {
  if (response.body === null) {
    exchange.end();
    return response;
  }
  exchange.stage = "reading the answer";
  const body = guardBody(response.body, exchange, toError);
  const { status, statusText } = response;
  const headers = new Headers(response.headers);
  if (headers.has("content-encoding")) {
    // The body is decoded by now; the headers are to say what there is to read.
    headers.delete("content-encoding");
    headers.delete("content-length");
  }
  return new Response(body, { status, statusText, headers });
}
