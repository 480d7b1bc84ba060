/** What is known to go wrong with client-node's own HTTP client, on our connection. */
import assert from "node:assert/strict";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { ApiException, callOptions, CoreV1Api, generated } from "../../lib/client_node/mod.ts";
import { Cluster } from "../../lib/api/cluster.ts";
import { Connection, type ConnectOptions } from "../../lib/api/connection.ts";
import { openConnection } from "../../lib/api/open_connection.ts";
import { makeAuthority } from "../../lib/serve/certificates.ts";
import { startHttpsServer, type TestServer } from "../_support/tls_server.ts";

const authority = await makeAuthority();
const identity = await authority.issue({ names: ["127.0.0.1"] });
const TOKEN = "t0ken-that-nobody-sees";

interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
}

interface Setup {
  readonly api: CoreV1Api;
  readonly server: TestServer;
  readonly received: Received[];
}

type Answer = (response: ServerResponse, index: number) => void;

/** A server over TLS, a kubeconfig for it, and the generated API on a connection that is not open yet. */
async function withServer(
  answer: Answer,
  body: (setup: Setup) => Promise<void>,
  user: object = { token: TOKEN },
  options: ConnectOptions = {},
): Promise<void> {
  const received: Received[] = [];
  await using server = await startHttpsServer({
    identity,
    handle: (request, response) => {
      readBody(request, (body) => {
        const { method, url, headers } = request;
        received.push({ method, url, authorization: headers.authorization, body });
        answer(response, received.length - 1);
      });
    },
  });
  const folder = await Deno.makeTempDir();
  try {
    const kubeconfig = join(folder, "config");
    const cluster = {
      server: server.url,
      "certificate-authority-data": btoa(authority.certificate),
    };
    await Deno.writeTextFile(
      kubeconfig,
      JSON.stringify({
        "current-context": "dev",
        clusters: [{ name: "c", cluster }],
        users: [{ name: "ann", user }],
        contexts: [{ name: "dev", context: { cluster: "c", user: "ann" } }],
      }),
    );
    await using connected = new Cluster(
      new Connection(() => openConnection({ kubeconfig, ...options })),
    );
    await body({ api: generated(CoreV1Api, connected), server, received });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function readBody(request: IncomingMessage, done: (body: string) => void): void {
  let text = "";
  request.setEncoding("utf8");
  request.on("data", (chunk: string) => text += chunk);
  request.on("end", () => done(text));
}

function sayJson(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}

const LIST = { kind: "NamespaceList", apiVersion: "v1", metadata: {}, items: [] };
const MADE = { kind: "Namespace", apiVersion: "v1", metadata: { name: "shop" } };

Deno.test("60 calls in a row use one TLS connection", () =>
  withServer((response) => sayJson(response, 200, LIST), async ({ api, server, received }) => {
    for (let index = 0; index < 60; index++) await api.listNamespace();
    assert.equal(received.length, 60);
    assert.equal(server.connections, 1);
  }));

Deno.test("calls that are refused give their connection back", () =>
  withServer(
    (response) => sayJson(response, 404, { kind: "Status", message: "no" }),
    async ({ api, server }) => {
      for (let index = 0; index < 10; index++) {
        await assert.rejects(api.readNamespace({ name: "shop" }), { code: 404 });
      }
      assert.equal(server.connections, 1);
    },
  ));

Deno.test("a call is sent again, with its body, when the server says 429 and when to come back", () =>
  withServer((response, index) => {
    if (index < 2) sayJson(response, 429, { kind: "Status" }, { "retry-after": "0" });
    else sayJson(response, 201, MADE);
  }, async ({ api, received }) => {
    const made = await api.createNamespace({ body: { metadata: { name: "shop" } } });
    assert.equal(made.metadata?.name, "shop");
    assert.equal(received.length, 3);
    assert.deepEqual(new Set(received.map(({ method }) => method)), new Set(["POST"]));
    for (const { body } of received) assert.equal(JSON.parse(body).metadata.name, "shop");
  }));

for (const status of [301, 302, 307, 308]) {
  Deno.test(`a redirect by ${status} is not followed: neither body nor token go elsewhere`, () =>
    withServer((response) => {
      response.writeHead(status, { location: "https://evil.test/api/v1/namespaces" }).end();
    }, async ({ api, received }) => {
      await assert.rejects(api.createNamespace({ body: { metadata: { name: "shop" } } }), {
        name: "ConnectionError",
        message: /redirects to host "evil\.test".*not followed/,
      });
      assert.equal(received.length, 1);
    }));
}

for (
  const [what, user] of [
    ["no credentials", {}],
    ["a token file that is not there", { tokenFile: "/nonexistent/token" }],
    ["a certificate without a key", { "client-certificate-data": btoa(identity.certificate) }],
    ["an exec plugin without a command", {
      exec: { apiVersion: "client.authentication.k8s.io/v1", interactiveMode: "Never" },
    }],
    ["a login that nobody knows", { "auth-provider": { name: "no-such-cloud" } }],
  ] as const
) {
  Deno.test(`nothing is sent as nobody where the user has ${what}`, () =>
    withServer((response) => sayJson(response, 200, LIST), async ({ api, received }) => {
      await assert.rejects(api.listNamespace(), { name: "ConfigError" });
      assert.deepEqual(received, []);
    }, user));
}

Deno.test("no error shows the token", () =>
  withServer(
    (response) => sayJson(response, 403, { kind: "Status", message: "no" }),
    async ({ api, received }) => {
      await assert.rejects(api.listNamespace(), (error) => {
        assert(error instanceof ApiException);
        assert(!Deno.inspect(error, { depth: 20, showHidden: true }).includes(TOKEN));
        return true;
      });
      assert.equal(received[0]?.authorization, `Bearer ${TOKEN}`);
    },
  ));

Deno.test("warnings of the server reach the user, once each", async () => {
  const warnings: string[] = [];
  await withServer(
    (response) => sayJson(response, 200, LIST, { warning: '299 - "old thing"' }),
    async ({ api }) => {
      await api.listNamespace();
      await api.listNamespace();
    },
    undefined,
    { onWarning: (text) => warnings.push(text) },
  );
  assert.deepEqual(warnings, ["old thing"]);
});

Deno.test("an answer that is cut off is an error", () =>
  withServer((response) => {
    response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
    response.write('{"items":[');
    response.socket?.destroy();
  }, async ({ api }) => {
    await assert.rejects(api.createNamespace({ body: {} }), { name: "ConnectionError" });
  }));

Deno.test("an answer that never ends is given up at the signal, and the connection goes on", async () => {
  const begun = Promise.withResolvers<void>();
  await withServer((response, index) => {
    if (index > 0) return sayJson(response, 200, LIST);
    response.writeHead(200, { "content-type": "application/json" });
    response.write('{"items":[', () => begun.resolve());
  }, async ({ api }) => {
    const stop = new AbortController();
    const reason = new Error("enough");
    const call = api.listNamespace({}, callOptions({ signal: stop.signal }));
    await begun.promise;
    stop.abort(reason);
    await assert.rejects(call, (error) => error === reason);
    assert.equal((await api.listNamespace()).items.length, 0);
  });
});

Deno.test("an answer that never ends is given up at the deadline", () =>
  withServer((response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.write('{"items":[');
  }, async ({ api }) => {
    const options = callOptions({ timeout: { timeoutMs: 100 } });
    await assert.rejects(api.listNamespace({}, options), { name: "TimeoutError" });
  }));
