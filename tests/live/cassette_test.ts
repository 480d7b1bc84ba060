import assert from "node:assert/strict";
import { join } from "node:path";
import { cluster as defaultCluster, exists, ns } from "skiff";
import { cassette } from "skiff/testing";
import { connectPlane, ignore, withNamespaces } from "./_kubectl.ts";

const CANARY = `canary-${crypto.randomUUID()}`;

Deno.test({
  name: "cassette() records a real cluster without its Secrets, and replays it without the cluster",
  ignore,
  async fn() {
    await using plane = await connectPlane();
    await withNamespaces(plane, 1, async ([own = ""]) => {
      // Which a controller makes.
      await plane.ns(own).serviceAccount("default").wait(exists(), { timeout: "120s" });
      await using folder = new AsyncDisposableStack();
      const path = folder.adopt(
        await Deno.makeTempDir(),
        (path) => Deno.remove(path, { recursive: true }),
      );
      const file = join(path, "tape.jsonl");
      let token = "";
      async function work(): Promise<unknown> {
        const secret = ns(own).secret("db");
        await secret.apply({
          metadata: {
            annotations: {
              "kubectl.kubernetes.io/last-applied-configuration": JSON.stringify({
                apiVersion: "v1",
                kind: "Secret",
                metadata: { name: "db" },
                data: { password: btoa(CANARY) },
              }),
            },
          },
          stringData: { password: CANARY },
        });
        await ns(own).configMap("leak").apply({
          data: { line: `url=postgres://app:${CANARY}@db`, encoded: btoa(`the ${CANARY} inside`) },
        });
        await secret.patch({ stringData: { more: `${CANARY}-2` } });
        const secrets = await ns(own).secrets.list();
        const table = String(await ns(own).secrets.table());
        const kinds: string[] = [];
        for await (const { type, object } of ns(own).secrets.watch()) {
          kinds.push(`${type} ${object.metadata?.name}`);
          break;
        }
        const path = `/api/v1/namespaces/${own}/serviceaccounts/default/token`;
        const response = await defaultCluster.raw(path, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({
            apiVersion: "authentication.k8s.io/v1",
            kind: "TokenRequest",
            spec: {},
          }),
        });
        const { status } = await response.json();
        token = status.token;
        const pods = await defaultCluster.kind("po").limit(2).names();
        const { gitVersion } = await defaultCluster.version();
        await ns(own).configMaps.where({ metadata: { name: "leak" } }).list();
        return [secrets.map(({ metadata }) => metadata?.name), table, kinds, pods, gitVersion];
      }
      const kubeconfig = Deno.env.get("SKIFF_LIVE_KUBECONFIG");
      let recorded: unknown;
      {
        await using tape = await cassette(file, { mode: "record", connect: { kubeconfig } });
        recorded = await tape.use(work);
      }
      assert.match(token, /^eyJ/);
      const text = await Deno.readTextFile(file);
      const config = await Deno.readTextFile(kubeconfig ?? "");
      const credentials = [...config.matchAll(/(?:-data|token)"?: ?"?([^\s"]{40,})/g)]
        .map(([, data = ""]) => data);
      assert.ok(credentials.length > 0);
      for (const canary of [CANARY, btoa(CANARY), btoa(` ${CANARY}`), token, ...credentials]) {
        assert.ok(!text.includes(canary.slice(4, 40)), `${canary} is in the file`);
      }
      assert.match(text, /bWFza2Vk/);
      await using tape = await cassette(file);
      assert.deepEqual(await tape.use(work), recorded);
      assert.equal(token, "masked");
      assert.deepEqual(tape.unplayed(), []);
    });
  },
});
