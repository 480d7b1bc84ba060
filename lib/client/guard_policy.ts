/**
 * Holds a connection to rules within the process: a guard against mistakes, and no boundary. Layer 2.
 *
 * @module
 */
import type { Transport } from "../connect/transport.ts";
import { attributesOf } from "../policy/attributes.ts";
import { decide, type GrantAdvice, refusal } from "../policy/decision.ts";
import { parseTarget } from "../policy/target.ts";
import { makePolicy, type PolicyRules } from "./policy.ts";

/** Where rules come from, for messages. */
export interface RuleSource extends GrantAdvice {
  /** How a rule is given that allows, e.g. `policy.allow`. */
  readonly allow: string;
}

const CONNECT_OPTIONS: RuleSource = {
  allow: "policy.allow",
  readOnly: "the connection is read-only: connect without readOnly",
  deny: "policy.deny",
  add: (rule) => `connect with policy.allow: [${JSON.stringify(rule)}]`,
};

/**
 * Refuses what the rules do not let pass, before it is sent.
 *
 * @param transport Where requests go.
 * @param rules The rules.
 * @param source Where they come from; default: the options of `connect()`.
 * @throws {QueryError} when one of them is no rule.
 */
export function guardPolicy(
  transport: Transport,
  rules: PolicyRules,
  source: RuleSource = CONNECT_OPTIONS,
): Transport {
  const policy = makePolicy(rules, source);
  function check(method: string, path: string): void {
    const request = attributesOf(method.toUpperCase(), parseTarget(path));
    const decision = decide(policy, request);
    if (decision.verdict !== "allowed") throw refusal(decision, request, source);
  }
  return {
    server: transport.server,
    async send(path, options = {}) {
      check(options.method ?? "GET", path);
      return await transport.send(path, options);
    },
    ...(transport.upgrade === undefined ? {} : {
      async upgrade(path, options) {
        check("GET", path);
        return await transport.upgrade!(path, options);
      },
    }),
    [Symbol.asyncDispose]: () => transport[Symbol.asyncDispose](),
  };
}
