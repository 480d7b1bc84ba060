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
import { hiddenFiles } from "./hidden_files.ts";
import { checkHidden, type ScriptPermissions } from "./permissions.ts";
import { prepareScript } from "./prepare_script.ts";
import { PLACEHOLDER_HOST } from "./request_head.ts";
import { SignalRelay, startScript } from "./script_process.ts";
import { GateServer } from "./server.ts";
import { makeSocketFolder } from "./socket_folder.ts";
import { startWatchdog } from "./watchdog.ts";

/** What is run, and how. */
export interface RunScriptOptions {
  /** Path of the script. */
  readonly script: string;
  readonly args: readonly string[];
  /** Which cluster, as whom. */
  readonly access: LoadAccessOptions;
  /** Refuse whatever could change something. */
  readonly readOnly: boolean;
  /** Let the server check every change, and keep none. */
  readonly dryRun: boolean;
  /** Deadline of a call that names none, in milliseconds. */
  readonly timeoutMs?: number | undefined;
  readonly permissions: ScriptPermissions;
  /** Hears what the user should hear, e.g. that certificates are not verified. */
  readonly onWarning: (text: string) => void;
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
  const { readOnly, dryRun, timeoutMs } = options;
  using signals = new SignalRelay();
  using folder = makeSocketFolder();
  await using _server = new GateServer({
    path: folder.socket,
    transport: guardWrites(transport, { dryRun }),
    policy: { readOnly },
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
      readOnly,
      dryRun,
      timeoutMs,
    },
  });
  signals.script = child;
  await using _watchdog = startWatchdog(child.pid, folder.path);
  // A signal's number is counted in already.
  return (await child.status).code;
}

async function openCluster(
  options: RunScriptOptions,
): Promise<{ readonly access: ClusterAccess; readonly transport: Transport }> {
  const access = await loadAccess(options.access);
  const credentials = credentialProvider(access);
  const transport = await openTransport(access, credentials);
  // A plugin takes its time, which the start of the script hides; the first request hears if it fails.
  credentials.get().catch(() => undefined);
  return { access, transport };
}
