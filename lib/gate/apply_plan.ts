/**
 * Does what was planned at a prompt: the very requests, in their order, to what is as it was. Layer 6.
 *
 * @module
 */
import { readText } from "../connect/body.ts";
import type { Transport } from "../connect/transport.ts";
import { parseJson, parseJsonObject } from "../core/json.ts";
import { isObject, type JsonObject } from "../core/merge_patch.ts";
import { grantError } from "../policy/decision.ts";
import { fieldChanges } from "../policy/field_changes.ts";
import type { Exchange, GateCall } from "./gate_call.ts";
import type { PlannedStep } from "./plan_draft.ts";
import { type ObjectPlace, pathOf } from "./object_place.ts";
import { holdCollection } from "./planned_collections.ts";
import { sentText } from "./write_key.ts";

/** What keeps a plan from being done. */
export interface PlanObstacle {
  readonly step: PlannedStep;
  /** Continues a sentence, e.g. `it is gone`. */
  readonly why: string;
}

/** How far a plan was done. */
export interface AppliedPlan {
  /** The writes that were done. */
  readonly done: readonly PlannedStep[];
  /** Those that were not, in order: the first is the one that failed. */
  readonly left: readonly PlannedStep[];
  /** Why it ended; left out: it is done. */
  readonly failure?: unknown;
}

/** What a server tells apart objects of one name and their states by. */
interface Version {
  readonly uid?: unknown;
  readonly resourceVersion?: unknown;
}

const JSON_ONLY = { accept: "application/json" };
const VERSION_FIELDS = ["uid", "resourceVersion"] as const;

/**
 * Looks whether everything is still as it was when it was planned; sends a get for each object.
 *
 * @param steps The plan.
 * @param transport The way to the cluster.
 * @param signal Ends the requests.
 * @returns What is not, and what can be done only once.
 */
export async function findObstacles(
  steps: readonly PlannedStep[],
  transport: Transport,
  signal: AbortSignal | undefined,
): Promise<readonly PlanObstacle[]> {
  const seen = new Set<string>();
  const obstacles: PlanObstacle[] = [];
  for (const step of steps) {
    const key = keyOf(step.place);
    if (seen.has(key)) {
      if (isNamedByServer(steps.find(({ place }) => keyOf(place) === key)!)) {
        obstacles.push({ step, why: "the server will give it another name" });
      }
      continue;
    }
    seen.add(key);
    // What is deleted by a selector is looked for by it.
    if (step.write.attributes.verb === "deletecollection") continue;
    if (step.write.change === "action" || isNamedByServer(step)) continue;
    const path = pathOf(step.place, step.place.name);
    const response = await transport.send(path, { headers: JSON_ONLY, signal });
    const text = await readText(response, { limitBytes: Infinity });
    const why = response.status === 404
      ? step.before === undefined ? undefined : "it is gone"
      : response.ok
      ? changeSince(step, parseJsonObject(text))
      : whyUnseen(response.status);
    if (why !== undefined) obstacles.push({ step, why });
  }
  return [...obstacles, ...await findUnplanned(steps, transport, signal)];
}

/** Who may not look may still write. */
function whyUnseen(status: number): string | undefined {
  return status === 403 ? undefined : `the server answers ${status} to a look at it`;
}

/** What was planned to go by a selector is what goes, no more and no less. */
async function findUnplanned(
  steps: readonly PlannedStep[],
  transport: Transport,
  signal: AbortSignal | undefined,
): Promise<readonly PlanObstacle[]> {
  const obstacles: PlanObstacle[] = [];
  const earlier = new Map<string, PlannedStep>();
  const asked = new Set<GateCall>();
  for (const step of steps) {
    const { call, write: { attributes } } = step;
    if (attributes.verb !== "deletecollection") earlier.set(keyOf(step.place), step);
    else if (!asked.has(call)) {
      asked.add(call);
      const own = steps.filter((other) => other.call === call);
      obstacles.push(...await compareCollection(own, earlier, transport, signal));
    }
  }
  return obstacles;
}

async function compareCollection(
  own: readonly PlannedStep[],
  earlier: ReadonlyMap<string, PlannedStep>,
  transport: Transport,
  signal: AbortSignal | undefined,
): Promise<readonly PlanObstacle[]> {
  const [step] = own;
  const { target } = step!.call.head;
  const selectors = target.query.filter(([name]) => /^(?:label|field)Selector$/.test(name));
  const [path = ""] = target.path.split("?", 1);
  const query = new URLSearchParams(selectors.map(([name, value]) => [name, value]));
  const asked = `${path}?${query}`;
  const response = await transport.send(asked, { headers: JSON_ONLY, signal, bulk: true });
  const list = parseJsonObject(await readText(response, { limitBytes: Infinity }));
  if (!response.ok) {
    const why = whyUnseen(response.status);
    return why === undefined ? [] : [{ step: step!, why }];
  }
  const items = Array.isArray(list?.["items"]) ? list["items"].filter(isObject) : [];
  const now = new Map(items.map((item) => [keyOf(placeIn(step!.place, item)), item]));
  const planned = new Map(own.map((one) => [keyOf(one.place), one]));
  const added = [...now.keys()].filter((key) => !planned.has(key) && !earlier.has(key));
  const count = added.length === 1 ? "1 more object" : `${added.length} more objects`;
  const changed = own.flatMap((one): PlanObstacle[] => {
    const key = keyOf(one.place);
    if (earlier.has(key) || one.write.change === "none") return [];
    const item = now.get(key);
    const why = item === undefined
      ? "it is gone, or not selected any more"
      : changeSince(one, { ...kindOf(one.before), ...item });
    return why === undefined ? [] : [{ step: one, why }];
  });
  const unplanned = { step: step!, why: `${count} would go with it by now` };
  return added.length === 0 ? changed : [...changed, unplanned];
}

function placeIn(place: ObjectPlace, { metadata }: JsonObject): ObjectPlace {
  const { name = "", namespace = "" } = isObject(metadata) ? metadata : {};
  return { ...place, name: String(name), namespace: String(namespace) };
}

/** Objects in a list do not say their kind. */
function kindOf(object: JsonObject | undefined): JsonObject {
  const { apiVersion, kind } = object ?? {};
  return {
    ...(apiVersion === undefined ? {} : { apiVersion }),
    ...(kind === undefined ? {} : { kind }),
  };
}

function changeSince(
  { before, write }: PlannedStep,
  now: JsonObject | undefined,
): string | undefined {
  if (now === undefined) return undefined;
  if (before === undefined) {
    // What else had no state was there, and nobody could tell how.
    return write.change === "create" ? "somebody has made it since" : undefined;
  }
  if (versionOf(before).uid !== versionOf(now).uid) return "another of its name is there";
  const { attributes } = write;
  // Controllers report in the status all the time; a status that is written is what the write is about.
  const change = fieldChanges(attributes, before, now, "").find(({ path }) =>
    attributes.subresource === "status" || !/^status(?:$|[.[])/.test(path)
  );
  return change === undefined ? undefined : `${change.path} was changed since`;
}

/**
 * Sends the writes; ends with the first that fails.
 *
 * @param steps The plan.
 * @param exchange What sends.
 * @param transport The way to the cluster, to look at what a delete of many objects would take.
 * @param signal Ends the requests.
 */
export async function applyPlan(
  steps: readonly PlannedStep[],
  exchange: Exchange,
  transport: Transport,
  signal: AbortSignal,
): Promise<AppliedPlan> {
  const versions = new Map<string, Version>();
  const calls = [...new Set(steps.map(({ call }) => call))];
  for (const [index, call] of calls.entries()) {
    const own = steps.filter((step) => step.call === call);
    try {
      const held = await holdCall({ ...call, signal }, steps, own, transport);
      await sendStep({ ...own[0]!, call: held }, exchange, versions);
    } catch (failure) {
      const done = new Set(calls.slice(0, index));
      return {
        done: steps.filter((step) => done.has(step.call)),
        left: steps.filter((step) => !done.has(step.call)),
        failure,
      };
    }
  }
  return { done: steps, left: [] };
}

/** A delete of many objects takes those of the plan. */
async function holdCall(
  call: GateCall,
  steps: readonly PlannedStep[],
  own: readonly PlannedStep[],
  transport: Transport,
): Promise<GateCall> {
  if (call.attributes.verb !== "deletecollection") return call;
  const held = await holdCollection(call, steps, own, transport);
  if ("call" in held) return held.call;
  throw grantError(call.attributes, held.why);
}

async function sendStep(
  { call, place, write }: PlannedStep,
  exchange: Exchange,
  versions: Map<string, Version>,
): Promise<void> {
  const key = keyOf(place);
  const version = versions.get(key);
  const headers = new Map(call.head.headers).set("accept", JSON_ONLY.accept);
  const sent = version === undefined ? call : withVersion(call, version);
  const response = await exchange({ ...sent, head: { ...sent.head, headers } });
  const text = await readText(response, { limitBytes: Infinity });
  if (!response.ok) {
    const { errorFromResponse } = await import("../core/status.ts");
    const { attributes, name, namespace } = write;
    throw errorFromResponse(response.status, parseJsonObject(text) ?? text, {
      verb: attributes.verb,
      resource: attributes.resource,
      name,
      namespace,
    });
  }
  if (write.change === "delete") versions.delete(key);
  else versions.set(key, { ...version, ...versionOf(parseJsonObject(text) ?? {}) });
}

/** What the plan itself has written to had another version there. */
function withVersion(call: GateCall, version: Version): GateCall {
  if (!(call.body instanceof Uint8Array)) return call;
  const body: unknown = parseJson(new TextDecoder().decode(call.body));
  const changed = Array.isArray(body)
    ? body.map((step) => withStepVersion(step, version))
    : isObject(body)
    ? withFieldVersions(body, version)
    : undefined;
  if (changed === undefined) return call;
  return { ...call, body: new TextEncoder().encode(JSON.stringify(changed)) };
}

function withStepVersion(step: unknown, version: Version): unknown {
  if (!isObject(step)) return step;
  const field = VERSION_FIELDS.find((name) => step["path"] === `/metadata/${name}`);
  if (field === undefined || !("value" in step)) return step;
  return { ...step, value: version[field] ?? step["value"] };
}

function withFieldVersions(body: JsonObject, version: Version): JsonObject {
  const parts = ["metadata", "preconditions"].flatMap((part) => {
    const fields = body[part];
    if (!isObject(fields)) return [];
    const known = VERSION_FIELDS.filter((name) => name in fields);
    return [[part, {
      ...fields,
      ...Object.fromEntries(known.map((name) => [name, version[name] ?? fields[name]])),
    }]];
  });
  return { ...body, ...Object.fromEntries(parts) };
}

/** Whether the server makes up the name anew each time. */
function isNamedByServer({ call, write }: PlannedStep): boolean {
  if (write.attributes.verb !== "create" || write.attributes.subresource !== "") return false;
  const metadata = parseJsonObject(sentText(call))?.["metadata"];
  return isObject(metadata) && (metadata["name"] ?? "") === "";
}

function versionOf({ metadata }: JsonObject): Version {
  if (!isObject(metadata)) return {};
  return Object.fromEntries(
    VERSION_FIELDS.flatMap((name) => name in metadata ? [[name, metadata[name]]] : []),
  );
}

function keyOf({ group, resource, namespace, name }: ObjectPlace): string {
  return JSON.stringify([group, resource, namespace, name]);
}
