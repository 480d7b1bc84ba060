import assert from "node:assert/strict";
import { typePlan } from "../_support/plan_typing.ts";
import { openReplPrompt } from "../_support/repl_prompt.ts";

Deno.test("a plan is made, looked at and done at the prompt", async () => {
  const folder = await Deno.makeTempDir();
  {
    await using prompt = openReplPrompt({ words: ["--embedded"], folder, columns: 200 });
    const place = /([\w.-]+\/[\w.-]+)> $/.exec(await prompt.see(/\/default> /))?.[1] ?? "";
    await prompt.type(
      "ns().create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'old' }, data: { a: '1' } })\r",
    );
    await prompt.see(`configmap/old created\n${place}> `);
    // A cluster that goes with the prompt leaves nothing to undo.
    assert.match(await typePlan(prompt, place), /^yes\n2 of 2 writes done\n/);
    await prompt.type(".plan on\r");
    await prompt.see(`${place} plan 0> `);
    await prompt.type("ns().configMap('old').delete()\r");
    await prompt.see(`${place} plan 1> `);
    await prompt.type(".exit\r");
    await prompt.see("The plan with 1 write is dropped: nothing of it was done");
    assert.equal(await prompt.end(), 0);
  }
  await Deno.remove(folder, { recursive: true });
});
