/**
 * Finds, reads and merges kubeconfig files as kubectl does. Entries are kept as they are written; the
 * files with credentials that they name are not touched here. Layer 1.
 *
 * @module
 */
import { ConfigError } from "../core/errors.ts";
import { findConfigFile, readConfigFile } from "./config_file.ts";
import { type EnvReader, homeDirectory, readEnv } from "./environment.ts";
import { isAbsolutePath, resolvePath } from "./file_path.ts";
import { isRecord, KubeconfigFields, shapeOf } from "./kubeconfig_fields.ts";
import { parseKubeconfigText } from "./kubeconfig_text.ts";
import { quote, quoteList } from "../core/message.ts";

/** Which kubeconfig to read. */
export interface KubeconfigOptions {
  /** One file to read instead of those of `KUBECONFIG` or `~/.kube/config`. */
  readonly kubeconfig?: string | undefined;
  /** Where environment variables are read; default `Deno.env`. */
  readonly env?: EnvReader | undefined;
  /** Ends the reading. */
  readonly signal?: AbortSignal | undefined;
}

/** A named entry of a kubeconfig: a cluster, a user or a context. */
export interface KubeconfigEntry {
  /** Its name. */
  readonly name: string;
  /** The absolute path of the file it stands in; relative paths start from its folder. */
  readonly file: string;
  /** What it says. */
  readonly fields: KubeconfigFields;
}

/** All kubeconfig files together: of entries with the same name the first file's holds. */
export interface Kubeconfig {
  /** The files that were read, as absolute paths, in order. */
  readonly files: readonly string[];
  /** The files that were looked for and are not there. */
  readonly missing: readonly string[];
  /** The first `current-context` that is not empty; otherwise empty. */
  readonly currentContext: string;
  readonly contexts: ReadonlyMap<string, KubeconfigEntry>;
  readonly clusters: ReadonlyMap<string, KubeconfigEntry>;
  readonly users: ReadonlyMap<string, KubeconfigEntry>;
  /** What the user should hear. */
  readonly warnings: readonly string[];
}

/**
 * Reads the kubeconfig: the named file, else the files of `KUBECONFIG`, else `~/.kube/config`.
 *
 * @param options Which one.
 * @returns All that the files say, merged; empty where there is no file.
 * @throws {ConfigError} when a file cannot be read, is not a kubeconfig, or the named one is missing.
 * @see `kubectl config view`; `tools/clientcmd/loader.go` of client-go
 */
export async function readKubeconfig(options: KubeconfigOptions = {}): Promise<Kubeconfig> {
  const { kubeconfig, env = Deno.env, signal } = options;
  if (kubeconfig !== undefined) {
    if (kubeconfig === "") throw new ConfigError('Cannot read kubeconfig "": the path is empty');
    const path = absolutePath(kubeconfig);
    const text = await readConfigFile({ path, action: "read kubeconfig" }, signal);
    return mergeFiles([await parseFile(path, text)], [], []);
  }
  const listed = readEnv(env, "KUBECONFIG");
  const found: KubeconfigFile[] = [];
  const missing: string[] = [];
  for (const path of kubeconfigPaths(listed, env)) {
    const text = await findConfigFile({ path, action: "read kubeconfig" }, signal);
    if (text === undefined) missing.push(path);
    else found.push(await parseFile(path, text));
  }
  const warnings = listed !== undefined && found.length === 0 && missing.length > 0
    ? [`KUBECONFIG names no file that exists: ${quoteList(missing)}`]
    : [];
  return mergeFiles(found, missing, warnings);
}

function kubeconfigPaths(listed: string | undefined, env: EnvReader): string[] {
  if (listed !== undefined) {
    const separator = Deno.build.os === "windows" ? ";" : ":";
    const paths = listed.split(separator).filter((path) => path !== "").map(absolutePath);
    return [...new Set(paths)];
  }
  const home = homeDirectory(env);
  return home === undefined ? [] : [absolutePath(`${home}/.kube/config`)];
}

function absolutePath(path: string): string {
  try {
    return resolvePath(isAbsolutePath(path) ? "/" : Deno.cwd(), path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
    throw new ConfigError(
      `Cannot read kubeconfig ${quote(path)}: Deno was not permitted to: give an absolute path`,
      { cause: error },
    );
  }
}

interface KubeconfigFile {
  readonly path: string;
  readonly currentContext: string;
  readonly contexts: readonly KubeconfigEntry[];
  readonly clusters: readonly KubeconfigEntry[];
  readonly users: readonly KubeconfigEntry[];
}

async function parseFile(path: string, text: string): Promise<KubeconfigFile> {
  const document = await parseKubeconfigText(text, path) ?? {};
  if (!isRecord(document)) {
    throw new ConfigError(
      `Cannot use kubeconfig ${quote(path)}: it is ${shapeOf(document)}, a mapping is expected`,
    );
  }
  const top = new KubeconfigFields(document, { file: path, entry: "" });
  checkType(top);
  return {
    path,
    currentContext: top.text("current-context"),
    contexts: entriesOf(top, path, "contexts", "context"),
    clusters: entriesOf(top, path, "clusters", "cluster"),
    users: entriesOf(top, path, "users", "user"),
  };
}

function checkType(top: KubeconfigFields): void {
  const apiVersion = top.text("apiVersion");
  if (apiVersion !== "" && apiVersion !== "v1") {
    throw top.fault("apiVersion", `is ${quote(apiVersion)}, "v1" is expected`);
  }
  const kind = top.text("kind");
  if (kind !== "" && kind !== "Config") {
    throw top.fault("kind", `is ${quote(kind)}, "Config" is expected`);
  }
}

function entriesOf(
  top: KubeconfigFields,
  file: string,
  listName: string,
  kind: string,
): KubeconfigEntry[] {
  const names = new Set<string>();
  return top.items(listName).map((item) => {
    const name = item.text("name");
    if (names.has(name)) {
      throw top.fault(listName, `has two entries with the name ${quote(name)}: rename one`);
    }
    names.add(name);
    const origin = { file, entry: `${kind} ${quote(name)}` };
    return { name, file, fields: new KubeconfigFields(item.value(kind), origin) };
  });
}

function mergeFiles(
  files: readonly KubeconfigFile[],
  missing: readonly string[],
  warnings: readonly string[],
): Kubeconfig {
  return {
    files: files.map((file) => file.path),
    missing,
    currentContext: files.find((file) => file.currentContext !== "")?.currentContext ?? "",
    contexts: firstByName(files.flatMap((file) => file.contexts)),
    clusters: firstByName(files.flatMap((file) => file.clusters)),
    users: firstByName(files.flatMap((file) => file.users)),
    warnings,
  };
}

function firstByName(entries: readonly KubeconfigEntry[]): Map<string, KubeconfigEntry> {
  const byName = new Map<string, KubeconfigEntry>();
  for (const entry of entries) if (!byName.has(entry.name)) byName.set(entry.name, entry);
  return byName;
}
