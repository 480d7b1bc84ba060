/** What is said of refused requests: one line for what one rule grants. */
import assert from "node:assert/strict";
import { attributesOf } from "../../lib/policy/attributes.ts";
import { refusalLines, type Refused } from "../../lib/policy/refusals.ts";
import { parseTarget } from "../../lib/policy/target.ts";

function refused(path: string, { method = "DELETE", isOpen = true } = {}): Refused {
  return { request: attributesOf(method, parseTarget(path)), message: path, isOpen };
}

Deno.test("objects of one kind that were refused are said in one line, with the rule for all of it", () => {
  const pods = ["a", "b", "c", "d", "e"].map((name) =>
    refused(`/api/v1/namespaces/shop/pods/${name}`)
  );
  const [first] = pods;
  assert.deepEqual(refusalLines([first!]), [first!.message]);
  assert.deepEqual(refusalLines(pods.slice(0, 2)), [
    'Cannot delete pods "a" and "b" in "shop": not granted: add --allow-kube=delete:pods@shop',
  ]);
  const scale = ["x", "y"].map((name) =>
    refused(`/apis/apps/v1/namespaces/shop/deployments/${name}/scale`, { method: "PATCH" })
  );
  assert.deepEqual(refusalLines([...pods, ...scale]), [
    'Cannot delete pods "a", "b", "c" and 2 more in "shop": not granted: ' +
    "add --allow-kube=delete:pods@shop",
    'Cannot patch deployments.apps/scale "x" and "y" in "shop": not granted: ' +
    "add --allow-kube=patch:deployments.apps/scale@shop",
  ]);
});

Deno.test("what no one rule is meant for stays apart", () => {
  const lines = (...all: readonly Refused[]) => refusalLines(all).length;
  const pod = refused("/api/v1/namespaces/shop/pods/a");
  assert.equal(lines(pod, refused("/api/v1/namespaces/web/pods/a")), 2);
  assert.equal(lines(pod, refused("/api/v1/namespaces/shop/pods/b", { method: "PATCH" })), 2);
  assert.equal(lines(pod, refused("/api/v1/namespaces/shop/configmaps/a")), 2);
  assert.equal(lines(pod, refused("/api/v1/namespaces/shop/pods")), 2);
  // What is denied, or over a limit, is granted by no rule.
  const over = ["a", "b"].map((name) =>
    refused(`/api/v1/namespaces/shop/pods/${name}`, { isOpen: false })
  );
  assert.deepEqual(refusalLines(over), over.map(({ message }) => message));
  const secrets = ["a", "b"].map((name) => refused(`/api/v1/namespaces/shop/secrets/${name}`));
  assert.deepEqual(refusalLines(secrets), secrets.map(({ message }) => message));
});
