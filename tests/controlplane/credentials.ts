/**
 * The certificates, keys and kubeconfigs of one control plane, as files in its folder.
 *
 * @module
 */

import { join } from "node:path";
import {
  type CertificateAuthority,
  type CertificateOptions,
  loadAuthority,
  makeAuthority,
  makeKeyPair,
} from "../../lib/serve/certificates.ts";

const AUTHORITY_NAME = "skiff test control plane";

/** Where a control plane's credentials lie. */
export interface Credentials {
  /** Folder with `<name>.crt` and `<name>.key`. */
  readonly directory: string;
  /** Certificate of the authority that signed everything. */
  readonly caFile: string;
  /** Path of a certificate by its name. */
  certificate(name: string): string;
  /** Path of a private key by its name. */
  key(name: string): string;
  /** Path of a component's kubeconfig by its name. */
  kubeconfig(name: string): string;
}

const CERTIFICATES: Readonly<Record<string, CertificateOptions>> = {
  etcd: { commonName: "etcd", names: ["127.0.0.1", "localhost"] },
  "etcd-client": { commonName: "kube-apiserver-etcd-client", usage: "client" },
  apiserver: {
    commonName: "kube-apiserver",
    usage: "server",
    names: [
      "127.0.0.1",
      "localhost",
      "10.96.0.1",
      "kubernetes",
      "kubernetes.default",
      "kubernetes.default.svc",
      "kubernetes.default.svc.cluster.local",
    ],
  },
  "kubelet-client": {
    commonName: "kube-apiserver-kubelet-client",
    organizations: ["system:masters"],
    usage: "client",
  },
  kubelet: { commonName: "kubelet", usage: "server", names: ["127.0.0.1", "localhost"] },
};

const USERS: Readonly<Record<string, readonly string[]>> = {
  "kubernetes-admin": ["system:masters"],
  "system:kube-controller-manager": [],
  "system:kube-scheduler": [],
  "system:kwok": ["system:masters"],
};

/** Makes all certificates, keys and kubeconfigs of a control plane at `server`. */
export async function createCredentials(directory: string, server: string): Promise<Credentials> {
  await Deno.mkdir(directory, { recursive: true, mode: 0o700 });
  const credentials = credentialsIn(directory);
  const authority = await makeAuthority(AUTHORITY_NAME);
  await writePrivate(credentials.caFile, authority.certificate);
  await writePrivate(credentials.key("ca"), authority.key);
  for (const [name, options] of Object.entries(CERTIFICATES)) {
    const issued = await authority.issue(options);
    await writePrivate(credentials.certificate(name), issued.certificate);
    await writePrivate(credentials.key(name), issued.key);
  }
  const signer = await makeKeyPair();
  await writePrivate(credentials.key("service-accounts"), signer.privateKey);
  await writePrivate(join(directory, "service-accounts.pub"), signer.publicKey);
  for (const [user, groups] of Object.entries(USERS)) {
    const text = await kubeconfigFor(authority, { server, user, groups });
    await writePrivate(credentials.kubeconfig(user), text);
  }
  return credentials;
}

/** Names the files of an existing folder. */
export function credentialsIn(directory: string): Credentials {
  return {
    directory,
    caFile: join(directory, "ca.crt"),
    certificate: (name) => join(directory, `${name}.crt`),
    key: (name) => join(directory, `${name}.key`),
    kubeconfig: (name) => join(directory, `${name.replaceAll(":", "-")}.kubeconfig`),
  };
}

/** Makes the kubeconfig of a further user: a client certificate with a name and groups, without any right. */
export async function createUserKubeconfig(
  credentials: Credentials,
  options: { readonly server: string; readonly user: string; readonly groups?: readonly string[] },
): Promise<string> {
  const authority = await loadAuthority(AUTHORITY_NAME, {
    certificate: await Deno.readTextFile(credentials.caFile),
    key: await Deno.readTextFile(credentials.key("ca")),
  });
  return await kubeconfigFor(authority, { groups: [], ...options });
}

/** Writes a file that only its owner may read. */
export async function writePrivate(path: string, text: string): Promise<void> {
  await Deno.writeTextFile(path, text, { mode: 0o600 });
  await Deno.chmod(path, 0o600);
}

async function kubeconfigFor(
  authority: CertificateAuthority,
  options: { readonly server: string; readonly user: string; readonly groups: readonly string[] },
): Promise<string> {
  const issued = await authority.issue({
    commonName: options.user,
    organizations: options.groups,
    usage: "client",
  });
  // JSON is YAML, and needs no quoting rules.
  return JSON.stringify(
    {
      apiVersion: "v1",
      kind: "Config",
      "current-context": "skiff-test",
      clusters: [{
        name: "skiff-test",
        cluster: {
          server: options.server,
          "certificate-authority-data": btoa(authority.certificate),
        },
      }],
      users: [{
        name: options.user,
        user: {
          "client-certificate-data": btoa(issued.certificate),
          "client-key-data": btoa(issued.key),
        },
      }],
      contexts: [{
        name: "skiff-test",
        context: { cluster: "skiff-test", user: options.user, namespace: "default" },
      }],
    },
    null,
    2,
  ) + "\n";
}
