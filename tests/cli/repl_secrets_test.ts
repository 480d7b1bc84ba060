import assert from "node:assert/strict";
import { openReplPrompt } from "../_support/repl_prompt.ts";

const PLACE = "in-memory/default> ";
const STORED = btoa("hunter22xx");

Deno.test("skiff repl neither prints the data of a Secret unasked nor keeps it in the history", async () => {
  const folder = await Deno.makeTempDir();
  {
    await using prompt = openReplPrompt({ words: ["--embedded"], folder, columns: 200 });
    await prompt.see(PLACE);
    const line = async (text: string) => {
      await prompt.type(`${text}\r`);
      return (await prompt.see(PLACE)).replace(/^[^\n]*\n/, "");
    };
    await line(
      'ns().create({ apiVersion: "v1", kind: "Secret", metadata: { name: "db" }, stringData: { pw: "hunter22xx" } })',
    );
    await line('const s = await ns().secret("db").get()');
    for (
      const text of [
        'console.log(await ns().secret("db").get())',
        "console.log(s.data)",
        'console.error("it is", s.data.pw)',
        "console.table([s.data])",
        "console.dir({ deep: { s } })",
        "s.data",
        "Object.values(s.data)",
      ]
    ) {
      const shown = await line(text);
      assert.match(shown, /\[hidden\]/, text);
      assert(!shown.includes(STORED), text);
    }
    assert.match(await line(".json secrets"), new RegExp(STORED));
    assert.match(await line("console.log('hunter22xx')"), /hunter22xx/);
    await line(`"${STORED}".length`);
    await line("1 + 1");
    await prompt.type("\x04");
    assert.equal(await prompt.end(), 0);
  }
  const history = await Deno.readTextFile(`${folder}/.local/state/skiff/history`);
  assert.doesNotMatch(history, new RegExp(`hunter22xx|${STORED}`));
  assert.match(history, /\nconsole\.log\(s\.data\)\n[\s\S]*\n1 \+ 1\n$/);
  await Deno.remove(folder, { recursive: true });
});
