/**
 * Makes JavaScript of a script's TypeScript and JSX, by Deno itself. Layer 6.
 *
 * @module
 */
import { join } from "node:path";
import { ConfigError } from "../core/errors.ts";

/** A file to be made JavaScript of. */
export interface TranspileInput {
  /** What the result is known by. */
  readonly id: string;
  /** E.g. `.ts`. */
  readonly extension: string;
  readonly source: Uint8Array<ArrayBuffer>;
}

/** Where it is done, and how. */
export interface TranspileOptions {
  /** A private folder to work in. */
  readonly folder: string;
  /** `compilerOptions` of the project: what is made of JSX and decorators depends on them. */
  readonly compilerOptions: unknown;
}

/**
 * Makes JavaScript, with a source map at the end of each text.
 *
 * @param inputs The files.
 * @param options Where and how.
 * @returns JavaScript by id.
 * @throws {ConfigError} when Deno cannot.
 */
export async function transpile(
  inputs: readonly TranspileInput[],
  { folder, compilerOptions }: TranspileOptions,
): Promise<ReadonlyMap<string, Uint8Array<ArrayBuffer>>> {
  if (inputs.length === 0) return new Map();
  const work = join(folder, "transpile");
  await Deno.mkdir(work, { mode: 0o700 });
  const config = join(work, "deno.json");
  await Deno.writeTextFile(config, JSON.stringify({ compilerOptions: compilerOptions ?? {} }));
  const names = inputs.map(({ extension }, index) => `m${index}${extension}`);
  for (const [index, { source }] of inputs.entries()) {
    await Deno.writeFile(join(work, names[index]!), source);
  }
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "transpile",
      "--quiet",
      "--no-lock",
      `--config=${config}`,
      "--source-map=inline",
      "--outdir=out",
      ...names,
    ],
    cwd: work,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) {
    throw new ConfigError(
      `Cannot make JavaScript of the script: ${new TextDecoder().decode(stderr).trim()}`,
    );
  }
  const made = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const [index, { id, extension }] of inputs.entries()) {
    const name = `m${index}${extension === ".mts" ? ".mjs" : ".js"}`;
    made.set(id, await Deno.readFile(join(work, "out", name)));
  }
  await Deno.remove(work, { recursive: true });
  return made;
}
