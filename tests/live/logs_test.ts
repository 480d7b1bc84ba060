/** Logs of the library beside those of kubectl, on a real control plane. */
import assert from "node:assert/strict";
import { connect } from "../../mod.ts";
import { exchange, KUBECONFIG, namespaceTest } from "./_plane.ts";

const KUBECTL = Deno.env.get("SKIFF_LIVE_KUBECTL") ?? "kubectl";

async function kubectl(...args: readonly string[]): Promise<{ code: number; text: string }> {
  const { code, stdout, stderr } = await new Deno.Command(KUBECTL, {
    args: [...args],
    env: { KUBECONFIG: KUBECONFIG ?? "" },
    signal: AbortSignal.timeout(300_000),
  }).output();
  const decoder = new TextDecoder();
  return { code, text: decoder.decode(code === 0 ? stdout : stderr) };
}

namespaceTest("logs() gives what kubectl logs gives", async (plane, namespace) => {
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  const pod = {
    metadata: { name: "web" },
    spec: { containers: [{ name: "main", image: "pause" }, { name: "side", image: "pause" }] },
  };
  // The service account of a new namespace takes a moment.
  let made = await exchange(plane, "POST", pods, pod);
  while (made.status === 403) made = await exchange(plane, "POST", pods, pod);
  assert.equal(made.status, 201, made.body.message);
  await using cluster = await connect({ kubeconfig: KUBECONFIG });
  const web = cluster.ns(namespace).pod("web");
  await web.wait({ status: { phase: "Running" } }, { timeout: "120s" });
  const same = async (options: Parameters<typeof web.logs>[0], ...args: readonly string[]) => {
    const theirs = await kubectl("logs", "-n", namespace, "web", ...args);
    assert.equal(theirs.code, 0, theirs.text);
    assert.equal(await web.logs(options).text(), theirs.text);
    return theirs.text;
  };
  assert.notEqual(await same({ container: "main" }, "-c", "main"), "");
  await same({ container: "side", tail: 1 }, "-c", "side", "--tail=1");
  await same({ container: "side", tail: 0 }, "-c", "side", "--tail=0");
  // Without a name both take the first.
  await same({ tail: 2 }, "--tail=2");
  const theirs = await kubectl("logs", "-n", namespace, "web", "-c", "nope");
  assert.match(theirs.text, /container nope is not valid for pod web/);
  await assert.rejects(web.logs({ container: "nope" }).text(), {
    name: "ApiError",
    message: /container nope is not valid for pod web/,
  });
});
