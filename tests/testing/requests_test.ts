import assert from "node:assert/strict";
import { testCluster } from "skiff/testing";
import { QueryError } from "../../lib/core/errors.ts";

function deployment(name: string) {
  const labels = { app: name };
  return {
    apiVersion: "apps/v1" as const,
    kind: "Deployment" as const,
    metadata: { name, namespace: "shop" },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: "main", image: "nginx:1" }] },
      },
    },
  };
}

Deno.test("requests() tells what was sent, and by whom, but not what filled the cluster", async () => {
  await using cluster = await testCluster({
    objects: [deployment("web")],
    users: { ana: { roles: { shop: ["edit"] } } },
  });
  assert.deepEqual(cluster.requests(), []);
  await cluster.ns("shop").deployments.where({ metadata: { labels: { app: "web" } } }).names();
  const web = cluster.as("ana").ns("shop").deployment("web");
  await web.scale(3);
  await assert.rejects(cluster.as("ana").ns("shop").deployment("api").get());
  const [list, ...others] = cluster.requests();
  assert.deepEqual({ ...list }, {
    verb: "list",
    method: "GET",
    path: "/apis/apps/v1/namespaces/shop/deployments",
    query: { labelSelector: "app=web", includeObject: "None" },
    group: "apps",
    resource: "deployments",
    subresource: "",
    namespace: "shop",
    name: "",
    body: undefined,
    contentType: undefined,
    user: "kubernetes-admin",
    status: 200,
  });
  assert.deepEqual(
    others.map(({ user, verb, name, subresource, status, body }) => {
      return { user, verb, name, subresource, status, body };
    }),
    [
      {
        user: "ana",
        verb: "patch",
        name: "web",
        subresource: "scale",
        status: 200,
        body: { metadata: {}, spec: { replicas: 3 } },
      },
      { user: "ana", verb: "get", name: "api", subresource: "", status: 404, body: undefined },
    ],
  );
});

Deno.test("requests() takes a match of any field, patterns and parts of the body", async () => {
  await using cluster = await testCluster();
  await cluster.apply([deployment("web"), deployment("api")]).catch(() => undefined);
  cluster.clearRequests();
  assert.deepEqual(cluster.requests(), []);
  await cluster.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } });
  await cluster.settled();
  await cluster.apply([deployment("web"), deployment("api")]);
  const applied = { verb: "patch", contentType: "application/apply-patch+yaml" };
  assert.deepEqual(cluster.requests(applied).map(({ name }) => name).sort(), ["api", "web"]);
  const names = (match: Parameters<typeof cluster.requests>[0]) =>
    cluster.requests(match).map(({ name }) => name);
  assert.deepEqual(names({ ...applied, name: "web" }), ["web"]);
  assert.deepEqual(names({ body: { metadata: { name: "web" } } }), ["web"]);
  assert.deepEqual(names({ path: /deployments\/a/ }), ["api"]);
  assert.deepEqual(names({ path: "/api/v1/namespaces" }), [""]);
  assert.deepEqual(names({ query: { fieldManager: "skiff" }, name: "api" }), ["api"]);
  assert.deepEqual(names({ verb: ["create", "delete"] }), [""]);
  assert.deepEqual(names(({ status }) => status === 403), []);
  assert.deepEqual(names({ method: "DELETE" }), []);
  assert.throws(
    () => cluster.requests({ verbs: "get" } as object),
    new QueryError('Cannot match requests by "verbs": did you mean "verb"'),
  );
  assert.throws(
    () => cluster.requests({ colour: "red" } as object),
    new QueryError(
      'Cannot match requests by "colour": they have method, group, resource, subresource, ' +
        "namespace, name, user, contentType, status, verb, path, query, body",
    ),
  );
});

Deno.test("a request prints as one line, in the console as well", async () => {
  await using cluster = await testCluster();
  await cluster.ns("a b".replace(" ", "-")).pods.limit(2).list();
  const [request] = cluster.requests();
  const line = "GET /api/v1/namespaces/a-b/pods?limit=2";
  assert.equal(String(request), line);
  assert.equal(Deno.inspect(request), line);
});

Deno.test("clearRequests() forgets what is under way, too, and counts none of it later", async () => {
  await using cluster = await testCluster();
  const waiting = Promise.withResolvers<void>();
  using _ = cluster.inject({
    name: "late",
    times: 1,
    async apply({ send }) {
      await waiting.promise;
      return await send();
    },
  });
  const late = cluster.ns().pods.list();
  while (cluster.requests().length === 0) await new Promise((resolve) => setTimeout(resolve, 0));
  cluster.clearRequests();
  await cluster.ns().services.list();
  waiting.resolve();
  await late;
  assert.deepEqual(cluster.requests().map(({ resource }) => resource), ["services"]);
});
