/**
 * A session over a scripted transport, for tests of the verbs below the fluent face.
 *
 * @module
 */
import type { Session } from "../../lib/client/session.ts";
import { openDiscovery } from "../../lib/client/discovery.ts";
import { builtinKind } from "../../lib/kinds/builtin.ts";
import type { Kind } from "../../lib/kinds/kind.ts";
import { type Exchange, type Scenario, scenario } from "../_support/scenario.ts";

/** A session and the script it has to follow. */
export interface Scripted {
  readonly session: Session;
  readonly transport: Scenario;
}

/** Makes a session that expects exactly these requests, in this order. */
export function scripted(
  exchanges: readonly Exchange[],
  options: Partial<Pick<Session, "readOnly" | "dryRun" | "fieldManager" | "timeoutMs">> = {},
): Scripted {
  const transport = scenario(exchanges);
  const session: Session = {
    contextName: "test",
    namespace: "default",
    transport,
    discovery: openDiscovery(transport, { cacheDirectory: false }),
    ...options,
    [Symbol.asyncDispose]: () => transport[Symbol.asyncDispose](),
  };
  return { session, transport };
}

/** A built-in kind by what its objects say of themselves. */
export function kindOf(apiVersion: string, kind: string): Kind {
  const found = builtinKind(apiVersion, kind);
  if (found === undefined) throw new TypeError(`there is no ${apiVersion} ${kind}`);
  return found;
}

/** A custom kind, with a scale. */
export const GADGET: Kind = {
  group: "example.com",
  version: "v1",
  kind: "Gadget",
  plural: "gadgets",
  singular: "gadget",
  namespaced: true,
  shortNames: [],
  categories: [],
  verbs: [],
  subresources: ["scale", "status"],
  fields: [],
  traits: ["scale"],
};

/** The answer of a server that refuses. */
export function refused(code: number, reason: string, message: string, details: object = {}) {
  return {
    status: code,
    body: { kind: "Status", apiVersion: "v1", status: "Failure", code, reason, message, details },
  };
}
