/**
 * What a planned delete by selectors takes: the objects that the plan has shown, and no others. Layer 6.
 *
 * @module
 */
import { readText } from "../connect/body.ts";
import type { Transport } from "../connect/transport.ts";
import { parseJsonObject } from "../core/json.ts";
import { isObject, type JsonObject } from "../core/merge_patch.ts";
import { quote } from "../core/message.ts";
import { parseTarget } from "../policy/target.ts";
import type { GateCall } from "./gate_call.ts";
import { isDryRun } from "./journaled.ts";
import type { ObjectPlace } from "./object_place.ts";
import type { PlannedStep } from "./plan_draft.ts";

/** What is to be sent in place of a delete of many objects. */
export type HeldCollection =
  | { readonly call: GateCall }
  /** Why it is not sent, which continues a sentence. */
  | { readonly why: string };

/** Parameters of a list that say which objects are meant. */
const SELECTOR_REGEXP = /^(?:label|field)Selector$/;
/** With these the delete is of another time, or of one version; or the server is to say what is wrong with it. */
const FIXED: ReadonlySet<string> = new Set([
  "continue",
  "dryRun",
  "resourceVersion",
  "resourceVersionMatch",
  "uid",
]);
const FORBIDDEN = 403;

/**
 * Holds a delete of many objects to those of the plan: a GET of the list, and where that is what was planned,
 * the delete of what the list was at its version. What comes later is not in that.
 *
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions
 * @param call The request.
 * @param steps The plan.
 * @param own Those of its steps that are this request's.
 * @param transport The way to the cluster.
 */
export async function holdCollection(
  call: GateCall,
  steps: readonly PlannedStep[],
  own: readonly PlannedStep[],
  transport: Transport,
): Promise<HeldCollection> {
  const { head: { target }, signal } = call;
  const [path = ""] = target.path.split("?", 1);
  const selectors = target.query.filter(([name]) => SELECTOR_REGEXP.test(name));
  const asked = `${path}?${new URLSearchParams(selectors.map(([name, value]) => [name, value]))}`;
  const headers = { accept: "application/json" };
  const response = await transport.send(asked, { headers, signal, bulk: true });
  const list = parseJsonObject(await readText(response, { limitBytes: Infinity }));
  // Who might not list has seen no set in the plan either.
  if (response.status === FORBIDDEN && !own.some(isSeen)) return { call };
  if (!response.ok) return { why: `the server answers ${response.status} to a look at what goes` };
  const items = Array.isArray(list?.["items"]) ? list["items"].filter(isObject) : [];
  const ofKind = steps.filter(({ place }) => isOfKind(place, call));
  const planned = new Map(
    [...ofKind.filter(({ write }) => write.change === "delete"), ...own]
      .map((step) => [placeOf(metadataOf(step.before)), step]),
  );
  // What the plan makes has another uid than it was planned with.
  const made = new Set(
    ofKind.filter(({ write }) => write.change === "create").map(({ place }) => placeOf(place)),
  );
  const others = items.map(metadataOf).filter((metadata) => {
    const key = placeOf(metadata);
    const step = planned.get(key);
    if (step === undefined) return true;
    return !made.has(key) && metadataOf(step.before)["uid"] !== metadata["uid"];
  });
  if (others.length > 0) {
    const [first] = others;
    const more = others.length === 1 ? "" : ` and ${others.length - 1} more`;
    return {
      why: `${quote(String(first!["name"]))}${more} would go with it by now: plan it again`,
    };
  }
  return atVersion(call, metadataOf(list)["resourceVersion"]);
}

/** Whether the plan has shown which object goes, or that none does. */
function isSeen({ before, write }: PlannedStep): boolean {
  return before !== undefined || write.change === "none";
}

function isOfKind({ group, resource }: ObjectPlace, { attributes }: GateCall): boolean {
  return attributes.isResource && attributes.group === group && attributes.resource === resource;
}

/** The same request about what there was at a version. */
function atVersion(call: GateCall, version: unknown): HeldCollection {
  const { head, body } = call;
  const { query } = head.target;
  if (typeof version !== "string" || version === "") {
    return { why: "the server does not say of which version its list is" };
  }
  if (body instanceof ReadableStream) return { why: "its body is too long" };
  const hasBody = body !== undefined && body.length > 0;
  if (!hasBody && isDryRun(call)) return { call };
  const [fixed] = query.find(([name]) => FIXED.has(name)) ?? [];
  if (fixed !== undefined) return { why: `with ${fixed} it cannot be held to what was planned` };
  const [path = ""] = head.target.path.split("?", 1);
  const search = new URLSearchParams([
    ...query.map(([name, value]) => [name, value]),
    ["resourceVersion", version],
    ["resourceVersionMatch", "Exact"],
  ]);
  const target = parseTarget(`${path}?${search}`);
  if (hasBody) return { call: { ...call, head: { ...head, target } } };
  // Without a body a server takes the version for one that each object has to have.
  const options = new TextEncoder().encode(JSON.stringify(optionsOf(query)));
  return {
    call: {
      ...call,
      body: options,
      head: {
        ...head,
        target,
        headers: new Map(head.headers).set("content-type", "application/json"),
        body: { type: "length", length: options.length },
      },
    },
  };
}

/** The options of a delete as they stand in a body. */
function optionsOf(query: readonly (readonly [name: string, value: string])[]): JsonObject {
  // Of what comes twice a server takes the first.
  const values = new Map(query.toReversed());
  const grace = values.get("gracePeriodSeconds");
  const policy = values.get("propagationPolicy");
  const orphan = values.get("orphanDependents");
  return {
    apiVersion: "v1",
    kind: "DeleteOptions",
    ...(grace ? { gracePeriodSeconds: Number(grace) } : {}),
    ...(policy ? { propagationPolicy: policy } : {}),
    ...(orphan ? { orphanDependents: orphan !== "false" && orphan !== "0" } : {}),
  };
}

function metadataOf(object: JsonObject | undefined): JsonObject {
  const metadata = object?.["metadata"];
  return isObject(metadata) ? metadata : {};
}

function placeOf({ namespace = "", name }: { namespace?: unknown; name?: unknown }): string {
  return JSON.stringify([namespace, name]);
}
