/**
 * A kubeconfig for a served cluster: written for its user alone and in one go, taken away again, and never
 * put over somebody else's. Layer 4.
 *
 * @module
 */
import { folderOf, resolvePath } from "../connect/file_path.ts";
import { isRecord } from "../connect/kubeconfig_fields.ts";
import { parseKubeconfigText } from "../connect/kubeconfig_text.ts";
import { ConfigError, KubeError } from "../core/errors.ts";
import { quote } from "../core/message.ts";
import { formatYaml } from "../core/yaml.ts";

/** Somebody who may use the cluster. */
export interface KubeconfigUser {
  readonly name: string;
  /** The bearer token, where one is asked for. */
  readonly token?: string | undefined;
}

/** What a kubeconfig is to say. */
export interface KubeconfigContent {
  /** The server's address. */
  readonly server: string;
  /** Certificate of the server's authority, PEM; absent where it speaks plain HTTP. */
  readonly authority?: string | undefined;
  /** Who may use it, the first one first; each gets a context. */
  readonly users: readonly KubeconfigUser[];
  /** The namespace of the contexts. */
  readonly namespace: string;
}

/** The name of the cluster, and of the first user's context. */
const NAME = "embedded";
/** What marks a file as ours: clients that change a kubeconfig keep extensions. */
const EXTENSION = "skiff-serve";

/**
 * Writes a kubeconfig down.
 *
 * @param content What it is to say.
 * @param id Names the server that it is for.
 * @returns YAML.
 */
function formatKubeconfig(content: KubeconfigContent, id: string): string {
  const { server, authority, users, namespace } = content;
  const contexts = users.map(({ name }, index) => ({
    name: index === 0 ? NAME : `${name}@${NAME}`,
    context: { cluster: NAME, user: name, namespace },
  }));
  return formatYaml({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{
      name: NAME,
      cluster: {
        server,
        ...(authority === undefined
          ? {}
          : { "certificate-authority-data": new TextEncoder().encode(authority).toBase64() }),
        extensions: [{ name: EXTENSION, extension: { id } }],
      },
    }],
    users: users.map(({ name, token }) => ({ name, user: token === undefined ? {} : { token } })),
    contexts,
    "current-context": NAME,
  });
}

/** A kubeconfig that was written. */
export interface KubeconfigFile extends AsyncDisposable {
  /** Its absolute path. */
  readonly path: string;
}

/**
 * Writes a kubeconfig that its user alone can read.
 *
 * @param file Where to.
 * @param content What it is to say.
 * @param options Whether a file that is there may be anybody's; default only one written here before.
 * @returns The file; dispose of it to remove it, unless another server has taken its place.
 * @throws {ConfigError} when it cannot be written, or another file is there.
 */
export async function writeKubeconfig(
  file: string,
  content: KubeconfigContent,
  { force = false }: { readonly force?: boolean } = {},
): Promise<KubeconfigFile> {
  const path = resolvePath(Deno.cwd(), file);
  const id = crypto.randomUUID();
  const text = formatKubeconfig(content, id);
  try {
    const folder = await Deno.makeTempDir({ dir: folderOf(path), prefix: ".skiff-" });
    try {
      const fresh = `${folder}/config`;
      await Deno.writeTextFile(fresh, text, { mode: 0o600, createNew: true });
      await putInPlace(fresh, path, force);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  } catch (error) {
    if (error instanceof KubeError) throw error;
    const reason = error instanceof Deno.errors.NotFound
      ? "its folder does not exist"
      : error instanceof Error
      ? error.message
      : String(error);
    throw new ConfigError(`Cannot write kubeconfig ${quote(file)}: ${reason}`, { cause: error });
  }
  return {
    path,
    async [Symbol.asyncDispose]() {
      if (await ownerOf(path) === id) await Deno.remove(path);
    },
  };
}

/** A link fails where a file is, so that nothing written meanwhile is lost. */
async function putInPlace(fresh: string, path: string, force: boolean): Promise<void> {
  if (!force) {
    try {
      return await Deno.link(fresh, path);
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
    if (await ownerOf(path) === undefined) {
      throw new ConfigError(
        `Cannot write kubeconfig ${quote(path)}: another file is there: ` +
          "choose another path, or force it",
      );
    }
  }
  await Deno.rename(fresh, path);
}

/** Which server a kubeconfig was written for; `undefined` where it is none of ours, or not there. */
async function ownerOf(path: string): Promise<string | undefined> {
  let document: unknown;
  try {
    if (!(await Deno.lstat(path)).isFile) return undefined;
    document = await parseKubeconfigText(await Deno.readTextFile(path), path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof ConfigError) return undefined;
    throw error;
  }
  const clusters = isRecord(document) && Array.isArray(document.clusters) ? document.clusters : [];
  const ids = clusters.map(idOf);
  return ids.length === 1 ? ids[0] : undefined;
}

function idOf(entry: unknown): string | undefined {
  const cluster = isRecord(entry) && isRecord(entry.cluster) ? entry.cluster : {};
  const extensions: unknown[] = Array.isArray(cluster.extensions) ? cluster.extensions : [];
  for (const item of extensions) {
    if (!isRecord(item) || item.name !== EXTENSION || !isRecord(item.extension)) continue;
    return typeof item.extension.id === "string" ? item.extension.id : undefined;
  }
  return undefined;
}
