import assert from "node:assert/strict";
import { z } from "zod";
import { QueryError } from "../../lib/core/errors.ts";
import { script } from "../../lib/script/script.ts";
import { clusterOver, scenario } from "../_support/scenario.ts";

const tool = script({
  name: "tool",
  description: "Counts",
  options: z.object({
    app: z.string().min(1),
    times: z.coerce.number().default(2),
    since: z.iso.date().optional(),
  }),
  args: z.object({ who: z.string().transform((name) => name.toUpperCase()) }),
  run({ options, args, cluster, ns, signal }) {
    return { options, args, ns: ns("shop").name, info: cluster.info, aborted: signal.aborted };
  },
});

Deno.test("Script.run() checks options and arguments and gives what run returns", async () => {
  const cluster = await clusterOver(scenario([])).open();
  const result = await tool.run({ app: "web" }, { args: { who: "you" }, cluster });
  assert.deepEqual(result, {
    options: { app: "web", times: 2 },
    args: { who: "YOU" },
    ns: "shop",
    info: cluster.info,
    aborted: false,
  });
});

Deno.test("Script.run() works on the cluster that it is given", async () => {
  const names = script({
    name: "names",
    description: "Names pods",
    run: async ({ ns }) => (await ns("shop").pods.list()).map((pod) => pod.metadata?.name),
  });
  const transport = scenario([{
    request: "GET /api/v1/namespaces/shop/pods",
    body: { kind: "PodList", apiVersion: "v1", metadata: {}, items: [{ metadata: { name: "a" } }] },
  }]);
  assert.deepEqual(await names.run({}, { cluster: clusterOver(transport) }), ["a"]);
  transport.done();
});

Deno.test("Script.run() refuses what the schemas refuse, without the value", async () => {
  const who = { who: "you" };
  const cases: readonly [
    options: { app: string; since?: string },
    args: { who: string },
    RegExp,
  ][] = [
    [{ app: "" }, who, /^Cannot run tool: option "app": too small/],
    [{ app: "a", since: "hunter2" }, who, /^Cannot run tool: option "since": invalid ISO date/],
    [{ app: "a" }, {} as typeof who, /^Cannot run tool: argument "who": invalid input/],
  ];
  for (const [options, args, message] of cases) {
    await assert.rejects(tool.run(options, { args }), (error) => {
      assert(error instanceof QueryError);
      assert.match(error.message, message);
      assert(!error.message.includes("hunter2"));
      return true;
    });
  }
});

Deno.test("Script.run() lets through what the script throws", async () => {
  const failing = script({
    name: "failing",
    description: "Fails",
    run: () => Promise.reject(new RangeError("no")),
  });
  await assert.rejects(failing.run({}), RangeError);
});
