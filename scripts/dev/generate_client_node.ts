/**
 * Writes lib/client_node/apis.ts: the classes of client-node's generated API under the name of our entry, so
 * that nobody has to keep two versions of the package in step.
 *
 * `deno run --allow-read --allow-write --allow-run --allow-env scripts/dev/generate_client_node.ts [--check]`
 *
 * @module
 */
import * as official from "npm:@kubernetes/client-node@2.0.1/dist/gen/index.js";
import { updateFile } from "./generated_file.ts";

const MODULE = "npm:@kubernetes/client-node@2.0.1/dist/gen/index.js";

function declaration(name: string): string {
  return `/** The official class \`${name}\`; {@link generated} makes objects of it. */
export const ${name}: typeof import("${MODULE}")["${name}"] = official.${name};
/** An object of the official class \`${name}\`. */
export type ${name} = InstanceType<typeof import("${MODULE}")["${name}"]>;`;
}

const names = Object.entries(official)
  .filter(([name, value]) => name.endsWith("Api") && typeof value === "function")
  .map(([name]) => name)
  .sort();

await updateFile(
  "lib/client_node/apis.ts",
  `/**
 * The classes of client-node's generated API. Written by scripts/dev/generate_client_node.ts. Layer 5.
 *
 * @module
 */
import * as official from "${MODULE}";

${names.map(declaration).join("\n")}
`,
);
