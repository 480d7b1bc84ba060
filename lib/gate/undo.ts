/**
 * `skiff undo`: takes the writes of a run back, the last one first, each with a look at what is there now.
 * Layer 6.
 *
 * @module
 */
import { readText } from "../connect/body.ts";
import type { Transport } from "../connect/transport.ts";
import { makePolicy } from "../client/policy.ts";
import { isObject, type JsonObject } from "../core/merge_patch.ts";
import { oneLine } from "../core/message.ts";
import { attributesOf, type ResourceAttributes } from "../policy/attributes.ts";
import { isSecret } from "../policy/decision.ts";
import { parseTarget } from "../policy/target.ts";
import { type Change, UNDO_MANAGER, type UndoStep, undoStep } from "../policy/undo.ts";
import { Authority } from "./authority.ts";
import { forwarder } from "./exchange.ts";
import type { Exchange } from "./gate_call.ts";
import type { Journal, JournaledWrite, RunJournal } from "./journal.ts";
import { journaled } from "./journaled.ts";

/** What became of one write. */
export interface UndoOutcome {
  readonly state: "undone" | "nothing" | "left" | "failed";
  /** What was done, or would be: `deleted`, `restored`, `made again`, or why nothing was. */
  readonly what: string;
  /** The object, e.g. `configmaps "shop/one"`. */
  readonly object: string;
}

/** How a run is taken back. */
export interface UndoOptions {
  readonly transport: Transport;
  readonly journal: Journal;
  /** Say what would be done, and do nothing. */
  readonly plan: boolean;
}

/** What takes back one write of one object. */
interface Task {
  readonly change: Change;
  readonly attributes: ResourceAttributes;
  readonly namespace: string;
  readonly name: string;
  /** Why it cannot be taken back, whatever is there. */
  readonly hopeless?: string;
}

const TRIES = 3;

/**
 * Takes a run back.
 *
 * @param run The run.
 * @param options The way to the cluster, and the journal of what is done now.
 * @returns What became of each write, the last one first.
 */
export async function* undoRun(
  run: RunJournal,
  { transport, journal, plan }: UndoOptions,
): AsyncGenerator<UndoOutcome, void, void> {
  const authority = new Authority({ policy: makePolicy({ allowAll: true }) });
  const exchange = journaled(forwarder(transport), { journal, transport, authority });
  /** What was left alone stays so: an older state of it is behind the newer one. */
  const left = new Set<string>();
  /** By its path, the uid of what was made again and the one that it had before. */
  const renewed = new Map<string, { readonly uid: unknown; readonly before: unknown }>();
  /** With a plan: what would be there. */
  const planned = new Map<string, JsonObject | undefined>();
  const states = run.writes.flatMap(({ outcome }): readonly JsonObject[] =>
    outcome?.after === undefined ? [] : [outcome.after]
  );
  const own = new Set(states.map((object) => metadataOf(object)["uid"]));
  for (const write of run.writes.toReversed()) {
    for (const task of tasksOf(write, states)) {
      const path = objectPath(task, task.attributes.subresource);
      const whole = objectPath(task, "");
      const object = describe(task);
      if (left.has(whole)) {
        yield { state: "left", what: "left alone: a later change of it was", object };
        continue;
      }
      const outcome = task.hopeless !== undefined
        ? { state: "left" as const, what: `left alone: ${task.hopeless}` }
        : plan
        ? await planTask(task, path, transport, planned, own)
        : await perform(task, { path, transport, exchange, renewed, own });
      if (outcome.state === "left" || outcome.state === "failed") left.add(whole);
      yield { ...outcome, object };
    }
  }
}

function tasksOf(
  { attributes, before, outcome, name = attributes.name }: JournaledWrite,
  all: readonly JsonObject[],
): Task[] {
  const { namespace, subresource } = attributes;
  const base = { attributes, namespace, name };
  if (outcome !== undefined && outcome.status >= 300) return [];
  if (before === undefined) {
    const change = { before: undefined, after: undefined, secret: false, subresource, states: [] };
    const isAction = !["", "status", "scale", "ephemeralcontainers", "resize"].includes(
      subresource,
    );
    return [{
      ...base,
      change,
      hopeless: isAction ? "it cannot be taken back" : "what was there could not be read",
    }];
  }
  const secret = isSecret(attributes);
  if (outcome === undefined) {
    const change = { before: before[0], after: undefined, secret, subresource, states: [] };
    return [{ ...base, change, hopeless: "no answer came: it may have been done or not" }];
  }
  const { after } = outcome;
  const isDelete = attributes.verb === "delete" || attributes.verb === "deletecollection";
  const states = before.length === 0 && !isDelete ? [undefined] : before;
  return states.map((state) => {
    const at = metadataOf(state ?? after ?? {});
    const own = all.filter((object) => metadataOf(object)["uid"] === at["uid"]);
    return {
      attributes,
      namespace: textOf(at["namespace"]) ?? namespace,
      name: textOf(at["name"]) ?? name,
      change: {
        before: state,
        after: isDelete ? undefined : after,
        secret,
        subresource,
        states: own,
      },
    };
  });
}

async function planTask(
  task: Task,
  path: string,
  transport: Transport,
  planned: Map<string, JsonObject | undefined>,
  own: ReadonlySet<unknown>,
): Promise<Pick<UndoOutcome, "state" | "what">> {
  const current = planned.has(path) ? planned.get(path) : await read(transport, path);
  const step = await spared(undoStep(task.change, current), task, current, transport, own);
  if (step.action === "patch") planned.set(path, { ...current, ...task.change.before });
  if (step.action === "delete") planned.set(path, undefined);
  if (step.action === "create") planned.set(path, task.change.before);
  return said(step, "would be ");
}

interface Performance {
  readonly path: string;
  readonly transport: Transport;
  readonly exchange: Exchange;
  readonly renewed: Map<string, { readonly uid: unknown; readonly before: unknown }>;
  /** The uids of what the run has made. */
  readonly own: ReadonlySet<unknown>;
}

/** What others have put into what the run has made would be gone with it. */
async function spared(
  step: UndoStep,
  { attributes }: Task,
  current: JsonObject | undefined,
  transport: Transport,
  own: ReadonlySet<unknown>,
): Promise<UndoStep> {
  if (step.action !== "delete" || current === undefined) return step;
  const { contentsOfOthers } = await import("./contents.ts");
  const why = await contentsOfOthers(transport, attributes, current, own);
  return why === undefined ? step : { action: "leave", why };
}

async function perform(
  task: Task,
  { path, transport, exchange, renewed, own }: Performance,
): Promise<Pick<UndoOutcome, "state" | "what">> {
  let refusal = "";
  for (let tries = 0; tries < TRIES; tries++) {
    const current = await read(transport, path);
    const wanted = undoStep(task.change, asBefore(current, renewed.get(path)));
    const step = await spared(wanted, task, current, transport, own);
    if (step.action === "leave" || step.action === "nothing") return said(step, "");
    const response = await send(exchange, path, step, current);
    const text = await readText(response);
    if (response.ok && step.action === "create") {
      const { uid } = metadataOf(JSON.parse(text));
      renewed.set(path, { uid, before: metadataOf(task.change.before ?? {})["uid"] });
    }
    if (response.ok) return said(step, "");
    refusal = messageOf(text) ?? `the server answers ${response.status}`;
    // It has changed between the look and the write.
    if (response.status !== 409) break;
  }
  return { state: "failed", what: `not undone: ${refusal}` };
}

/** What was made again is, for what the run did before, the object that it was. */
function asBefore(
  current: JsonObject | undefined,
  renewed: { readonly uid: unknown; readonly before: unknown } | undefined,
): JsonObject | undefined {
  if (current === undefined || renewed === undefined) return current;
  const metadata = metadataOf(current);
  if (metadata["uid"] !== renewed.uid) return current;
  return { ...current, metadata: { ...metadata, uid: renewed.before } };
}

async function send(
  exchange: Exchange,
  path: string,
  step: Exclude<UndoStep, { action: "leave" | "nothing" }>,
  current: JsonObject | undefined,
): Promise<Response> {
  switch (step.action) {
    case "delete": {
      const preconditions = { uid: metadataOf(current ?? {})["uid"] };
      return await call(exchange, "DELETE", path, "application/json", {
        apiVersion: "v1",
        kind: "DeleteOptions",
        preconditions,
      });
    }
    case "patch": {
      const { uid, resourceVersion } = metadataOf(current ?? {});
      const metadata = { ...metadataOf(step.patch), uid, resourceVersion };
      const patch = { ...step.patch, metadata };
      return await call(exchange, "PATCH", path, "application/merge-patch+json", patch);
    }
    case "create":
      return await call(
        exchange,
        "POST",
        path.slice(0, path.lastIndexOf("/")),
        "application/json",
        step.object,
      );
  }
}

async function call(
  exchange: Exchange,
  method: string,
  path: string,
  type: string,
  body: unknown,
): Promise<Response> {
  const query = method === "DELETE" ? "" : `?fieldManager=${UNDO_MANAGER}`;
  const target = parseTarget(path + query);
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  return await exchange({
    head: {
      method,
      target,
      headers: new Map([["accept", "application/json"], ["content-type", type]]),
      body: { type: "length", length: bytes.length },
      upgrade: undefined,
      close: false,
    },
    attributes: attributesOf(method, target),
    body: bytes,
    signal: new AbortController().signal,
  });
}

async function read(transport: Transport, path: string): Promise<JsonObject | undefined> {
  const response = await transport.send(path, { headers: { accept: "application/json" } });
  const text = await readText(response);
  if (response.status === 404) return undefined;
  const object: unknown = response.ok ? JSON.parse(text) : undefined;
  if (isObject(object)) return object;
  const { errorFromResponse } = await import("../core/status.ts");
  throw errorFromResponse(response.status, JSON.parse(text), { verb: "get", resource: path });
}

function said(step: UndoStep, would: string): Pick<UndoOutcome, "state" | "what"> {
  switch (step.action) {
    case "delete":
      return { state: "undone", what: `${would}deleted` };
    case "patch":
      return { state: "undone", what: `${would}restored` };
    case "create":
      return { state: "undone", what: `${would}made again` };
    case "nothing":
      return { state: "nothing", what: `nothing to do: ${step.why}` };
    case "leave":
      return { state: "left", what: `left alone: ${step.why}` };
  }
}

/** Written with the escapes that the gate itself writes. */
function objectPath({ attributes, namespace, name }: Task, subresource: string): string {
  const { group, version, resource } = attributes;
  const parts = [
    ...(group === "" ? ["api"] : ["apis", group]),
    version,
    // The namespace of a namespace is itself.
    ...(namespace === "" || resource === "namespaces" ? [] : ["namespaces", namespace]),
    resource,
    name,
    ...(subresource === "" ? [] : [subresource]),
  ];
  return `/${parts.map(encodeURIComponent).join("/")}`;
}

function describe({ attributes, namespace, name }: Task): string {
  const { group, resource, subresource } = attributes;
  const kind = `${resource}${group === "" ? "" : `.${group}`}`;
  const part = subresource === "" ? "" : `/${subresource}`;
  const isNamed = namespace === "" || resource === "namespaces";
  return `${kind}${part} ${JSON.stringify(isNamed ? name : `${namespace}/${name}`)}`;
}

function messageOf(text: string): string | undefined {
  try {
    const { message } = JSON.parse(text) as { readonly message?: unknown };
    return typeof message === "string" ? oneLine(message) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function metadataOf(object: JsonObject): JsonObject {
  return isObject(object["metadata"]) ? object["metadata"] : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
