/**
 * Makes a plan of what a script writes: each write is a dry run on the server, or, where it is about what
 * exists in the plan only, done by the in-memory cluster; later requests see what it would leave. Layer 6.
 *
 * @module
 */
import { readText } from "../connect/body.ts";
import { ASSUMED_PATH } from "../connect/gate_entry.ts";
import type { Transport } from "../connect/transport.ts";
import { guardWrites } from "../connect/write_guard.ts";
import { parseJsonObject } from "../core/json.ts";
import { isObject, type JsonObject } from "../core/merge_patch.ts";
import { isWrite, type RequestAttributes, type ResourceAttributes } from "../policy/attributes.ts";
import { canBeDry, grantError } from "../policy/decision.ts";
import type { Plan, PlannedContents, PlanSource } from "../policy/plan.ts";
import { forwarder } from "./exchange.ts";
import type { Exchange, GateCall } from "./gate_call.ts";
import { namespaceOf, type ObjectPlace, pathOf } from "./object_place.ts";
import { OtherServers } from "./other_servers.ts";
import { isObjectState } from "../policy/object_state.ts";
import { PlanDraft, type PlannedStep } from "./plan_draft.ts";
import { PlanOverlay } from "./plan_overlay.ts";

const REQUEST_HEADERS = ["accept", "content-type"] as const;

/** Makes the plan of one run. */
export class Planner implements AsyncDisposable {
  readonly #server: Transport;
  readonly #overlay: PlanOverlay;
  readonly #others: OtherServers;
  readonly #read: Exchange;
  readonly #dry: Exchange;
  readonly #onStop: (() => void) | undefined;
  readonly #draft = new PlanDraft();
  /** One write at a time: each sees what the one before it left. */
  #turn: Promise<unknown> = Promise.resolve();

  /**
   * Plans nothing yet.
   *
   * @param transport The way to the cluster.
   * @param onStop Called when something comes that no plan can hold, which ends the plan; left out: it is
   * refused, and the plan goes on.
   */
  constructor(transport: Transport, onStop?: () => void) {
    this.#server = transport;
    this.#overlay = new PlanOverlay(transport);
    this.#others = new OtherServers(transport);
    this.#read = forwarder(transport);
    this.#dry = forwarder(guardWrites(transport, { dryRun: true }));
    this.#onStop = onStop;
  }

  /** Ends what is open. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#overlay[Symbol.asyncDispose]();
  }

  /** The plan so far. */
  plan(script: string): Plan {
    return this.#draft.plan(script);
  }

  /** What doing it later takes, in order. */
  get steps(): readonly PlannedStep[] {
    return this.#draft.steps;
  }

  /**
   * Tells whether a read is answered by the plan, since it may have changed what there is to read.
   *
   * @param read What is asked for.
   */
  async covers(read: ResourceAttributes): Promise<boolean> {
    return await this.#overlay.covers(read);
  }

  /**
   * Takes down a wait that is taken for met.
   *
   * @param wait What was waited for.
   */
  assume(wait: string): void {
    this.#draft.assume(wait);
  }

  /**
   * Ends the plan where it can end: what comes now cannot be a part of it.
   *
   * @param request What is asked for.
   * @param why Why it cannot, where that is not plain.
   * @throws {GrantError} always.
   */
  stop(request: RequestAttributes, why?: string): never {
    const reason = why ?? "it can be in no plan";
    if (this.#onStop === undefined) throw grantError(request, reason);
    this.#draft.stop(request, why);
    this.#onStop();
    throw grantError(request, `${reason}: the plan stops here`);
  }

  /** Answers a request by the plan. */
  readonly exchange: Exchange = async (call) => {
    const { attributes } = call;
    if (!attributes.isResource) return await this.#answerPath(call);
    if (this.#draft.isStopped) this.stop(attributes);
    if (isWrite(attributes)) {
      if (!canBeDry(attributes)) this.stop(attributes);
      const turn = this.#turn.then(() => this.#write(call, attributes));
      this.#turn = turn.catch(() => undefined);
      return await turn;
    }
    if (!await this.covers(attributes)) return await this.#read(call);
    return await this.#ask(call, call.head.method);
  };

  async #answerPath(call: GateCall): Promise<Response> {
    const { head, body } = call;
    if (head.method !== "POST" || head.target.path !== ASSUMED_PATH) {
      if (isWrite(call.attributes)) this.stop(call.attributes);
      return await this.#read(call);
    }
    const text = body instanceof Uint8Array ? new TextDecoder().decode(body) : "";
    this.assume(text);
    return new Response(null, { status: 204 });
  }

  async #write(call: GateCall, attributes: ResourceAttributes): Promise<Response> {
    const isHeld = await this.#overlay.copy(attributes, call.signal);
    const place: ObjectPlace = { ...attributes, namespace: namespaceOf(attributes) };
    const isOwn = isHeld &&
      (this.#overlay.isPlanned(place) || this.#overlay.isNewNamespace(place.namespace));
    if (!isOwn) {
      const distrust = await this.#others.distrust(attributes);
      if (distrust !== undefined) this.stop(attributes, distrust);
      const response = await this.#dry(withJson(call));
      const text = await readText(response, { limitBytes: Infinity });
      if (!response.ok || !isHeld) {
        if (response.ok) await this.#noteAlone(call, attributes, place, text);
        return new Response(text, { status: response.status, headers: response.headers });
      }
      return await this.#take(call, attributes, place, text, response);
    }
    if (attributes.verb === "delete" || !isObjectState(attributes.subresource)) {
      return await this.#take(call, attributes, place, "", undefined);
    }
    const before = this.#overlay.get(place);
    const response = await this.#ask(call, call.head.method, body(call));
    if (!response.ok) return response;
    const text = await response.clone().text();
    const made = { ...place, name: attributes.name || nameOf(parseJsonObject(text)) };
    this.#overlay.mark(made);
    const after = this.#overlay.get(made);
    this.#draft.note(call, attributes, made, { before, after, source: "simulated" });
    await this.#overlay.settled();
    return response;
  }

  /** Lays over the cluster what the server says a write would lead to. */
  async #take(
    call: GateCall,
    attributes: ResourceAttributes,
    place: ObjectPlace,
    text: string,
    answer: Response | undefined,
  ): Promise<Response> {
    const source: PlanSource = answer === undefined ? "simulated" : "server";
    const { verb, subresource } = attributes;
    if (verb === "deletecollection") {
      await this.#removeAll(call, attributes, source);
      return passOn(text, answer);
    }
    const before = this.#overlay.get(place);
    if (verb === "delete") {
      if (before === undefined && answer === undefined) return await this.#ask(call, "GET");
      const contents = await this.#contents(call, attributes, place, before);
      this.#overlay.remove(place);
      this.#draft.note(call, attributes, place, { before, source, contents });
      return passOn(text, answer);
    }
    if (!isObjectState(attributes.subresource)) {
      this.#draft.note(call, attributes, place, { before, after: before, source });
      return passOn(text, answer);
    }
    if (subresource !== "") {
      // The answer is of the part; the copy knows what that means for the whole.
      const response = await this.#ask(call, call.head.method, body(call));
      this.#overlay.mark(place);
      this.#draft.note(call, attributes, place, {
        before,
        after: this.#overlay.get(place),
        source,
      });
      return response;
    }
    const after = parseJsonObject(text) ?? {};
    const made = { ...place, name: attributes.name || nameOf(after) };
    this.#overlay.put(made, after);
    this.#draft.note(call, attributes, made, { before, after, source });
    await this.#overlay.settled();
    return await this.#show(call, made, answer?.status ?? 200);
  }

  async #removeAll(
    call: GateCall,
    attributes: ResourceAttributes,
    source: PlanSource,
  ): Promise<void> {
    const query = call.head.target.query.filter(([name]) => /Selector$/.test(name));
    const [path = ""] = call.head.target.path.split("?", 1);
    const search = new URLSearchParams(query.map(([name, value]) => [name, value]));
    const list = await this.#overlay.send(`${path}?${search}`, {
      headers: { accept: "application/json" },
    });
    const items = parseJsonObject(await list.text())?.["items"];
    const found = Array.isArray(items) ? items.filter(isObject) : [];
    // That it takes nothing is a plan, too.
    if (found.length === 0) {
      const place = { ...attributes, namespace: namespaceOf(attributes) };
      this.#draft.note(call, attributes, place, { source, isEmpty: true });
    }
    for (const item of found) {
      const { name = "", namespace = "" } = item["metadata"] as Record<string, string>;
      const place = { ...attributes, name, namespace };
      this.#overlay.remove(place);
      this.#draft.note(call, attributes, place, { before: item, source });
    }
  }

  /** Sends a request of the script to the copy. */
  async #ask(call: GateCall, method: string, sent?: Uint8Array<ArrayBuffer>): Promise<Response> {
    const { head, signal } = call;
    const headers = Object.fromEntries(
      REQUEST_HEADERS.flatMap((name) => {
        const value = head.headers.get(name);
        return value === undefined ? [] : [[name, value]];
      }),
    );
    const options = { method, headers, signal, ...(sent === undefined ? {} : { body: sent }) };
    return await this.#overlay.send(head.target.path, options);
  }

  /** The object as the plan has it, in the form that the script asked for. */
  async #show(call: GateCall, place: ObjectPlace, status: number): Promise<Response> {
    const accept = call.head.headers.get("accept") ?? "application/json";
    const response = await this.#overlay.send(pathOf(place, place.name), { headers: { accept } });
    return new Response(await response.text(), { status, headers: response.headers });
  }

  /** Of what the copy cannot hold it is known what is made, no more. */
  async #noteAlone(
    call: GateCall,
    attributes: ResourceAttributes,
    place: ObjectPlace,
    text: string,
  ): Promise<void> {
    const isMade = attributes.verb === "create" && attributes.subresource === "";
    const made = isMade ? parseJsonObject(text) : undefined;
    const named = { ...place, name: place.name || nameOf(made) };
    const contents = await this.#contents(call, attributes, place, undefined);
    this.#draft.note(call, attributes, named, { after: made, source: "server", contents });
  }

  /** What goes with what is deleted. */
  async #contents(
    call: GateCall,
    { verb, subresource }: ResourceAttributes,
    place: ObjectPlace,
    before: JsonObject | undefined,
  ): Promise<PlannedContents | undefined> {
    if (verb !== "delete" || subresource !== "") return undefined;
    const { countContents } = await import("./plan_contents.ts");
    const state = { server: this.#server, overlay: this.#overlay };
    return await countContents(state, place, before, call.signal);
  }
}

function withJson(call: GateCall): GateCall {
  const headers = new Map(call.head.headers).set("accept", "application/json");
  return { ...call, head: { ...call.head, headers } };
}

function body(call: GateCall): Uint8Array<ArrayBuffer> | undefined {
  return call.body instanceof Uint8Array ? call.body : undefined;
}

function passOn(text: string, answer: Response | undefined): Response {
  if (answer !== undefined) {
    return new Response(text, { status: answer.status, headers: answer.headers });
  }
  return Response.json({ apiVersion: "v1", kind: "Status", status: "Success" });
}

function nameOf(object: JsonObject | undefined): string {
  const metadata = object?.["metadata"];
  return isObject(metadata) ? String(metadata["name"] ?? "") : "";
}
