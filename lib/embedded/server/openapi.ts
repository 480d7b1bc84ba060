/**
 * OpenAPI: the document of version 2, the index of version 3, and its documents. Layer 3.
 *
 * @module
 */
import { documentAt, documentPaths, type OpenApiSource, partsOf } from "../openapi/documents.ts";
import { encodeDocument } from "../openapi/protobuf.ts";
import { documentOfVersion2 } from "../openapi/version2.ts";
import { Fault, unknownPath } from "../fault.ts";
import type { ResourceRegistry } from "../resources/registry.ts";
import { type Answer, jsonAnswer } from "./answer.ts";
import type { Call } from "./context.ts";

const VERSION_2 = "application/com.github.proto-openapi.spec.v2";
// What is asked for has an at sign, which is none that a media type can have.
const PROTOBUF_2 = `${VERSION_2}.v1.0+protobuf`;
const JSON_2 = `${VERSION_2}.v1.0+json`;
const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** Documents as they were last written, and for which definitions. */
interface Written {
  readonly state: string;
  readonly source: OpenApiSource;
  readonly texts: Map<string, string>;
  readonly hashes: Map<string, string>;
  protobuf: Uint8Array<ArrayBuffer> | undefined;
}

const cache = new WeakMap<ResourceRegistry, Written>();

/** Answers a path below `/openapi`. */
export async function answerOpenApi(call: Call, path: string): Promise<Answer> {
  const written = writtenFor(call);
  if (path === "/openapi/v2") return answerVersion2(call, written);
  if (path === "/openapi/v3") return await answerIndex(written);
  const prefix = "/openapi/v3/";
  if (!path.startsWith(prefix)) throw unknownPath();
  return await answerDocument(call, written, path.slice(prefix.length));
}

function writtenFor({ cluster }: Call): Written {
  const { resources, version, describe } = cluster;
  const state = [...resources.custom()].map(([name, kinds]) =>
    JSON.stringify([name, kinds.map(({ kind, openApi }) => [kind.version, kind.kind, openApi])])
  ).join("\n");
  const known = cache.get(resources);
  if (known?.state === state) return known;
  const source = { resources, version, describe };
  const written = { state, source, texts: new Map(), hashes: new Map(), protobuf: undefined };
  cache.set(resources, written);
  return written;
}

function answerVersion2({ headers }: Call, written: Written): Answer {
  const accept = headers.get("accept") ?? "";
  const type = accept.split(",").map((clause) => clause.split(";")[0]?.trim() ?? "")
    .map((clause) => TYPES_2[clause]).find((found) => found !== undefined);
  if (type === undefined && accept !== "") throw notAcceptable();
  const { source } = written;
  const document = () => documentOfVersion2(partsOf(source), source.version);
  if (type === PROTOBUF_2) {
    written.protobuf ??= encodeDocument(document());
    return { status: 200, body: written.protobuf, contentType: PROTOBUF_2 };
  }
  const text = textOf(written, "v2", document);
  return { status: 200, body: text, contentType: type ?? "application/json" };
}

const TYPES_2: Readonly<Record<string, string>> = {
  "*/*": "application/json",
  "application/*": "application/json",
  "application/json": "application/json",
  [JSON_2]: JSON_2,
  [`${VERSION_2}@v1.0+json`]: JSON_2,
  [PROTOBUF_2]: PROTOBUF_2,
  [`${VERSION_2}@v1.0+protobuf`]: PROTOBUF_2,
};

async function answerIndex(written: Written): Promise<Answer> {
  const paths: Record<string, { serverRelativeURL: string }> = {};
  for (const path of documentPaths(written.source)) {
    const hash = await hashOf(written, path);
    paths[path] = { serverRelativeURL: `/openapi/v3/${path}?hash=${hash}` };
  }
  return jsonAnswer({ paths });
}

async function answerDocument(call: Call, written: Written, path: string): Promise<Answer> {
  if (!documentPaths(written.source).includes(path)) throw unknownPath();
  const accept = call.headers.get("accept") ?? "";
  // Documents of version 3 are served as JSON alone.
  if (!/^\s*$|\bjson\b|\*\/\*/.test(accept)) throw notAcceptable();
  const hash = await hashOf(written, path);
  const asked = call.query.get("hash");
  if (asked !== null && asked !== "" && asked !== hash) {
    const location = `/openapi/v3/${path}?hash=${hash}`;
    return { ...jsonAnswer({}, 301), body: "", headers: { location } };
  }
  const etag = `"${hash}"`;
  const lasting: Readonly<Record<string, string>> = asked === hash
    ? { "cache-control": `public, max-age=${YEAR_SECONDS}, immutable` }
    : {};
  if (call.headers.get("if-none-match") === etag) {
    return {
      status: 304,
      body: null,
      contentType: "application/json",
      headers: { etag, ...lasting },
    };
  }
  const body = textOf(written, path, () => documentAt(written.source, path) ?? {});
  return { status: 200, body, contentType: "application/json", headers: { etag, ...lasting } };
}

function textOf(written: Written, key: string, write: () => unknown): string {
  let text = written.texts.get(key);
  if (text === undefined) {
    text = JSON.stringify(write());
    written.texts.set(key, text);
  }
  return text;
}

/** Clients keep documents for as long as their hash is the same. */
async function hashOf(written: Written, path: string): Promise<string> {
  let hash = written.hashes.get(path);
  if (hash === undefined) {
    const text = textOf(written, path, () => documentAt(written.source, path) ?? {});
    const digest = await crypto.subtle.digest("SHA-512", new TextEncoder().encode(text));
    hash = new Uint8Array(digest).toHex().toUpperCase();
    written.hashes.set(path, hash);
  }
  return hash;
}

function notAcceptable(): Fault {
  return new Fault(406, "NotAcceptable", "406: Not Acceptable", {});
}
