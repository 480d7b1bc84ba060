import assert from "node:assert/strict";
import { BUILTIN_NAMES } from "../../lib/client/policy.ts";
import { ConfigError } from "../../lib/core/errors.ts";
import { attributesOf } from "../../lib/policy/attributes.ts";
import { formatGrants, parseGrants, Recording } from "../../lib/policy/recording.ts";
import { type RoleObject, rolesOf } from "../../lib/policy/roles.ts";
import { parseRule } from "../../lib/policy/rule.ts";
import { parseTarget } from "../../lib/policy/target.ts";

function record(...lines: readonly string[]): readonly string[] {
  const recording = new Recording(BUILTIN_NAMES);
  for (const line of lines) {
    const [method = "", raw = ""] = line.split(" ");
    recording.add(attributesOf(method, parseTarget(raw)));
  }
  return recording.rights;
}

function roles(...rights: readonly string[]): RoleObject[] {
  const rules = rights.map((right) => parseRule("right", right, BUILTIN_NAMES));
  return rolesOf(rules, { name: "clean", subjects: [] });
}

Deno.test("a recording holds each right once, and nothing that everybody may ask", () => {
  assert.deepEqual(
    record(
      "GET /api/v1",
      "GET /version",
      "GET /openapi/v3",
      "GET /api/v1/namespaces/shop/pods?limit=500",
      "GET /api/v1/namespaces/shop/pods?limit=500&continue=x",
      "GET /api/v1/namespaces/shop/events",
      "GET /apis/events.k8s.io/v1/namespaces/shop/events",
      "GET /api/v1/namespaces/shop/pods/web-0/exec?command=id",
      "DELETE /api/v1/namespaces/shop/pods/web-0",
      "GET /metrics",
    ),
    [
      "create:pods/exec#web-0@shop",
      "delete:pods#web-0@shop",
      "get:/metrics",
      "list:events.core@shop",
      "list:events.events.k8s.io@shop",
      "list:pods@shop",
    ],
  );
});

Deno.test("roles are as narrow as RBAC can be, and as few rules as say so", () => {
  const made = roles(
    "list:pods@shop",
    "watch:pods@shop",
    "list:configmaps@shop",
    "watch:configmaps@shop",
    "get:pods#web-0@shop",
    "delete:pods#web-0@shop",
    "delete:pods#web-1@shop",
    "get:pods#web-1@shop",
    "create:pods@shop",
    "deletecollection:jobs.batch@shop",
    "patch:deployments.apps/scale#web@shop",
    "create:pods/exec#web-0@shop",
    "list:events.core@shop",
    "get:nodes#n1",
    "list:namespaces",
    "get:secrets",
    "get:secrets#a@shop",
    "get:/metrics",
    "get:namespaces#other@other",
  );
  assert.deepEqual(made.map(({ kind, metadata }) => [kind, metadata?.namespace ?? ""]), [
    ["Role", "other"],
    ["Role", "shop"],
    ["ClusterRole", ""],
  ]);
  assert.deepEqual(made[1]!.rules, [
    { apiGroups: [""], resources: ["configmaps", "pods"], verbs: ["list", "watch"] },
    { apiGroups: [""], resources: ["events"], verbs: ["list"] },
    { apiGroups: [""], resources: ["pods"], verbs: ["create"] },
    {
      apiGroups: [""],
      resources: ["pods"],
      resourceNames: ["web-0", "web-1"],
      verbs: ["delete", "get"],
    },
    {
      apiGroups: [""],
      resources: ["pods/exec"],
      resourceNames: ["web-0"],
      verbs: ["create", "get"],
    },
    {
      apiGroups: ["apps"],
      resources: ["deployments/scale"],
      resourceNames: ["web"],
      verbs: ["patch"],
    },
    { apiGroups: ["batch"], resources: ["jobs"], verbs: ["deletecollection"] },
  ]);
  assert.deepEqual(made[2]!.rules, [
    { apiGroups: [""], resources: ["namespaces"], verbs: ["list"] },
    { apiGroups: [""], resources: ["nodes"], resourceNames: ["n1"], verbs: ["get"] },
    { apiGroups: [""], resources: ["secrets"], verbs: ["get"] },
    { verbs: ["get"], nonResourceURLs: ["/metrics"] },
  ]);
});

Deno.test("a role is bound to who is named", () => {
  const rules = [parseRule("right", "list:pods@shop", BUILTIN_NAMES)];
  const [, binding] = rolesOf(rules, {
    name: "clean",
    subjects: [
      { kind: "User", name: "ann" },
      { kind: "ServiceAccount", name: "clean", namespace: "shop" },
    ],
  });
  assert.deepEqual(binding, {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "RoleBinding",
    metadata: { name: "clean", namespace: "shop" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "clean" },
    subjects: [
      { apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "ann" },
      { kind: "ServiceAccount", name: "clean", namespace: "shop" },
    ],
  });
});

Deno.test("what RBAC cannot say is said", () => {
  assert.throws(
    () => roles("get:pods#web-*@shop"),
    /"get:pods#web-\*@shop": RBAC knows no patterns/,
  );
  assert.throws(() => roles("get:pods@team-*"), /RBAC knows no patterns: name what "team-\*"/);
  assert.throws(() => roles("create:pods/*@shop"), /RBAC has no pods\/\*: name the parts/);
});

Deno.test("grants are read as they were written, and a file that is none gets one line", () => {
  const grants = { script: "a.ts", namespace: "shop", rights: ["list:pods@shop"], deno: [] };
  const { rules, ...read } = parseGrants("a.json", formatGrants(grants), BUILTIN_NAMES);
  assert.deepEqual(read, grants);
  assert.equal(rules.length, 1);
  const cases: readonly [text: string, message: RegExp][] = [
    ["", /"a\.json": it is no JSON/],
    ["[]", /its format is not skiff-grants\/1/],
    ["null", /its format is not skiff-grants\/1/],
    ['{"format":"skiff-grants/2"}', /its format is not skiff-grants\/1/],
    ['{"format":"skiff-grants/1"}', /a field is missing/],
    [formatGrants({ ...grants, rights: [1 as unknown as string] }), /lists of texts/],
    [
      formatGrants({ ...grants, rights: ["delte:pods"] }),
      /the right "delte:pods": there is no verb/,
    ],
  ];
  for (const [text, message] of cases) {
    assert.throws(() => parseGrants("a.json", text, BUILTIN_NAMES), (error) => {
      assert(error instanceof ConfigError);
      assert.match(error.message, message);
      assert.match(error.message, /^Cannot read the grants [^\n]*$/);
      return true;
    });
  }
});
