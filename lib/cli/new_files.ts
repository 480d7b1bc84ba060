/**
 * The files of a folder to start from: a script, its test, and what leads to Skiff. Layer 8: pure.
 *
 * @module
 */

/** Where Skiff's entries lie, as an import map names them. */
export interface LibraryAddresses {
  /** Of `skiff`. */
  readonly main: string;
  /** Of `skiff/testing`. */
  readonly testing: string;
  /** Of `skiff/client-node`. */
  readonly clientNode: string;
  /** Of `skiff/repl`. */
  readonly repl: string;
}

/** The version of zod that a new script gets. */
const ZOD = "npm:zod@4.6.7";

/**
 * Writes the files of a new script.
 *
 * @param name The script's name.
 * @param library Where Skiff lies.
 * @returns Contents by file name.
 */
export function newFiles(name: string, library: LibraryAddresses): ReadonlyMap<string, string> {
  return new Map([
    ["deno.json", configOf(name, library)],
    [`${name}.ts`, scriptOf(name)],
    [`${name}_test.ts`, testOf(name)],
    ["README.md", readmeOf(name, library)],
  ]);
}

function configOf(name: string, { main, testing, clientNode, repl }: LibraryAddresses): string {
  const config = {
    imports: {
      "skiff": main,
      "skiff/client-node": clientNode,
      "skiff/repl": repl,
      "skiff/testing": testing,
      "zod": ZOD,
    },
    tasks: {
      start: `deno run --allow-net --allow-read --allow-env ${name}.ts`,
      test: "deno test --no-prompt",
    },
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}

function scriptOf(name: string): string {
  return `import { script } from "skiff";
import { z } from "zod";

export const tool = script({
  name: "${name}",
  description: "Lists the pods whose containers restart too often.",
  options: z.object({
    min: z.number().int().min(1).default(3)
      .describe("How many restarts are too many").meta({ short: "m" }),
    all: z.boolean().default(false).describe("Look into every namespace"),
  }),
  args: z.object({
    app: z.string().optional().describe("Only pods with this label app"),
  }),
  async run({ options, args, ns }) {
    let pods = ns(options.all ? "*" : undefined).pods;
    if (args.app !== undefined) {
      pods = pods.where({ metadata: { labels: { app: args.app } } });
    }
    const found: string[] = [];
    for await (const { metadata, status } of pods) {
      const restarts = (status?.containerStatuses ?? [])
        .reduce((sum, { restartCount }) => sum + restartCount, 0);
      if (restarts < options.min) continue;
      found.push(\`\${metadata?.namespace}/\${metadata?.name}\`);
      console.log(\`\${found.at(-1)} restarted \${restarts} times\`);
    }
    return found;
  },
});

if (import.meta.main) await tool.main();
`;
}

function testOf(name: string): string {
  return `import assert from "node:assert/strict";
import { testCluster } from "skiff/testing";
import { tool } from "./${name}.ts";

function pod(name: string, app: string, restartCount: number) {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, labels: { app } },
    spec: { containers: [{ name: "main", image: "nginx" }] },
    status: {
      containerStatuses: [{
        name: "main",
        image: "nginx",
        imageID: "",
        ready: true,
        restartCount,
      }],
    },
  };
}

Deno.test("it lists the pods that restart too often", async () => {
  await using cluster = await testCluster({
    objects: [pod("a", "web", 0), pod("b", "web", 3), pod("c", "db", 9)],
  });
  assert.deepEqual(await tool.run({}, { cluster }), ["default/b", "default/c"]);
  assert.deepEqual(await tool.run({ min: 4 }, { cluster }), ["default/c"]);
  assert.deepEqual(
    await tool.run({ all: true }, { cluster, args: { app: "web" } }),
    ["default/b"],
  );
});

Deno.test("it refuses a minimum of nothing", async () => {
  await assert.rejects(tool.run({ min: 0 }), /option "min"/);
});
`;
}

function readmeOf(name: string, { main }: LibraryAddresses): string {
  const where = main.startsWith("file:")
    ? `- \`skiff\` in \`deno.json\` leads to the Skiff on this machine; once you take it
  from the registry, write \`jsr:@skiff-k8s/skiff\` there.`
    : "- `skiff` in `deno.json` leads to the Skiff of the registry.";
  return `# ${name}

- Run it: \`deno task start --help\`
- Test it, without a cluster and without a permission: \`deno task test\`
- Make it one executable file: \`skiff compile\`, which can be a kubectl plugin
${where}
`;
}
