/**
 * `skiff run`: checks a script, copies it, opens the gate and runs the copy behind it. Layer 6.
 *
 * @module
 */
import type { ClusterAccess } from "../connect/access.ts";
import { credentialProvider } from "../connect/credentials.ts";
import { loadAccess } from "../connect/access_loader.ts";
import type { LoadAccessOptions } from "../connect/load_access_options.ts";
import { openTransport } from "../connect/open_transport.ts";
import type { Transport } from "../connect/transport.ts";
import { guardWrites } from "../connect/write_guard.ts";
import { makePolicy, type PolicyRules } from "../client/policy.ts";
import { EXIT_CODES } from "../core/errors.ts";
import { safeLine } from "../core/message.ts";
import { sanitize } from "../core/terminal.ts";
import type { Policy } from "../policy/decision.ts";
import { type Grants, Recording } from "../policy/recording.ts";
import type { Rule } from "../policy/rule.ts";
import { Authority, type RunLimits } from "./authority.ts";
import { startDeadline } from "./deadline.ts";
import { forwarder } from "./exchange.ts";
import { checkRights } from "./check_rights.ts";
import { openGrantsFile } from "./grants_file.ts";
import { hiddenFiles } from "./hidden_files.ts";
import { checkHidden, type ScriptPermissions } from "./permissions.ts";
import { Journal } from "./journal.ts";
import { journaled } from "./journaled.ts";
import { prepareScript } from "./prepare_script.ts";
import { PLACEHOLDER_HOST } from "./request_head.ts";
import { SignalRelay, startScript } from "./script_process.ts";
import { guardSecrets } from "./secret_guard.ts";
import { GateServer } from "./server.ts";
import { makeSocketFolder } from "./socket_folder.ts";
import { canAsk, TerminalAsker } from "./terminal_asker.ts";
import { startWatchdog } from "./watchdog.ts";

/** What is run, and how. */
export interface RunScriptOptions {
  /** Path of the script. */
  readonly script: string;
  readonly args: readonly string[];
  /** Which cluster, as whom. */
  readonly access: LoadAccessOptions;
  /** Whether the cluster is an in-memory one of the run's own, and no kubeconfig's; default `false`. */
  readonly embedded?: boolean;
  /** Which requests may pass. */
  readonly rules: PolicyRules;
  readonly limits: RunLimits;
  /** The rights to hold the script to, of which the user has to have each. */
  readonly grants?: (Grants & { readonly rules: readonly Rule[] }) | undefined;
  /** The file that the rights are written to that the script uses. */
  readonly recordFile?: string | undefined;
  /** Deno's permissions as they were given, for that file. */
  readonly denoFlags: readonly string[];
  /** When the script is ended, in milliseconds from its start. */
  readonly deadlineMs?: number | undefined;
  /** Let the server check every change, and keep none. */
  readonly dryRun: boolean;
  /** Deadline of a call that names none, in milliseconds. */
  readonly timeoutMs?: number | undefined;
  readonly permissions: ScriptPermissions;
  /** Hears what the user should hear, e.g. that certificates are not verified. */
  readonly onWarning: (text: string) => void;
  /** Hears text of several lines, e.g. a role. */
  readonly onText: (text: string) => void;
}

/**
 * Runs a script in the sandbox to its end.
 *
 * @param options What is run, and how.
 * @returns The script's exit code.
 * @throws {GrantError} when the script is made of files or addresses that it may not import.
 * @throws {QueryError} when the script was given rights with which the sandbox would not hold.
 * @throws {ConfigError} when the script, the kubeconfig or the credentials are wrong.
 */
export async function runScript(options: RunScriptOptions): Promise<number> {
  const [cluster, prepared] = await Promise.all([
    openCluster(options),
    prepareScript(options.script, options.permissions),
  ]);
  await using transport = cluster.transport;
  const { access } = cluster;
  const hidden = hiddenFiles(access);
  checkHidden(options.permissions, hidden);
  for (const warning of access.warnings) options.onWarning(warning);
  const { dryRun, timeoutMs } = options;
  const policy = runPolicy(options);
  const recording = options.recordFile === undefined ? undefined : new Recording(policy.kinds);
  const recordFile = options.recordFile === undefined
    ? undefined
    : await openGrantsFile(options.recordFile);
  if (options.grants !== undefined) await checkRights(transport, options.grants, options);
  const asker = canAsk() ? new TerminalAsker() : undefined;
  const authority = new Authority({ policy, limits: options.limits, asker, recording });
  const guarded = guardWrites(transport, { dryRun });
  using journal = new Journal({
    script: scriptName(options.script),
    context: access.contextName,
    server: access.server,
    started: new Date().toISOString(),
  });
  const send = forwarder(guarded);
  // What is a dry run changes nothing.
  const exchange = dryRun ? send : journaled(send, { journal, transport, authority });
  using signals = new SignalRelay(() => asker?.cancel());
  using folder = makeSocketFolder();
  await using _server = new GateServer({
    path: folder.socket,
    transport: guarded,
    exchange: guardSecrets(exchange, policy),
    authority,
    onUpgrade: dryRun ? undefined : (attributes, path) => {
      if (attributes.isResource) journal.begin({ attributes, path });
    },
  });
  const child = startScript({
    snapshot: prepared.snapshot,
    denoDirectory: prepared.denoDirectory,
    args: options.args,
    permissions: options.permissions,
    hidden,
    gate: {
      socket: folder.socket,
      address: `http://${PLACEHOLDER_HOST}`,
      context: access.contextName,
      namespace: access.namespace,
      readOnly: policy.readOnly,
      dryRun,
      timeoutMs,
    },
  });
  signals.script = child;
  if (asker !== undefined) asker.script = child;
  await using _watchdog = startWatchdog(child.pid, folder.path);
  using deadline = startDeadline(child, options.deadlineMs);
  // A signal's number is counted in already.
  const { code } = await child.status;
  await recordFile?.write({
    script: scriptName(options.script),
    namespace: access.namespace,
    rights: recording?.rights ?? [],
    deno: options.denoFlags,
  });
  journal.end(code);
  deadline.check(options.script);
  reportRefusals(authority.refusals, code, options.onWarning);
  return code;
}

function scriptName(path: string): string {
  return path.split("/").at(-1)!;
}

/** What is granted by a file is all that is granted, beside what is added. */
function runPolicy({ rules, grants, dryRun }: RunScriptOptions): Policy {
  const policy = makePolicy({ ...rules, dryRun, defaultReads: grants === undefined });
  return grants === undefined ? policy : { ...policy, allow: [...policy.allow, ...grants.rules] };
}

/** Who has seen the script end with a refusal knows of it. */
function reportRefusals(
  refusals: readonly string[],
  code: number,
  onWarning: (text: string) => void,
): void {
  if (code === EXIT_CODES.forbidden && refusals.length === 1) return;
  for (const refused of refusals) onWarning(sanitize(safeLine(refused)));
}

interface OpenedCluster {
  readonly access: ClusterAccess;
  readonly transport: Transport;
}

async function openCluster(options: RunScriptOptions): Promise<OpenedCluster> {
  if (options.embedded === true) {
    const { openEmbeddedCluster } = await import("./embedded_cluster.ts");
    return await openEmbeddedCluster(options.access);
  }
  const access = await loadAccess(options.access);
  const credentials = credentialProvider(access);
  const transport = await openTransport(access, credentials);
  // A plugin takes its time, which the start of the script hides; the first request hears if it fails.
  credentials.get().catch(() => undefined);
  return { access, transport };
}
