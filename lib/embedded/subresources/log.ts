/**
 * The subresource `log`. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/registry/core/pod/strategy.go
 */
import { badRequest, Fault, notFound } from "../fault.ts";
import { type ApiObject, objectOf, objectsOf, textOf } from "../json.ts";
import { placeOf, type WriteTarget } from "../objects/target.ts";
import type { Answer } from "../server/answer.ts";
import type { Call } from "../server/context.ts";
import { readBoolean, readInteger } from "../server/options.ts";
import type { ContainerName, LogLine, LogRequest } from "./runtime.ts";

const TEXT = "text/plain";

/** Answers for `log`. */
export function answerLog(call: Call, target: WriteTarget): Answer {
  const { query, cluster } = call;
  const pod = cluster.store.get(placeOf(target));
  if (pod === undefined) throw notFound(target.resource.kind, target.name);
  const name: ContainerName = { pod, container: containerOf(pod, query.get("container") ?? "") };
  // A pod that is on no node has no log, and nobody to ask for it.
  if (textOf(objectOf(pod["spec"])["nodeName"]) === "") {
    return { status: 204, body: null, contentType: "" };
  }
  const { runtime } = cluster;
  if (runtime === undefined) {
    throw new Fault(500, "InternalError", "Internal error occurred: no container runtime", {
      causes: [{ message: "no container runtime" }],
    });
  }
  const stop = new AbortController();
  const request: LogRequest = {
    follow: readBoolean(query, "follow"),
    previous: readBoolean(query, "previous"),
    timestamps: readBoolean(query, "timestamps"),
    tailLines: readInteger(query, "tailLines"),
    sinceSeconds: readInteger(query, "sinceSeconds"),
    sinceTime: query.get("sinceTime") ?? undefined,
    limitBytes: readInteger(query, "limitBytes"),
    signal: call.signal === undefined ? stop.signal : AbortSignal.any([stop.signal, call.signal]),
  };
  const lines = runtime.logs(name, request);
  const body = streamOf(lines, request, cluster.clock.now(), () => stop.abort());
  const release = call.onWatch(() => stop.abort());
  stop.signal.addEventListener("abort", release, { once: true });
  return { status: 200, body, contentType: TEXT };
}

/**
 * The container that is meant.
 *
 * @throws {Fault} when there is none of that name, or there are several and none is named.
 */
export function containerOf(pod: ApiObject, asked: string): string {
  const spec = objectOf(pod["spec"]);
  const own = objectsOf(spec["containers"]).map(({ name }) => textOf(name));
  const initial = objectsOf(spec["initContainers"]).map(({ name }) => textOf(name));
  const debug = objectsOf(spec["ephemeralContainers"]).map(({ name }) => textOf(name));
  const podName = pod.metadata.name ?? "";
  if (asked !== "") {
    if ([...own, ...initial, ...debug].includes(asked)) return asked;
    throw badRequest(`container ${asked} is not valid for pod ${podName}`);
  }
  if (own.length === 1) return own[0] ?? "";
  const choose = initial.length === 0
    ? `choose one of: [${own.join(" ")}]`
    : `choose one of: [${own.join(" ")}] or one of the init containers: [${initial.join(" ")}]`;
  throw badRequest(`a container name must be specified for pod ${podName}, ${choose}`);
}

const encoder = new TextEncoder();

function streamOf(
  lines: AsyncIterable<LogLine> | Iterable<LogLine>,
  request: LogRequest,
  nowMs: number,
  onEnd: () => void,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const chosen = choose(lines, request, nowMs);
  let left = request.limitBytes ?? Infinity;
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const next = await chosen.next();
      if (next.done === true || left <= 0) {
        controller.close();
        onEnd();
        return;
      }
      const { text, timeMs } = next.value;
      const stamp = request.timestamps
        ? `${new Date(timeMs).toISOString().slice(0, -1)}000000Z `
        : "";
      const bytes = encoder.encode(`${stamp}${text}\n`).slice(0, left);
      left -= bytes.length;
      controller.enqueue(bytes);
    },
    async cancel() {
      onEnd();
      await chosen.return(undefined);
    },
  });
}

async function* choose(
  lines: AsyncIterable<LogLine> | Iterable<LogLine>,
  { tailLines, sinceSeconds, sinceTime, follow }: LogRequest,
  nowMs: number,
): AsyncGenerator<LogLine, void, undefined> {
  const since = sinceTime === undefined
    ? sinceSeconds === undefined ? -Infinity : nowMs - sinceSeconds * 1000
    : Date.parse(sinceTime);
  if (tailLines === undefined || follow) {
    for await (const line of lines) if (line.timeMs >= since) yield line;
    return;
  }
  const last: LogLine[] = [];
  for await (const line of lines) {
    if (line.timeMs < since) continue;
    last.push(line);
    if (last.length > tailLines) last.shift();
  }
  yield* last;
}
