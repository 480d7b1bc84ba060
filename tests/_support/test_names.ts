/**
 * The names of the tests in a file, those that a loop makes included: the file is loaded in a process of
 * its own that runs none of them.
 *
 * @module
 */

const RECORDER = `
const names = [];
function note(first, second) {
  names.push(typeof first === "string" ? first : first.name ?? second?.name ?? second);
}
function hook() {}
Object.assign(note, { beforeAll: hook, afterAll: hook, beforeEach: hook, afterEach: hook });
Object.defineProperty(Deno, "test", { value: note });
const all = {};
for (const url of Deno.args) {
  await import(url);
  all[url] = names.splice(0);
}
console.log(JSON.stringify(all));
`;

/**
 * Gives the names of the tests of each file, by its path.
 *
 * @param paths Absolute paths of test files.
 * @throws {Error} when one of them cannot be loaded.
 */
export async function testNames(
  paths: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const urls = paths.map((path) => new URL(path, "file:///").href);
  const script = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(script, RECORDER);
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-check", "--quiet", "-A", script, ...urls],
      // Live tests are named as well, though there is nothing to run them on.
      env: { NO_COLOR: "1", SKIFF_LIVE_KUBECONFIG: "" },
    }).output();
    const decoder = new TextDecoder();
    if (!success) throw new Error(`Cannot load the tests: ${decoder.decode(stderr)}`);
    const names = JSON.parse(decoder.decode(stdout)) as Record<string, string[]>;
    return new Map(paths.map((path, index) => [path, new Set(names[urls[index] ?? ""])]));
  } finally {
    await Deno.remove(script);
  }
}
