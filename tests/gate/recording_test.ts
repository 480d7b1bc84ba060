/** Where the rights that a run used are kept. */
import assert from "node:assert/strict";
import { withProject } from "./_project.ts";

Deno.test("a recording replaces no other file, nor by a failed run a good one; what is done is said", (t) =>
  withProject(
    `import { ns } from "skiff";
     await ns("shop").configMap("settings").label({ a: Deno.args[0] ?? "b" });
     if (Deno.args[0] === "fail") throw new Error("no");`,
    async ({ folder, run }) => {
      await t.step("the script itself", async () => {
        const before = await Deno.readTextFile(`${folder}/a.ts`);
        const { code, stderr } = await run("run", "-A", "--record", "a.ts", "a.ts");
        assert.equal(code, 2);
        assert.match(stderr, /^error: [^\n]+another file is there, which is no recording\n$/);
        assert.equal(await Deno.readTextFile(`${folder}/a.ts`), before);
      });
      await t.step("a failed run", async () => {
        assert.equal((await run("run", "-A", "--record", "r.json", "a.ts")).code, 0);
        const before = await Deno.readTextFile(`${folder}/r.json`);
        const { code, stderr } = await run("run", "-A", "--record", "r.json", "a.ts", "fail");
        assert.equal(code, 1);
        assert.match(stderr, /^Warning: [^\n]+"r\.json\.failed", the recording is kept$/m);
        assert.match(stderr, /^1 change was made: skiff undo \S+ takes back what can be$/m);
        assert.equal(await Deno.readTextFile(`${folder}/r.json`), before);
        assert.match(await Deno.readTextFile(`${folder}/r.json.failed`), /skiff-grants/);
      });
      await t.step("a failed run without a recording before it", async () => {
        const { code, stderr } = await run("run", "--record", "n.json", "a.ts");
        assert.equal(code, 4);
        assert.match(stderr, /^Warning: the run failed: "n\.json" has what it used until then$/m);
        const roles = await run("grants", "n.json");
        assert.deepEqual(roles, {
          code: 0,
          stdout: "",
          stderr: 'Note: "n.json" holds no rights: the run of "a.ts" used none\n',
        });
      });
      await t.step("an option behind the script", async () => {
        const { code, stderr } = await run("run", "a.ts", "--deny-kube=*:*");
        assert.equal(code, 2);
        assert.match(stderr, /^error: Cannot use --deny-kube behind the script: [^\n]+\n$/);
      });
    },
  ));
