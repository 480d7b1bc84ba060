/**
 * What a user may do, by the word of the real authorizer.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Transport } from "../../lib/connect/transport.ts";
import type { ResourceAttributes } from "../../lib/policy/attributes.ts";
import { until } from "./_follow.ts";
import { exchange } from "./_plane.ts";

/** A role, or whatever lies beside it. */
export interface RoleObject {
  readonly metadata?: { readonly namespace?: string | undefined } | undefined;
  readonly rules?:
    | readonly {
      readonly verbs: readonly string[];
      readonly apiGroups?: readonly string[] | undefined;
      readonly resources?: readonly string[] | undefined;
      readonly resourceNames?: readonly string[] | undefined;
    }[]
    | null
    | undefined;
}

/** Asks the authorizer whether a user may do something. */
export async function isAllowed(
  plane: Transport,
  user: string,
  { version: _, isResource: __, ...attributes }: ResourceAttributes,
): Promise<boolean> {
  const path = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
  const { status, body } = await exchange(plane, "POST", path, {
    spec: { user, resourceAttributes: attributes },
  });
  assert.equal(status, 201, JSON.stringify(body));
  return body.status.allowed === true;
}

/**
 * Waits until the authorizer has heard of roles that were made and bound: it does a moment later, and not of all of
 * them at once.
 *
 * @param plane The cluster.
 * @param user Whom they are bound to.
 * @param roles The roles; what has no rules is passed over.
 */
export async function untilHeard(
  plane: Transport,
  user: string,
  roles: readonly RoleObject[],
): Promise<void> {
  for (const { metadata, rules } of roles) {
    for (const { verbs, apiGroups = [], resources = [], resourceNames = [""] } of rules ?? []) {
      for (const group of apiGroups) {
        for (const [verb, whole, name] of combined(verbs, resources, resourceNames)) {
          const [resource = "", subresource = ""] = whole.split("/");
          const namespace = metadata?.namespace ?? "";
          const right = { verb, group, version: "v1", resource, subresource, namespace, name };
          await until(
            `${user} may ${verb} ${whole}`,
            () => isAllowed(plane, user, { isResource: true, ...right }),
          );
        }
      }
    }
  }
}

function combined(
  verbs: readonly string[],
  resources: readonly string[],
  names: readonly string[],
): [verb: string, resource: string, name: string][] {
  return verbs.flatMap((verb) =>
    resources.flatMap((resource) =>
      names.map((name): [string, string, string] => [verb, resource, name])
    )
  );
}
