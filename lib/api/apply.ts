/**
 * Applies manifests to a cluster; loaded by the first `apply()` of many. Layer 5.
 *
 * @module
 */
import { APPLY_MANY_OPTIONS, applyManifests, type ApplyManyOptions } from "../apply/apply.ts";
import { type Manifests, readManifests } from "../apply/manifests.ts";
import { QueryError } from "../core/errors.ts";
import { checkOptions } from "../core/options.ts";
import type { WriteOutcomes } from "../core/outcomes.ts";
import type { Connection } from "./connection.ts";
import type { Scope } from "./target.ts";

/**
 * Applies manifests in a scope: a namespace holds them to itself, a cluster takes them as they say.
 *
 * @throws {QueryError} when something is wrong with them: nothing is sent.
 */
export async function applyIn(
  { connection, scope }: { readonly connection: Connection; readonly scope: Scope },
  manifests: Manifests,
  options: ApplyManyOptions,
): Promise<WriteOutcomes> {
  checkOptions(options, APPLY_MANY_OPTIONS, { cannot: () => "apply manifests" });
  if (scope.type === "all") {
    throw new QueryError(
      'Cannot apply manifests in all namespaces: write cluster.apply(...) or ns("...").apply(...)',
      { verb: "apply" },
    );
  }
  const objects = await readManifests(manifests);
  const session = await connection.session();
  const place = {
    namespace: scope.type === "named" ? scope.name : session.namespace,
    only: scope.type !== "cluster",
  };
  return await applyManifests(session, objects, place, options);
}
