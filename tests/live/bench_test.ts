import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { allRows } from "../bench/rows.ts";

const KUBECONFIG = Deno.env.get("SKIFF_LIVE_KUBECONFIG");
const MAIN = fileURLToPath(new URL("../bench/main.ts", import.meta.url));
const PEERS = ["fetch", "skiff", "skiff eval", "kubectl"];

Deno.test({
  name: "the benchmark measures every row for every peer asked for",
  ignore: KUBECONFIG === undefined,
  async fn() {
    const folder = await Deno.makeTempDir({ prefix: "skiff-bench-test-" });
    try {
      const { code, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", MAIN, "--quick", "--peers", PEERS.join(), "--output", folder],
        signal: AbortSignal.timeout(180_000),
      }).output();
      assert.equal(code, 0, new TextDecoder().decode(stderr));
      const document = await Deno.readTextFile(join(folder, "RESULTS.md"));
      for (const row of allRows([1000])) {
        const section = document.split(`## ${row.name}\n`)[1]?.split("\n## ")[0] ?? "";
        for (const peer of PEERS.filter((name) => row.peers.some((one) => one === name))) {
          assert.match(section, new RegExp(`^\\| ${peer} \\| [\\d.]+ \\|`, "m"), row.name);
        }
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
