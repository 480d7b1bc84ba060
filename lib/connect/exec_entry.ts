/**
 * The `exec` part of a user entry: which credential plugin to run and how. Layer 1.
 *
 * @module
 */
import { ConfigError } from "../core/errors.ts";
import { suggest } from "../core/suggest.ts";
import type { ExecPlugin } from "./access.ts";
import { folderOf, resolvePath } from "./file_path.ts";
import type { KubeconfigFields } from "./kubeconfig_fields.ts";
import { quote, safeLine } from "../core/message.ts";

/** The fields of `exec`, by type; empty where they are absent. */
export interface ExecEntry {
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly interactiveMode: string;
  readonly provideClusterInfo: boolean;
  readonly installHint: string;
}

const GROUP = "client.authentication.k8s.io";
const MODES = ["Never", "IfAvailable", "Always"] as const;

/**
 * Reads the fields of `exec`.
 *
 * @param fields The mapping.
 * @param file The kubeconfig file; a command with a slash starts from its folder.
 * @returns The fields.
 * @throws {ConfigError} when a field has the wrong type.
 */
export function decodeExecEntry(fields: KubeconfigFields, file: string): ExecEntry {
  const command = fields.text("command");
  const isPath = command.includes("/") || (Deno.build.os === "windows" && command.includes("\\"));
  return {
    apiVersion: fields.text("apiVersion"),
    command: isPath ? resolvePath(folderOf(file), command) : command,
    args: fields.texts("args"),
    env: fields.items("env").map((item) => ({
      name: item.text("name"),
      value: item.text("value"),
    })),
    interactiveMode: fields.text("interactiveMode"),
    provideClusterInfo: fields.flag("provideClusterInfo"),
    installHint: fields.text("installHint"),
  };
}

/**
 * Checks the `exec` part of a user entry.
 *
 * @param exec Its fields.
 * @param user The user entry, for messages.
 * @param config What the cluster entry hands to the plugin.
 * @returns The plugin.
 * @throws {ConfigError} when it names no command, or a version or mode that does not exist.
 */
export function checkExecEntry(
  exec: ExecEntry,
  user: { readonly name: string; readonly file: string },
  config?: unknown,
): ExecPlugin {
  function fault(state: string): ConfigError {
    return new ConfigError(`Cannot use user ${quote(user.name)} of ${quote(user.file)}: ${state}`);
  }
  if (exec.command === "") throw fault("its exec plugin has no command");
  const { apiVersion } = exec;
  if (apiVersion !== `${GROUP}/v1` && apiVersion !== `${GROUP}/v1beta1`) {
    const state = apiVersion === ""
      ? "has no apiVersion"
      : `has the apiVersion ${quote(apiVersion)}`;
    throw fault(`its exec plugin ${state}: it must be ${GROUP}/v1 or ${GROUP}/v1beta1`);
  }
  if (exec.env.some((variable) => variable.name === "")) {
    throw fault("its exec plugin has an env entry without name");
  }
  // The beta version may leave the mode out, version 1 may not.
  const wanted = exec.interactiveMode === "" && apiVersion === `${GROUP}/v1beta1`
    ? "IfAvailable"
    : exec.interactiveMode;
  const interactiveMode = MODES.find((mode) => mode === wanted);
  if (interactiveMode === undefined) {
    const near = suggest(wanted, MODES);
    throw fault(
      wanted === ""
        ? `its exec plugin has no interactiveMode: add one of ${MODES.join(", ")}`
        : `its exec plugin has the interactiveMode ${quote(wanted)}: ` +
          (near === undefined ? `it must be one of ${MODES.join(", ")}` : `did you mean "${near}"`),
    );
  }
  return {
    apiVersion,
    command: exec.command,
    args: exec.args,
    env: Object.fromEntries(exec.env.map(({ name, value }) => [name, value])),
    interactiveMode,
    provideClusterInfo: exec.provideClusterInfo,
    ...(config === undefined ? {} : { config }),
    ...(exec.installHint === "" ? {} : { installHint: safeLine(exec.installHint) }),
  };
}
