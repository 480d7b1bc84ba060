/**
 * Runs a credential plugin once: tells it what the kubeconfig allows, and reads the ExecCredential
 * that it prints. Layer 1.
 *
 * @module
 */
import { ConfigError, TimeoutError } from "../core/errors.ts";
import type { ClusterAccess, ExecPlugin } from "./access.ts";
import { readConfigFile } from "./config_file.ts";
import type { CredentialOptions } from "./credential_options.ts";
import { decodeExecCredential, type PluginCredentials } from "./exec_credential.ts";
import { type PluginEnd, runPlugin } from "./exec_process.ts";
import { quote } from "../core/message.ts";
import { pluginPermissionHint } from "./exec_permission.ts";
import { redactOutput } from "./secrets.ts";

/** How a plugin is run. */
export interface RunExecPluginOptions extends CredentialOptions {
  /** Ends the plugin. */
  readonly signal: AbortSignal;
}

/** Long enough for a slow identity service, short enough to tell that something hangs. */
const TIMEOUT_MS = 60_000;
/** Time for a person to log in. */
const INTERACTIVE_TIMEOUT_MS = 300_000;

/** Two plugins that ask questions on one terminal at once would get each other's answers. */
let terminalFree: Promise<unknown> = Promise.resolve();

/**
 * Runs a credential plugin, never through a shell.
 *
 * @param access The way to the cluster.
 * @param plugin The plugin.
 * @param options Limits and signal.
 * @returns The credentials it printed.
 * @throws {ConfigError} when it cannot be run, fails, or prints something else.
 * @throws {TimeoutError} when it does not end in time.
 * @see `plugin/pkg/client/auth/exec` of client-go; KEP-541
 */
export async function runExecPlugin(
  access: ClusterAccess,
  plugin: ExecPlugin,
  options: RunExecPluginOptions,
): Promise<PluginCredentials> {
  const interactive = isInteractive(access, plugin, options.stdinAvailable);
  if (!interactive) return await runOnce(access, plugin, interactive, options);
  const run = terminalFree.then(() => runOnce(access, plugin, interactive, options));
  terminalFree = run.catch(() => undefined);
  return await run;
}

async function runOnce(
  access: ClusterAccess,
  plugin: ExecPlugin,
  interactive: boolean,
  options: RunExecPluginOptions,
): Promise<PluginCredentials> {
  options.signal.throwIfAborted();
  const timeoutMs = options.execTimeoutMs ?? (interactive ? INTERACTIVE_TIMEOUT_MS : TIMEOUT_MS);
  const info = JSON.stringify(await execInfo(access, plugin, interactive, options.signal));
  let end: PluginEnd;
  try {
    end = await runPlugin({
      command: plugin.command,
      args: plugin.args,
      env: { ...plugin.env, KUBERNETES_EXEC_INFO: info },
      interactive,
      timeoutMs,
      signal: options.signal,
      onStderr: options.onStderr,
    });
  } catch (error) {
    throw await startFault(error, access, plugin, options);
  }
  options.signal.throwIfAborted();
  checkEnd(end, access, plugin, timeoutMs);
  return await decodeExecCredential(end.stdout, { plugin, subject: subjectOf(access, plugin) });
}

function isInteractive(
  access: ClusterAccess,
  plugin: ExecPlugin,
  stdinAvailable: boolean | undefined,
): boolean {
  if (plugin.interactiveMode === "Never") return false;
  const isTerminal = Deno.stdin.isTerminal();
  if (plugin.interactiveMode === "Always" && !(isTerminal && stdinAvailable !== false)) {
    throw new ConfigError(
      `Cannot run ${subjectOf(access, plugin)}: it must ask for input, ` +
        `and standard input is ${isTerminal ? "in use" : "not a terminal"}`,
    );
  }
  return isTerminal && stdinAvailable !== false;
}

async function execInfo(
  access: ClusterAccess,
  plugin: ExecPlugin,
  interactive: boolean,
  signal: AbortSignal,
): Promise<Record<string, unknown>> {
  const cluster = plugin.provideClusterInfo ? await clusterInfo(access, plugin, signal) : undefined;
  return {
    kind: "ExecCredential",
    apiVersion: plugin.apiVersion,
    spec: { ...(cluster === undefined ? {} : { cluster }), interactive },
  };
}

async function clusterInfo(
  { server, tls, proxyUrl, disableCompression, clusterName }: ClusterAccess,
  { config }: ExecPlugin,
  signal: AbortSignal,
): Promise<Record<string, unknown>> {
  const authority = tls.certificateAuthority;
  const pem = authority?.file === undefined ? authority?.pem : await readConfigFile({
    path: authority.file,
    action: `use cluster ${quote(clusterName)}`,
    what: "certificate-authority",
  }, signal);
  return {
    server,
    ...(tls.serverName === undefined ? {} : { "tls-server-name": tls.serverName }),
    ...(tls.insecureSkipVerify ? { "insecure-skip-tls-verify": true } : {}),
    ...(pem === undefined ? {} : { "certificate-authority-data": base64(pem) }),
    ...(proxyUrl === undefined ? {} : { "proxy-url": proxyUrl }),
    ...(disableCompression ? { "disable-compression": true } : {}),
    config: config ?? null,
  };
}

function base64(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

function checkEnd(
  end: PluginEnd,
  access: ClusterAccess,
  plugin: ExecPlugin,
  timeoutMs: number,
): void {
  if (end.kind === "exited" && end.code === 0) return;
  const subject = subjectOf(access, plugin);
  const said = redactOutput(end.stderrTail, givenSecrets(plugin));
  const tail = said === "" ? "" : `: it said: ${said}`;
  if (end.kind === "timeout") {
    throw new TimeoutError(`Cannot run ${subject}: it had not ended after ${timeoutMs} ms${tail}`);
  }
  if (end.kind === "flood") {
    throw new ConfigError(`Cannot run ${subject}: it printed more than ${end.limitBytes} bytes`);
  }
  throw new ConfigError(`Cannot run ${subject}: it failed with exit code ${end.code}${tail}`);
}

async function startFault(
  error: unknown,
  access: ClusterAccess,
  plugin: ExecPlugin,
  options: RunExecPluginOptions,
): Promise<unknown> {
  const subject = subjectOf(access, plugin);
  if (error instanceof Deno.errors.NotFound) {
    const hint = plugin.installHint === undefined ? "" : `: ${plugin.installHint}`;
    return new ConfigError(
      `Cannot run ${subject}: the executable was not found: install it or correct the kubeconfig${hint}`,
      { cause: error },
    );
  }
  if (error instanceof Deno.errors.NotCapable) {
    const flag = await pluginPermissionHint(plugin.command, error, options.env ?? Deno.env);
    return new ConfigError(`Cannot run ${subject}: Deno was not permitted to: ${flag}`, {
      cause: error,
    });
  }
  if (error instanceof Deno.errors.PermissionDenied) {
    return new ConfigError(`Cannot run ${subject}: it is not an executable file`, { cause: error });
  }
  if (options.signal.aborted || !(error instanceof Error)) return error;
  const reason = redactOutput(error.message, givenSecrets(plugin));
  return new ConfigError(`Cannot run ${subject}: ${reason}`);
}

const SECRET_NAME_REGEXP = /token|secret|passw|passphrase|credential|apikey|api-key|access.?key/i;

/** What the kubeconfig hands to the plugin and must not come back in a message. */
function givenSecrets({ args, env }: ExecPlugin): string[] {
  const named = Object.entries(env).filter(([name]) => SECRET_NAME_REGEXP.test(name));
  const flags = args.filter((arg) => SECRET_NAME_REGEXP.test(arg));
  const joined = flags.map((arg) => arg.slice(arg.indexOf("=") + 1));
  const following = args.filter((_, index) => SECRET_NAME_REGEXP.test(args[index - 1] ?? ""));
  return [...named.map(([, value]) => value), ...joined, ...following];
}

function subjectOf(access: ClusterAccess, plugin: ExecPlugin): string {
  return `credential plugin ${quote(plugin.command)} of user ${quote(access.userName)}`;
}
