/**
 * Everyday calls of the official client of Node: client_node.ts KUBECONFIG NAMESPACE; prints a line a call.
 *
 * @module
 */
import { PassThrough } from "node:stream";
import {
  ApiException,
  AppsV1Api,
  AuthorizationV1Api,
  CoreV1Api,
  Exec,
  KubeConfig,
  KubernetesObjectApi,
  makeInformer,
  PatchStrategy,
  setHeaderOptions,
  VersionApi,
  Watch,
} from "npm:@kubernetes/client-node@2.0.1";

const [kubeconfig = "", namespace = ""] = Deno.args;
const config = new KubeConfig();
config.loadFromFile(kubeconfig);
const core = config.makeApiClient(CoreV1Api);
const apps = config.makeApiClient(AppsV1Api);

function say(call: string, value: unknown): void {
  console.log(JSON.stringify([call, value]));
}

async function refused(call: string, attempt: () => Promise<unknown>): Promise<void> {
  try {
    await attempt();
    say(call, "no refusal");
  } catch (error) {
    if (!(error instanceof ApiException)) throw error;
    const { reason, message } = JSON.parse(error.body);
    say(call, [error.code, reason, message.replaceAll(namespace, "NS")]);
  }
}

function configMap(name: string, data: Record<string, string> = {}) {
  return { metadata: { name, labels: { app: "clients" } }, data };
}

say("version", (await config.makeApiClient(VersionApi).getCode()).gitVersion);
const space = await core.createNamespace({ body: { metadata: { name: namespace } } });
say("create namespace", space.status?.phase);
const made = await core.createNamespacedConfigMap({
  namespace,
  body: configMap("a", { key: "1" }),
});
say("create", made.data);
await refused(
  "create again",
  () => core.createNamespacedConfigMap({ namespace, body: configMap("a") }),
);
await refused(
  "read what is not there",
  () => core.readNamespacedConfigMap({ namespace, name: "none" }),
);
await refused(
  "create with a wrong name",
  () => core.createNamespacedConfigMap({ namespace, body: configMap("A_b") }),
);
const read = await core.readNamespacedConfigMap({ namespace, name: "a" });
say("read", [read.metadata?.name, read.data, read.metadata?.labels]);
const listed = await core.listNamespacedConfigMap({ namespace, labelSelector: "app=clients" });
say("list", listed.items.map((item) => item.metadata?.name));
const patched = await core.patchNamespacedConfigMap(
  { namespace, name: "a", body: { data: { key: "2" } } },
  setHeaderOptions("Content-Type", PatchStrategy.MergePatch),
);
say("patch", patched.data);
const replaced = await core.replaceNamespacedConfigMap({
  namespace,
  name: "a",
  body: { ...patched, data: { ...patched.data, more: "3" } },
});
say("replace", replaced.data);
await refused(
  "replace what is old",
  () => core.replaceNamespacedConfigMap({ namespace, name: "a", body: patched }),
);
async function apply(force: boolean | undefined): Promise<unknown> {
  const body = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "a" },
    data: { key: "4" },
  };
  const place = { namespace, name: "a", fieldManager: "node" };
  const applied = await core.patchNamespacedConfigMap(
    { ...place, body, ...(force === undefined ? {} : { force }) },
    setHeaderOptions("Content-Type", PatchStrategy.ServerSideApply),
  );
  return applied.data;
}
await refused("apply", () => apply(undefined));
say("apply by force", await apply(true));

const seen: unknown[] = [];
const over = Promise.withResolvers<void>();
const stop = await new Watch(config).watch(
  `/api/v1/namespaces/${namespace}/configmaps`,
  { labelSelector: "app=clients", resourceVersion: listed.metadata?.resourceVersion },
  (type, object) => {
    seen.push([type, object.data]);
    if (seen.length === 3) over.resolve();
  },
  () => over.resolve(),
);
await over.promise;
stop.abort();
say("watch", seen);

const container = { name: "main", image: "busybox" };
const pod = { metadata: { name: "shell" }, spec: { containers: [container] } };
const created = await core.createNamespacedPod({ namespace, body: pod });
say("create a pod", created.spec?.restartPolicy);
const running = Promise.withResolvers<string | undefined>();
const informer = makeInformer(
  config,
  `/api/v1/namespaces/${namespace}/pods`,
  () => core.listNamespacedPod({ namespace }),
);
for (const verb of ["add", "update"] as const) {
  informer.on(verb, (found) => {
    if (found.status?.phase === "Running") running.resolve(found.metadata?.name);
  });
}
await informer.start();
say("an informer until it runs", await running.promise);
await informer.stop();

const output = new PassThrough();
const exited = Promise.withResolvers<string | undefined>();
await new Exec(config).exec(
  namespace,
  "shell",
  "main",
  ["echo", "hello"],
  output,
  null,
  null,
  false,
  (status) => exited.resolve(status.status),
);
const status = await exited.promise;
say("exec", [String(output.read()), status]);

const template = { metadata: { labels: { app: "web" } }, spec: { containers: [container] } };
const deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", namespace },
  spec: { replicas: 2, selector: { matchLabels: { app: "web" } }, template },
};
const objects = KubernetesObjectApi.makeApiClient(config);
say("create by any kind", (await objects.create(deployment)).metadata?.name);
const scaled = await apps.patchNamespacedDeploymentScale(
  { namespace, name: "web", body: { spec: { replicas: 1 } } },
  setHeaderOptions("Content-Type", PatchStrategy.MergePatch),
);
say("scale", [scaled.spec?.replicas, scaled.status?.selector]);
const review = await config.makeApiClient(AuthorizationV1Api).createSelfSubjectAccessReview({
  body: { spec: { resourceAttributes: { verb: "list", resource: "pods", namespace } } },
});
say("may I", review.status?.allowed);
await core.deleteNamespacedConfigMap({ namespace, name: "a" });
await refused("delete again", () => core.deleteNamespacedConfigMap({ namespace, name: "a" }));
await core.deleteCollectionNamespacedConfigMap({ namespace });
await core.deleteNamespace({ name: namespace });
say("delete namespace", true);
// The connections that the client leaves open would hold the process.
Deno.exit(0);
