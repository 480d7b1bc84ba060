import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import * as entry from "../../lib/client_node/mod.ts";
import {
  type ApiClass,
  ApiException,
  ApiextensionsV1Api,
  callOptions,
  CoreV1Api,
  CustomObjectsApi,
  generated,
  KubernetesObjectApi,
} from "../../lib/client_node/mod.ts";
import { type Cluster, connect, isConflict, isNotFound } from "../../mod.ts";
import { ignore } from "./_plane.ts";

const kubeconfig = Deno.env.get("SKIFF_LIVE_KUBECONFIG");
const RUN = crypto.randomUUID().slice(0, 8);

type Method = (parameters?: object) => Promise<unknown>;

/** The classes that the entry exports, by name. */
function classes(): [string, ApiClass<object>][] {
  return Object.entries(entry).filter(([name]) => name.endsWith("Api")) as [
    string,
    ApiClass<object>,
  ][];
}

function methodsOf(api: object): Map<string, Method> {
  const names = Object.getOwnPropertyNames(Object.getPrototypeOf(api))
    .filter((name) => name !== "constructor" && !name.endsWith("WithHttpInfo"));
  return new Map(names.map((name) => {
    const method: unknown = Reflect.get(api, name);
    assert(typeof method === "function");
    return [name, (parameters = {}) => method.call(api, parameters)];
  }));
}

/** Calls that tell what a class is about and take no parameter. */
const ABOUT = [
  "getAPIResources",
  "getAPIGroup",
  "getAPIVersions",
  "getCode",
  "getServiceAccountIssuerOpenIDConfiguration",
  "getServiceAccountIssuerOpenIDKeyset",
];

/** The one call of the classes that have none of those. */
const OTHERS: Readonly<Record<string, (cluster: Cluster) => Promise<void>>> = {
  async CustomObjectsApi(cluster) {
    const api = generated(CustomObjectsApi, cluster);
    const { resources } = await api.getAPIResources({ group: "apps", version: "v1" });
    assert(resources.some(({ kind }) => kind === "Deployment"));
  },
  async KubernetesObjectApi(cluster) {
    const { items } = await generated(KubernetesObjectApi, cluster).list("v1", "Namespace");
    assert(items.some(({ metadata }) => metadata?.name === "kube-system"));
  },
  async LogsApi(cluster) {
    // The control plane serves no files of its own.
    await assert.rejects(generated(entry.LogsApi, cluster).logFileListHandler(), {
      name: "ApiException",
      code: 404,
    });
  },
};

/** The groups, and the versions of groups, that the server serves: `apps`, `apps/v1`. */
async function servedVersions(cluster: Cluster): Promise<Set<string>> {
  const { groups } = await generated(entry.ApisApi, cluster).getAPIVersions();
  return new Set(
    groups.flatMap(({ name, versions }) => [
      name,
      ...versions.map(({ groupVersion }) => groupVersion),
    ]).concat("v1"),
  );
}

Deno.test({
  name: "every class of the generated API talks to a real API server through our connection",
  ignore,
  async fn() {
    await using cluster = await connect({ kubeconfig });
    const served = await servedVersions(cluster);
    const refused: string[] = [];
    for (const [name, Class] of classes()) {
      const other = OTHERS[name];
      if (other !== undefined) {
        await other(cluster);
        continue;
      }
      const methods = methodsOf(generated(Class, cluster));
      const about = ABOUT.find((method) => methods.has(method));
      assert(about !== undefined, `${name} has no call that this test knows`);
      try {
        const answer = Object(await methods.get(about)?.());
        if (about === "getAPIResources") assert(served.has(answer.groupVersion), name);
        else if (about === "getAPIGroup") assert(served.has(answer.name), name);
        else assert(Object.keys(answer).length > 0, name);
      } catch (error) {
        // Alpha and beta versions are not served unless they are asked for.
        assert(error instanceof ApiException && error.code === 404, error as Error);
        const asked = /^Cannot get \/apis\/(\S+): the server does not serve/.exec(error.message)
          ?.[1];
        assert(asked !== undefined && !served.has(asked), error.message);
        refused.push(name);
      }
    }
    assert.equal(classes().length, 66);
    assert.deepEqual(refused, NOT_SERVED);
  },
});

/** The classes for what has alpha and beta versions only; no tested server serves those by default. */
const NOT_SERVED = [
  "AdmissionregistrationV1alpha1Api",
  "AdmissionregistrationV1beta1Api",
  "CertificatesV1alpha1Api",
  "CertificatesV1beta1Api",
  "CoordinationV1alpha2Api",
  "CoordinationV1beta1Api",
  "InternalApiserverApi",
  "InternalApiserverV1alpha1Api",
  "NetworkingV1beta1Api",
  "ResourceV1alpha3Api",
  "ResourceV1beta1Api",
  "ResourceV1beta2Api",
  "SchedulingV1alpha2Api",
  "StorageV1beta1Api",
  "StoragemigrationApi",
  "StoragemigrationV1beta1Api",
];

Deno.test({
  name: "every list of the generated API gives its objects, or says which version brings the kind",
  ignore,
  async fn() {
    const warnings: string[] = [];
    const onWarning = (text: string) => void warnings.push(text);
    await using cluster = await connect({ kubeconfig, onWarning });
    const served = await servedVersions(cluster);
    let lists = 0;
    for (const [name, Class] of classes()) {
      const methods = methodsOf(generated(Class, cluster));
      const about = await methods.get("getAPIResources")?.(
        // Of the custom objects the group must be said.
        { group: "apps", version: "v1" },
      ).catch(() => undefined) as
        | { groupVersion: string; resources: { kind: string; verbs: string[] }[] }
        | undefined;
      if (about === undefined || !served.has(about.groupVersion) || name in OTHERS) continue;
      for (const [method, call] of methods) {
        const kind = /^list(?!Namespaced)(\w+?)(?:ForAllNamespaces)?$/.exec(method)?.[1];
        if (kind === undefined) continue;
        const isServed = about.resources.some((resource) =>
          resource.kind === kind && resource.verbs.includes("list")
        );
        lists++;
        if (isServed) {
          const list = await call({ limit: 2 });
          assert(Array.isArray(Reflect.get(Object(list), "items")), `${name}.${method}`);
        } else {
          await assert.rejects(call(), {
            name: "ApiException",
            code: 404,
            message: /it came with Kubernetes 1\.\d+$/,
          });
        }
      }
    }
    assert(lists > 60, `${lists} lists`);
    assert.match(warnings.join("\n"), /v1 Endpoints is deprecated in v1\.33\+/);
  },
});

/** Runs a test in a namespace of its own. */
function inNamespace(name: string, body: (core: CoreV1Api, namespace: string) => Promise<void>) {
  Deno.test({
    name,
    ignore,
    async fn() {
      await using cluster = await connect({ kubeconfig });
      const core = generated(CoreV1Api, cluster);
      const namespace = `generated-${crypto.randomUUID().slice(0, 8)}`;
      await core.createNamespace({ body: { metadata: { name: namespace } } });
      try {
        await body(core, namespace);
      } finally {
        await core.deleteNamespace({ name: namespace });
      }
    },
  });
}

inNamespace(
  "the generated API writes: create, all patches, replace, delete",
  async (core, namespace) => {
    const key = { name: "settings", namespace };
    const body = { metadata: { name: "settings" }, data: { a: "1" } };
    const made = await core.createNamespacedConfigMap({ namespace, body });
    assert.equal(made.data?.["a"], "1");
    await assert.rejects(core.createNamespacedConfigMap({ namespace, body }), (error) => {
      assert(error instanceof ApiException && isConflict(error.cause));
      assert.equal(error.code, 409);
      return true;
    });
    const patch = async (type: entry.PatchType, body: object, parameters = {}) => {
      const options = callOptions({ patch: type });
      const { data } = await core.patchNamespacedConfigMap(
        { ...key, ...parameters, body },
        options,
      );
      return data;
    };
    assert.deepEqual(await patch("merge", { data: { b: "2" } }), { a: "1", b: "2" });
    assert.deepEqual(await patch("strategic", { data: { c: "3" } }), { a: "1", b: "2", c: "3" });
    const operations = [{ op: "remove", path: "/data/b" }];
    assert.deepEqual(await patch("json", operations), { a: "1", c: "3" });
    const applied = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings" } };
    const fields = { ...applied, data: { d: "4" } };
    assert.deepEqual(
      await patch("apply", fields, { fieldManager: "tester" }),
      { a: "1", c: "3", d: "4" },
    );
    const read = await core.readNamespacedConfigMap(key);
    read.data = { e: "5" };
    const replaced = await core.replaceNamespacedConfigMap({ ...key, body: read });
    assert.deepEqual(replaced.data, { e: "5" });
    assert(replaced.metadata?.creationTimestamp instanceof Date);
    assert.equal((await core.deleteNamespacedConfigMap(key)).status, "Success");
    await assert.rejects(core.readNamespacedConfigMap(key), (error) => {
      assert(error instanceof ApiException && isNotFound(error.cause));
      assert.equal(error.message, `Cannot get configmap "${namespace}/settings": not found`);
      return true;
    });
  },
);

inNamespace("an empty name deletes nothing", async (core, namespace) => {
  for (const name of ["one", "two"]) {
    await core.createNamespacedConfigMap({ namespace, body: { metadata: { name } } });
  }
  await assert.rejects(core.deleteNamespacedConfigMap({ name: "", namespace }), {
    name: "QueryError",
  });
  await assert.rejects(core.deleteNamespacedConfigMap({ name: "..", namespace }), {
    name: "QueryError",
  });
  const { items } = await core.listNamespacedConfigMap({ namespace });
  const names = items.map(({ metadata }) => metadata?.name);
  assert.deepEqual(names.filter((name) => name === "one" || name === "two"), ["one", "two"]);
});

Deno.test({
  name: "the generated API reaches custom kinds",
  ignore,
  async fn() {
    await using cluster = await connect({ kubeconfig });
    const definitions = generated(ApiextensionsV1Api, cluster);
    const objects = generated(CustomObjectsApi, cluster);
    const group = `${RUN}.generated.example`;
    const name = `widgets.${group}`;
    const schema = {
      openAPIV3Schema: { type: "object", properties: { size: { type: "integer" } } },
    };
    await definitions.createCustomResourceDefinition({
      body: {
        metadata: { name },
        spec: {
          group,
          scope: "Cluster",
          names: { plural: "widgets", singular: "widget", kind: "Widget" },
          versions: [{ name: "v1", served: true, storage: true, schema }],
        },
      },
    });
    try {
      await until(async () => {
        const { status } = await definitions.readCustomResourceDefinition({ name });
        return status?.conditions?.some((part) =>
          part.type === "Established" && part.status === "True"
        ) === true;
      });
      const kind = { group, version: "v1", plural: "widgets" };
      // It is served a moment later.
      await until(() =>
        objects.listClusterCustomObject(kind).then(() => true, (error) => {
          assert(error instanceof ApiException && error.code === 404, `${error}`);
          return false;
        })
      );
      const body = { apiVersion: `${group}/v1`, kind: "Widget", metadata: { name: "a" }, size: 3 };
      const made = await objects.createClusterCustomObject({ ...kind, body });
      assert.equal(made.size, 3);
      const patched = await objects.patchClusterCustomObject(
        { ...kind, name: "a", body: { size: 4 } },
        callOptions({ patch: "merge" }),
      );
      assert.equal(patched.size, 4);
      const { items } = await objects.listClusterCustomObject(kind);
      assert.equal(items.length, 1);
    } finally {
      await definitions.deleteCustomResourceDefinition({ name });
    }
  },
});

/** Asks until it is so; a server takes a moment to accept a definition. */
async function until(ask: () => Promise<boolean>): Promise<void> {
  const deadline = AbortSignal.timeout(300_000);
  while (!await ask()) deadline.throwIfAborted();
}

/** In a process of its own, since client-node leaves its connections open. */
const ASK_BOTH = `
import { AuthenticationV1Api, generated, kubeConfig } from "skiff/client-node";
import { connect } from "skiff";

const [kubeconfig, as] = Deno.args;
const cluster = await connect({ kubeconfig, as });
const ours = await generated(AuthenticationV1Api, cluster).createSelfSubjectReview({ body: {} });
const config = await kubeConfig(cluster);
const api = config.makeApiClient(AuthenticationV1Api);
const theirs = await api.createSelfSubjectReview({ body: {} });
console.log(ours.status?.userInfo?.username, theirs.status?.userInfo?.username);
Deno.exit();
`;

Deno.test({
  name: "kubeConfig() leads client-node's own HTTP client to the same cluster as the same user",
  ignore,
  async fn() {
    const file = await Deno.makeTempFile({ suffix: ".ts" });
    await Deno.writeTextFile(file, ASK_BOTH);
    const config = fileURLToPath(new URL("../../deno.json", import.meta.url));
    for (const as of [[], ["bob"]]) {
      const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "--allow-all", "--config", config, file, kubeconfig ?? "", ...as],
      }).output();
      const decoder = new TextDecoder();
      const name = as[0] ?? "kubernetes-admin";
      assert.equal(decoder.decode(stdout), `${name} ${name}\n`, decoder.decode(stderr));
    }
    await Deno.remove(file);
  },
});

Deno.test({
  name: "a script with the generated API runs with the permissions that the documentation names",
  ignore,
  async fn() {
    const file = await Deno.makeTempFile({ suffix: ".ts" });
    const module = new URL("../../lib/client_node/mod.ts", import.meta.url);
    await Deno.writeTextFile(
      file,
      `import { CoreV1Api, generated } from ${JSON.stringify(module.href)};
      const { items } = await generated(CoreV1Api).listNamespace();
      console.log(items.length > 0);`,
    );
    const { server } = JSON.parse(await Deno.readTextFile(kubeconfig ?? "")).clusters[0].cluster;
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-prompt",
        `--allow-net=${new URL(server).host}`,
        `--allow-read=${kubeconfig}`,
        "--allow-env=KUBECONFIG",
        "--ignore-env=UNDICI_NO_WASM_SIMD,UNDICI_USE_MILO",
        file,
      ],
      env: { KUBECONFIG: kubeconfig ?? "" },
    }).output();
    const decoder = new TextDecoder();
    assert.equal(decoder.decode(stdout), "true\n", decoder.decode(stderr));
    await Deno.remove(file);
  },
});
