import assert from "node:assert/strict";
import type { Item } from "./_fake_apiserver.ts";
import { FAULT_KINDS, fuzzWatch } from "./_fuzz.ts";

const SEQUENCES = 200;

Deno.test(`watchObjects equals a quorum list after ${SEQUENCES} sequences of faults`, async () => {
  const met = new Map<string, number>();
  for (let seed = 1; seed <= SEQUENCES; seed++) {
    await fuzzWatch(seed, { onFault: (kind) => met.set(kind, (met.get(kind) ?? 0) + 1) });
  }
  for (const kind of Object.keys(FAULT_KINDS)) {
    assert.ok((met.get(kind) ?? 0) >= 20, `${kind} was met ${met.get(kind) ?? 0} times`);
  }
});

Deno.test("watchObjects gives the same for a selector and for a filter of its own", async () => {
  const fits = (item: Item) => item.metadata?.labels?.["tier"] === "web";
  for (let seed = 1001; seed <= 1030; seed++) {
    await fuzzWatch(seed, { target: { labelSelector: "tier=web" }, fits });
    await fuzzWatch(seed, { target: { matches: fits }, fits });
  }
});
