/** Names with blanks and odd characters, written as rules and read again. */
import assert from "node:assert/strict";
import { BUILTIN_NAMES } from "../../lib/client/policy.ts";
import { QueryError } from "../../lib/core/errors.ts";
import { attributesOf, type RequestAttributes } from "../../lib/policy/attributes.ts";
import { formatGrants, parseGrants, Recording } from "../../lib/policy/recording.ts";
import { rolesOf } from "../../lib/policy/roles.ts";
import { formatRule, matches, parseRule } from "../../lib/policy/rule.ts";
import { parseTarget } from "../../lib/policy/target.ts";

const SEED = 20_261_125;

function randomOf(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

const SIGNS = [
  ..." %#@:.-_~!'\"$&()+;=,?[]{}<>|^\`",
  "a",
  "Z",
  "7",
  "core",
  "pods",
  "secrets",
  "\u00a0",
  "\u00ad",
  "\u2003",
  "\u200b",
  "\u202e",
  "\u2028",
  "\u3000",
  "\ufeff",
  "ü",
  "\u0430",
  "🙂",
  "%20",
  "%2F",
];

function targetOf(random: () => number): string {
  const word = () =>
    Array.from(
      { length: 1 + Math.floor(random() * 4) },
      () => SIGNS[Math.floor(random() * SIGNS.length)]!,
    ).join("");
  const pick = (...plain: readonly string[]) =>
    random() < 0.5 ? plain[Math.floor(random() * plain.length)]! : word();
  const segments = [
    ...random() < 0.4
      ? ["api", "v1"]
      : ["apis", pick("apps", "core", "rbac.authorization.k8s.io"), "v1"],
    ...random() < 0.6 ? ["namespaces", pick("shop", "core")] : [],
    pick("pods", "roles", "deployments", "events"),
    ...random() < 0.7 ? [pick("web", "my role", "system:x")] : [],
  ];
  if (random() < 0.3) segments.push(pick("scale", "exec", "status"));
  return `/${segments.map(encodeURIComponent).join("/")}`;
}

Deno.test(`whatever may be sent survives being recorded, and means nothing else; seed ${SEED}`, () => {
  const random = randomOf(SEED);
  const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];
  const requests = new Map<string, RequestAttributes>();
  let refused = 0;
  for (let count = 0; count < 20_000; count++) {
    const method = methods[Math.floor(random() * methods.length)]!;
    const raw = targetOf(random);
    let request: RequestAttributes;
    try {
      request = attributesOf(method, parseTarget(raw));
    } catch (error) {
      assert(error instanceof QueryError, `${raw}: ${error}`);
      refused++;
      continue;
    }
    const text = formatRule(request, false, BUILTIN_NAMES);
    assert.doesNotMatch(text, /[\s\p{Cc}\p{Cf}]/u, raw);
    const rule = parseRule("the right", text, BUILTIN_NAMES);
    assert(matches(rule, request, "allow", BUILTIN_NAMES), `${raw} ${text}`);
    const other = requests.get(text);
    if (other !== undefined) assert(isSameRight(other, request), `${raw} ${text}`);
    requests.set(text, request);
  }
  // Rules that differ are about other requests.
  const all = [...requests].slice(0, 400);
  for (const [text] of all) {
    const rule = parseRule("the right", text, BUILTIN_NAMES);
    for (const [otherText, request] of all) {
      if (otherText === text || !matches(rule, request, "allow", BUILTIN_NAMES)) continue;
      // But for one that names no object, or no namespace, which is wider.
      assert(
        rule.isResource && (rule.name === undefined || rule.namespace === undefined),
        `${text} ${otherText}`,
      );
    }
  }
  assert(refused > 1_000 && requests.size > 3_000, `${refused} refused, ${requests.size} rules`);
});

/** Versions are no part of a right, nor is the name of what is created, nor the method of a way in. */
function isSameRight(a: RequestAttributes, b: RequestAttributes): boolean {
  if (!a.isResource || !b.isResource) return false;
  const isCreate = a.verb === "create" && a.subresource === "";
  return a.group === b.group && a.resource === b.resource && a.subresource === b.subresource &&
    a.namespace === b.namespace && (isCreate || a.name === b.name);
}

Deno.test("a name with blanks is recorded, read again and given by a role", () => {
  const names = ["my role", "a\u00a0b\u202ec", "100 % of it", "#1 @ work", "a@b", "ü 🙂", " lead"];
  const rbac = "/apis/rbac.authorization.k8s.io/v1";
  const recording = new Recording(BUILTIN_NAMES);
  const requests = names.map((name) =>
    attributesOf("GET", parseTarget(`${rbac}/namespaces/shop/roles/${encodeURIComponent(name)}`))
  );
  for (const request of requests) recording.add(request);
  const text = formatGrants({
    script: "a.ts",
    namespace: "shop",
    rights: recording.rights,
    deno: ["--allow-read=./my data"],
  });
  const grants = parseGrants("a.json", text, BUILTIN_NAMES);
  assert.deepEqual(grants.deno, ["--allow-read=./my data"]);
  assert(grants.rights.includes("get:roles.rbac.authorization.k8s.io#my%20role@shop"));
  for (const [index, request] of requests.entries()) {
    const about = grants.rules.filter((rule) => matches(rule, request, "allow", BUILTIN_NAMES));
    assert.equal(about.length, 1, names[index]!);
  }
  const [role] = rolesOf(grants.rules, { name: "r", subjects: [] });
  assert.deepEqual(role!.rules![0]!.resourceNames, names.toSorted());
});

Deno.test("each text has one way to be written, so that none hides behind another", () => {
  const hidden = [
    "get:%73ecrets@shop",
    "get:secrets#%64b",
    "get:pods.%61pps",
    "get:pods@%73hop",
    "get:pods/%6cog",
    "get:pods#a%2fb",
    "get:pods#a%2Fb",
    "get:pods#%2A",
    "get:pods#a%2e",
    "get:pods#a%c2%a0",
    "get:pods#a%",
    "get:pods#a%zz",
    "get:pods#a b",
    "get:pods#%FF",
    "get:pods#%",
    "get:pods@%2A",
    "get:%2A",
  ];
  for (const text of hidden) {
    assert.throws(() => parseRule("--allow-kube", text, BUILTIN_NAMES), QueryError, text);
  }
});
