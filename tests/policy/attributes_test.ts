import assert from "node:assert/strict";
import { QueryError } from "../../lib/core/errors.ts";
import {
  attributesOf,
  describeAttributes,
  isLongLived,
  isWrite,
  type RequestAttributes,
} from "../../lib/policy/attributes.ts";
import { parseTarget } from "../../lib/policy/target.ts";
import { REQUESTS } from "./_request_cases.ts";

function attributes(request: string): RequestAttributes {
  const [method = "", target = ""] = request.split(" ");
  return attributesOf(method, parseTarget(target));
}

Deno.test("a request asks for what the API server takes it for", async (t) => {
  for (const [request, expected] of REQUESTS) {
    await t.step(request, () => {
      const found = attributes(request);
      const parts = found.isResource
        ? [found.verb, found.group, found.resource, found.subresource, found.namespace, found.name]
        : [found.verb, found.path];
      assert.deepEqual(parts, expected);
    });
  }
});

Deno.test("a request that names no resource cannot be told", () => {
  assert.throws(() => attributes("GET /api/v1/watch"), QueryError);
  assert.throws(() => attributes("GET /apis/apps/v1/proxy"), QueryError);
});

const READS: readonly string[] = [
  "GET /api/v1/pods",
  "GET /api/v1/pods?watch=1",
  "GET /api/v1/namespaces/a/pods/p",
  "HEAD /api/v1/namespaces/a/pods/p",
  "GET /api/v1/namespaces/a/pods/p/log",
  "GET /version",
  "HEAD /healthz",
  "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
  "POST /apis/authorization.k8s.io/v1/namespaces/a/localsubjectaccessreviews",
  "POST /apis/authentication.k8s.io/v1/selfsubjectreviews",
];
const WRITES: readonly string[] = [
  "POST /api/v1/namespaces/a/pods",
  "PUT /api/v1/namespaces/a/pods/p",
  "PATCH /api/v1/namespaces/a/pods/p",
  "PATCH /apis/apps/v1/namespaces/a/deployments/d/scale",
  "DELETE /api/v1/namespaces/a/pods/p",
  "DELETE /api/v1/namespaces/a/pods",
  "POST /api/v1/namespaces/a/pods/p/eviction",
  "POST /api/v1/namespaces/a/serviceaccounts/s/token",
  "GET /api/v1/namespaces/a/pods/p/exec?command=ls",
  "POST /api/v1/namespaces/a/pods/p/exec?command=ls",
  "GET /api/v1/namespaces/a/pods/p/attach",
  "GET /api/v1/namespaces/a/pods/p/portforward",
  "GET /api/v1/namespaces/a/pods/p/proxy/x",
  "GET /api/v1/namespaces/a/services/s/proxy/",
  "GET /api/v1/nodes/n/proxy/exec/x",
  "GET /api/v1/proxy/nodes/n",
  "POST /version",
  "POST /apis/other.io/v1/selfsubjectaccessreviews",
  "POST /apis/authorization.k8s.io/v1/other",
];

Deno.test("reads and writes are told apart by what they may change", async (t) => {
  for (const request of READS) {
    await t.step(`${request} reads`, () => assert.equal(isWrite(attributes(request)), false));
  }
  for (const request of WRITES) {
    await t.step(`${request} writes`, () => assert.equal(isWrite(attributes(request)), true));
  }
});

Deno.test("what may stay open uses connections of its own", async (t) => {
  const cases: readonly [request: string, longLived: boolean][] = [
    ["GET /api/v1/pods?watch=1", true],
    ["GET /api/v1/namespaces/a/pods/p/log?follow=true", true],
    ["GET /api/v1/namespaces/a/pods/p/log?follow=1", true],
    ["GET /api/v1/nodes/n/proxy/x", true],
    ["GET /api/v1/namespaces/a/pods/p/log?follow=false", false],
    ["GET /api/v1/namespaces/a/pods/p/log", false],
    ["GET /api/v1/pods", false],
    ["GET /version", false],
  ];
  for (const [request, longLived] of cases) {
    await t.step(request, () => {
      const [method = "", raw = ""] = request.split(" ");
      const target = parseTarget(raw);
      assert.equal(isLongLived(attributesOf(method, target), target), longLived);
    });
  }
});

Deno.test("a request is described in one line", () => {
  const line = describeAttributes(
    attributes("PATCH /apis/apps/v1/namespaces/a/deployments/d/scale"),
  );
  assert.equal(line, 'patch deployments.apps/scale "d" in "a"');
  assert.equal(describeAttributes(attributes("GET /version")), "get /version");
});
