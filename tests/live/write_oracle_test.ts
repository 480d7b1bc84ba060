import assert from "node:assert/strict";
import type { NamespaceScope } from "../../lib/api/namespace.ts";
import { exitCodeOf, isTimeout, KubeError } from "../../lib/core/errors.ts";
import { isObject } from "../../lib/core/merge_patch.ts";
import { exists } from "../../lib/query/operators.ts";
import { deleted } from "../../lib/query/wait_condition.ts";
import { connectPlane, ignore, kubectl, withNamespaces } from "./_kubectl.ts";
import { DEPLOYMENT, WRITE_CASES, type WriteCase } from "./_write_cases.ts";

/** What two objects cannot have in common, or a controller may be about to write. */
const OWN_FIELDS = [
  "uid",
  "resourceVersion",
  "creationTimestamp",
  "deletionTimestamp",
  "namespace",
];

/** The object without what is its own; `undefined` where there is none. */
async function stateOf(ns: NamespaceScope, spelled: string): Promise<unknown> {
  const [kind = "", name = ""] = spelled.split("/");
  const found = await ns.kind(kind).ref(name).find();
  if (found === undefined) return undefined;
  const { metadata = {}, status, ...rest } = structuredClone(found);
  const deleting = metadata.deletionTimestamp !== undefined;
  const own: Record<string, unknown> = { ...metadata };
  for (const field of OWN_FIELDS) delete own[field];
  delete metadata.annotations?.["deployment.kubernetes.io/revision"];
  if (Object.keys(metadata.annotations ?? {}).length === 0) delete own["annotations"];
  const collisionCount = isObject(status) ? status["collisionCount"] : undefined;
  return { ...rest, metadata: own, collisionCount, deleting };
}

async function runCase(
  { name, ...test }: WriteCase,
  { theirs, ours }: { readonly theirs: NamespaceScope; readonly ours: NamespaceScope },
): Promise<void> {
  if (test.before !== undefined) {
    for (const ns of [theirs, ours]) {
      await ns.create(test.before as never, { fieldManager: "before" });
    }
  }
  const before = await stateOf(ours, test.object);
  const stdin = test.stdin === undefined ? "" : JSON.stringify(test.stdin);
  const oracle = await kubectl(["-n", theirs.name ?? "", ...test.kubectl], stdin);
  const failure = await test.skiff(ours).then(() => undefined, (error) => error);
  if (test.fails === undefined) {
    assert.equal(oracle.code, 0, `${name}: ${oracle.stderr}`);
    if (failure !== undefined) throw failure;
  } else {
    const [errorName, message, said] = test.fails;
    assert.notEqual(oracle.code, 0, `${name}: kubectl does it`);
    assert.match(oracle.stderr, said, name);
    assert.ok(failure instanceof KubeError, `${name}: ${failure}`);
    assert.equal(failure.name, errorName, `${name}: ${failure}`);
    assert.match(failure.message, message, name);
    assert.doesNotMatch(failure.message, /[\n\r]/, name);
    assert.notEqual(exitCodeOf(failure), 0);
  }
  const expected = await stateOf(theirs, test.object);
  const actual = await stateOf(ours, test.object);
  assert.deepEqual(actual, expected, `${name}: the object afterwards`);
  // Of a failed write nothing is left half done; a delete that timed out has begun.
  if (test.fails !== undefined && !isTimeout(failure)) assert.deepEqual(actual, before, name);
}

Deno.test({
  name: "Writes come to what kubectl's come to, and fail where and how they fail",
  ignore,
  async fn(t) {
    await using cluster = await connectPlane();
    for (const test of WRITE_CASES) {
      await t.step(test.name, async () => {
        await withNamespaces(
          cluster,
          2,
          ([theirs = "", ours = ""]) =>
            runCase(test, { theirs: cluster.ns(theirs), ours: cluster.ns(ours) }),
        );
      });
    }
  },
});

/** How the ReplicaSets of a namespace are, as far as the way of deletion decides it. */
async function replicaSets(ns: NamespaceScope): Promise<readonly object[]> {
  const sets = await ns.replicaSets.list();
  return sets.map(({ metadata }) => ({
    owners: metadata?.ownerReferences?.length ?? 0,
    deleting: metadata?.deletionTimestamp !== undefined,
  }));
}

for (const propagation of ["background", "foreground", "orphan"] as const) {
  Deno.test({
    name: `Ref.delete() propagates by ${propagation} as kubectl's --cascade does`,
    ignore,
    async fn() {
      await using cluster = await connectPlane();
      await withNamespaces(cluster, 2, async ([theirs = "", ours = ""]) => {
        const both = [cluster.ns(theirs), cluster.ns(ours)];
        for (const ns of both) {
          await ns.deployment("web").create(DEPLOYMENT);
          await ns.replicaSets.wait(exists(), { timeout: "120s" });
        }
        const args = ["-n", theirs, "delete", "deployment/web", `--cascade=${propagation}`];
        const { code, stderr } = await kubectl(args);
        assert.equal(code, 0, stderr);
        const outcome = await cluster.ns(ours).deployment("web")
          .delete({ propagation, wait: true, timeout: "120s" });
        assert.equal(outcome.state, "deleted");
        for (const ns of both) {
          // In the background the garbage collector is still on its way; in the foreground it was first.
          if (propagation === "background") {
            await ns.replicaSets.wait(deleted(), { timeout: "120s" });
          }
          const left = propagation === "orphan" ? [{ owners: 0, deleting: false }] : [];
          assert.deepEqual(await replicaSets(ns), left);
        }
      });
    },
  });
}
