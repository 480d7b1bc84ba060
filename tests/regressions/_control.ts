/**
 * The official client beside ours, with the same kubeconfig on the same server.
 *
 * @module
 */
import { loadAccess } from "../../lib/connect/access_loader.ts";
import { credentialProvider } from "../../lib/connect/credentials.ts";
import { openTransport, type TransportOptions } from "../../lib/connect/open_transport.ts";
import type { Transport } from "../../lib/connect/transport.ts";
import { makeAuthority } from "../../lib/serve/certificates.ts";
import type { Folder } from "../connect/kubeconfig_support.ts";
import type { Command, Observation } from "./_client_node_host.ts";

/** Runs the official client. */
export interface Control extends AsyncDisposable {
  run(command: Command): Promise<Observation>;
}

const HOST = new URL("./_client_node_host.ts", import.meta.url).pathname;

/** Starts the official client in a process of its own. */
export async function startControl(): Promise<Control> {
  const host = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--quiet", "-A", HOST],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = host.stdout.getReader();
  const { value } = await reader.read();
  const address = new TextDecoder().decode(value).trim();
  return {
    async run(command) {
      const response = await fetch(address, { method: "POST", body: JSON.stringify(command) });
      return await response.json();
    },
    async [Symbol.asyncDispose]() {
      await host.stdin.close();
      await reader.cancel();
      await host.status;
    },
  };
}

const authority = await makeAuthority();
/** The certificate of servers on 127.0.0.1. */
export const identity = await authority.issue({ names: ["127.0.0.1"] });
/** Its authority, as it stands in a kubeconfig. */
export const CA = { "certificate-authority-data": btoa(authority.certificate) };

/** Writes a kubeconfig for a server; gives its path. */
export function writeKubeconfig(
  folder: Folder,
  server: string,
  user: object | undefined,
  parts: { readonly cluster?: object; readonly name?: string; readonly userName?: string } = {},
): Promise<string> {
  const { cluster = CA, name = "config", userName = "u" } = parts;
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "dev",
    contexts: [{ name: "dev", context: { cluster: "c", user: userName } }],
    clusters: [{ name: "c", cluster: { server, ...cluster } }],
    users: user === undefined ? [] : [{ name: userName, user }],
  };
  return folder.write(name, JSON.stringify(config));
}

/** Opens our connection by a kubeconfig. */
export async function openOurs(
  kubeconfig: string,
  options: TransportOptions = {},
): Promise<Transport> {
  const access = await loadAccess({ kubeconfig });
  const credentials = credentialProvider(access, { onStderr: () => {} });
  return await openTransport(access, credentials, { rootsEmpty: true, ...options });
}
