/**
 * A command-line tool in one file: options with types and help, arguments, exit codes, completion.
 *
 * `deno task example restarts --help`
 *
 * @module
 */
import { script } from "skiff";
import { z } from "zod";

export const restarts = script({
  name: "restarts",
  description: "Lists the pods whose containers restart too often.",
  examples: ["restarts -n shop", "restarts --min 10 web"],
  options: z.object({
    min: z.number().int().min(0).default(3).describe("Restarts that are too many")
      .meta({ short: "m" }),
    all: z.boolean().default(false).describe("Look into every namespace"),
  }),
  args: z.object({
    app: z.string().optional().describe("Only pods with this label app"),
  }),
  async run({ options, args, ns }) {
    let pods = ns(options.all ? "*" : undefined).pods
      .where((pod) =>
        (pod.status?.containerStatuses ?? []).some((status) => status.restartCount >= options.min)
      );
    if (args.app !== undefined) pods = pods.where({ metadata: { labels: { app: args.app } } });
    let found = 0;
    for await (const { metadata } of pods) {
      found++;
      console.log(`${metadata?.namespace}/${metadata?.name}`);
    }
    console.log(`${found} found`);
    return found;
  },
});

if (import.meta.main) await restarts.main();
