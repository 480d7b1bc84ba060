/** A script's options, arguments and result are typed by its schemas; checked, not run. */
import { script } from "skiff";
import { z } from "zod";

const tool = script({
  name: "tool",
  description: "",
  options: z.object({
    replicas: z.number().default(3),
    since: z.coerce.date().optional(),
    mode: z.enum(["fast", "slow"]),
  }),
  args: z.object({ name: z.string(), pods: z.array(z.string()).optional() }),
  async run({ options, args, cluster, ns, signal }) {
    const replicas: number = options.replicas;
    const since: Date | undefined = options.since;
    const mode: "fast" | "slow" = options.mode;
    const pods: string[] | undefined = args.pods;
    // @ts-expect-error no such option
    void options.banana;
    // @ts-expect-error not a number
    const wrong: number = args.name;
    await cluster.nodes.first({ signal });
    void [replicas, since, mode, pods, wrong];
    return await ns().pods.count();
  },
});

const count: number = await tool.run({ mode: "fast" }, { args: { name: "web" } });
await tool.run({ mode: "slow", replicas: 5 });
// @ts-expect-error the mode is missing
await tool.run({});
// @ts-expect-error no such mode
await tool.run({ mode: "fats" });
// @ts-expect-error arguments have names
await tool.run({ mode: "fast" }, { args: ["web"] });

const bare = script({
  name: "bare",
  description: "",
  run({ options }) {
    // @ts-expect-error there are no options
    void options.mode;
  },
});
const nothing: void = await bare.run({});

// @ts-expect-error a plain object is no schema
script({ name: "x", description: "", options: { a: z.string() }, run() {} });
// @ts-expect-error the description is missing
script({ name: "x", run() {} });

void [count, nothing];
