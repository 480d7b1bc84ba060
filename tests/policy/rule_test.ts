import assert from "node:assert/strict";
import { makePolicy } from "../../lib/client/policy.ts";
import { QueryError } from "../../lib/core/errors.ts";
import { attributesOf } from "../../lib/policy/attributes.ts";
import { COMMAND_ADVICE, decide, type Decision, refusal } from "../../lib/policy/decision.ts";
import { formatRule } from "../../lib/policy/rule.ts";
import { parseTarget } from "../../lib/policy/target.ts";

function requestOf(line: string) {
  const [method = "", raw = ""] = line.split(" ");
  return attributesOf(method, parseTarget(raw));
}

function verdict(rules: Parameters<typeof makePolicy>[0], line: string): Decision["verdict"] {
  return decide(makePolicy(rules), requestOf(line)).verdict;
}

const SHOP = "/api/v1/namespaces/shop";
const APPS = "/apis/apps/v1/namespaces/shop/deployments";

const WITHOUT_RULES: readonly [request: string, verdict: Decision["verdict"]][] = [
  [`GET ${SHOP}/pods`, "allowed"],
  [`GET ${SHOP}/pods?watch=1`, "allowed"],
  ["GET /api/v1/watch/pods", "allowed"],
  [`GET ${SHOP}/pods/web-0/log`, "allowed"],
  ["GET /api/v1/nodes", "allowed"],
  [`GET ${APPS}/web/scale`, "allowed"],
  ["GET /apis/example.com/v1/widgets", "allowed"],
  ["GET /", "allowed"],
  ["GET /version", "allowed"],
  ["GET /apis/apps/v1", "allowed"],
  ["GET /openapi/v3/apis/apps/v1", "allowed"],
  ["HEAD /readyz", "allowed"],
  ["POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews", "allowed"],
  ["GET /metrics", "open"],
  ["GET /logs/kube-apiserver.log", "open"],
  ["GET /debug/pprof/heap", "open"],
  ["PUT /debug/flags/v", "open"],
  ["POST /version", "open"],
  [`GET ${SHOP}/secrets`, "open"],
  [`GET ${SHOP}/secrets/token`, "open"],
  ["GET /api/v1/secrets?watch=true", "open"],
  [`GET /api/v1/watch/namespaces/shop/secrets/token`, "open"],
  [`GET ${SHOP}/secrets/token/status`, "open"],
  [`POST ${SHOP}/serviceaccounts/default/token`, "open"],
  [`GET ${SHOP}/pods/web-0/exec?command=sh`, "open"],
  [`POST ${SHOP}/pods/web-0/attach`, "open"],
  [`GET ${SHOP}/pods/web-0/portforward`, "open"],
  [`GET ${SHOP}/services/web/proxy/`, "open"],
  ["GET /api/v1/proxy/nodes/n", "open"],
  [`POST ${SHOP}/pods`, "open"],
  [`PUT ${SHOP}/pods/a`, "open"],
  [`PATCH ${APPS}/web/scale`, "open"],
  [`DELETE ${SHOP}/pods/a`, "open"],
  [`DELETE ${SHOP}/pods`, "open"],
];

Deno.test("without a rule, what reads and shows no Secret may pass", async (t) => {
  for (const [line, expected] of WITHOUT_RULES) {
    await t.step(line, () => {
      assert.equal(verdict({}, line), expected);
      const strict = verdict({ defaultReads: false }, line);
      assert.equal(
        strict,
        /^\S+ \/(?:api|apis|openapi|version|readyz)?(?:$|\/)/.test(line) &&
          expected === "allowed" && !requestOf(line).isResource
          ? "allowed"
          : "open",
      );
      assert.equal(verdict({ allowAll: true }, line), "allowed");
      const readOnly = verdict({ readOnly: true, allowAll: true }, line);
      const reads = /^(?:GET|HEAD) /.test(line) && !/exec|attach|portforward|proxy/.test(line);
      assert.equal(readOnly, reads || line.endsWith("reviews") ? "allowed" : "read-only");
    });
  }
});

const MATCHES: readonly [rule: string, yes: readonly string[], no: readonly string[]][] = [
  [
    "patch:deployments/scale@shop",
    [`PATCH ${APPS}/web/scale`],
    [
      `PATCH ${APPS}/web`,
      `PUT ${APPS}/web/scale`,
      "PATCH /apis/apps/v1/namespaces/other/deployments/web/scale",
      "PATCH /apis/example.com/v1/namespaces/shop/deployments/web/scale",
    ],
  ],
  [
    "delete:pods#web-0@shop",
    [`DELETE ${SHOP}/pods/web-0`],
    [`DELETE ${SHOP}/pods/web-00`, `DELETE ${SHOP}/pods`, `DELETE ${SHOP}/services/web-0`],
  ],
  [
    "delete:pods#web-*@team-*",
    ["DELETE /api/v1/namespaces/team-a/pods/web-0", "DELETE /api/v1/namespaces/team-/pods/web-"],
    ["DELETE /api/v1/namespaces/teama/pods/web-0", "DELETE /api/v1/namespaces/team-a/pods/we"],
  ],
  [
    "get,list:secrets",
    [`GET ${SHOP}/secrets`, "GET /api/v1/secrets", `GET ${SHOP}/secrets/a`],
    [`GET ${SHOP}/secrets?watch=1`, `DELETE ${SHOP}/secrets/a`],
  ],
  [
    "list:secrets#one@shop",
    [`GET ${SHOP}/secrets?fieldSelector=metadata.name%3Done`],
    [`GET ${SHOP}/secrets`, `GET ${SHOP}/secrets?fieldSelector=metadata.name%21%3Done`],
  ],
  [
    "*:*",
    [
      `DELETE ${SHOP}/pods`,
      `GET ${SHOP}/pods/a/exec`,
      `GET ${SHOP}/secrets`,
      "DELETE /api/v1/nodes/n",
    ],
    ["PUT /debug/flags/v"],
  ],
  [
    "create:*.example.com",
    ["POST /apis/example.com/v1/widgets", "POST /apis/example.com/v1/namespaces/a/w/x/approve"],
    ["POST /apis/sub.example.com/v1/widgets", `POST ${SHOP}/pods`],
  ],
  [
    "patch:*/scale",
    [`PATCH ${APPS}/web/scale`],
    [`PATCH ${APPS}/web`, `PATCH ${APPS}/web/status`],
  ],
  [
    "*:pods/*@shop",
    [`GET ${SHOP}/pods/a/exec`, `POST ${SHOP}/pods/a/eviction`],
    [`DELETE ${SHOP}/pods/a`],
  ],
  [
    "create:pods/exec#web-0@shop",
    [`GET ${SHOP}/pods/web-0/exec?command=id`, `POST ${SHOP}/pods/web-0/exec?command=id`],
    [`GET ${SHOP}/pods/web-1/exec`, `GET ${SHOP}/pods/web-0/attach`],
  ],
  ["get:*", [`GET ${SHOP}/secrets/a`], [`GET ${SHOP}/pods/a/exec`, `GET ${SHOP}/secrets`]],
  ["get:services/proxy", [`GET ${SHOP}/services/web/proxy/x`], [
    `POST ${SHOP}/services/web/proxy/x`,
  ]],
  [
    "delete:events",
    [`DELETE ${SHOP}/events/e`, "DELETE /apis/events.k8s.io/v1/namespaces/shop/events/e"],
    ["DELETE /apis/example.com/v1/namespaces/shop/events/e"],
  ],
  ["delete:namespaces#shop", [`DELETE ${SHOP}`], ["DELETE /api/v1/namespaces/other"]],
  [
    "update:clusterroles#system:node",
    ["PUT /apis/rbac.authorization.k8s.io/v1/clusterroles/system:node"],
    ["PUT /apis/rbac.authorization.k8s.io/v1/clusterroles/system:nodes"],
  ],
  ["get:/metrics", ["GET /metrics"], ["GET /metrics/slis", "POST /metrics"]],
  ["get:/metrics/*", ["GET /metrics/slis"], ["GET /metrics"]],
];

Deno.test("a rule is about what it names, and nothing else", async (t) => {
  for (const [rule, yes, no] of MATCHES) {
    await t.step(rule, () => {
      for (const line of yes) {
        assert.equal(verdict({ allow: [rule], defaultReads: false }, line), "allowed", line);
        assert.equal(
          verdict({ deny: [rule], allow: [rule] }, line),
          "denied",
          `deny wins: ${line}`,
        );
        assert.equal(verdict({ deny: [rule], allowAll: true }, line), "denied", `over -A: ${line}`);
      }
      for (const line of no) {
        assert.equal(verdict({ allow: [rule], defaultReads: false }, line), "open", line);
      }
    });
  }
});

Deno.test("what is denied is reached by no list over it and by no part of it", () => {
  const cases: readonly [rule: string, denied: readonly string[], passing: readonly string[]][] = [
    [
      "*:configmaps#payroll@shop",
      [`GET ${SHOP}/configmaps`, "GET /api/v1/configmaps?watch=1", `DELETE ${SHOP}/configmaps`],
      [`GET ${SHOP}/configmaps/other`, "GET /api/v1/namespaces/x/configmaps"],
    ],
    [
      "*:*@prod",
      ["GET /api/v1/pods", "GET /api/v1/namespaces/prod/pods/a", "DELETE /api/v1/namespaces/prod"],
      ["GET /api/v1/nodes", "GET /api/v1/namespaces/shop/pods", "POST /api/v1/namespaces"],
    ],
    [
      "patch:deployments",
      [`PATCH ${APPS}/web/scale`, `PATCH ${APPS}/web`],
      [`DELETE ${APPS}/web`],
    ],
    [
      "get:pods",
      [
        `GET ${SHOP}/pods/a/exec`,
        `GET ${SHOP}/pods/a/log`,
        `GET ${SHOP}/pods`,
        "GET /api/v1/pods?watch=1",
      ],
      [`DELETE ${SHOP}/pods/a`],
    ],
    ["get:pods#a", [`GET ${SHOP}/pods`], [`GET ${SHOP}/pods/b`]],
    ["list:pods", [`GET ${SHOP}/pods`], [`GET ${SHOP}/pods/a`]],
    ["delete:pods", [`DELETE ${SHOP}/pods`, `DELETE ${SHOP}/pods/a`], [`GET ${SHOP}/pods`]],
  ];
  for (const [rule, denied, passing] of cases) {
    const rules = { deny: [rule], allowAll: true };
    for (const line of denied) assert.equal(verdict(rules, line), "denied", `${rule} ${line}`);
    for (const line of passing) assert.equal(verdict(rules, line), "allowed", `${rule} ${line}`);
  }
});

const MISTAKES: readonly [rule: string, message: string][] = [
  ["", 'Cannot use --allow-kube "": it has no verb: verbs:resource, as in get,list:pods@shop'],
  ["pods", "it has no verb: verbs:resource"],
  ["delete", "it has no resource: verbs:resource"],
  ["get,list", "it has no resource: verbs:resource"],
  [":pods", "a verb is missing"],
  ["get,:pods", "a verb is missing"],
  ["delte:pods", 'there is no verb "delte": did you mean "delete"'],
  ["exec:pods", 'there is no verb "exec": known are get, list'],
  ["get:", "the resource is missing"],
  ["get:po", 'no built-in resource is called "po": did you mean "pods"'],
  ["get:Deployment", 'did you mean "deployments"'],
  ["get:apps/deployments", 'called "apps": did you mean "deployments.apps"'],
  ["get:widgets", "a kind that is not built in needs its group, widgets.example.com"],
  ["get:pods@", "the namespace behind @ is missing"],
  ["get:pods@Shop", "what is behind @ is no namespace"],
  ["get:pods#@shop", "the name behind # is missing"],
  ["get:pods#a/b", "what is behind # is no name"],
  ["get:pods#a\u001b[2Jb", "what is behind # is no name"],
  ["get:pods#a\u202eb", "what is behind # is no name"],
  ["get:pods/", "what is behind / is no subresource"],
  ["get:pods.", "what is behind . is no API group"],
  ["get:pods/exec", "it has to be create, whatever the method: create:pods/exec"],
  ["create:pods#web", "a create names no object: give it in a rule of its own, without #web"],
  ["get,deletecollection:pods#web", "a deletecollection names no object"],
  ["list:/metrics", 'there is no verb "list"'],
  ["get:/a*b", "a path has * at its end only"],
  ["get:po\u202eds\n", 'is called "po\\u202eds\\n"'],
];

Deno.test("what is no rule gets one line that says why", async (t) => {
  for (const [rule, message] of MISTAKES) {
    await t.step(JSON.stringify(rule), () => {
      assert.throws(() => makePolicy({ allow: [rule] }), (error) => {
        assert(error instanceof QueryError);
        assert.ok(error.message.includes(message), error.message);
        assert.match(error.message, /^Cannot use --allow-kube [^\n]*$/);
        return true;
      });
    });
  }
});

Deno.test("a refusal names the flag that would allow exactly this", () => {
  for (const [line] of WITHOUT_RULES) {
    const request = requestOf(line);
    const decision = decide(makePolicy({}), request);
    if (decision.verdict !== "open") continue;
    const { message } = refusal(decision, request);
    const flag = / not granted: add '?--allow-kube=([^']*)'?$/.exec(message)?.[1];
    assert.ok(flag !== undefined, message);
    assert.equal(verdict({ allow: [flag], defaultReads: false }, line), "allowed", flag);
    assert.equal(formatRule(request), flag);
  }
  const request = requestOf(`PATCH ${APPS}/web/scale`);
  assert.equal(
    refusal({ verdict: "open" }, request).message,
    'Cannot patch deployments.apps/scale "web" in "shop": not granted: add --allow-kube=patch:deployments.apps/scale#web@shop',
  );
  assert.equal(
    refusal({ verdict: "read-only" }, request, COMMAND_ADVICE).message,
    'Cannot patch deployments.apps/scale "web" in "shop": the script runs with --read-only',
  );
  const deny = makePolicy({ deny: ["*:*@shop"] });
  const decision = decide(deny, request);
  assert(decision.verdict === "denied");
  assert.match(refusal(decision, request).message, /: denied by --deny-kube=\*:\*@shop$/);
});
