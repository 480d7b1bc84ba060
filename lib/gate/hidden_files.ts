/**
 * Files that no script in the sandbox reads or writes, whatever else it was given: those that hold or lead
 * to credentials, and those out of which code is run. Layer 6.
 *
 * @module
 */
import type { ClusterAccess, PemSource } from "../connect/access.ts";
import { cacheDirectory } from "./cache_folder.ts";
import { join } from "./paths.ts";
import { journalFolder } from "./state_folder.ts";
import { realPathOf } from "./script_files.ts";

/** Folders of a home where tools keep credentials for clusters. */
const FOLDERS: readonly string[] = [".kube", ".aws", ".azure", ".config/gcloud", ".docker", ".ssh"];

/**
 * Lists the files of one access, the folders where tools keep credentials, and the caches out of which
 * Skiff and Deno run code.
 *
 * @param access How the cluster is reached.
 * @returns Absolute paths, with and without symbolic links.
 */
export function hiddenFiles(access: ClusterAccess): readonly string[] {
  const { user, tls, source } = access;
  const home = Deno.env.get("HOME");
  const deno = Deno.env.get("DENO_DIR");
  const paths = [
    ...source.split(", ").filter((path) => path.startsWith("/")),
    ...pemFile(tls.certificateAuthority),
    ...pemFile(user.clientCertificate?.certificate),
    ...pemFile(user.clientCertificate?.key),
    ...(user.tokenFile === undefined ? [] : [user.tokenFile]),
    ...(user.authProvider === undefined ? [] : [user.authProvider.file]),
    ...(home === undefined ? [] : FOLDERS.map((folder) => join(home, folder))),
    "/var/run/secrets/kubernetes.io",
    cacheDirectory(""),
    // What others' runs have changed may be more than a script may see.
    journalFolder(),
    ...(deno === undefined ? [] : [deno]),
    ...(home === undefined ? [] : [join(home, ".cache", "deno"), join(home, "Library", "Caches")]),
  ];
  return [...new Set([...paths, ...paths.map(realPathOf)])];
}

function pemFile(source: PemSource | undefined): string[] {
  return source?.file === undefined ? [] : [source.file];
}
