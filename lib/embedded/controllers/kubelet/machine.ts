/**
 * The life of a pod's containers: each step at its own time, however late it is taken. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/kubelet/kuberuntime
 */
import { type ApiObject, numberOf, objectOf, textOf } from "../../json.ts";
import { grown, isExpired } from "./back_off.ts";
import type { ContainerInputs } from "./container_inputs.ts";
import { imageName } from "./image_names.ts";
import type { PlayedContainer, PlayedPod, Run, RunEnd } from "./played_pod.ts";
import { failedMs, isOver, stopMs } from "./progress.ts";
import { firstReadinessProbeAt, nextSightMs, readyAt, startedAt } from "./readiness.ts";
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
  /** The volumes are there: what the pod's containers share is made. */
  mounted(): void;
  /** A run has begun. */
  started(container: PlayedContainer, run: Run): void;
  /** A run is told to stop. */
  stopping(container: PlayedContainer, run: Run): void;
  /** A run has ended. */
  ended(container: PlayedContainer, run: Run): void;
}

/** What a machine asks, and whom it tells. */
export interface MachineParts {
  readonly inputs: Pick<ContainerInputs, "missingEnv" | "missingVolumes">;
  readonly report: MachineReport;
}

/** How soon after a failed pull the kubelet looks again, and sees that it has to wait. */
const RESYNC_MS = 1000;
/** How soon a pod that could not be brought to its state is looked at again. */
const RETRY_MS = 10_000;
/** How soon a volume is mounted again; each time twice as late as before. */
const FIRST_REMOUNT_MS = 500;
const MAX_REMOUNT_MS = 122_000;
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
 * @param parts What the pod's containers are given, and who hears of the steps.
 * @returns When there is something to do or to see again; `undefined` where nothing is.
 */
export function advance(
  pod: ApiObject,
  played: PlayedPod,
  nowMs: number,
  parts: MachineParts,
): number | undefined {
  const machine = new Machine(pod, played, parts);
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

/** The step that comes first; of two at one time the former. */
function sooner(left: Step | undefined, right: Step | undefined): Step | undefined {
  return left === undefined || right !== undefined && right.atMs < left.atMs ? right : left;
}

class Machine {
  readonly #pod: ApiObject;
  readonly #played: PlayedPod;
  readonly #inputs: MachineParts["inputs"];
  readonly #report: MachineReport;
  readonly #restartPolicy: string;

  constructor(pod: ApiObject, played: PlayedPod, { inputs, report }: MachineParts) {
    this.#pod = pod;
    this.#played = played;
    this.#inputs = inputs;
    this.#report = report;
    this.#restartPolicy = textOf(objectOf(pod["spec"])["restartPolicy"]) || "Always";
  }

  /** The step that is due first, whether its time has come or not. */
  next(): Step | undefined {
    const { mounting } = this.#played;
    let first = sooner(this.#deadline(), this.#mountStep());
    let turnMs = mounting.isDone ? mounting.atMs : undefined;
    for (const container of this.#played.containers) {
      first = sooner(first, this.#step(container, turnMs));
      if (container.role === "init" || container.role === "sidecar") {
        turnMs = this.#doneMs(container, turnMs);
      }
    }
    return first;
  }

  /** When a container comes to count as started, ready or not ready, later than a time. */
  nextSight(nowMs: number): number | undefined {
    return earliest(
      this.#played.containers.map((container) => nextSightMs(container, nowMs)),
    );
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

  /** Mounts the volumes of the pod, as long as any container is to start. */
  #mountStep(): Step | undefined {
    const { mounting, ending } = this.#played;
    if (mounting.isDone || ending !== undefined) return undefined;
    const { dueMs: atMs, attempts } = mounting;
    return { atMs, take: () => this.#mount(atMs, attempts) };
  }

  #mount(atMs: number, attempts: number): void {
    const missing = this.#inputs.missingVolumes();
    for (const text of missing) {
      this.#report.event(undefined, "Warning", "FailedMount", text, atMs);
    }
    const waitMs = Math.min(FIRST_REMOUNT_MS * 2 ** attempts, MAX_REMOUNT_MS);
    if (missing.length === 0) {
      this.#played.mounting = { isDone: true, atMs };
      this.#report.mounted();
    } else {
      this.#played.mounting = { isDone: false, dueMs: atMs + waitMs, attempts: attempts + 1 };
    }
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
    const endMs = stopMs(this.#played, container);
    if (stage.name === "ended") return undefined;
    if (stage.name === "running") return this.#runningStep(container, endMs);
    const finish = () => void (container.stage = { name: "ended" });
    if (endMs !== undefined) return { atMs: endMs, take: finish };
    if (stage.name === "idle") {
      // A container for debugging comes when it is asked for.
      const atMs = container.addedMs ?? turnMs;
      if (atMs === undefined) return undefined;
      if (failedMs(this.#played) !== undefined) return { atMs, take: finish };
      return { atMs, take: () => this.#create(container, atMs) };
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
      case "unconfigured":
        return { atMs, take: () => this.#create(container, atMs) };
      case "backoff":
        return { atMs, take: () => this.#restart(container, atMs) };
    }
  }

  #runningStep(container: PlayedContainer, endMs: number | undefined): Step | undefined {
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
    const toStopMs = endMs ?? run.replacedMs;
    if (toStopMs !== undefined) {
      const atMs = Math.max(toStopMs, startedMs);
      if (run.stoppingMs === undefined) {
        steps.push({ atMs, take: () => this.#tellToStop(container, run, atMs) });
      } else end(this.#stopped(run, run.stoppingMs));
    }
    return steps.reduce<Step | undefined>(sooner, undefined);
  }

  #reportUnready(container: PlayedContainer, run: Run, atMs: number): void {
    run.isReportedUnready = true;
    const probe = objectOf(container.spec["readinessProbe"]);
    const why = probe["httpGet"] === undefined ? "" : "HTTP probe failed with statuscode: 503";
    this.#report.event(container, "Warning", "Unhealthy", `Readiness probe failed: ${why}`, atMs);
  }

  #tellToStop(container: PlayedContainer, run: Run, atMs: number): void {
    run.stoppingMs = atMs;
    const text = run.replacedMs === undefined
      ? `Stopping container ${container.name}`
      : `Container ${container.name} definition changed, will be restarted`;
    this.#report.event(container, "Normal", "Killing", text, atMs);
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
    const plan = planOf(container.script, container.attempts);
    const image = JSON.stringify(textOf(container.spec["image"]));
    const say = (type: "Normal" | "Warning", reason: string, message: string, timeMs = atMs) =>
      this.#report.event(container, type, reason, message, timeMs);
    const isPulled = container.spec["imagePullPolicy"] === "Always" ||
      container.pullBackOff !== undefined && container.current === undefined;
    if (isPulled || plan.pullError !== undefined) {
      say("Normal", "Pulling", `Pulling image ${image}`, sinceMs);
    }
    if (plan.pullError !== undefined) {
      container.attempts++;
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
    const missing = this.#inputs.missingEnv(container.spec);
    if (missing !== undefined) {
      say("Warning", "Failed", `Error: ${missing}`);
      container.stage = { name: "unconfigured", dueMs: atMs + RETRY_MS, error: missing };
      return;
    }
    container.attempts++;
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
    const isToStop = stopMs(this.#played, container) !== undefined;
    if (!isToStop && run.replacedMs !== undefined) return this.#create(container, end.atMs);
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
    if (role === "debug") return false;
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
