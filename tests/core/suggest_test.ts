import assert from "node:assert/strict";
import { suggest } from "../../lib/core/suggest.ts";

const NAMES = ["phase", "podIP", "podIPs", "conditions", "containerStatuses", "qosClass"];

Deno.test("suggest finds a word with a letter missing, added, replaced or swapped", () => {
  assert.equal(suggest("phse", NAMES), "phase");
  assert.equal(suggest("phasse", NAMES), "phase");
  assert.equal(suggest("phaze", NAMES), "phase");
  assert.equal(suggest("phaes", NAMES), "phase");
});

Deno.test("suggest ignores case", () => {
  assert.equal(suggest("PODIP", NAMES), "podIP");
});

Deno.test("suggest allows more mistakes in longer words", () => {
  assert.equal(suggest("contanerStatusses", NAMES), "containerStatuses");
});

Deno.test("suggest takes the beginning of one candidate alone", () => {
  assert.equal(suggest("cond", NAMES), "conditions");
  assert.equal(suggest("con", NAMES), undefined);
});

Deno.test("suggest gives the first of equally near candidates", () => {
  assert.equal(suggest("cat", ["bat", "rat"]), "bat");
});

Deno.test("suggest gives nothing for words that are far, too short, empty or huge", () => {
  assert.equal(suggest("banana", NAMES), undefined);
  assert.equal(suggest("x", NAMES), undefined);
  assert.equal(suggest("", NAMES), undefined);
  assert.equal(suggest("p".repeat(10_000), NAMES), undefined);
});
