/**
 * The life of a pod's containers: each step at its own time, however late it is taken. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/kubelet/kuberuntime
 */
import { type ApiObject, numberOf, objectOf, textOf } from "../../json.ts";
import {
  type BackOff,
  firstReadinessProbeAt,
  type PlayedContainer,
  type PlayedPod,
  readyAt,
  type Run,
  type RunEnd,
  startedAt,
} from "./played_pod.ts";
import { imageName } from "./image_names.ts";
import { planOf } from "./script.ts";

/** What a machine says of the steps that it takes. */
export interface MachineReport {
  /** A container's step that an event tells of, at a time in milliseconds since 1970. */
  event(
    container: PlayedContainer | undefined,
    type: "Normal" | "Warning",
    reason: string,
    message: string,
    atMs: number,
  ): void;
  /** A run has begun. */
  started(container: PlayedContainer, run: Run): void;
  /** A run is told to stop. */
  stopping(container: PlayedContainer, run: Run): void;
  /** A run has ended. */
  ended(container: PlayedContainer, run: Run): void;
}

const FIRST_BACK_OFF_MS = 10_000;
const MAX_BACK_OFF_MS = 300_000;
/** How soon after a failed pull the kubelet looks again, and sees that it has to wait. */
const RESYNC_MS = 1000;
const KILLED = 137;

interface Step {
  readonly atMs: number;
  take(): void;
}

/**
 * Takes all steps of a pod that are due.
 *
 * @param pod The pod as stored.
 * @param played What is known of it; changed.
 * @param nowMs Milliseconds since 1970.
 * @param report Hears of the steps.
 * @returns When there is something to do or to see again; `undefined` where nothing is.
 */
export function advance(
  pod: ApiObject,
  played: PlayedPod,
  nowMs: number,
  report: MachineReport,
): number | undefined {
  const machine = new Machine(pod, played, report);
  for (;;) {
    const step = machine.next();
    if (step !== undefined && step.atMs <= nowMs) step.take();
    else return earliest([step?.atMs, machine.nextSight(nowMs)]);
  }
}

function earliest(times: readonly (number | undefined)[]): number | undefined {
  let first: number | undefined;
  for (const time of times) {
    if (time !== undefined && (first === undefined || time < first)) first = time;
  }
  return first;
}

/** Whether everything in a pod has ended for good. */
export function isOver({ containers }: PlayedPod): boolean {
  return containers.every(({ stage }) => stage.name === "ended");
}

/** When all containers that are no sidecars had ended for good; `undefined` where some have not. */
function mainsEndedMs({ containers, startedMs, ending }: PlayedPod): number | undefined {
  let last = ending?.sinceMs ?? startedMs;
  for (const { role, stage, current } of containers) {
    if (role !== "main") continue;
    if (stage.name !== "ended") return undefined;
    last = Math.max(last, current?.end?.atMs ?? startedMs);
  }
  return last;
}

class Machine {
  readonly #pod: ApiObject;
  readonly #played: PlayedPod;
  readonly #report: MachineReport;
  readonly #restartPolicy: string;

  constructor(pod: ApiObject, played: PlayedPod, report: MachineReport) {
    this.#pod = pod;
    this.#played = played;
    this.#report = report;
    this.#restartPolicy = textOf(objectOf(pod["spec"])["restartPolicy"]) || "Always";
  }

  /** The step that is due first, whether its time has come or not. */
  next(): Step | undefined {
    let first = this.#deadline();
    let turnMs: number | undefined = this.#played.startedMs;
    for (const container of this.#played.containers) {
      const step = this.#step(container, turnMs);
      if (step !== undefined && (first === undefined || step.atMs < first.atMs)) first = step;
      if (container.role !== "main") turnMs = this.#doneMs(container, turnMs);
    }
    return first;
  }

  /** When a container comes to count as started or ready, later than a time. */
  nextSight(nowMs: number): number | undefined {
    const times = this.#played.containers.flatMap((container) => {
      const { current, stage } = container;
      if (current === undefined || stage.name !== "running") return [];
      return [startedAt(container, current), readyAt(container, current)];
    });
    return earliest(times.filter((time) => time !== undefined && time > nowMs));
  }

  /** When the next container's turn has come, as far as this one decides. */
  #doneMs(container: PlayedContainer, turnMs: number | undefined): number | undefined {
    const { role, current, stage } = container;
    if (turnMs === undefined || current === undefined) return undefined;
    if (role === "init") {
      return stage.name === "ended" && current.end?.code === 0 ? current.end.atMs : undefined;
    }
    // What was started once keeps the others from starting no longer.
    const upMs = startedAt(container, current);
    return upMs === undefined ? undefined : Math.max(turnMs, current.index > 0 ? turnMs : upMs);
  }

  #deadline(): Step | undefined {
    const seconds = numberOf(objectOf(this.#pod["spec"])["activeDeadlineSeconds"]);
    const { startedMs, ending } = this.#played;
    if (seconds === undefined || ending !== undefined || isOver(this.#played)) return undefined;
    const atMs = startedMs + seconds * 1000;
    return { atMs, take: () => this.#endAt(atMs) };
  }

  #endAt(atMs: number): void {
    this.#played.ending = { reason: "deadline", sinceMs: atMs, killMs: atMs + this.#graceMs() };
    const text = "Pod was active on the node longer than the specified deadline";
    this.#report.event(undefined, "Normal", "DeadlineExceeded", text, atMs);
  }

  #graceMs(): number {
    const spec = objectOf(this.#pod["spec"]);
    return (numberOf(spec["terminationGracePeriodSeconds"]) ?? 30) * 1000;
  }

  #step(container: PlayedContainer, turnMs: number | undefined): Step | undefined {
    const { stage } = container;
    const stopMs = this.#stopMs(container);
    if (stage.name === "ended") return undefined;
    if (stage.name === "running") return this.#runningStep(container, stopMs);
    if (stopMs !== undefined) {
      return { atMs: stopMs, take: () => void (container.stage = { name: "ended" }) };
    }
    if (stage.name === "idle") {
      if (turnMs === undefined) return undefined;
      if (this.#hasFailed()) {
        return { atMs: turnMs, take: () => void (container.stage = { name: "ended" }) };
      }
      return { atMs: turnMs, take: () => this.#create(container, turnMs) };
    }
    const { dueMs: atMs } = stage;
    switch (stage.name) {
      case "creating":
        return { atMs, take: () => this.#start(container, stage.sinceMs, atMs) };
      case "unpulled":
        return {
          atMs,
          take: () =>
            stage.isBackingOff
              ? this.#create(container, atMs)
              : this.#backOffPull(container, stage.error, stage.backOffMs, atMs),
        };
      case "backoff":
        return { atMs, take: () => this.#restart(container, atMs) };
    }
  }

  /** Whether a container that runs to its end failed for good, so that no other is started. */
  #hasFailed(): boolean {
    return this.#played.containers.some(({ role, stage, current }) =>
      role === "init" && stage.name === "ended" && current?.end !== undefined &&
      current.end.code !== 0
    );
  }

  /** Since when a container is to stop; `undefined` where it is not. */
  #stopMs({ role }: PlayedContainer): number | undefined {
    const { ending } = this.#played;
    if (role !== "sidecar") {
      if (ending !== undefined) return ending.sinceMs;
      return role === "main" && this.#hasFailed() ? this.#failedMs() : undefined;
    }
    if (this.#hasFailed()) return this.#failedMs();
    return mainsEndedMs(this.#played);
  }

  #failedMs(): number {
    const ends = this.#played.containers.flatMap(({ role, stage, current }) =>
      role === "init" && stage.name === "ended" && current?.end !== undefined
        ? [current.end.atMs]
        : []
    );
    return Math.max(this.#played.startedMs, ...ends);
  }

  #runningStep(container: PlayedContainer, stopMs: number | undefined): Step | undefined {
    const run = container.current;
    if (run === undefined) return undefined;
    const { plan, startedMs, outcome } = run;
    const steps: Step[] = [];
    const end = (found: RunEnd) => {
      steps.push({ atMs: found.atMs, take: () => this.#end(container, run, found) });
    };
    if (outcome !== undefined) end(outcome);
    else if (plan.exit !== undefined) end({ ...plan.exit, atMs: startedMs + plan.exit.afterMs });
    const probeMs = firstReadinessProbeAt(container, run);
    const readyMs = readyAt(container, run);
    if (probeMs !== undefined && !run.isReportedUnready && (readyMs ?? Infinity) > probeMs) {
      steps.push({ atMs: probeMs, take: () => this.#reportUnready(container, run, probeMs) });
    }
    if (stopMs !== undefined) {
      const atMs = Math.max(stopMs, startedMs);
      if (run.stoppingMs === undefined) {
        steps.push({ atMs, take: () => this.#tellToStop(container, run, atMs) });
      } else end(this.#stopped(run, run.stoppingMs));
    }
    return steps.reduce<Step | undefined>(
      (first, step) => first === undefined || step.atMs < first.atMs ? step : first,
      undefined,
    );
  }

  #reportUnready(container: PlayedContainer, run: Run, atMs: number): void {
    run.isReportedUnready = true;
    const probe = objectOf(container.spec["readinessProbe"]);
    const why = probe["httpGet"] === undefined ? "" : "HTTP probe failed with statuscode: 503";
    this.#report.event(container, "Warning", "Unhealthy", `Readiness probe failed: ${why}`, atMs);
  }

  #tellToStop(container: PlayedContainer, run: Run, atMs: number): void {
    run.stoppingMs = atMs;
    this.#report.event(
      container,
      "Normal",
      "Killing",
      `Stopping container ${container.name}`,
      atMs,
    );
    this.#report.stopping(container, run);
  }

  /** How a run ends that is told to stop: as it likes, or killed when its time is over. */
  #stopped({ plan: { stop } }: Run, sinceMs: number): RunEnd {
    const killMs = this.#played.ending?.killMs ?? sinceMs + this.#graceMs();
    const stopMs = stop === undefined ? Infinity : sinceMs + stop.afterMs;
    const isKilled = stopMs > killMs;
    const code = isKilled ? KILLED : stop?.code ?? 0;
    return {
      atMs: Math.max(sinceMs, Math.min(stopMs, killMs)),
      code,
      reason: code === 0 ? "Completed" : "Error",
      message: "",
    };
  }

  #create(container: PlayedContainer, atMs: number): void {
    const plan = planOf(container.script, container.attempts);
    container.stage = { name: "creating", sinceMs: atMs, dueMs: atMs + plan.startMs };
  }

  #start(container: PlayedContainer, sinceMs: number, atMs: number): void {
    const plan = planOf(container.script, container.attempts++);
    const image = JSON.stringify(textOf(container.spec["image"]));
    const say = (type: "Normal" | "Warning", reason: string, message: string, timeMs = atMs) =>
      this.#report.event(container, type, reason, message, timeMs);
    const isPulled = container.spec["imagePullPolicy"] === "Always" ||
      container.pullBackOff !== undefined && container.current === undefined;
    if (isPulled || plan.pullError !== undefined) {
      say("Normal", "Pulling", `Pulling image ${image}`, sinceMs);
    }
    if (plan.pullError !== undefined) {
      const whole = JSON.stringify(imageName(textOf(container.spec["image"])));
      const error = `failed to pull and unpack image ${whole}: ${plan.pullError}`;
      say("Warning", "Failed", `Failed to pull image ${image}: ${error}`);
      say("Warning", "Failed", "Error: ErrImagePull");
      const { pullBackOff } = container;
      container.pullBackOff = grown(pullBackOff, atMs);
      container.stage = {
        name: "unpulled",
        dueMs: atMs + RESYNC_MS,
        backOffMs: container.pullBackOff.delayMs,
        isBackingOff: false,
        error,
      };
      return;
    }
    const tookMs = atMs - sinceMs;
    const took = tookMs < 1000 ? `${tookMs}ms` : `${tookMs / 1000}s`;
    say(
      "Normal",
      "Pulled",
      isPulled
        ? `Successfully pulled image ${image} in ${took} (${took} including waiting). Image size: 10000000 bytes.`
        : `Container image ${image} already present on machine and can be accessed by the pod`,
    );
    say("Normal", "Created", "Container created");
    say("Normal", "Started", "Container started");
    const { current } = container;
    if (current !== undefined) container.previous = current;
    const index = current === undefined ? 0 : current.index + 1;
    const run: Run = { index, plan, startedMs: atMs, lines: [] };
    container.current = run;
    container.stage = { name: "running" };
    this.#report.started(container, run);
  }

  #backOffPull(container: PlayedContainer, error: string, backOffMs: number, atMs: number): void {
    const image = JSON.stringify(textOf(container.spec["image"]));
    this.#report.event(container, "Normal", "BackOff", `Back-off pulling image ${image}`, atMs);
    this.#report.event(container, "Warning", "Failed", "Error: ImagePullBackOff", atMs);
    const dueMs = atMs - RESYNC_MS + backOffMs;
    container.stage = { name: "unpulled", dueMs, backOffMs, isBackingOff: true, error };
  }

  #end(container: PlayedContainer, run: Run, end: RunEnd): void {
    run.end = end;
    this.#report.ended(container, run);
    const isToStop = this.#stopMs(container) !== undefined;
    if (isToStop || !this.#isRestarted(container, end.code)) {
      container.stage = { name: "ended" };
      return;
    }
    const { backOff } = container;
    if (backOff === undefined || isExpired(backOff, end.atMs)) {
      this.#restart(container, end.atMs);
      return;
    }
    const { metadata: { name, namespace, uid } } = this.#pod;
    container.stage = {
      name: "backoff",
      dueMs: end.atMs + backOff.delayMs,
      delayMs: backOff.delayMs,
    };
    this.#report.event(
      container,
      "Warning",
      "BackOff",
      `Back-off restarting failed container ${container.name} in pod ${name}_${namespace}(${uid})`,
      end.atMs,
    );
  }

  #isRestarted({ role, spec }: PlayedContainer, code: number): boolean {
    if (role === "sidecar") return true;
    const own = role === "main" ? textOf(spec["restartPolicy"]) : "";
    const policy = own === "" ? this.#restartPolicy : own;
    if (policy === "Never") return false;
    return code !== 0 || role === "main" && policy === "Always";
  }

  #restart(container: PlayedContainer, atMs: number): void {
    container.backOff = grown(container.backOff, atMs);
    this.#create(container, atMs);
  }
}

/** A delay that has not been used for long starts anew. */
function isExpired({ sinceMs }: BackOff, atMs: number): boolean {
  return atMs - sinceMs > 2 * MAX_BACK_OFF_MS;
}

function grown(backOff: BackOff | undefined, sinceMs: number): BackOff {
  if (backOff === undefined || isExpired(backOff, sinceMs)) {
    return { delayMs: FIRST_BACK_OFF_MS, sinceMs };
  }
  return { delayMs: Math.min(backOff.delayMs * 2, MAX_BACK_OFF_MS), sinceMs };
}
