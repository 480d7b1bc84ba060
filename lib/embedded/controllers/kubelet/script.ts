/**
 * What containers do, as data: whoever makes a cluster says it, the kubelet plays it. Layer 3.
 *
 * @module
 */
import { QueryError } from "../../../core/errors.ts";
import { type Duration, parseDuration } from "../../../core/duration.ts";
import { checkOptions, type OptionTypes } from "../../../core/options.ts";
import type { Clock } from "../../clock.ts";
import { type ApiObject, type JsonObject, objectOf, objectsOf, textOf } from "../../json.ts";
import type {
  ContainerMain,
  ExecAnswer,
  ExecFunction,
  HttpFunction,
  PortFunction,
} from "./process.ts";

/** A line that a container prints: when it starts, or later. */
export type LogEntry = string | {
  /** How long after the start; default at the start. */
  readonly after?: Duration;
  /** The line, without its line break. */
  readonly text: string;
};

/** How a container ends by itself. */
export interface ContainerExit {
  /** Its exit code; default 0, 137 with the reason `OOMKilled`. */
  readonly code?: number;
  /** How long it runs; default not at all. */
  readonly after?: Duration;
  /** One word; default `Completed` for 0 and `Error` for all else. */
  readonly reason?: string;
  /** What it says in the end; default nothing. */
  readonly message?: string;
}

/** How a container ends when it is told to. */
export interface ContainerStop {
  /** How long it takes; longer than the pod's grace period, it is killed: 137. Default no time. */
  readonly after?: Duration;
  /** Its exit code; default 0. */
  readonly code?: number;
}

/** What a container does in one of its runs. */
export interface ContainerRun {
  /** How long it takes to start, its image pulled; default no time. */
  readonly start?: Duration;
  /** How long after its start it is ready, `false` for never; default at once. */
  readonly ready?: Duration | false;
  /** When it is not ready for a while, after the start; default never. */
  readonly unready?: readonly {
    /** How long after the start. */
    readonly after: Duration;
    /** For how long; default for good. */
    readonly for?: Duration;
  }[];
  /** How it ends by itself: an exit code, or more about it; default it runs until it is told to stop. */
  readonly exit?: number | ContainerExit;
  /** How it ends when told to; default at once, with 0. `false`: it does not listen, and is killed. */
  readonly stop?: ContainerStop | false;
  /** What the registry says instead of sending the image, e.g. `not found`; default it sends it. */
  readonly pullError?: string;
  /** What it prints; default nothing. */
  readonly logs?: readonly LogEntry[];
  /** A line that it prints again and again, `{n}` in it counting from 1; default none. */
  readonly repeat?: { readonly every: Duration; readonly text: string };
  /** The function that is its process; how it ends is then the function's choice, default none. */
  readonly main?: ContainerMain;
}

/** What a container does. */
export interface ContainerScript extends ContainerRun {
  /** What differs in its first run, its second, and so on; the last entry holds from then on. */
  readonly runs?: readonly ContainerRun[];
  /**
   * What commands in it do: one function for all, or by the command line, where `*` stands for any
   * characters, e.g. `{ "nginx -t": { stderr: "ok" }, "sh -c *": 0 }`; others are not found: 127.
   */
  readonly exec?: ExecFunction | Readonly<Record<string, ExecAnswer | ExecFunction>>;
  /**
   * What listens on its ports, each a function of the connection, or of HTTP requests, e.g.
   * `{ 80: { http: () => new Response("hello") } }`; others refuse connections.
   */
  readonly ports?: Readonly<Record<number, PortFunction | { readonly http: HttpFunction }>>;
}

/**
 * What containers do, by the name of the container or its image, with or without tag.
 *
 * `*` in a key stands for any characters. A name or image that is written out comes before keys with a
 * star, and those count in the order in which they are written, `*` last. A function is the container's
 * process. A container that no key is for starts at once, is ready at once and runs until it is stopped;
 * in a pod of a Job, and before the others of its pod, it ends at once with 0.
 */
export type ContainerScripts = Readonly<Record<string, ContainerScript | ContainerMain>>;

/** What a container that is played finds where it is. */
export interface ContainerPlace {
  readonly clock: Clock;
  /** Its variables, as they are now. */
  env(): Readonly<Record<string, string>>;
  /** The files of its volumes by path, as they are now. */
  files(): ReadonlyMap<string, Uint8Array>;
}

/** Says what a container does that no key is for. */
export type OtherContainers = (
  pod: ApiObject,
  container: JsonObject,
  place: ContainerPlace,
) => ContainerScript;

/** What a container does in one run, times in milliseconds. */
export interface RunPlan {
  readonly startMs: number;
  /** `undefined`: it is never ready. */
  readonly readyMs: number | undefined;
  /** When it is not ready, relative to its start. */
  readonly unready: readonly { readonly fromMs: number; readonly toMs: number }[];
  readonly exit: ExitPlan | undefined;
  readonly stop: { readonly afterMs: number; readonly code: number } | undefined;
  readonly pullError: string | undefined;
  readonly logs: readonly { readonly afterMs: number; readonly text: string }[];
  readonly repeat: { readonly everyMs: number; readonly text: string } | undefined;
  readonly main: ContainerMain | undefined;
}

/** How a run ends by itself. */
export interface ExitPlan {
  readonly afterMs: number;
  readonly code: number;
  readonly reason: string;
  readonly message: string;
}

const KILLED = 137;
const EMPTY: ContainerScript = {};
const COMPLETES: ContainerScript = { exit: 0 };

/** Finds and reads the scripts of containers. */
export class ScriptBook {
  readonly #exact: ReadonlyMap<string, ContainerScript>;
  readonly #patterns: readonly (readonly [RegExp, ContainerScript])[];
  readonly #others: ((pod: ApiObject, container: JsonObject) => ContainerScript) | undefined;

  /**
   * @param scripts As whoever makes the cluster wrote them.
   * @param others What all other containers do.
   * @throws {QueryError} when a script says what cannot be played.
   */
  constructor(
    scripts: ContainerScripts = {},
    others?: (pod: ApiObject, container: JsonObject) => ContainerScript,
  ) {
    this.#others = others;
    const entries = Object.entries(scripts).map(([key, script]): [string, ContainerScript] => [
      key,
      checkScript(key, typeof script === "function" ? { main: script } : script),
    ]);
    this.#exact = new Map(entries.filter(([key]) => !key.includes("*")));
    const starred = entries.filter(([key]) => key.includes("*") && key !== "*");
    const rest = entries.filter(([key]) => key === "*");
    this.#patterns = [...starred, ...rest].map(([key, script]) => [patternOf(key), script]);
  }

  /** The script of a container of a pod. */
  scriptOf(pod: ApiObject, container: JsonObject): ContainerScript {
    const image = textOf(container["image"]);
    const names = [textOf(container["name"]), image, withoutTag(image)];
    for (const name of names) {
      const exact = this.#exact.get(name);
      if (exact !== undefined) return exact;
    }
    for (const [pattern, script] of this.#patterns) {
      if (names.some((name) => pattern.test(name))) return script;
    }
    if (this.#others !== undefined) return this.#others(pod, container);
    return isTask(pod, container) ? COMPLETES : EMPTY;
  }
}

/** Whether a container is there to end: one of a Job, or one that the others of its pod wait for. */
export function isTask(pod: ApiObject, container: JsonObject): boolean {
  if (container["restartPolicy"] === "Always") return false;
  const isOfJob = objectsOf(pod.metadata["ownerReferences"]).some((owner) =>
    owner["kind"] === "Job" && owner["controller"] === true
  );
  return isOfJob || objectsOf(objectOf(pod["spec"])["initContainers"])
    .some(({ name }) => name === container["name"]);
}

const RUN_OPTIONS: OptionTypes<ContainerRun> = {
  start: "any",
  ready: "any",
  unready: "any",
  exit: "any",
  stop: "any",
  pullError: "string",
  logs: "any",
  repeat: "any",
  main: "function",
};
const SCRIPT_OPTIONS: OptionTypes<ContainerScript> = {
  ...RUN_OPTIONS,
  runs: "any",
  exec: "any",
  ports: "any",
};
const EXIT_OPTIONS: OptionTypes<ContainerExit> = {
  code: "number",
  after: "any",
  reason: "string",
  message: "string",
};
const STOP_OPTIONS: OptionTypes<ContainerStop> = { after: "any", code: "number" };

/** Says at once what is wrong with a script, and not when a container comes to it. */
function checkScript(key: string, script: ContainerScript): ContainerScript {
  if (typeof script !== "object" || script === null) {
    throw new QueryError(
      `Cannot play containers ${JSON.stringify(key)}: a script is an object or a function`,
    );
  }
  const cannot = () => `play containers ${JSON.stringify(key)}`;
  checkOptions(script, SCRIPT_OPTIONS, { cannot });
  for (const run of script.runs ?? []) checkOptions(run, RUN_OPTIONS, { cannot });
  for (const { exit, stop } of [script, ...script.runs ?? []]) {
    if (typeof exit !== "number") checkOptions(exit, EXIT_OPTIONS, { cannot });
    if (stop !== false) checkOptions(stop, STOP_OPTIONS, { cannot });
  }
  try {
    for (let index = 0; index <= (script.runs?.length ?? 0); index++) planOf(script, index);
    return script;
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    throw new QueryError(`Cannot play containers ${JSON.stringify(key)}: ${error.message}`);
  }
}

/** What a key with stars matches. */
export function patternOf(key: string): RegExp {
  const parts = key.split("*").map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s");
}

/** The name of an image: neither tag nor digest. */
function withoutTag(image: string): string {
  const [name = ""] = image.split("@");
  const colon = name.lastIndexOf(":");
  return colon > name.lastIndexOf("/") ? name.slice(0, colon) : name;
}

/**
 * What a script says about one run.
 *
 * @param script The script.
 * @param index Which run, from 0.
 */
export function planOf(script: ContainerScript, index: number): RunPlan {
  const { runs = [], ...base } = script;
  const run: ContainerRun = { ...base, ...runs[Math.min(index, runs.length - 1)] };
  const { start = "0s", ready = "0s", unready = [], logs = [], repeat, main } = run;
  // A function ends when it likes, or when it is killed.
  const stop = run.stop ?? (main === undefined ? {} : false);
  return {
    startMs: parseDuration(start),
    readyMs: ready === false ? undefined : parseDuration(ready),
    unready: unready.map(({ after, for: span }) => {
      const fromMs = parseDuration(after);
      return { fromMs, toMs: span === undefined ? Infinity : fromMs + parseDuration(span) };
    }),
    exit: run.exit === undefined ? undefined : exitOf(run.exit),
    stop: stop === false
      ? undefined
      : { afterMs: parseDuration(stop.after ?? "0s"), code: stop.code ?? 0 },
    pullError: run.pullError,
    logs: logs.map((entry) =>
      typeof entry === "string"
        ? { afterMs: 0, text: entry }
        : { afterMs: parseDuration(entry.after ?? "0s"), text: entry.text }
    ).sort((left, right) => left.afterMs - right.afterMs),
    repeat: repeat === undefined
      ? undefined
      : { everyMs: Math.max(parseDuration(repeat.every), 1), text: repeat.text },
    main,
  };
}

function exitOf(exit: number | ContainerExit): ExitPlan {
  if (typeof exit === "number") return exitOf({ code: exit });
  const { after = "0s", reason, message = "" } = exit;
  const code = exit.code ?? (reason === "OOMKilled" ? KILLED : 0);
  return {
    afterMs: parseDuration(after),
    code,
    reason: reason ?? (code === 0 ? "Completed" : "Error"),
    message,
  };
}
