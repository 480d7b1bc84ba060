/**
 * The process of a script: what it is started with, the signals that reach it, and how it ended. Layer 6.
 *
 * @module
 */
import { GATE_VARIABLE, type GateEntry } from "../connect/gate_entry.ts";
import { YOUNG_GENERATION_FLAG } from "../process/young_generation.ts";
import { insideModule, libraryFiles } from "./library.ts";
import { permissionFlags, scriptEnvironment, type ScriptPermissions } from "./permissions.ts";
import type { Snapshot } from "./snapshot.ts";

/** What a script's process is made of. */
export interface ScriptProcessOptions {
  readonly snapshot: Snapshot;
  /** Deno's cache of this script alone. */
  readonly denoDirectory: string;
  readonly args: readonly string[];
  readonly permissions: ScriptPermissions;
  readonly gate: GateEntry;
  /** What the script never reads or writes. */
  readonly hidden: readonly string[];
  /** Where its standard output goes: to that of this process, or to whoever reads it. */
  readonly stdout?: "inherit" | "piped" | undefined;
}

/** The flags by which Deno finds the modules of a copy: by the import map, and nothing of the user's. */
export const GRAPH_FLAGS: readonly string[] = [
  "--no-remote",
  "--no-config",
  "--no-lock",
  "--node-modules-dir=none",
];
/** Further flags of every script. */
const ISOLATION_FLAGS: readonly string[] = [
  ...GRAPH_FLAGS,
  "--no-prompt",
  "--deny-import",
  "--cached-only",
  "--no-check",
  YOUNG_GENERATION_FLAG,
  // client-node's HTTP client, which skiff/client-node loads and does not use, looks at these.
  "--ignore-env=UNDICI_NO_WASM_SIMD,UNDICI_USE_MILO",
];

/**
 * Starts the script; its standard streams are this process's.
 *
 * @param options What it is made of.
 */
export function startScript(options: ScriptProcessOptions): Deno.ChildProcess {
  const { snapshot, denoDirectory, permissions, gate, hidden } = options;
  const flags = permissionFlags(permissions, {
    socket: gate.socket,
    address: `${new URL(gate.address).hostname}:80`,
    variable: GATE_VARIABLE,
    hidden,
    library: libraryFiles(),
  });
  return new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      ...ISOLATION_FLAGS,
      `--import-map=${snapshot.importMap}`,
      `--preload=${insideModule()}`,
      ...flags,
      snapshot.main,
      ...options.args,
    ],
    env: {
      ...plainErrors(),
      ...scriptEnvironment(permissions, Deno.env.toObject()),
      DENO_DIR: denoDirectory,
      DENO_NO_PACKAGE_JSON: "1",
      DENO_NO_UPDATE_CHECK: "1",
      [GATE_VARIABLE]: JSON.stringify(gate),
    },
    clearEnv: true,
    stdin: "inherit",
    stdout: options.stdout ?? "inherit",
    stderr: "inherit",
  }).spawn();
}

/** Deno colours what it says of a failure, whoever reads it; nobody but a terminal shows colours. */
function plainErrors(): Record<string, string> {
  const wanted = Deno.stderr.isTerminal() || Deno.env.has("FORCE_COLOR");
  return wanted ? {} : { NO_COLOR: "1" };
}

/** Signals that mean the script where they reach the gate. */
const PASSED_ON: readonly Deno.Signal[] = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"];
/** A terminal sends these to every process in its foreground, so that the script has them already. */
const FROM_TERMINAL: ReadonlySet<Deno.Signal> = new Set(["SIGINT", "SIGQUIT"]);

/** Catches the signals that reach this process, for the script. */
export class SignalRelay implements Disposable {
  readonly #listeners = PASSED_ON.map((signal) => [signal, () => this.#pass(signal)] as const);
  readonly #early: Deno.Signal[] = [];
  readonly #onSignal: () => void;
  #script: Deno.ChildProcess | undefined;

  /** Starts to catch: from now on no signal ends this process before it has cleaned up. */
  constructor(onSignal: () => void = () => {}) {
    this.#onSignal = onSignal;
    for (const [signal, listener] of this.#listeners) Deno.addSignalListener(signal, listener);
  }

  /** Says who the signals are for; those that came before are handed over now. */
  set script(script: Deno.ChildProcess) {
    this.#script = script;
    for (const signal of this.#early) kill(script, signal);
  }

  /** Lets signals do what they do by default. */
  [Symbol.dispose](): void {
    for (const [signal, listener] of this.#listeners) Deno.removeSignalListener(signal, listener);
  }

  #pass(signal: Deno.Signal): void {
    this.#onSignal();
    if (this.#script === undefined) this.#early.push(signal);
    else if (!FROM_TERMINAL.has(signal) || !isForeground()) kill(this.#script, signal);
  }
}

function kill(script: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    script.kill(signal);
  } catch (error) {
    // It has ended just now.
    if (!(error instanceof TypeError) && !(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function isForeground(): boolean {
  return [Deno.stdin, Deno.stdout, Deno.stderr].some((file) => file.isTerminal());
}
