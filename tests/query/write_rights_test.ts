import assert from "node:assert/strict";
import { builtinKind } from "../../lib/kinds/builtin.ts";
import { formatRight } from "../../lib/query/explain.ts";
import {
  type WriteRightOptions,
  writeRights,
  type WriteVerb,
} from "../../lib/query/write_rights.ts";

function rights(verb: WriteVerb, options: WriteRightOptions = {}): string[] {
  const kind = builtinKind("apps/v1", "Deployment");
  assert.ok(kind !== undefined);
  return writeRights(verb, kind, { namespace: "shop", ...options })
    .map((right) => formatRight(right, kind.namespaced));
}

Deno.test("writeRights() names the rights of each verb, limited to the object where RBAC can", () => {
  const on = 'deployments.apps "web" in "shop"';
  const name = "web";
  assert.deepEqual(rights("create", { name }), ['create deployments.apps in "shop"']);
  assert.deepEqual(rights("replace", { name }), [`update ${on}`]);
  assert.deepEqual(rights("apply", { name }), [`patch ${on}`, 'create deployments.apps in "shop"']);
  assert.deepEqual(rights("edit", { name }), [`get ${on}`, `patch ${on}`]);
  assert.deepEqual(rights("label", { name, reads: true }), [`get ${on}`, `patch ${on}`]);
  assert.deepEqual(rights("delete", { name, waits: true }), [
    `delete ${on}`,
    `list ${on}`,
    `watch ${on}`,
  ]);
});

Deno.test("writeRights() names the subresource that is written", () => {
  const scale = 'deployments.apps/scale "web" in "shop"';
  assert.deepEqual(rights("scale", { name: "web" }), [`patch ${scale}`]);
  assert.deepEqual(rights("scale", { name: "web", reads: true }), [
    `get ${scale}`,
    `patch ${scale}`,
  ]);
  assert.deepEqual(rights("edit", { name: "web", subresource: "status" }), [
    'get deployments.apps "web" in "shop"',
    'patch deployments.apps/status "web" in "shop"',
  ]);
});

Deno.test("writeRights() of a query lists, and reads again", () => {
  assert.deepEqual(rights("delete", { query: true, name: "web" }), [
    'list deployments.apps in "shop"',
    'get deployments.apps in "shop"',
    'delete deployments.apps in "shop"',
  ]);
});
