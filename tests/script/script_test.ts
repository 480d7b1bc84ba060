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

Deno.test("Script.run() refuses options, arguments and settings that nobody knows", async () => {
  const cluster = clusterOver(scenario([]));
  const context = { args: { who: "you" }, cluster };
  const cases: readonly [options: object, context: object, message: string][] = [
    [{ apps: "web" }, context, 'option "apps": there is no such one: did you mean "app"'],
    [{ app: "web", "max-age": 1 }, context, 'option "max-age": there is no such one'],
    [
      { app: "web" },
      { ...context, args: { whom: "you" } },
      'argument "whom": there is no such one',
    ],
    [{ app: "web" }, { ...context, namespce: "x" }, 'run() takes no "namespce": did you mean'],
  ];
  for (const [options, settings, message] of cases) {
    const run = tool.run(options as { app: string }, settings as { args: { who: string } });
    await assert.rejects(run, (error) => {
      assert(error instanceof QueryError);
      assert.ok(error.message.includes(message), error.message);
      return true;
    });
  }
  await assert.rejects(
    script({ name: "none", description: "Takes none", run() {} }).run({ a: 1 } as object),
    /Cannot run none: option "a": there is no such one/,
  );
});

Deno.test("Script.run() takes all options of a schema that does", async () => {
  const loose = script({
    name: "loose",
    description: "Takes all",
    options: z.looseObject({ app: z.string() }),
    run: ({ options }) => options,
  });
  assert.deepEqual(await loose.run({ app: "a", more: 1 }), { app: "a", more: 1 });
});

Deno.test("Script.run() takes the namespace that ns() means, as -n gives it", async () => {
  const names = script({
    name: "names",
    description: "Names pods",
    run: async ({ ns, cluster }) => [
      (await ns().pods.list()).length,
      (await cluster.ns().pods.list()).length,
      cluster.info?.namespace,
      ns("shop").name,
    ],
  });
  const request = "GET /api/v1/namespaces/staging/pods";
  const body = { kind: "PodList", apiVersion: "v1", metadata: {}, items: [] };
  const transport = scenario([{ request, body }, { request, body }]);
  const cluster = clusterOver(transport);
  const result = await names.run({}, { cluster, namespace: "staging" });
  assert.deepEqual(result, [0, 0, "staging", "shop"]);
  assert.equal(cluster.info?.namespace !== "staging", true, "the cluster itself stays as it is");
  await assert.rejects(
    names.run({}, { cluster, namespace: "No Name" }),
    /Cannot use run\(\): the namespace "No Name" is not a name/,
  );
  transport.done();
});
