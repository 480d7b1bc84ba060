/**
 * What a compiled tool may do outside the cluster: Deno's permissions, fixed when it is made. Layer 7: pure.
 *
 * What a connection needs is always among them: it is not known yet which cluster it will be.
 *
 * @module
 */
import type { ConnectPolicy } from "../api/connection.ts";
import { QueryError } from "../core/errors.ts";

/** The kinds of permissions. */
export const COMPILED_KINDS = ["net", "read", "write", "env", "run", "sys", "ffi"] as const;

/** A kind of permission. */
export type CompiledKind = (typeof COMPILED_KINDS)[number];

/** Everything of a kind, or what is listed. */
export type Entries = "all" | readonly string[];

/** What was given to `skiff compile`. */
export interface CompiledPermissions {
  /** Whether everything is allowed. */
  readonly all: boolean;
  readonly allow: Readonly<Partial<Record<CompiledKind, Entries>>>;
  readonly deny: Readonly<Partial<Record<CompiledKind, Entries>>>;
}

/** Variables that a connection reads. */
const CONNECTION_VARIABLES: readonly string[] = [
  "HOME",
  "KUBECONFIG",
  "KUBERNETES_SERVICE_HOST",
  "KUBERNETES_SERVICE_PORT",
  "POD_NAMESPACE",
  "HTTPS_PROXY",
  "https_proxy",
  "NO_PROXY",
  "no_proxy",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
  "DENO_TLS_CA_STORE",
  "DENO_CERT",
  "NODE_EXTRA_CA_CERTS",
];
/** Programs that kubeconfigs name for credentials; others have to be given. */
const CREDENTIAL_PLUGINS: readonly string[] = [
  "aws",
  "aws-iam-authenticator",
  "az",
  "doctl",
  "gcloud",
  "gke-gcloud-auth-plugin",
  "kubectl",
  "kubectl-oidc_login",
  "kubelogin",
  "oci",
  "tsh",
];
/** Certificate authorities of the system, and the service account of a pod. */
const CONNECTION_PATHS: readonly string[] = [
  "/etc/ssl",
  "/etc/pki",
  "/var/run/secrets/kubernetes.io/serviceaccount",
];

/**
 * Reads the value of a permission option, as Deno does.
 *
 * @param flag The option, for messages.
 * @param value Its value; empty: everything.
 * @throws {QueryError} when a part of it is empty.
 */
export function parseEntries(flag: string, value: string): Entries {
  if (value === "") return "all";
  // A comma that belongs to a name is written twice.
  const entries = value.split(/(?<!,),(?!,)/).map((entry) => entry.replaceAll(",,", ","));
  if (entries.includes("")) {
    throw new QueryError(`Cannot use ${flag}=${value}: one of its parts is empty`);
  }
  return entries;
}

/** What a tool may do, with what a connection needs. */
export type Granted = Readonly<Partial<Record<CompiledKind, Entries>>>;

/**
 * Adds what a connection needs.
 *
 * @param permissions What was given.
 * @returns What is allowed of each kind; the paths of the kubeconfig come to it when the tool starts.
 */
export function grantedBy({ allow }: CompiledPermissions): Granted {
  return {
    ...allow,
    net: allow.net ?? "all",
    read: withMore(CONNECTION_PATHS, allow.read),
    env: withMore(CONNECTION_VARIABLES, allow.env),
    run: withMore(CREDENTIAL_PLUGINS, allow.run),
  };
}

function withMore(needed: readonly string[], given: Entries = []): Entries {
  return given === "all" ? "all" : [...new Set([...needed, ...given])];
}

/**
 * Makes flags of Deno, those for reading left out where the start of the tool adds to them.
 *
 * @param permissions What was given.
 * @param without Kinds to leave out.
 */
export function permissionFlags(
  permissions: CompiledPermissions,
  without: readonly CompiledKind[] = [],
): readonly string[] {
  const denied = COMPILED_KINDS.flatMap((kind) => flagOf("deny", kind, permissions.deny[kind]));
  if (permissions.all) return ["--allow-all", ...denied];
  const granted = grantedBy(permissions);
  const allowed = COMPILED_KINDS.filter((kind) => !without.includes(kind))
    .flatMap((kind) => flagOf("allow", kind, granted[kind]));
  return [...allowed, ...denied];
}

function flagOf(word: "allow" | "deny", kind: CompiledKind, entries: Entries = []): string[] {
  if (entries === "all") return [`--${word}-${kind}`];
  if (entries.length === 0) return [];
  return [`--${word}-${kind}=${entries.map((entry) => entry.replaceAll(",", ",,")).join(",")}`];
}

/**
 * Says for people what a tool may do, a kind a line.
 *
 * @param permissions What was given.
 * @param readsAll Whether it may read every file, whatever was given.
 */
export function describePermissions(
  permissions: CompiledPermissions,
  readsAll: boolean,
): readonly string[] {
  const granted = grantedBy(permissions);
  const lines = COMPILED_KINDS.flatMap((kind) => {
    const entries = permissions.all || (kind === "read" && readsAll) ? "all" : granted[kind] ?? [];
    const more = kind === "read" && entries !== "all"
      ? ["the kubeconfig, ~/.kube, ~/.minikube"]
      : [];
    return describe(kind, entries === "all" ? entries : [...more, ...entries]);
  });
  const denied = COMPILED_KINDS.flatMap((kind) =>
    describe(`not ${kind}`, permissions.deny[kind] ?? [])
  );
  return [...lines, ...denied];
}

function describe(kind: string, entries: Entries): string[] {
  if (entries === "all") return [`${kind.padEnd(9)} everything`];
  return entries.length === 0 ? [] : [`${kind.padEnd(9)} ${entries.join(", ")}`];
}

/**
 * Says for people what a tool may ask of a cluster, where that is held to rules.
 *
 * @param policy The rules.
 */
export function describePolicy(policy: ConnectPolicy | undefined): readonly string[] {
  if (policy === undefined) return [];
  const { allow = [], deny = [] } = policy;
  return [
    ...describe("kube", ["reading without Secrets", ...allow]),
    ...describe("not kube", deny),
  ];
}
