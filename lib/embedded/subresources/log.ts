/**
 * The subresource `log`. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/registry/core/pod/rest/log.go
 */
import { badRequest, Fault } from "../fault.ts";
import type { ApiObject } from "../json.ts";
import { objectOf, textOf } from "../json.ts";
import type { WriteTarget } from "../objects/target.ts";
import type { Answer } from "../server/answer.ts";
import type { Call } from "../server/context.ts";
import { LogLines } from "./log_lines.ts";
import { type LogOptions, readLogOptions } from "./log_options.ts";
import { containerOf, containerStatus, hasNode, podOf, runtimeOf } from "./pod_access.ts";

const TEXT = "text/plain";

/** Answers for `log`. */
export async function answerLog(call: Call, target: WriteTarget): Promise<Answer> {
  const { query, cluster } = call;
  const options = readLogOptions(query, target.name);
  const pod = podOf(call, target);
  const container = containerOf(pod, query.get("container") ?? "");
  // A pod that is on no node has no log, and nobody to ask for it.
  if (!hasNode(pod)) return { status: 204, body: null, contentType: "" };
  const runtime = runtimeOf(call);
  checkHasLog(pod, container, options);
  const stop = new AbortController();
  const signal = call.signal === undefined
    ? stop.signal
    : AbortSignal.any([stop.signal, call.signal]);
  const release = call.onWatch(() => stop.abort());
  const name = { pod, container };
  const lines = new LogLines(
    (request) => runtime.logs(name, { ...request, signal }),
    { options, nowMs: cluster.clock.now(), signal },
  );
  try {
    await lines.open();
  } catch (error) {
    release();
    stop.abort();
    throw error instanceof Fault ? error : badRequest(textOfError(error));
  }
  const onEnd = () => {
    release();
    stop.abort();
  };
  return { status: 200, body: lines.toStream(onEnd), contentType: TEXT };
}

function textOfError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const WAITING: Readonly<Record<string, string>> = {
  ErrImagePull: "image can't be pulled",
  ImagePullBackOff: "trying and failing to pull image",
};

/** Where a pod's status lists no containers, its phase tells whether they can have said anything. */
const STARTED: ReadonlySet<string> = new Set(["Running", "Succeeded", "Failed"]);

/**
 * Refuses a container that has not said anything yet, in the kubelet's words.
 *
 * @throws {Fault} when it has no log.
 * @see k8s.io/kubernetes/pkg/kubelet/kubelet_pods.go
 */
function checkHasLog(pod: ApiObject, container: string, { previous }: LogOptions): void {
  const who = `container ${JSON.stringify(container)} in pod ${JSON.stringify(pod.metadata.name)}`;
  const status = containerStatus(pod, container);
  if (status === undefined) {
    if (STARTED.has(textOf(objectOf(pod["status"])["phase"])) && !previous) return;
    throw badRequest(
      previous ? `previous terminated ${who} not found` : `${who} is not available`,
    );
  }
  const { running, terminated, waiting } = objectOf(status["state"]);
  const last = objectOf(status["lastState"])["terminated"];
  if (previous) {
    if (last === undefined) throw badRequest(`previous terminated ${who} not found`);
    return;
  }
  if (running !== undefined || terminated !== undefined || last !== undefined) return;
  if (waiting === undefined) throw badRequest(`${who} is waiting to start - no logs yet`);
  const reason = textOf(objectOf(waiting)["reason"]);
  throw badRequest(`${who} is waiting to start: ${WAITING[reason] ?? reason}`);
}
