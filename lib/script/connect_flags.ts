/**
 * The options that every command and every script takes: which cluster, as whom, within which time.
 * Layer 6.
 *
 * @module
 */
import { QueryError } from "../core/errors.ts";
import { parseDuration } from "../core/duration.ts";
import type { OpenOptions } from "../api/open_for_command.ts";
import type { Option } from "./option.ts";

/** The options that every command takes, as they were given. */
export interface GlobalFlags {
  readonly context?: string;
  readonly namespace?: string;
  readonly kubeconfig?: string;
  readonly "read-only"?: boolean;
  readonly "dry-run"?: boolean;
  readonly as?: string;
  readonly "as-group"?: readonly string[];
  readonly "as-uid"?: string;
  readonly "request-timeout"?: string;
  readonly embedded?: boolean;
}

/** What help says of them. */
export const CONNECT_BRIEFS = {
  context: "Context of the kubeconfig; default: the current one",
  namespace: 'Namespace that ns() means; default: the one of the context, or "default"',
  kubeconfig: "Kubeconfig file; default: KUBECONFIG, or ~/.kube/config",
  "read-only": "Refuse every request that could change something",
  "dry-run": "Let the server check every change, and keep none",
  as: "Act as this user",
  "as-group": "Act as a member of this group, too; needs --as, may be repeated",
  "as-uid": "Act as the user with this UID; needs --as",
  "request-timeout": "Give a request up after this time, e.g. 30s; default: never",
} as const;

/** The options of the connection that a script takes. */
export const CONNECT_OPTIONS: readonly Option[] = [
  { ...connectOption("context", "CONTEXT"), complete: "contexts" },
  { ...connectOption("namespace", "NAMESPACE"), short: "n", complete: "namespaces" },
  connectOption("kubeconfig", "FILE"),
  { ...connectOption("read-only"), types: ["boolean"] },
  { ...connectOption("dry-run"), types: ["boolean"] },
  connectOption("as", "USER"),
  { ...connectOption("as-group", "GROUP"), many: "list" },
  connectOption("as-uid", "UID"),
  connectOption("request-timeout", "DURATION"),
];

function connectOption(flag: keyof typeof CONNECT_BRIEFS, placeholder?: string): Option {
  return {
    key: flag,
    flag,
    brief: CONNECT_BRIEFS[flag],
    types: ["string"],
    values: [],
    many: undefined,
    required: false,
    ...(placeholder === undefined ? {} : { placeholder }),
  };
}

/**
 * Turns the options into those of `connect()`.
 *
 * @param flags The options as they were given.
 * @returns Options for a connection; only what was given is set.
 * @throws {QueryError} when an option has a value it cannot have.
 */
export function connectOptions(flags: GlobalFlags): OpenOptions {
  for (const name of ["context", "namespace", "kubeconfig", "as", "as-uid"] as const) {
    if (flags[name] === "") {
      throw new QueryError(`Cannot use --${name}: its value is empty`);
    }
  }
  const { context, namespace, kubeconfig } = flags;
  const timeoutMs = requestTimeoutMs(flags["request-timeout"]);
  const impersonate = impersonation(flags);
  return {
    ...(flags.embedded === true ? { embedded: true } : {}),
    ...(context === undefined ? {} : { context }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(impersonate === undefined ? {} : { as: impersonate }),
    ...(timeoutMs === undefined ? {} : { timeout: { timeoutMs } }),
    ...(flags["read-only"] === true ? { readOnly: true } : {}),
    ...(flags["dry-run"] === true ? { dryRun: true } : {}),
  };
}

function impersonation(flags: GlobalFlags): OpenOptions["as"] {
  const groups = flags["as-group"] ?? [];
  const uid = flags["as-uid"];
  if (flags.as !== undefined) {
    return { user: flags.as, groups, ...(uid === undefined ? {} : { uid }) };
  }
  if (groups.length === 0 && uid === undefined) return undefined;
  const given = groups.length > 0 ? "--as-group" : "--as-uid";
  throw new QueryError(`Cannot use ${given}: it needs a user to act as: add --as USER`);
}

// As with kubectl a number without a unit means seconds, and zero means no limit.
function requestTimeoutMs(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const milliseconds = /^\d+$/.test(text) ? Number(text) * 1000 : parseDuration(text);
  return milliseconds === 0 ? undefined : milliseconds;
}
