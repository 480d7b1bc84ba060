/**
 * Sends writes with a journal: looks at what is there before, and at what is there after. Layer 6.
 *
 * @module
 */
import { readText } from "../connect/body.ts";
import type { Transport } from "../connect/transport.ts";
import { parseJsonObject } from "../core/json.ts";
import { isObject, type JsonObject } from "../core/merge_patch.ts";
import {
  actsThrough,
  describeAttributes,
  isWrite,
  type RequestAttributes,
  type ResourceAttributes,
} from "../policy/attributes.ts";
import { isSecret } from "../policy/decision.ts";
import { isObjectState } from "../policy/object_state.ts";
import { withoutSecretData } from "../policy/secret_objects.ts";
import type { Authority } from "./authority.ts";
import type { Exchange, GateCall } from "./gate_call.ts";
import type { Journal } from "./journal.ts";
import type { OutcomeEntry, WriteEntry } from "./run_lines.ts";

/** What a journaled exchange needs. */
export interface JournaledOptions {
  readonly journal: Journal;
  /** The way to the cluster, to look at what is there. */
  readonly transport: Transport;
  /** Makes sure of the right to create, where a write turns out to be one. */
  readonly authority: Authority;
  /** Hears why a write cannot be taken back: what was there could not be looked at. */
  readonly onUnseen?: (why: string) => void;
}

const JSON_ONLY = { accept: "application/json" };
/** What tells of an object without being it. */
const VIEWS: ReadonlySet<string> = new Set(["Table", "PartialObjectMetadata", "Status"]);
/**
 * Puts a journal in front of an exchange.
 *
 * @param exchange What sends.
 * @param options The journal, and where to look.
 */
export function journaled(exchange: Exchange, options: JournaledOptions): Exchange {
  return async (call) => {
    const { attributes, head } = call;
    if (!changesObjects(attributes) || isDryRun(call)) {
      return await exchange(call);
    }
    const before = await lookBefore(call, options);
    await requireCreate(call, before, options.authority);
    const path = head.target.path.split("?", 1)[0]!;
    const name = attributes.name === "" ? nameIn(bodyOf(call)) : undefined;
    const entry: WriteEntry = {
      attributes,
      path,
      ...(name === undefined ? {} : { name }),
      ...(before === undefined ? {} : { before: before.map((object) => kept(attributes, object)) }),
    };
    const number = options.journal.begin(entry);
    const response = await exchange(call);
    return await settle(response, call, number, options);
  };
}

/** Tells whether a request leaves something behind in the cluster that can be looked at. */
function changesObjects(attributes: RequestAttributes): attributes is ResourceAttributes {
  return attributes.isResource && isWrite(attributes) && !actsThrough(attributes);
}

function bodyOf({ body }: GateCall): JsonObject | undefined {
  return body instanceof Uint8Array ? parseJsonObject(new TextDecoder().decode(body)) : undefined;
}

/**
 * Tells whether a write is a dry run, as the server reads it.
 *
 * @param call The write.
 */
export function isDryRun({ head, body }: GateCall): boolean {
  // A server takes the options of a delete from its body, where there is one, and from nowhere else; in any
  // other body such a field is nothing to it.
  const fromBody = head.method === "DELETE" && !(body instanceof Uint8Array && body.length === 0);
  if (fromBody && body !== undefined) {
    const options = body instanceof Uint8Array
      ? parseJsonObject(new TextDecoder().decode(body))
      : undefined;
    return isAll(options?.["dryRun"]);
  }
  return isAll(head.target.query.flatMap(([name, value]) => name === "dryRun" ? [value] : []));
}

function isAll(values: unknown): boolean {
  return Array.isArray(values) && values.length > 0 && values.every((value) => value === "All");
}

async function lookBefore(
  { attributes, head, signal }: GateCall,
  { transport, onUnseen }: JournaledOptions,
): Promise<readonly JsonObject[] | undefined> {
  if (!attributes.isResource || !isObjectState(attributes.subresource)) return undefined;
  if (head.method === "POST") return [];
  const [path = ""] = head.target.path.split("?", 1);
  const selectors = head.target.query.filter(([name]) => /^(?:label|field)Selector$/.test(name));
  const query = new URLSearchParams(selectors.map(([name, value]) => [name, value]));
  const asked = attributes.verb === "deletecollection" ? `${path}?${query}` : path;
  const response = await transport.send(asked, { headers: JSON_ONLY, signal, bulk: true });
  const text = await readText(response, { limitBytes: Infinity });
  // A right to read is not what the script was given its rights for.
  if (response.status === 404) return [];
  if (!response.ok) {
    // The data of Secrets is in no journal anyway.
    if (!isSecret(attributes)) onUnseen?.(whyUnseen(attributes, response.status));
    return undefined;
  }
  const object = parseJsonObject(text);
  if (attributes.verb !== "deletecollection") return object === undefined ? undefined : [object];
  const { apiVersion, kind, items } = object ?? {};
  if (!Array.isArray(items)) return undefined;
  const itemKind = String(kind).replace(/List$/, "");
  return items.filter(isObject).map((item) => ({ apiVersion, kind: itemKind, ...item }));
}

function whyUnseen(attributes: ResourceAttributes, status: number): string {
  const verb = attributes.verb === "deletecollection" ? "list" : "get";
  const look = describeAttributes({ ...attributes, verb });
  return status === 403
    ? `your user may not ${look}: skiff grants --with-undo gives a role that right`
    : `the server answers ${status} to ${look}`;
}

/** An apply, and where the kind allows it an update, makes what is not there: that takes the right to. */
async function requireCreate(
  { attributes, head }: GateCall,
  before: readonly JsonObject[] | undefined,
  authority: Authority,
): Promise<void> {
  const applies = head.method === "PATCH" &&
    /^application\/apply-patch\+/.test(head.headers.get("content-type") ?? "");
  if (!applies && head.method !== "PUT") return;
  if (before === undefined ? applies : before.length === 0) {
    const name = attributes.isResource ? attributes.name : undefined;
    await authority.require(asCreate(attributes), () => Promise.resolve(name));
  }
}

function asCreate(attributes: RequestAttributes): RequestAttributes {
  return attributes.isResource ? { ...attributes, verb: "create", name: "" } : attributes;
}

async function settle(
  response: Response,
  call: GateCall,
  number: number,
  { journal, transport, authority }: JournaledOptions,
): Promise<Response> {
  const { status, headers } = response;
  const text = await readText(response, { limitBytes: Infinity });
  if (status === 201 && call.attributes.verb !== "create") {
    authority.record(asCreate(call.attributes));
  }
  const after = response.ok ? await lookAfter(text, call, transport) : undefined;
  const outcome: OutcomeEntry = {
    status,
    ...(after === undefined ? {} : { after: kept(call.attributes, after) }),
  };
  journal.settle(number, outcome);
  const bytes = new TextEncoder().encode(text);
  const passed = new Headers(headers);
  passed.set("content-length", String(bytes.length));
  return new Response(bytes, { status, headers: passed });
}

async function lookAfter(
  text: string,
  { attributes, head, signal }: GateCall,
  transport: Transport,
): Promise<JsonObject | undefined> {
  if (!attributes.isResource || !isObjectState(attributes.subresource)) return undefined;
  if (attributes.verb === "delete" || attributes.verb === "deletecollection") return undefined;
  const object = parseJsonObject(text);
  if (object !== undefined && !VIEWS.has(String(object["kind"]))) return object;
  // The script asked for a table or for metadata only.
  const name = attributes.name || nameIn(object);
  if (name === undefined) return undefined;
  const [path = ""] = head.target.path.split("?", 1);
  const own = attributes.name === "" ? `${path}/${encodeURIComponent(name)}` : path;
  const response = await transport.send(own, { headers: JSON_ONLY, signal });
  const answer = await readText(response, { limitBytes: Infinity });
  return response.ok ? parseJsonObject(answer) : undefined;
}

function nameIn(answer: JsonObject | undefined): string | undefined {
  const row = Array.isArray(answer?.["rows"]) ? answer["rows"][0] : undefined;
  const object = isObject(row) ? row["object"] : answer;
  const metadata = isObject(object) ? object["metadata"] : undefined;
  const name = isObject(metadata) ? metadata["name"] : undefined;
  return typeof name === "string" ? name : undefined;
}

/** What a journal may keep of an object. */
function kept(attributes: RequestAttributes, object: JsonObject): JsonObject {
  if (!attributes.isResource || !isSecret(attributes)) return object;
  return withoutSecretData(object) as JsonObject;
}
