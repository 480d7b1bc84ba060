import assert from "node:assert/strict";
import { join } from "node:path";
import { ROOT, runDeno } from "../../scripts/dev/deno_command.ts";
import { ignore } from "./_plane.ts";

const PEERS = ["fetch", "skiff", "skiff own", "skiff eval", "skiff compiled", "kubectl"];
const ROWS = [
  "cold",
  "list-20",
  "iterate-20",
  "table-20",
  "names-20",
  "parallel-50",
  "watch-list-20",
];
/** On the server that replays, where connections are not counted. */
const REPLAYED = ["ingest-2k", "cache-10k"];

/** The cells of each line of a table. */
function linesBelow(document: string, heading: string): string[][] {
  const section = document.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  return section.split("\n").filter((line) => line.startsWith("|")).slice(2)
    .map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
}

/** The cells of each line of a table, by the first one. */
function tableBelow(document: string, heading: string): Map<string, string[]> {
  return new Map(linesBelow(document, heading).map(([first = "", ...cells]) => [first, cells]));
}

Deno.test({
  name: "the benchmark measures every peer that a row names, and judges the targets",
  ignore,
  async fn() {
    const folder = await Deno.makeTempDir({ prefix: "skiff-bench-test-" });
    try {
      const { code, output } = await runDeno([
        "task",
        "bench",
        "--sizes=20",
        "--runs=1",
        `--peers=${PEERS.join()}`,
        `--output=${folder}`,
        ...ROWS,
        ...REPLAYED,
      ], { cwd: ROOT, timeoutMs: 800_000 });
      assert.equal(code, 0, output);
      const document = await Deno.readTextFile(join(folder, "RESULTS.md"));
      const peersOf = (row: string) => [...tableBelow(document, row).keys()];
      assert.deepEqual(peersOf("cold"), PEERS);
      assert.deepEqual(peersOf("list-20"), ["fetch", "skiff", "kubectl"]);
      assert.deepEqual(peersOf("iterate-20"), ["fetch", "skiff", "skiff own"]);
      assert.deepEqual(peersOf("table-20"), ["fetch", "skiff", "skiff eval", "kubectl"]);
      assert.deepEqual(peersOf("names-20"), ["fetch", "skiff", "kubectl"]);
      assert.deepEqual(peersOf("parallel-50"), ["fetch", "skiff", "skiff own"]);
      assert.deepEqual(peersOf("watch-list-20"), ["fetch", "skiff"]);
      for (const row of REPLAYED) {
        assert.deepEqual(peersOf(row), ["fetch", "skiff"]);
        assert.ok([...tableBelow(document, row).values()].every(([time]) => Number(time) > 0), row);
      }
      assert.match(document, /An object in memory takes: fetch \d[\d.]* KB, skiff \d[\d.]* KB\./);
      for (const row of ROWS) {
        for (const [peer, cells] of tableBelow(document, row)) {
          assert.ok(Number(cells[0]) > 0, `${row}, ${peer}: no time`);
          assert.ok(Number(cells[8]) >= 1, `${row}, ${peer}: no connection`);
        }
      }
      const targets = linesBelow(document, "Targets")
        .filter(([, peer = ""]) => PEERS.includes(peer));
      assert.ok(targets.length >= 4, `${targets.length} targets`);
      for (const cells of targets) assert.match(cells.join(" "), / \d[\d.]* (PASS|MISS)$/);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
