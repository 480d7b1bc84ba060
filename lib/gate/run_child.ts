/**
 * Runs the script's process once, behind a gate of its own. Layer 6.
 *
 * @module
 */
import type { ClusterAccess } from "../connect/access.ts";
import type { Transport } from "../connect/transport.ts";
import { EXIT_CODES } from "../core/errors.ts";
import { safeLine } from "../core/message.ts";
import { sanitize } from "../core/terminal.ts";
import type { Policy } from "../policy/decision.ts";
import { refusalLines, type Refused } from "../policy/refusals.ts";
import type { Authority } from "./authority.ts";
import { startDeadline } from "./deadline.ts";
import type { Exchange } from "./gate_call.ts";
import type { Journal } from "./journal.ts";
import type { PreparedScript } from "./prepare_script.ts";
import { PLACEHOLDER_HOST } from "./request_head.ts";
import type { RunScriptOptions } from "./run_options.ts";
import { SignalRelay, startScript } from "./script_process.ts";
import { guardSecrets } from "./secret_guard.ts";
import { GateServer, type GateServerOptions } from "./server.ts";
import { makeSocketFolder } from "./socket_folder.ts";
import type { TerminalAsker } from "./terminal_asker.ts";
import { startWatchdog } from "./watchdog.ts";

/** What is the same for each time a script runs. */
export interface RunSetup {
  readonly options: RunScriptOptions;
  readonly prepared: PreparedScript;
  readonly access: ClusterAccess;
  readonly hidden: readonly string[];
  readonly transport: Transport;
  /** Whether there are credentials: who was refused them is not asked again before somebody needs them. */
  readonly hasCredentials: Promise<boolean>;
  readonly policy: Policy;
  readonly asker: TerminalAsker | undefined;
  readonly journal: Journal;
}

/** What answers the script this time. */
export interface ChildRun {
  /** The way to the cluster, for what changes the protocol. */
  readonly transport: Transport;
  readonly authority: Authority;
  readonly exchange: Exchange;
  readonly onUpgrade: GateServerOptions["onUpgrade"];
  /** Whether the script is told that nothing of what it writes is kept. */
  readonly plan?: boolean;
  /** Keep the script's output away from standard output. */
  readonly outputAside?: boolean;
  /** Is given the script's process. */
  readonly onStart?: (child: Deno.ChildProcess) => void;
}

/**
 * Runs it to its end.
 *
 * @param setup What is the same for each time.
 * @param run What answers it.
 * @returns The script's exit code.
 * @throws {TimeoutError} when its time was up.
 */
export async function runChild(setup: RunSetup, run: ChildRun): Promise<number> {
  const { options, prepared, access, hidden, policy, asker } = setup;
  const { authority } = run;
  using signals = new SignalRelay(() => asker?.cancel());
  using folder = makeSocketFolder();
  await using _server = new GateServer({
    path: folder.socket,
    transport: run.transport,
    exchange: guardSecrets(run.exchange, policy),
    authority,
    onUpgrade: run.onUpgrade,
  });
  const child = startScript({
    snapshot: prepared.snapshot,
    denoDirectory: prepared.denoDirectory,
    args: options.args,
    permissions: options.permissions,
    hidden,
    stdout: run.outputAside === true ? "piped" : "inherit",
    gate: {
      socket: folder.socket,
      address: `http://${PLACEHOLDER_HOST}`,
      context: access.contextName,
      namespace: access.namespace,
      readOnly: policy.readOnly,
      dryRun: options.dryRun && run.plan !== true,
      timeoutMs: options.timeoutMs,
      ...(run.plan === undefined ? {} : { plan: run.plan }),
    },
  });
  signals.script = child;
  // Loading what speaks TLS and a handshake take their time, which the start of the script hides.
  setup.hasCredentials.then((isReady) => isReady && setup.transport.prepare?.());
  run.onStart?.(child);
  if (asker !== undefined) {
    asker.script = child;
    asker.isOver = false;
  }
  await using _watchdog = startWatchdog(child.pid, folder.path);
  // A question on the screen would hold the run, and the script goes on behind it to end.
  using deadline = startDeadline(child, options.deadlineMs, () => {
    if (asker !== undefined) asker.isOver = true;
    asker?.cancel();
  });
  const aside = run.outputAside === true ? copyAside(child.stdout) : undefined;
  // A signal's number is counted in already.
  const { code } = await child.status;
  await aside;
  const isInterrupted = asker?.isOver === true;
  if (asker !== undefined) {
    asker.script = undefined;
    asker.isOver = true;
  }
  // Whoever asked is gone.
  asker?.cancel();
  deadline.check(options.script);
  // Who has ended the run at a question has not refused the others.
  if (!isInterrupted) reportRefusals(authority.refusals, code, options.onWarning);
  return code;
}

async function copyAside(stdout: ReadableStream<Uint8Array>): Promise<void> {
  for await (let piece of stdout) {
    while (piece.length > 0) piece = piece.subarray(await Deno.stderr.write(piece));
  }
}

/** Who has seen the script end with a refusal knows of it. */
function reportRefusals(
  refusals: readonly Refused[],
  code: number,
  onWarning: (text: string) => void,
): void {
  if (code === EXIT_CODES.forbidden && refusals.length === 1) return;
  for (const line of refusalLines(refusals)) onWarning(sanitize(safeLine(line)));
}
