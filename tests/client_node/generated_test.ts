import assert from "node:assert/strict";
import {
  ApiException,
  AppsV1Api,
  callOptions,
  CoreV1Api,
  CustomObjectsApi,
  generated,
  KubernetesObjectApi,
  VersionApi,
} from "../../lib/client_node/mod.ts";
import { CoreV1Api as OfficialCoreV1Api } from "npm:@kubernetes/client-node@2.0.1";
import type { SendOptions, Transport } from "../../lib/connect/transport.ts";
import { isNotFound, TimeoutError } from "../../lib/core/errors.ts";
import { clusterOver, scenario } from "../_support/scenario.ts";

interface Sent {
  readonly path: string;
  readonly options: SendOptions;
}

/** A transport that answers all alike and keeps what was sent. */
function answering(answer: () => Response): Transport & { readonly sent: Sent[] } {
  const sent: Sent[] = [];
  return {
    sent,
    server: "https://cluster.test:6443",
    send(path, options = {}) {
      options.signal?.throwIfAborted();
      sent.push({ path, options });
      return Promise.resolve(answer());
    },
    async [Symbol.asyncDispose]() {},
  };
}

function core(answer: () => Response) {
  const transport = answering(answer);
  return { api: generated(CoreV1Api, clusterOver(transport)), sent: transport.sent };
}

const NAMESPACE = { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } };

Deno.test("generated() gives the official class, with its types and models", async () => {
  const transport = scenario([{
    request: "GET /api/v1/namespaces/shop/pods?labelSelector=app=web&limit=2",
    body: {
      kind: "PodList",
      apiVersion: "v1",
      metadata: {},
      items: [{ metadata: { name: "web-0", creationTimestamp: "2026-01-01T00:00:00Z" } }],
    },
  }]);
  const api = generated(CoreV1Api, clusterOver(transport));
  assert(api instanceof OfficialCoreV1Api);
  const list = await api.listNamespacedPod({
    namespace: "shop",
    labelSelector: "app=web",
    limit: 2,
  });
  const created: Date | undefined = list.items[0]?.metadata?.creationTimestamp;
  assert.equal(created?.getTime(), Date.UTC(2026, 0, 1));
  transport.done();
});

Deno.test("generated() gives status, headers and body to the ...WithHttpInfo methods", async () => {
  const { api } = core(() => Response.json(NAMESPACE, { headers: { "audit-id": "a1" } }));
  const info = await api.readNamespaceWithHttpInfo({ name: "shop" });
  assert.equal(info.httpStatusCode, 200);
  assert.equal(info.headers["audit-id"], "a1");
  assert.equal(info.data.metadata?.name, "shop");
  assert.equal(JSON.parse(await info.body.text()).kind, "Namespace");
});

Deno.test("a refused call throws the official ApiException, with one line and our error as its cause", async () => {
  const status = {
    kind: "Status",
    message: 'pods "web-0" not found',
    reason: "NotFound",
    details: { kind: "pods", name: "web-0" },
    code: 404,
  };
  const { api } = core(() => Response.json(status, { status: 404, headers: { "audit-id": "a1" } }));
  await assert.rejects(api.readNamespacedPod({ name: "web-0", namespace: "shop" }), (error) => {
    assert(error instanceof ApiException);
    assert.equal(error.name, "ApiException");
    assert.equal(error.message, 'Cannot get pod "shop/web-0": not found');
    assert.equal(error.code, 404);
    assert.deepEqual(JSON.parse(error.body), status);
    assert.equal(error.headers["audit-id"], "a1");
    assert(isNotFound(error.cause));
    return true;
  });
});

for (
  const [what, call, message] of [
    [
      "a list",
      (api: CoreV1Api) => api.listNamespacedSecret({ namespace: "shop" }),
      'Cannot list secrets in "shop": no (500)',
    ],
    [
      "a collection that is deleted",
      (api: CoreV1Api) => api.deleteCollectionNamespacedPod({ namespace: "shop" }),
      'Cannot deletecollection pods in "shop": no (500)',
    ],
    [
      "a subresource",
      (api: CoreV1Api) =>
        api.createNamespacedPodEviction({ name: "web-0", namespace: "shop", body: {} }),
      'Cannot create pod/eviction "shop/web-0": no (500)',
    ],
    [
      "a namespace",
      (api: CoreV1Api) => api.readNamespace({ name: "shop" }),
      'Cannot get namespace "shop": no (500)',
    ],
    ["the resources", (api: CoreV1Api) => api.getAPIResources(), "Cannot get /api/v1: no (500)"],
  ] as const
) {
  Deno.test(`an ApiException says what was done to ${what}`, async () => {
    const { api } = core(() => Response.json({ kind: "Status", message: "no" }, { status: 500 }));
    await assert.rejects(call(api), { name: "ApiException", message });
  });
}

Deno.test("an ApiException of a custom kind names its group", async () => {
  const transport = answering(() =>
    Response.json({ kind: "Status", message: "no" }, { status: 500 })
  );
  const custom = generated(CustomObjectsApi, clusterOver(transport));
  const widget = { group: "example.com", version: "v1", plural: "widgets", namespace: "shop" };
  await assert.rejects(custom.listNamespacedCustomObject(widget), {
    message: 'Cannot list widgets.example.com in "shop": no (500)',
  });
});

Deno.test("a 401 has its body read to the end, and says what to do", async () => {
  let ended = false;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      controller.close();
      ended = true;
    },
  }, { highWaterMark: 0 });
  const { api } = core(() => new Response(body, { status: 401 }));
  await assert.rejects(api.listNode(), {
    code: 401,
    message: /the server does not accept the credentials: log in again/,
  });
  assert(ended);
});

for (
  const [what, send] of [
    ["an empty name", (api: CoreV1Api) => api.deleteNamespacedPod({ name: "", namespace: "shop" })],
    [
      "an empty namespace",
      (api: CoreV1Api) => api.deleteCollectionNamespacedPod({ namespace: "" }),
    ],
    ["the name ..", (api: CoreV1Api) => api.deleteNamespacedPod({ name: "..", namespace: "shop" })],
    [
      "a name with a slash",
      (api: CoreV1Api) => api.deleteNamespacedPod({ name: "../../../nodes/n", namespace: "shop" }),
    ],
  ] as const
) {
  Deno.test(`a call with ${what} is refused before it is sent`, async () => {
    const { api, sent } = core(() => Response.json({}));
    await assert.rejects(send(api), { name: "QueryError", message: /^Cannot send DELETE to / });
    assert.deepEqual(sent, []);
  });
}

for (
  const [patch, type] of [
    ["strategic", "application/strategic-merge-patch+json"],
    ["merge", "application/merge-patch+json"],
    ["json", "application/json-patch+json"],
    ["apply", "application/apply-patch+yaml"],
  ] as const
) {
  Deno.test(`callOptions({ patch: "${patch}" }) says what the body is`, async () => {
    const { api, sent } = core(() => Response.json(NAMESPACE));
    const body = patch === "json"
      ? [{ op: "add", path: "/metadata/labels/a", value: "b" }]
      : { metadata: { labels: { a: "b" } } };
    await api.patchNamespace({ name: "shop", body }, callOptions({ patch }));
    assert.equal(new Headers(sent[0]?.options.headers).get("content-type"), type);
    assert.deepEqual(JSON.parse(String(sent[0]?.options.body)), body);
  });
}

Deno.test("a patch that is an object is not sent as a list of operations", async () => {
  const { api, sent } = core(() => Response.json(NAMESPACE));
  const body = { metadata: { labels: { a: "b" } } };
  await assert.rejects(api.patchNamespace({ name: "shop", body }), {
    name: "QueryError",
    message:
      "Cannot patch /api/v1/namespaces/shop: the body is an object, and would be sent as a list of " +
      'operations: say what it is, e.g. callOptions({ patch: "strategic" }) as the second argument',
  });
  assert.deepEqual(sent, []);
});

Deno.test("callOptions() ends one call by its signal, with the signal's reason", async () => {
  const { api, sent } = core(() => Response.json(NAMESPACE));
  const reason = new Error("stop");
  const signal = AbortSignal.abort(reason);
  await assert.rejects(
    api.readNamespace({ name: "shop" }, callOptions({ signal })),
    (error) => error === reason,
  );
  await api.readNamespace({ name: "shop" });
  assert.equal(sent.length, 1);
});

Deno.test("callOptions() gives one call a deadline and headers", async () => {
  const { api, sent } = core(() => Response.json(NAMESPACE));
  const options = callOptions({ timeout: "90s", headers: { "x-a": "b" } });
  await api.readNamespace({ name: "shop" }, options);
  await api.readNamespace({ name: "shop" }, options);
  await api.readNamespace({ name: "shop" });
  assert.deepEqual(sent.map(({ options }) => options.timeoutMs), [90_000, 90_000, undefined]);
  assert.deepEqual(sent.map(({ options }) => options.headers?.["x-a"]), ["b", "b", undefined]);
});

Deno.test("the connection's own deadline holds for every call", async () => {
  const transport = answering(() => Response.json(NAMESPACE));
  const cluster = clusterOver(transport, { timeoutMs: 5000 });
  await generated(CoreV1Api, cluster).readNamespace({ name: "shop" });
  assert.equal(transport.sent[0]?.options.timeoutMs, 5000);
});

Deno.test("an error of the connection comes through as it is", async () => {
  const failure = new TimeoutError("too late");
  const transport: Transport = {
    server: "https://cluster.test",
    send: () => Promise.reject(failure),
    async [Symbol.asyncDispose]() {},
  };
  const api = generated(VersionApi, clusterOver(transport));
  await assert.rejects(api.getCode(), (error) => error === failure);
});

Deno.test("a read-only connection holds the generated API to reading", async () => {
  const transport = answering(() => Response.json(NAMESPACE));
  const api = generated(CoreV1Api, clusterOver(transport, { readOnly: true }));
  await api.readNamespace({ name: "shop" });
  await assert.rejects(api.deleteNamespace({ name: "shop" }), { name: "GrantError" });
  await assert.rejects(
    api.connectGetNamespacedPodExec({ name: "web-0", namespace: "shop", command: "ls" }),
    { name: "GrantError" },
  );
  assert.deepEqual(transport.sent.map(({ options }) => options.method), ["GET"]);
});

Deno.test("a connection for dry runs makes dry runs of the generated API's writes", async () => {
  const transport = answering(() => Response.json(NAMESPACE));
  const api = generated(CoreV1Api, clusterOver(transport, { dryRun: true }));
  await api.createNamespace({ body: { metadata: { name: "shop" } } });
  assert.equal(transport.sent[0]?.path, "/api/v1/namespaces?dryRun=All");
});

Deno.test("a watch by the generated API, which would never end, is refused", async () => {
  const { api, sent } = core(() => Response.json({}));
  await assert.rejects(api.listNamespacedPod({ namespace: "shop", watch: true }), {
    name: "QueryError",
    message: /^Cannot watch \/api\/v1\/namespaces\/shop\/pods: .*use watch\(\) of a query$/,
  });
  assert.deepEqual(sent, []);
});

Deno.test("a followed log uses a connection of its own and may be silent", async () => {
  const { api, sent } = core(() => new Response("one\ntwo\n"));
  const log = { name: "web-0", namespace: "shop" };
  assert.equal(await api.readNamespacedPodLog({ ...log, follow: true }), "one\ntwo\n");
  assert.equal(await api.readNamespacedPodLog(log), "one\ntwo\n");
  assert.deepEqual(sent.map(({ options }) => options.longLived), [true, false]);
});

Deno.test("an empty log is an empty text", async () => {
  const { api } = core(() => new Response("", { headers: { "content-type": "text/plain" } }));
  assert.equal(await api.readNamespacedPodLog({ name: "web-0", namespace: "shop" }), "");
});

for (
  const [what, answer, message] of [
    [
      "a login page",
      () => new Response("<html>Log in</html>", { headers: { "content-type": "text/html" } }),
      /the answer is not JSON \(text\/html\): Log in: is this a Kubernetes API server/,
    ],
    ["an empty answer", () => new Response(""), /the answer is empty/],
    ["a plain text", () => new Response("hello"), /the answer is not JSON \(text\/plain/],
  ] as const
) {
  Deno.test(`${what} in the place of an object is an error and no empty list`, async () => {
    const { api } = core(answer);
    await assert.rejects(api.listNode(), { name: "ConnectionError", message });
  });
}

Deno.test("a call of the proxy goes to the path with a slash, so that nothing redirects", async () => {
  const page = () => new Response("<p>hi</p>", { headers: { "content-type": "text/html" } });
  const { api, sent } = core(page);
  const service = { name: "web:http", namespace: "shop" };
  assert.equal(await api.connectGetNamespacedServiceProxy(service), "<p>hi</p>");
  await api.connectGetNamespacedServiceProxyWithPath({ ...service, path: "a/b" });
  assert.deepEqual(sent.map(({ path }) => path), [
    "/api/v1/namespaces/shop/services/web%3Ahttp/proxy/",
    "/api/v1/namespaces/shop/services/web%3Ahttp/proxy/a%2Fb",
  ]);
});

Deno.test("an object with the name of a subresource is no proxy", async () => {
  const { api, sent } = core(() => Response.json({ kind: "ConfigMap" }));
  await api.readNamespacedConfigMap({ name: "proxy", namespace: "shop" });
  assert.equal(sent[0]?.path, "/api/v1/namespaces/shop/configmaps/proxy");
});

Deno.test("a middleware that leads to another server is refused", async () => {
  const { api, sent } = core(() => Response.json(NAMESPACE));
  const away = callOptions({});
  const [middleware] = away?.middleware ?? [];
  assert(middleware !== undefined);
  const pre = middleware.pre.bind(middleware);
  middleware.pre = (request) => {
    request.setUrl("https://elsewhere.test/api/v1/namespaces/shop");
    return pre(request);
  };
  await assert.rejects(api.readNamespace({ name: "shop" }, away), {
    name: "QueryError",
    message: /another server/,
  });
  assert.deepEqual(sent, []);
});

Deno.test("KubernetesObjectApi puts objects without a namespace into the context's", async () => {
  const transport = scenario([
    {
      request: "GET /api/v1",
      body: {
        kind: "APIResourceList",
        resources: [{ name: "configmaps", kind: "ConfigMap", namespaced: true }],
      },
    },
    {
      request: "POST /api/v1/namespaces/default/configmaps",
      body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } },
    },
  ]);
  const objects = generated(KubernetesObjectApi, clusterOver(transport));
  const made = await objects.create({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "a" },
  });
  assert.equal(made.metadata?.name, "a");
  transport.done();
});

Deno.test("generated() takes no class that is not of the generated API", () => {
  // @ts-expect-error -- an address is not constructed with a configuration
  assert.throws(() => generated(URL));
  // @ts-expect-error -- an object is no class
  const api: AppsV1Api = generated(AppsV1Api).listNamespacedDeployment;
  assert.equal(typeof api, "function");
});
