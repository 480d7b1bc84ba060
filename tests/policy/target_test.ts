import assert from "node:assert/strict";
import { QueryError } from "../../lib/core/errors.ts";
import { parseTarget } from "../../lib/policy/target.ts";

const REFUSED: readonly [name: string, target: string, reason: RegExp][] = [
  ["an empty target", "", /does not start/],
  ["absolute form", "http://10.0.0.1/api/v1/nodes", /does not start/],
  ["an authority", "10.0.0.1:443", /does not start/],
  ["asterisk form", "*", /does not start/],
  ["a backslash", "/api/v1/namespaces/a\\..\\..\\nodes", /backslash/],
  ["an encoded backslash", "/api/v1/namespaces/a%5c..%5C..%5cnodes", /encoded slash or backslash/],
  ["an encoded slash", "/api/v1/namespaces/a%2Fpods", /encoded slash or backslash/],
  ["a lower case encoded slash", "/api/v1/namespaces/a%2fpods", /encoded slash or backslash/],
  ["an encoded dot", "/api/v1/namespaces/%2e%2e/nodes", /encoded dot/],
  ["half an encoded dot segment", "/api/v1/namespaces/.%2E/nodes", /encoded dot/],
  ["a dot segment", "/api/v1/./pods", /"\." segment/],
  ["two dots", "/api/v1/namespaces/../nodes", /"\.\." segment/],
  ["two dots at the end", "/api/v1/namespaces/..", /"\.\." segment/],
  ["two slashes", "//api/v1/pods", /empty segment/],
  ["two slashes inside", "/api/v1//pods", /empty segment/],
  ["a slash at the end", "/api/v1/pods/", /empty segment/],
  ["a network path", "//10.0.0.1/api/v1/pods", /empty segment/],
  ["a fragment", "/api/v1/pods#x", /fragment/],
  ["a blank", "/api/v1/po ds", /has to be encoded/],
  ["a tab", "/api/v1/po\tds", /has to be encoded/],
  ["a line end", "/api/v1/pods\r\nHost: x", /has to be encoded/],
  ["a NUL", "/api/v1/po\0ds", /has to be encoded/],
  ["a control character, encoded", "/api/v1/po%00ds", /control character/],
  ["a line end, encoded", "/api/v1/po%0d%0ads", /control character/],
  ["letters beyond ASCII", "/api/v1/pöds", /has to be encoded/],
  ["an escape that is none", "/api/v1/po%zzds", /escape that is none/],
  ["half an escape", "/api/v1/pods%", /escape that is none/],
  ["bytes that are no UTF-8", "/api/v1/pods%ff", /escape that is none/],
  ["an overlong slash", "/api/v1/a%c0%afpods", /escape that is none/],
  ["a semicolon in the query", "/api/v1/pods?a=1;watch=1", /has to be encoded/],
  ["an escape in the query that is none", "/api/v1/pods?watch=%zz", /escape that is none/],
  ["a blank in the query", "/api/v1/pods?a= b", /has to be encoded/],
  ["a fragment in the query", "/api/v1/pods?a=b#c", /fragment/],
  ["a target without end", `/api/v1/pods?a=${"b".repeat(70_000)}`, /more than/],
];

Deno.test("a target that programs might read differently is refused", async (t) => {
  for (const [name, target, reason] of REFUSED) {
    await t.step(name, () => {
      assert.throws(() => parseTarget(target), (error) => {
        assert(error instanceof QueryError);
        assert.match(error.message, reason);
        // deno-lint-ignore no-control-regex -- there must be none
        assert.doesNotMatch(error.message, /[\u0000-\u001f]/);
        return true;
      });
    });
  }
});

const WRITTEN: readonly [name: string, target: string, path: string][] = [
  ["the root", "/", "/"],
  ["a list", "/api/v1/pods?limit=500", "/api/v1/pods?limit=500"],
  [
    "a colon in a name",
    "/apis/rbac/v1/clusterroles/system:node",
    "/apis/rbac/v1/clusterroles/system%3Anode",
  ],
  ["an encoded letter", "/api/v1/%70ods", "/api/v1/pods"],
  ["an encoded parameter name", "/api/v1/pods?%77atch=1", "/api/v1/pods?watch=1"],
  [
    "a plus in a query",
    "/api/v1/pods?labelSelector=a+in+(b)",
    "/api/v1/pods?labelSelector=a%20in%20%28b%29",
  ],
  ["a parameter without value", "/api/v1/pods?watch", "/api/v1/pods?watch="],
  ["a parameter twice, in order", "/x/y?command=a&command=b", "/x/y?command=a&command=b"],
  ["quotes of a command", "/x/y?command=echo+'a'*", "/x/y?command=echo%20%27a%27%2A"],
  ["an empty query", "/api/v1/pods?", "/api/v1/pods"],
  [
    "the root behind a proxy",
    "/api/v1/namespaces/a/services/b/proxy/",
    "/api/v1/namespaces/a/services/b/proxy/",
  ],
  ["UTF-8, encoded", "/api/v1/nodes/%C3%A4", "/api/v1/nodes/%C3%A4"],
];

Deno.test("a target is written again from its parts, in one way", async (t) => {
  for (const [name, target, path] of WRITTEN) {
    await t.step(name, () => {
      const parsed = parseTarget(target);
      assert.equal(parsed.path, path);
      assert.deepEqual(parseTarget(parsed.path), parsed, "and reads the same");
      const { pathname, search } = new URL(`https://server${parsed.path}`);
      assert.equal(pathname + search, path, "and is what a URL makes of it");
    });
  }
});
