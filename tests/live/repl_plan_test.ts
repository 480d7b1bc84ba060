import assert from "node:assert/strict";
import { join } from "node:path";
import { typePlan } from "../_support/plan_typing.ts";
import { openReplPrompt } from "../_support/repl_prompt.ts";
import { project } from "../gate/_run.ts";
import { exchange, KUBECONFIG, namespaceTest, send } from "./_plane.ts";

namespaceTest(
  "a plan is made and done at the prompt on a real cluster, and taken back by skiff undo",
  async (plane, namespace) => {
    const maps = `/api/v1/namespaces/${namespace}/configmaps`;
    await send(plane, "POST", maps, { metadata: { name: "old" }, data: { a: "1" } });
    const folder = await Deno.makeTempDir();
    try {
      const user = await project({ kubeconfig: KUBECONFIG ?? "", folder }, {});
      await using prompt = openReplPrompt({
        words: ["-n", namespace],
        folder,
        env: { ...user.environment, SKIFF_HISTORY: join(folder, "history") },
        columns: 200,
      });
      const shown = await prompt.see(`/${namespace}> `);
      const context = /([\w.-]+)\/[\w-]+> $/.exec(shown)?.[1] ?? "";
      const done = await typePlan(prompt, `${context}/${namespace}`);
      const told = /^yes\n2 of 2 writes done: skiff undo (\S+) takes back what can be\n/;
      const id = told.exec(done)?.[1] ?? "";
      assert.notEqual(id, "", done);
      await prompt.type(".exit\r");
      assert.equal(await prompt.end(), 0);
      const { code, stdout, stderr } = await user.run("undo", id);
      assert.equal(code, 0, stdout + stderr);
      assert.deepEqual((await exchange(plane, "GET", `${maps}/old`)).body.data, { a: "1" });
      assert.equal((await exchange(plane, "GET", `${maps}/new`)).status, 404);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);
