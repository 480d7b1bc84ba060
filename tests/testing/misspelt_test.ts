import assert from "node:assert/strict";
import {
  cassette,
  conflict,
  type Fault,
  latency,
  resetBody,
  TestClock,
  testCluster,
  tooManyRequests,
} from "skiff/testing";

/** What nobody's types have checked. */
function wrong(value: unknown): never {
  return value as never;
}

Deno.test("testCluster() refuses what it does not know, and says what was meant", async () => {
  const refused: readonly [unknown, string][] = [
    [{ object: [] }, 'make a test cluster: there is no option "object": did you mean "objects"'],
    [
      { seed: "x" },
      'make a test cluster: the option "seed" is "x": give a number',
    ],
    [
      { nodes: "three" },
      'make a test cluster: nodes is neither a number nor a list: give 3, or [{ name: "node-1" }]',
    ],
    [
      { clock: new Date() },
      'make a test cluster: clock is no TestClock: give new TestClock("2026-01-01T00:00:00Z")',
    ],
    [
      { faults: [{}] },
      "inject a fault: it has to have a name and a function apply: take one such as tooManyRequests()",
    ],
    [
      { users: { ana: { role: {} } } },
      'make user "ana": there is no option "role": did you mean "roles"',
    ],
    [
      { users: { ana: { rules: [{ verb: ["get"] }] } } },
      'give user "ana" a rule: there is no option "verb": did you mean "verbs"',
    ],
    [
      { users: { ana: { roles: { shop: ["viw"] } } } },
      'give user "ana" the role "viw": there is no such cluster role: did you mean "view"',
    ],
    [
      { containers: { web: { redy: "1s" } } },
      'play containers "web": there is no option "redy": did you mean "ready"',
    ],
    [
      { containers: { web: { exit: { cod: 1 } } } },
      'play containers "web": there is no option "cod": did you mean "code"',
    ],
    [
      { containers: { web: { runs: [{ exti: 1 }] } } },
      'play containers "web": there is no option "exti": did you mean "exit"',
    ],
    [
      { faults: [conflict({ rate: 3 })] },
      "inject conflict: rate cannot be 3: give a number from 0 to 1",
    ],
  ];
  for (const [options, fault] of refused) {
    await assert.rejects(() => testCluster(wrong(options)), {
      name: "QueryError",
      message: `Cannot ${fault}`,
    });
  }
});

Deno.test("faults refuse options that they do not know", () => {
  const made: readonly [() => Fault, string][] = [
    [
      () => tooManyRequests(wrong({ tims: 2 })),
      'make tooManyRequests(): there is no option "tims": did you mean "times"',
    ],
    [
      () => resetBody(wrong({ afterByte: 2 })),
      'make resetBody(): there is no option "afterByte": did you mean "afterBytes"',
    ],
    [
      () => latency(wrong({ delya: "1s" })),
      'make latency(): there is no option "delya": did you mean "delay"',
    ],
    [
      () => tooManyRequests(wrong({ retryAfter: 5 })),
      'use 5 as a duration: write "5s" or { timeoutMs: 5 }',
    ],
  ];
  for (const [make, fault] of made) {
    assert.throws(make, { name: "QueryError", message: `Cannot ${fault}` });
  }
});

Deno.test("requests() refuses a verb that no request has", async () => {
  await using cluster = await testCluster();
  assert.throws(() => cluster.requests({ verb: "gte" }), {
    message: 'Cannot match requests by the verb "gte": there is none: did you mean "get"',
  });
  assert.throws(() => cluster.requests(wrong({ resorce: "pods" })), {
    message: 'Cannot match requests by "resorce": did you mean "resource"',
  });
});

Deno.test("a clock refuses a number without a unit", async () => {
  await assert.rejects(() => new TestClock().advance(wrong(5)), {
    message: 'Cannot use 5 as a duration: write "5s" or { timeoutMs: 5 }',
  });
});

Deno.test("a cassette refuses a mode that there is not", async () => {
  await assert.rejects(() => cassette("nowhere.jsonl", wrong({ mode: "recrod" })), {
    name: "ConfigError",
    message: 'Cannot use "recrod" as the option mode: did you mean "record"',
  });
});
