import assert from "node:assert/strict";
import { QueryError } from "../../lib/core/errors.ts";
import { checkRequestPath, readRequest } from "../../lib/core/request.ts";

const POD = { group: "", version: "v1", resource: "pods", namespace: "shop", name: "web-0" };

for (
  const [method, target, expected] of [
    ["GET", "/api/v1/namespaces/shop/pods/web-0", { verb: "get", ...POD }],
    ["HEAD", "/api/v1/namespaces/shop/pods/web-0", { verb: "get", ...POD }],
    ["DELETE", "/api/v1/namespaces/shop/pods/web-0", { verb: "delete", ...POD }],
    ["PUT", "/api/v1/namespaces/shop/pods/web-0", { verb: "update", ...POD }],
    ["POST", "/api/v1/namespaces/shop/pods/web-0/eviction", {
      verb: "create",
      ...POD,
      subresource: "eviction",
    }],
    ["GET", "/api/v1/pods?limit=5", { verb: "list", group: "", version: "v1", resource: "pods" }],
    ["GET", "/api/v1/pods?watch=1", { verb: "watch", group: "", version: "v1", resource: "pods" }],
    ["GET", "/api/v1/pods?watch=false", {
      verb: "list",
      group: "",
      version: "v1",
      resource: "pods",
    }],
    ["DELETE", "/apis/apps/v1/namespaces/shop/deployments", {
      verb: "deletecollection",
      group: "apps",
      version: "v1",
      resource: "deployments",
      namespace: "shop",
    }],
    ["PATCH", "/api/v1/namespaces/shop/status", {
      verb: "patch",
      group: "",
      version: "v1",
      resource: "namespaces",
      namespace: "shop",
      name: "shop",
      subresource: "status",
    }],
    ["GET", "/api/v1/namespaces/shop", {
      verb: "get",
      group: "",
      version: "v1",
      resource: "namespaces",
      namespace: "shop",
      name: "shop",
    }],
    ["GET", "/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Anode", {
      verb: "get",
      group: "rbac.authorization.k8s.io",
      version: "v1",
      resource: "clusterroles",
      name: "system:node",
    }],
  ] as const
) {
  Deno.test(`readRequest() reads ${method} ${target}`, () => {
    const path = target.split("?", 1)[0];
    assert.deepEqual(readRequest(method, target), { isResource: true, path, ...expected });
  });
}

for (const path of ["/version", "/apis", "/apis/apps/v1", "/api/v1/", "/healthz/ping", "/"]) {
  Deno.test(`readRequest() finds no object behind ${path}`, () => {
    const { verb, isResource, resource } = readRequest("GET", path);
    assert.deepEqual([verb, isResource, resource], ["get", false, ""]);
  });
}

for (
  const [method, path, message] of [
    ["DELETE", "/api/v1/namespaces/shop/pods/", /a name is empty/],
    ["GET", "/api/v1/namespaces/shop/pods/", /a name is empty/],
    ["GET", "/api/v1/namespaces//pods", /a name is empty/],
    ["DELETE", "/apis/example.com/v1/", /a name is empty/],
    ["GET", "/apis/example.com/v1//x", /a name is empty/],
    ["DELETE", "/api/v1/namespaces/shop/pods/..", /a name is "\.\."/],
    ["DELETE", "/api/v1/namespaces/shop/pods/%2e%2E", /a name is "\.\."/],
    ["GET", "/api/v1/namespaces/shop/pods/.", /a name is "\."/],
    ["GET", "/api/v1/namespaces/shop/pods/a%2Fexec", /a name has a "\/" in it/],
    ["GET", "/api/v1/namespaces/shop/pods/..%2F..%2Fnodes", /a name has a "\/" in it/],
    ["GET", "/api/v1/namespaces/shop/pods/a%5Cb", /a name has a "\\\\" in it/],
    ["GET", "/api/v1/namespaces/shop/pods/a%252Fb", /a name has a "%" in it/],
    ["GET", "/api/v1/namespaces/shop/pods/%zz", /a name has a "%" in it/],
    ["GET", "/api/v1/namespaces/shop/pods?x/y", /a "\?" or "#"/],
    ["GET", "/api/v1/namespaces/shop/pods/a#b", /a "\?" or "#"/],
    ["GET", "/api/v1/namespaces/shop/services/web/proxy/..%2F..", /"\.\." segment/],
    ["GET", "/api/v1/nodes/..%2Fx/proxy/metrics", /a name has a "\/" in it/],
    ["GET", "/logs/..%2Fetc", /"\.\." segment/],
  ] as const
) {
  Deno.test(`checkRequestPath() refuses ${method} ${path}`, () => {
    assert.throws(() => checkRequestPath(method, path), (error) => {
      assert(error instanceof QueryError);
      assert.match(error.message, message);
      return true;
    });
  });
}

for (
  const [method, path] of [
    ["GET", "/"],
    ["GET", "/api/"],
    ["GET", "/api/v1/"],
    ["GET", "/apis/apps/v1/"],
    ["GET", "/version/"],
    ["GET", "/logs/"],
    ["GET", "/logs/kube/a.log"],
    ["GET", "/.well-known/openid-configuration"],
    ["POST", "/api/v1/namespaces/shop/pods"],
    ["DELETE", "/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Anode"],
    ["GET", "/api/v1/namespaces/shop/services/web%3Ahttp/proxy/a//b%2Fc"],
    ["GET", "/api/v1/namespaces/shop/services/web/proxy/"],
  ] as const
) {
  Deno.test(`checkRequestPath() takes ${method} ${path}`, () => checkRequestPath(method, path));
}
