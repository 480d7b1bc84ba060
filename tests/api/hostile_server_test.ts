/** A server that means harm: whatever it answers, an error is ours, one safe line, and without credentials. */
import assert from "node:assert/strict";
import type { Cluster } from "../../lib/api/cluster.ts";
import { openTransport } from "../../lib/connect/open_transport.ts";
import { KubeError } from "../../lib/core/errors.ts";
import { accessTo, credentialsOf } from "../_support/access.ts";
import { makeAuthority } from "../../lib/serve/certificates.ts";
import { clusterOver } from "../_support/scenario.ts";
import { startRawServer } from "../_support/tls_server.ts";

const authority = await makeAuthority();
const identity = await authority.issue({ names: ["127.0.0.1"] });

/** Colours, a bell, a line end and text that runs backwards. */
const EVIL = "\u001b[31mx\u0007\r\n\u009b\u202ey";
/** As much of it as a header can hold without ending it. */
const EVIL_HEADER = "\u001b[31mx\u0007";
const JSON_TYPE = "content-type: application/json";

function reply(status: string, headers: readonly string[], body: unknown): string {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const length = new TextEncoder().encode(text).length;
  const lines = [
    `HTTP/1.1 ${status}`,
    `content-length: ${length}`,
    "connection: close",
    ...headers,
  ];
  return `${lines.join("\r\n")}\r\n\r\n${text}`;
}

function refusal(status: number, parts: object): string {
  return reply(`${status} No`, [JSON_TYPE], { kind: "Status", ...parts });
}

const DENIED = `pods is forbidden: User "${EVIL}" cannot list resource "${EVIL}" in API group ` +
  `"${EVIL}" in the namespace "${EVIL}"`;
const CAUSES = { kind: EVIL, name: EVIL, causes: [{ field: EVIL, message: EVIL, reason: EVIL }] };

const ANSWERS: Readonly<Record<string, string>> = {
  "a reason phrase": reply(`500 ${EVIL_HEADER}`, [], ""),
  "a content type": reply("200 OK", [`content-type: text/html${EVIL_HEADER}`], `<h1>${EVIL}`),
  "a page": reply("200 OK", [JSON_TYPE], `<b>${EVIL}`),
  "the page of a proxy": reply("502 Bad", ["content-type: text/html"], `<h1>${EVIL}</h1>`),
  "a redirect": reply("302 Found", [`location: https://evil.test/${EVIL_HEADER}`], ""),
  "a redirect to a name in disguise": reply("302 Found", ["location: //e\u00advil.test"], ""),
  "a kind": reply("200 OK", [JSON_TYPE], { kind: EVIL, metadata: {} }),
  "a denial": refusal(403, { message: DENIED }),
  "a denial of another form": refusal(403, { message: EVIL, reason: EVIL, details: CAUSES }),
  "an object that is missing": refusal(404, { message: EVIL, details: CAUSES }),
  "a conflict": refusal(409, { message: EVIL, details: CAUSES }),
  "an expiry": refusal(410, { message: EVIL, metadata: { continue: EVIL } }),
  "invalid fields": refusal(422, { message: EVIL, details: CAUSES }),
  "a failure": refusal(500, { message: EVIL, reason: EVIL }),
  "types that are wrong": refusal(422, { message: 5, details: { causes: "x" } }),
  "a header's name": `HTTP/1.1 200 OK\r\nx${EVIL_HEADER}: y\r\n\r\n`,
  "no HTTP": `${EVIL_HEADER}SSH-2.0-x\r\n\r\n`,
  "a negative length": "HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\n",
  "two lengths": "HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello!",
  "a chunk without end": "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n" +
    "ffffffffffffffff\r\nx",
  "a compression that nobody knows": reply("200 OK", [JSON_TYPE, "content-encoding: br"], "{}"),
};

const VERBS: Readonly<Record<string, (cluster: Cluster) => Promise<unknown>>> = {
  list: (cluster) => cluster.ns("test").configMaps.list(),
  table: (cluster) => cluster.ns("test").configMaps.table(),
  get: (cluster) => cluster.ns("test").configMap("a").get(),
  create: (cluster) =>
    cluster.ns("test").create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } }),
  delete: (cluster) => cluster.ns("test").configMap("a").delete(),
  version: (cluster) => cluster.version(),
};
/** What tells of success whatever the answer says. */
const EXCEPTIONS: ReadonlySet<string> = new Set([
  "delete a kind",
  "delete a compression that nobody knows",
  "version a kind",
  "version a compression that nobody knows",
]);

for (const [way, rootsEmpty] of [["Deno", true], ["node:tls", false]] as const) {
  for (const [what, answer] of Object.entries(ANSWERS)) {
    Deno.test(`no harm comes of ${what}, over ${way}`, async () => {
      await using server = startRawServer(identity, async (connection) => {
        await connection.readHead();
        await connection.write(answer);
      });
      await using transport = await openTransport(
        accessTo(server.url, { tls: { certificateAuthority: { pem: authority.certificate } } }),
        credentialsOf({ authorization: "Bearer hunter2" }),
        { rootsEmpty, retry: { maxRetries: 0 } },
      );
      const cluster = clusterOver(transport);
      for (const [verb, call] of Object.entries(VERBS)) {
        if (EXCEPTIONS.has(`${verb} ${what}`)) continue;
        const error: unknown = await call(cluster).then(
          () => assert.fail(`${verb} went well`),
          (reason) => reason,
        );
        assert.ok(error instanceof KubeError, `${verb}: ${Deno.inspect(error)}`);
        assert.doesNotMatch(error.message, /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u, verb);
        assert.doesNotMatch(Deno.inspect(error, { depth: 9 }), /hunter2|hello!/, verb);
      }
    });
  }
}
