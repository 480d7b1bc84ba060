import assert from "node:assert/strict";

const KUBECONFIG = Deno.env.get("SKIFF_LIVE_KUBECONFIG");
const KUBECTL = Deno.env.get("SKIFF_LIVE_KUBECTL") ?? "kubectl";

interface KubectlResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function kubectl(...args: string[]): Promise<KubectlResult> {
  const command = new Deno.Command(KUBECTL, { args: ["--kubeconfig", KUBECONFIG ?? "", ...args] });
  const { code, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

async function succeed(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await kubectl(...args);
  assert.equal(code, 0, `kubectl ${args.join(" ")}: ${stderr}`);
  return stdout;
}

/** Runs a test in a namespace of its own. */
function liveTest(name: string, body: (namespace: string) => Promise<void>): void {
  Deno.test({
    name,
    ignore: KUBECONFIG === undefined,
    async fn() {
      const namespace = `plane-${crypto.randomUUID().slice(0, 8)}`;
      await succeed("create", "namespace", namespace);
      // Without its service account, which a controller makes a moment later, no pod is let in.
      await succeed("-n", namespace, "wait", "--for=create", "sa/default", "--timeout=120s");
      try {
        await body(namespace);
      } finally {
        await succeed("delete", "namespace", namespace, "--wait=false");
      }
    },
  });
}

liveTest("control plane rolls a Deployment out onto its nodes", async (namespace) => {
  await succeed("-n", namespace, "create", "deployment", "web", "--image=nginx", "--replicas=3");
  await succeed("-n", namespace, "rollout", "status", "deployment/web", "--timeout=120s");
  const nodes = await succeed(
    "-n",
    namespace,
    "get",
    "pods",
    "-o=jsonpath={.items[*].spec.nodeName}",
  );
  assert.equal(nodes.split(" ").filter((name) => name.startsWith("node-")).length, 3);
});

liveTest("control plane completes a Job", async (namespace) => {
  await succeed("-n", namespace, "create", "job", "once", "--image=busybox", "--", "true");
  await succeed("-n", namespace, "wait", "--for=condition=Complete", "job/once", "--timeout=120s");
});

liveTest("control plane answers logs and exec", async (namespace) => {
  await succeed("-n", namespace, "run", "box", "--image=busybox");
  await succeed("-n", namespace, "wait", "--for=condition=Ready", "pod/box", "--timeout=120s");
  assert.match(await succeed("-n", namespace, "logs", "box"), /^starting\n/);
  assert.equal(await succeed("-n", namespace, "exec", "box", "--", "echo", "hi"), "hi\n");
});

liveTest("control plane gives nobody rights by default", async (namespace) => {
  const { code, stderr } = await kubectl("-n", namespace, "get", "pods", "--as=bob");
  assert.equal(code, 1);
  assert.match(stderr, /Forbidden.*"bob" cannot list resource "pods"/);
});
