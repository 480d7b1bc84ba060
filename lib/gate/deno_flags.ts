/**
 * The Deno flags that a script needs for its connection when it runs without the gate, by plain `deno run`.
 * Layer 6.
 *
 * @module
 */
import { dirname } from "node:path";
import type { ClusterAccess, PemSource } from "../connect/access.ts";
import { loadAccess } from "../connect/access_loader.ts";
import type { EnvReader } from "../connect/environment.ts";
import { findPlugin } from "../connect/exec_permission.ts";
import { readKubeconfig } from "../connect/kubeconfig.ts";
import type { LoadAccessOptions } from "../connect/load_access_options.ts";
import { type ProxySettings, resolveProxy } from "../connect/proxy.ts";
import type { DenoUse } from "./deno_uses.ts";
import { PERMISSION_KINDS, type PermissionKind, type ScriptPermissions } from "./permissions.ts";

/** What is allowed, by kind. */
type Needs = Record<PermissionKind | "run" | "ffi", Set<string>>;

/**
 * Works out the flags; reads what the connection reads, sends nothing and runs no plugin.
 *
 * @param options Which cluster, as whom.
 * @param permissions What the script is given besides.
 * @param uses What is seen of what it asks of Deno.
 * @returns Flags in the order of Deno's help, e.g. `--allow-read=/home/ann/.kube/config`.
 * @throws {ConfigError} when the kubeconfig or the credentials are wrong.
 */
export async function denoFlags(
  options: LoadAccessOptions,
  permissions: ScriptPermissions,
  uses: readonly DenoUse[] = [],
): Promise<readonly string[]> {
  const needs: Needs = {
    read: new Set(),
    write: new Set(),
    net: new Set(),
    env: new Set(),
    sys: new Set(),
    run: new Set(),
    ffi: new Set(),
  };
  const env: EnvReader = {
    // Whatever is asked for has to be granted, set or not.
    get(name) {
      needs.env.add(name);
      return Deno.env.get(name);
    },
  };
  const access = await loadAccess({ ...options, env });
  if (access.user.tokenFile === undefined || access.source !== "service account") {
    const { files, missing } = await readKubeconfig({ kubeconfig: options.kubeconfig });
    for (const path of [...files, ...missing]) needs.read.add(path);
  } else {
    needs.read.add(dirname(access.user.tokenFile));
  }
  for (const path of accessFiles(access)) needs.read.add(path);
  addNetwork(needs, access, env);
  if (access.user.exec !== undefined) {
    needs.run.add(await findPlugin(access.user.exec.command, Deno.env));
  }
  for (const { kind, value } of uses) if (value !== undefined) needs[kind].add(value);
  return formatFlags(needs, permissions);
}

function accessFiles({ tls, user }: ClusterAccess): string[] {
  const sources: readonly (PemSource | undefined)[] = [
    tls.certificateAuthority,
    user.clientCertificate?.certificate,
    user.clientCertificate?.key,
  ];
  const files = sources.flatMap((source) => source?.file ?? []);
  return user.tokenFile === undefined ? files : [...files, user.tokenFile];
}

function addNetwork(needs: Needs, access: ClusterAccess, env: EnvReader): void {
  const { protocol, hostname, port } = new URL(access.server);
  needs.net.add(`${hostname}:${port !== "" ? port : protocol === "http:" ? "80" : "443"}`);
  const proxy = resolveProxy(access.server, access.proxyUrl, (name) => env.get(name) || undefined);
  if (proxy !== undefined) needs.net.add(proxyHost(proxy));
  if (protocol !== "https:" || access.tls.certificateAuthority !== undefined) return;
  if (access.tls.insecureSkipVerify) return;
  const file = env.get("SSL_CERT_FILE");
  const folders = env.get("SSL_CERT_DIR");
  for (const path of [file, ...folders?.split(":") ?? []]) if (path) needs.read.add(path);
}

function proxyHost({ hostname, port }: ProxySettings): string {
  return `${hostname}:${port}`;
}

function formatFlags(needs: Needs, { allow, deny }: ScriptPermissions): string[] {
  const flags: string[] = [];
  for (const kind of PERMISSION_KINDS) {
    const given = allow[kind] ?? [];
    if (given === "all") flags.push(`--allow-${kind}`);
    else flags.push(...formatFlag(`--allow-${kind}`, [...needs[kind], ...given]));
    const denied = deny[kind] ?? [];
    if (denied === "all") flags.push(`--deny-${kind}`);
    else flags.push(...formatFlag(`--deny-${kind}`, denied));
  }
  return [
    ...flags,
    ...formatFlag("--allow-run", [...needs.run]),
    ...formatFlag("--allow-ffi", [...needs.ffi]),
  ];
}

function formatFlag(name: string, entries: readonly string[]): string[] {
  if (entries.length === 0) return [];
  return [`${name}=${entries.map((entry) => entry.replaceAll(",", ",,")).join(",")}`];
}
