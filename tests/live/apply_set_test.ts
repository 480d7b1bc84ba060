import assert from "node:assert/strict";
import type { Cluster } from "../../lib/api/cluster.ts";
import { yaml } from "../../lib/core/yaml_template.ts";
import { connectPlane, ignore, kubectl, type KubectlAnswer, withNamespaces } from "./_kubectl.ts";

const SET = "app";
const PART_OF = "applyset.kubernetes.io/part-of";
const TOOLING = "applyset.kubernetes.io/tooling";

function manifests(namespace: string, parts: readonly string[]): object[] {
  const all: Record<string, object> = {
    a: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } },
    b: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "b" } },
    role: { apiVersion: "rbac.authorization.k8s.io/v1", kind: "Role", metadata: { name: "r" } },
    web: {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web" },
      spec: {
        replicas: 0,
        selector: { matchLabels: { app: "web" } },
        template: {
          metadata: { labels: { app: "web" } },
          spec: { containers: [{ name: "web", image: "nginx" }] },
        },
      },
    },
  };
  return parts.map((part) => {
    const object = all[part] as { metadata: object };
    return { ...object, metadata: { namespace, ...object.metadata } };
  });
}

/** Applies by kubectl, as the set; in one namespace, as it refuses others beside it. */
async function byKubectl(namespace: string, objects: readonly object[]): Promise<KubectlAnswer> {
  return await kubectl(
    ["apply", "-n", namespace, "--server-side", "--prune", `--applyset=${SET}`, "-f", "-"],
    JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }),
    { KUBECTL_APPLYSET: "true" },
  );
}

/** Members of the set and what its parent says, the tool aside. */
async function stateOf(cluster: Cluster, namespace: string): Promise<unknown> {
  const { metadata } = await cluster.ns(namespace).secret(SET).get();
  const id = metadata?.labels?.["applyset.kubernetes.io/id"] ?? "none";
  const found: string[] = [];
  for (const kind of ["configmaps", "roles", "deployments"]) {
    const members = await cluster.kind(kind).selector({ labels: `${PART_OF}=${id}` }).list();
    found.push(...members.map(({ kind, metadata }) => `${kind}/${metadata?.name}`));
  }
  const { [TOOLING]: _, ...annotations } = metadata?.annotations ?? {};
  return { id, found: found.sort(), labels: metadata?.labels, annotations };
}

Deno.test({
  name: "a set of apply() is what kubectl makes of the same manifests, and goes as far",
  ignore,
  async fn() {
    await using cluster = await connectPlane();
    await withNamespaces(cluster, 1, async ([own = ""]) => {
      const steps = [["a", "b", "role", "web"], ["a", "b"], ["b", "web"], ["a"]];
      const kubectls: unknown[] = [];
      for (const parts of steps) {
        const { code, stderr } = await byKubectl(own, manifests(own, parts));
        assert.equal(code, 0, stderr);
        kubectls.push(await stateOf(cluster, own));
      }
      await cluster.ns(own).secret(SET).delete();
      await cluster.ns(own).configMap("a").delete();
      for (const [index, parts] of steps.entries()) {
        // In the scope of the cluster the set is where the context is.
        const scoped = await connectPlane({ namespace: own });
        await using _ = scoped;
        const outcomes = await scoped.apply(manifests(own, parts), { prune: SET });
        assert.deepEqual(await stateOf(cluster, own), kubectls[index], `step ${index + 1}`);
        assert.equal(outcomes.filter("applied").length, parts.length);
      }
    });
  },
});

Deno.test({
  name: "a set is left alone by the other tool until it is handed over",
  ignore,
  async fn() {
    await using cluster = await connectPlane();
    await withNamespaces(cluster, 1, async ([own = ""]) => {
      await cluster.ns(own).apply(manifests(own, ["a", "b"]), { prune: SET });
      const refused = await byKubectl(own, manifests(own, ["a"]));
      assert.equal(refused.code, 1);
      assert.match(refused.stderr, /managed by tooling "skiff" instead of "kubectl"/);
      const parent = cluster.ns(own).secret(SET);
      await parent.annotate({ [TOOLING]: "kubectl/v1.36.3" });
      await assert.rejects(
        cluster.ns(own).apply(manifests(own, ["a"]), { prune: SET }),
        { name: "ConflictError", message: /it belongs to "kubectl"$/ },
      );
      const taken = await byKubectl(own, manifests(own, ["a"]));
      assert.match(taken.stdout, /configmap\/b pruned/, taken.stderr);
      assert.deepEqual(
        await cluster.ns(own).configMaps.selector({ labels: PART_OF }).names(),
        ["a"],
      );
    });
  },
});

Deno.test({
  name: "apply() with wait ends when Deployments are rolled out and Jobs complete",
  ignore,
  async fn() {
    await using cluster = await connectPlane();
    await withNamespaces(cluster, 1, async ([own = ""]) => {
      const ns = cluster.ns(own);
      function application(image: string, replicas: number) {
        return yaml`
          apiVersion: apps/v1
          kind: Deployment
          metadata: { name: web }
          spec:
            replicas: ${replicas}
            selector: { matchLabels: { app: web } }
            template:
              metadata: { labels: { app: web } }
              spec: { containers: [{ name: web, image: ${image} }] }
          ---
          apiVersion: batch/v1
          kind: Job
          metadata: { name: migrate }
          spec:
            template:
              spec:
                restartPolicy: Never
                containers: [{ name: migrate, image: busybox }]
        `;
      }
      const waiting = { wait: true, timeout: "120s" } as const;
      for (const image of ["nginx:1", "nginx:2"]) {
        await ns.apply(application(image, 3), waiting);
        const { spec, status } = await ns.deployment("web").get();
        assert.equal(spec?.template.spec?.containers[0]?.image, image);
        assert.deepEqual([status?.updatedReplicas, status?.availableReplicas], [3, 3]);
        assert.equal((await ns.job("migrate").get()).status?.succeeded, 1);
        const rollout = await kubectl([
          "rollout",
          "status",
          "-n",
          own,
          "deploy/web",
          "--watch=false",
        ]);
        assert.match(rollout.stdout, /successfully rolled out/, rollout.stderr);
      }
      const lacking = yaml`
        apiVersion: v1
        kind: Service
        metadata: { name: web }
        spec: { type: LoadBalancer, selector: { app: web }, ports: [{ port: ${80} }] }
      `;
      await assert.rejects(ns.apply(lacking, { wait: true, timeout: "20s" }), {
        name: "TimeoutError",
        message: /^Cannot wait for service ".*\/web": not ready after .*: its load balancer has no/,
      });
    });
  },
});
