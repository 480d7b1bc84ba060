import assert from "node:assert/strict";
import { openReplPrompt } from "../_support/repl_prompt.ts";

function create(name: string): string {
  return `ns().create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "${name}" } })\r`;
}

Deno.test("skiff repl asks on the terminal before it writes to a protected context", async (t) => {
  const folder = await Deno.makeTempDir();
  {
    await using prompt = openReplPrompt({
      words: ["--embedded", "--allow-kube=delete:configmaps"],
      folder,
      env: { SKIFF_PROTECTED: "in-memory" },
      columns: 200,
    });
    const place = /[\w.-]+\/[\w.-]+> $/.exec(await prompt.see(/\/default> /))?.[0] ?? "";
    assert.notEqual(place, "");
    await t.step("no is no", async () => {
      await prompt.type(create("a"));
      await prompt.see('in-memory: create configmaps in "default"? ');
      await prompt.see("[y/N/a] ");
      await prompt.type("n");
      await prompt.see(/error: Cannot create configmaps in "default": .*you did not allow it/);
      await prompt.see(place);
    });
    await t.step("what is typed before the question is no answer", async () => {
      await prompt.type(`${create("b")}y\r`);
      await prompt.see("[y/N/a] ");
      await prompt.type("n");
      await prompt.see("you did not allow it");
      await prompt.see(place);
    });
    await t.step("yes is yes, and a rule needs no question", async () => {
      await prompt.type(create("c"));
      await prompt.see("[y/N/a] ");
      await prompt.type("y");
      await prompt.see("configmap/c created");
      await prompt.see(place);
      await prompt.type('ns().configMap("c").delete()\r');
      await prompt.see("configmap/c deleted");
      await prompt.see(place);
    });
    await t.step("Ctrl-C at the question ends the line and not the session", async () => {
      await prompt.type(create("d"));
      await prompt.see("[y/N/a] ");
      await prompt.type("\x03");
      await prompt.see(place);
      await prompt.type("1 + 1\r");
      await prompt.see("\n2\n");
    });
  }
  await Deno.remove(folder, { recursive: true });
});
