import assert from "node:assert/strict";
import { openDiscovery } from "../../lib/client/discovery.ts";
import {
  ApiError,
  ConnectionError,
  ForbiddenError,
  QueryError,
  TimeoutError,
} from "../../lib/core/errors.ts";
import { builtinKind } from "../../lib/kinds/builtin.ts";
import {
  CERTIFICATES,
  DiscoveryServer,
  group,
  serveGroups,
  startServer,
} from "./_discovery_server.ts";

const NO_CACHE = { cacheDirectory: false } as const;

Deno.test("Discovery.find answers for built-in kinds without a request", async () => {
  const server = startServer();
  const discovery = openDiscovery(server, NO_CACHE);
  for (const spelling of ["po", "deploy", "v1/ConfigMap", "hpa", "events.events.k8s.io"]) {
    assert(await discovery.find(spelling) !== undefined, spelling);
  }
  assert.equal(
    await discovery.findType("apps/v1", "Deployment"),
    builtinKind("apps/v1", "Deployment"),
  );
  assert.deepEqual(server.requests, []);
});

Deno.test("Discovery.find asks for a custom kind with two requests, and once only", async () => {
  const server = startServer();
  const discovery = openDiscovery(server, NO_CACHE);
  const kind = await discovery.get("cert");
  assert.deepEqual(
    [kind.group, kind.version, kind.kind, kind.plural, kind.namespaced],
    ["cert-manager.io", "v1", "Certificate", "certificates", true],
  );
  assert.equal(await discovery.get("certificates.cert-manager.io"), kind);
  assert.equal(await discovery.findType("cert-manager.io/v1", "Certificate"), kind);
  assert.deepEqual(server.requests, ["GET /api", "GET /apis"]);
});

Deno.test("Discovery.find asks for the aggregated form as client-go does", async () => {
  const server = startServer();
  const accepted: (string | undefined)[] = [];
  server.beforeAnswer = (_path, options) => {
    accepted.push(options.headers?.["accept"]);
    return Promise.resolve();
  };
  await openDiscovery(server, NO_CACHE).find("cert");
  const wanted = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList," +
    "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";
  assert.deepEqual(accepted, [wanted, wanted]);
});

Deno.test("Discovery.find finds a kind that was defined after it asked", async () => {
  const server = startServer();
  const discovery = openDiscovery(server, NO_CACHE);
  assert.equal(await discovery.find("widgets"), undefined);
  server.takeRequests();
  serveGroups(
    server,
    '"groups2"',
    CERTIFICATES,
    group("x.example", { v1: [{ plural: "widgets", kind: "Widget" }] }),
  );
  assert.equal((await discovery.get("widgets")).group, "x.example");
  assert.deepEqual(server.takeRequests(), [
    'GET /api if-none-match "core1"',
    'GET /apis if-none-match "groups1"',
  ]);
});

Deno.test("Discovery.find re-asks once for each miss, and is told that nothing has changed", async () => {
  const server = startServer();
  const discovery = openDiscovery(server, NO_CACHE);
  await discovery.get("cert");
  server.takeRequests();
  assert.equal(await discovery.find("widgets"), undefined);
  assert.deepEqual(server.takeRequests(), [
    'GET /api if-none-match "core1"',
    'GET /apis if-none-match "groups1"',
  ]);
  assert.equal((await discovery.get("cert")).plural, "certificates");
});

Deno.test("Discovery.find shares one answer among questions asked together", async () => {
  const server = startServer();
  const discovery = openDiscovery(server, NO_CACHE);
  const kinds = await Promise.all(
    ["cert", "certificates", "Certificate"].map((spelling) => discovery.get(spelling)),
  );
  assert.equal(new Set(kinds).size, 1);
  assert.deepEqual(server.requests, ["GET /api", "GET /apis"]);
});

Deno.test("Discovery.find of an ambiguous name lists the groups", async () => {
  const server = startServer();
  serveGroups(
    server,
    '"groups1"',
    group("a.example", { v1: [{ plural: "clusters", kind: "Cluster" }] }),
    group("b.example", { v1: [{ plural: "clusters", kind: "Cluster" }] }),
  );
  await assert.rejects(
    openDiscovery(server, NO_CACHE).find("clusters"),
    (error) =>
      error instanceof QueryError &&
      /"clusters.a.example", "clusters.b.example"/.test(error.message),
  );
});

Deno.test("Discovery.get suggests a custom kind", async () => {
  await assert.rejects(openDiscovery(startServer(), NO_CACHE).get("certificats"), {
    name: "QueryError",
    message:
      `Cannot find kind "certificats": the cluster has no kind of that name: did you mean "certificates"`,
  });
});

Deno.test("Discovery.get of an empty name asks nobody", async () => {
  const server = startServer();
  await assert.rejects(openDiscovery(server, NO_CACHE).get(" "), {
    message: `Cannot find kind " ": it is empty`,
  });
  assert.deepEqual(server.requests, []);
});

Deno.test("Discovery.get gives the built-in kind at a version that only the server has", async () => {
  const server = startServer();
  serveGroups(
    server,
    '"groups1"',
    group("autoscaling", {
      v2: [{ plural: "horizontalpodautoscalers", kind: "HorizontalPodAutoscaler" }],
      v1: [{ plural: "horizontalpodautoscalers", kind: "HorizontalPodAutoscaler" }],
    }),
    group("batch", { v1beta1: [{ plural: "jobs", kind: "Job" }] }),
  );
  const discovery = openDiscovery(server, NO_CACHE);
  assert.equal((await discovery.get("autoscaling/v1/HorizontalPodAutoscaler")).version, "v1");
  const job = await discovery.get("jobs.v1beta1.batch");
  assert.deepEqual(job.fields, builtinKind("batch/v1", "Job")?.fields);
});

Deno.test("Discovery.kinds gives what is served in the server's order, asking once", async () => {
  const server = startServer();
  const discovery = openDiscovery(server, NO_CACHE);
  const kinds = await discovery.kinds();
  assert.deepEqual(kinds.map(({ kind }) => kind), ["Pod", "Deployment", "Certificate"]);
  assert.equal(kinds[0], builtinKind("v1", "Pod"));
  assert.deepEqual(await discovery.groups(), [
    { name: "", versions: ["v1"] },
    { name: "apps", versions: ["v1"] },
    { name: "cert-manager.io", versions: ["v1"] },
  ]);
  assert.deepEqual(server.requests, ["GET /api", "GET /apis"]);
});

Deno.test("Discovery gives custom kinds with a scale subresource the trait", async () => {
  const server = startServer();
  serveGroups(
    server,
    '"groups1"',
    group("x.example", {
      v1: [{ plural: "widgets", kind: "Widget", subresources: ["scale", "status"] }],
    }),
  );
  const widget = await openDiscovery(server, NO_CACHE).get("widgets");
  assert.deepEqual([widget.traits, widget.subresources], [["scale"], ["scale", "status"]]);
});

function startOldServer(): DiscoveryServer {
  const server = new DiscoveryServer();
  server.answers.set("/api", { body: { kind: "APIVersions", versions: ["v1"] } });
  server.answers.set("/apis", {
    body: {
      kind: "APIGroupList",
      groups: [{
        name: "x.example",
        versions: [{ version: "v1alpha1" }, { version: "v1" }],
        preferredVersion: { version: "v1" },
      }, {
        name: "metrics.k8s.io",
        versions: [{ version: "v1beta1" }],
      }],
    },
  });
  server.answers.set("/api/v1", {
    body: { kind: "APIResourceList", resources: [{ name: "pods", kind: "Pod", namespaced: true }] },
  });
  const widgets = {
    kind: "APIResourceList",
    resources: [
      { name: "widgets", singularName: "", kind: "Widget", namespaced: false, verbs: ["get"] },
      {
        name: "widgets/status",
        singularName: "",
        kind: "Widget",
        namespaced: false,
        verbs: ["get"],
      },
    ],
  };
  server.answers.set("/apis/x.example/v1", { body: widgets });
  server.answers.set("/apis/x.example/v1alpha1", { body: widgets });
  server.answers.set("/apis/metrics.k8s.io/v1beta1", {
    status: 503,
    body: "service unavailable",
  });
  return server;
}

Deno.test("Discovery reads an old server's lists, the preferred version first", async () => {
  const discovery = openDiscovery(startOldServer(), NO_CACHE);
  const widget = await discovery.get("widgets");
  assert.deepEqual(
    [widget.version, widget.singular, widget.namespaced, widget.subresources],
    ["v1", "widget", false, ["status"]],
  );
  assert.equal((await discovery.get("widgets.v1alpha1.x.example")).version, "v1alpha1");
  assert.equal((await discovery.kinds())[0], builtinKind("v1", "Pod"));
});

Deno.test("Discovery goes on without a group that does not answer, and says so on a miss", async () => {
  const discovery = openDiscovery(startOldServer(), NO_CACHE);
  assert.equal((await discovery.get("widgets")).kind, "Widget");
  await assert.rejects(discovery.get("podmetrics"), {
    name: "QueryError",
    message: `Cannot find kind "podmetrics": the cluster has no kind of that name; ` +
      `the server could not list "metrics.k8s.io/v1beta1"`,
  });
});

Deno.test("Discovery goes on without a group that hangs", async () => {
  const server = startOldServer();
  server.answers.set("/apis/metrics.k8s.io/v1beta1", new TimeoutError("Cannot get: late"));
  assert.equal((await openDiscovery(server, NO_CACHE).get("widgets")).kind, "Widget");
});

Deno.test("Discovery asks an extension itself where the aggregated form is stale", async () => {
  const server = startServer();
  serveGroups(server, '"groups1"', group("metrics.k8s.io", { v1beta1: "stale" }));
  server.answers.set("/apis/metrics.k8s.io/v1beta1", {
    body: {
      kind: "APIResourceList",
      resources: [{ name: "pods", singularName: "", kind: "PodMetrics", namespaced: true }],
    },
  });
  const discovery = openDiscovery(server, NO_CACHE);
  assert.equal((await discovery.get("pods.metrics.k8s.io")).kind, "PodMetrics");
  assert.equal((await discovery.get("pods")).kind, "Pod");
});

Deno.test("Discovery of a refusal throws the error of its class", async () => {
  const server = startServer();
  server.answers.set("/apis", {
    status: 403,
    body: { kind: "Status", code: 403, reason: "Forbidden", message: "no" },
  });
  await assert.rejects(openDiscovery(server, NO_CACHE).find("cert"), ForbiddenError);
});

Deno.test("Discovery of something that is no API server says so", async () => {
  const server = startServer();
  server.answers.set("/apis", { body: "<html>hello</html>" });
  await assert.rejects(
    openDiscovery(server, NO_CACHE).find("cert"),
    (error) =>
      error instanceof ApiError &&
      error.message ===
        `Cannot discover what the cluster serves: "/apis" gave no discovery document`,
  );
});

Deno.test("Discovery asks again after a lost connection", async () => {
  const server = startServer();
  const answer = server.answers.get("/apis");
  assert(answer !== undefined);
  server.answers.set("/apis", new ConnectionError("Cannot reach the server: refused"));
  const discovery = openDiscovery(server, NO_CACHE);
  await assert.rejects(discovery.find("cert"), ConnectionError);
  server.answers.set("/apis", answer);
  assert.equal((await discovery.get("cert")).kind, "Certificate");
});

Deno.test("Discovery.find stops waiting by its signal, and others go on", async () => {
  const server = startServer();
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  server.beforeAnswer = () => held;
  const discovery = openDiscovery(server, NO_CACHE);
  const controller = new AbortController();
  const stopped = discovery.find("cert", { signal: controller.signal });
  const waiting = discovery.find("cert");
  const reason = new Error("Enough");
  // Both must be waiting for the server before one of them stops.
  await new Promise((resolve) => setTimeout(resolve, 0));
  controller.abort(reason);
  await assert.rejects(stopped, (error) => error === reason);
  release();
  assert.equal((await waiting)?.kind, "Certificate");
  assert.deepEqual(server.requests, ["GET /api", "GET /apis"]);
});

Deno.test("Discovery.find ends its requests when nobody waits any more", async () => {
  const server = startServer();
  const signals: (AbortSignal | undefined)[] = [];
  server.beforeAnswer = (_path, { signal }) => {
    signals.push(signal);
    return new Promise((_resolve, reject) => {
      signal?.addEventListener("abort", () => reject(signal.reason));
    });
  };
  const controller = new AbortController();
  const stopped = openDiscovery(server, NO_CACHE).find("cert", { signal: controller.signal });
  await new Promise((resolve) => setTimeout(resolve, 0));
  controller.abort();
  await assert.rejects(stopped, { name: "AbortError" });
  assert.deepEqual(signals.map((signal) => signal?.aborted), [true, true]);
});

Deno.test("Discovery.find with a signal that is aborted already asks nobody", async () => {
  const server = startServer();
  const signal = AbortSignal.abort();
  await assert.rejects(openDiscovery(server, NO_CACHE).find("cert", { signal }));
  assert.deepEqual(server.requests, []);
});
