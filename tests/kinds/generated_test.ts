import assert from "node:assert/strict";

async function check(script: string): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--allow-read", "--allow-run", "--allow-env", script, "--check"],
    cwd: new URL("../../", import.meta.url),
    stdout: "null",
    stderr: "piped",
  }).output();
  assert(success, new TextDecoder().decode(stderr));
}

Deno.test("generate_schema has been run since the table or client-node changed", () =>
  check("scripts/dev/generate_schema.ts"));

Deno.test("generate_types has been run since the table changed", () =>
  check("scripts/dev/generate_types.ts"));
