import assert from "node:assert/strict";
import { project } from "../gate/_run.ts";
import { exchange, ignore, openPlane } from "./_plane.ts";

const KUBECONFIG = Deno.env.get("SKIFF_LIVE_KUBECONFIG") ?? "";

/** Reads, writes, watches and waits, all through the gate. */
const SCRIPT = `
import { absent, cluster, ns } from "skiff";
const [name] = Deno.args;
console.log(cluster.info?.server ?? "not connected");
const scope = ns(name);
const config = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "one" }, data: { a: "1" } };
await scope.create(config);
const seen: string[] = [];
const watching = (async () => {
  for await (const { type, object } of scope.configMaps.where({ metadata: { name: "one" } }).watch()) {
    seen.push(type + " " + object.data?.a);
    if (object.data?.a === "2") break;
  }
})();
await scope.configMap("one").patch({ data: { a: "2" } });
await watching;
console.log(seen.at(-1)?.split(" ")[1]);
console.log((await scope.configMaps.names()).includes("one"));
const kinds = await ns(name).kind("cm").count();
console.log(kinds >= 1, cluster.info?.server, cluster.info?.user === "");
await scope.configMap("one").delete();
console.log(await scope.configMap("one").exists());
`;

async function inNamespace(body: (name: string) => Promise<void>): Promise<void> {
  const name = `run-${crypto.randomUUID().slice(0, 8)}`;
  await using plane = await openPlane();
  const object = { apiVersion: "v1", kind: "Namespace", metadata: { name } };
  await exchange(plane, "POST", "/api/v1/namespaces", object);
  try {
    await body(name);
  } finally {
    await exchange(plane, "DELETE", `/api/v1/namespaces/${name}`);
  }
}

async function inFolder(
  files: Record<string, string>,
  body: (folder: Awaited<ReturnType<typeof project>>) => Promise<void>,
): Promise<void> {
  const home = await Deno.makeTempDir({ prefix: "skiff-run-live-" });
  try {
    await using folder = await project({ folder: home, kubeconfig: KUBECONFIG }, files);
    await body(folder);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

Deno.test({
  name: "a script in the sandbox reads, writes and watches a real cluster over TLS",
  ignore,
  fn: () =>
    inNamespace((name) =>
      inFolder({ "a.ts": SCRIPT }, async (folder) => {
        const { code, stdout, stderr } = await folder.run("run", "-A", "a.ts", name);
        assert.equal(stderr, "");
        assert.deepEqual(stdout.split("\n"), [
          "not connected",
          "2",
          "true",
          "true http://192.0.2.1 true",
          "false",
          "",
        ]);
        assert.equal(code, 0);
        assert.deepEqual(folder.leftovers(), []);
      })
    ),
});

Deno.test({
  name: "--read-only and --dry-run hold on a real cluster, whatever the script sends",
  ignore,
  fn: () =>
    inNamespace((name) => {
      const source = `
        const { socket } = JSON.parse(Deno.env.get("SKIFF_GATE")!);
        const client = Deno.createHttpClient({ proxy: { transport: "unix", path: socket } });
        const response = await fetch("http://192.0.2.1/api/v1/namespaces/${name}/configmaps", {
          client,
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ metadata: { name: "two" } }),
        });
        console.log(response.status);
        await response.body?.cancel();
        client.close();`;
      return inFolder({ "a.ts": source }, async (folder) => {
        assert.equal((await folder.run("run", "--read-only", "a.ts")).stdout, "403\n");
        assert.equal((await folder.run("run", "--dry-run", "a.ts")).stdout, "201\n");
        await using plane = await openPlane();
        const path = `/api/v1/namespaces/${name}/configmaps/two`;
        assert.equal((await exchange(plane, "GET", path)).status, 404, "nothing is there");
        assert.equal((await folder.run("run", "a.ts")).stdout, "403\n");
        const rule = `--allow-kube=create:configmaps@${name}`;
        assert.equal((await folder.run("run", rule, "a.ts")).stdout, "201\n");
        assert.equal((await exchange(plane, "GET", path)).status, 200, "without them it is");
      });
    }),
});

Deno.test({
  name: "a script in the sandbox runs a command in a container by WebSocket",
  ignore,
  fn: () =>
    inNamespace(async (name) => {
      await using plane = await openPlane();
      const pod = {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: "shell" },
        spec: { containers: [{ name: "c", image: "busybox" }] },
      };
      let created = await exchange(plane, "POST", `/api/v1/namespaces/${name}/pods`, pod);
      // The service account of a new namespace comes a moment later.
      for (let tries = 0; created.status === 403 && tries < 900; tries++) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        created = await exchange(plane, "POST", `/api/v1/namespaces/${name}/pods`, pod);
      }
      assert.equal(created.status, 201, JSON.stringify(created.body));
      const source = `
        import { condition, ns } from "skiff";
        await ns("${name}").pod("shell").wait(condition("Ready"), { timeout: "120s" });
        const { socket: path } = JSON.parse(Deno.env.get("SKIFF_GATE")!);
        const client = Deno.createHttpClient({ proxy: { transport: "unix", path } });
        const query = "command=echo&command=hello&stdout=true&stderr=true";
        const socket = new WebSocket(
          "ws://192.0.2.1/api/v1/namespaces/${name}/pods/shell/exec?" + query,
          { protocols: ["v5.channel.k8s.io"], client },
        );
        socket.binaryType = "arraybuffer";
        const { promise, resolve } = Promise.withResolvers<void>();
        socket.onmessage = ({ data }) => {
          const bytes = new Uint8Array(data);
          if (bytes[0] === 1) console.log(new TextDecoder().decode(bytes.subarray(1)).trim());
          if (bytes[0] === 3) resolve();
        };
        socket.onerror = (event) => { console.log((event as ErrorEvent).message); resolve(); };
        socket.onclose = () => resolve();
        await promise;
        Deno.exit(0);`;
      await inFolder({ "a.ts": source }, async (folder) => {
        const rule = "--allow-kube=create:pods/exec";
        const { code, stdout, stderr } = await folder.run("run", rule, "a.ts");
        assert.deepEqual([code, stdout.trim(), stderr], [0, "hello", ""]);
      });
    }),
});
