/**
 * Whether a request may pass: rules, defaults, and what to say when it may not. Layer 1: pure.
 *
 * @module
 */
import { GrantError } from "../core/errors.ts";
import {
  actsThrough,
  describeAttributes,
  isWrite,
  type RequestAttributes,
  type ResourceAttributes,
} from "./attributes.ts";
import { formatRule, type KindNames, matches, type Rule } from "./rule.ts";

/** What is allowed. */
export interface Policy {
  readonly allow: readonly Rule[];
  /** What is never allowed, whatever else is said. */
  readonly deny: readonly Rule[];
  /** Refuse whatever could change something, whatever else is said. */
  readonly readOnly: boolean;
  /** Allow what no rule denies. */
  readonly allowAll: boolean;
  /** Allow what only reads, and shows no Secret, without a rule. */
  readonly defaultReads: boolean;
  /** Every write will be a dry run, and so needs no rule; ways into containers and tokens cannot be one. */
  readonly dryRun: boolean;
  readonly kinds: KindNames;
}

/** A verdict; only what was not said anything about can be asked about. */
export type Decision =
  | { readonly verdict: "allowed" }
  | { readonly verdict: "read-only" }
  | { readonly verdict: "denied"; readonly rule: Rule }
  | { readonly verdict: "open" };

const ALLOWED: Decision = { verdict: "allowed" };
/** What everybody may read who is known to a cluster, and every client has to. */
const DISCOVERY_REGEXP =
  /^\/(?:$|apis?(?:\/[^/]+){0,2}$|openapi(?:\/|$)|version$|(?:healthz|livez|readyz)(?:\/|$))/;

/**
 * Decides on a request.
 *
 * @param policy What is allowed.
 * @param request What is asked for.
 */
export function decide(policy: Policy, request: RequestAttributes): Decision {
  const { kinds } = policy;
  const denied = policy.deny.find((rule) => matches(rule, request, "deny", kinds));
  if (denied !== undefined) return { verdict: "denied", rule: denied };
  const writes = isWrite(request);
  if (policy.readOnly && writes) return { verdict: "read-only" };
  if (policy.allowAll || isDiscovery(request)) return ALLOWED;
  if (policy.allow.some((rule) => matches(rule, request, "allow", kinds))) return ALLOWED;
  if (!request.isResource || !policy.defaultReads) return { verdict: "open" };
  const isPlain = writes ? policy.dryRun && canBeDry(request) : !isSecret(request);
  return isPlain ? ALLOWED : { verdict: "open" };
}

/**
 * Tells whether a write can be a dry run; a token is given whether or not it is one.
 *
 * @param request A write.
 */
export function canBeDry(request: ResourceAttributes): boolean {
  const { resource, subresource } = request;
  return !actsThrough(request) && !(resource === "serviceaccounts" && subresource === "token");
}

/**
 * Tells whether a request asks what a cluster serves, which rights are not needed for.
 *
 * @param request What is asked for.
 */
export function isDiscovery(request: RequestAttributes): boolean {
  if (request.isResource) return false;
  return (request.verb === "get" || request.verb === "head") && DISCOVERY_REGEXP.test(request.path);
}

/**
 * Tells whether an answer could show the data of a Secret, or a token.
 *
 * @param request What is asked for.
 */
export function isSecret({ group, resource, subresource }: ResourceAttributes): boolean {
  return group === "" &&
    (resource === "secrets" || (resource === "serviceaccounts" && subresource === "token"));
}

/** How a person gives a right. */
export interface GrantAdvice {
  /** What the person said that refuses writes, e.g. `the script runs with --read-only`. */
  readonly readOnly: string;
  /** How a rule was given that denies, e.g. `--deny-kube`. */
  readonly deny: string;
  /** What to add for a rule. */
  add(rule: string): string;
}

/** How a person gives a right on the command line. */
export const COMMAND_ADVICE: GrantAdvice = {
  readOnly: "the script runs with --read-only",
  deny: "--deny-kube",
  add: (rule) => `add ${quoteForShell(`--allow-kube=${rule}`)}`,
};

/** The same for a compiled tool: its rules cannot be given when it is started. */
export const COMPILED_ADVICE: GrantAdvice = {
  ...COMMAND_ADVICE,
  add: (rule) => `compile it again with ${quoteForShell(`--allow-kube=${rule}`)}`,
};

/**
 * Says that a request is refused.
 *
 * @param decision Why.
 * @param request What was asked for.
 * @param advice How a person gives a right.
 */
export function refusal(
  decision: Exclude<Decision, { verdict: "allowed" }>,
  request: RequestAttributes,
  advice: GrantAdvice = COMMAND_ADVICE,
): GrantError {
  return grantError(request, reasonOf(decision, request, advice));
}

function reasonOf(
  decision: Exclude<Decision, { verdict: "allowed" }>,
  request: RequestAttributes,
  advice: GrantAdvice,
): string {
  if (decision.verdict === "read-only") return advice.readOnly;
  if (decision.verdict === "denied") return `denied by ${advice.deny}=${decision.rule.text}`;
  return `not granted: ${advice.add(formatRule(request))}`;
}

/**
 * Says that a request is refused for a reason.
 *
 * @param request What was asked for.
 * @param reason The state, and what would help.
 */
export function grantError(request: RequestAttributes, reason: string): GrantError {
  return new GrantError(
    `Cannot ${describeAttributes(request)}: ${reason}`,
    request.isResource
      ? {
        verb: request.verb,
        kind: request.resource,
        namespace: request.namespace,
        name: request.name,
      }
      : { verb: request.verb },
  );
}

/**
 * Writes a word as a shell reads it.
 *
 * @param word E.g. `--allow-kube=get:pods`.
 */
export function quoteForShell(word: string): string {
  return /^[\w@%+=:,./#-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
