/**
 * Writes a generated file of the project, or with `--check` only says whether it is current.
 *
 * @module
 */

const ROOT = new URL("../../", import.meta.url);

/**
 * Formats a text as the project does and writes it, or checks it where `--check` was given.
 *
 * Ends the process with code 1 where a checked file differs.
 *
 * @param path The file, relative to the project.
 * @param text What it is to hold.
 */
export async function updateFile(path: string, text: string): Promise<void> {
  const url = new URL(path, ROOT);
  const wanted = await format(text);
  if (!Deno.args.includes("--check")) {
    await Deno.writeTextFile(url, wanted);
    console.log(`wrote ${path}`);
  } else if (await Deno.readTextFile(url) !== wanted) {
    console.error(`${path} is not current: run its generator again`);
    Deno.exitCode = 1;
  }
}

async function format(text: string): Promise<string> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--ext", "ts", "-"],
    cwd: ROOT,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
  const { success, stdout, stderr } = await child.output();
  if (!success) throw new Error(`Cannot format: ${new TextDecoder().decode(stderr)}`);
  return new TextDecoder().decode(stdout);
}
