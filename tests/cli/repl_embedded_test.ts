import assert from "node:assert/strict";
import { openReplPrompt } from "../_support/repl_prompt.ts";

const POD =
  '{ apiVersion: "v1", kind: "Pod", metadata: { name: "web-0", labels: { app: "web" } }, spec: { containers: [{ name: "main", image: "shop:1" }] } }';

Deno.test("skiff repl --embedded, typed at as a person does", async (t) => {
  const folder = await Deno.makeTempDir();
  {
    await using prompt = openReplPrompt({ words: ["--embedded"], folder, columns: 200 });
    let place = "";
    const enter = async (line: string): Promise<string> => {
      await prompt.type(`${line}\r`);
      return await prompt.see(place);
    };
    await t.step("shows where it is", async () => {
      place = /[\w.-]+\/[\w.-]+> $/.exec(await prompt.see(/\/default> /))?.[0] ?? "";
      assert.notEqual(place, "");
    });
    await t.step("says what was made, and lists it", async () => {
      assert.match(await enter(`ns().create(${POD})`), /\npod\/web-0 created\n/);
      assert.match(
        await enter("ns().pods"),
        /\n +NAME +READY +STATUS +RESTARTS +AGE\n\$1 +web-0 +\d\/1 +\w+ +0 +\w+\n/,
      );
    });
    await t.step("lets nothing that a line logs control the terminal", async () => {
      await prompt.type(
        "console.log('a\\x1b[2Jb', { c: 'd' }); console.error(new Error('e\\rf'))\r",
      );
      await prompt.see("\na^[[2Jb { c: ");
      await prompt.see("Error: e\\rf");
      await prompt.see(place);
    });
    await t.step("completes a member by Tab", async () => {
      await prompt.type("ns().podT\t");
      await prompt.see("ns().podTemplate");
      await prompt.type("\x03");
      await prompt.see(place);
    });
    await t.step("completes a live name by Tab", async () => {
      await prompt.type('ns().pod("we\t');
      await prompt.see('ns().pod("web-0');
      await prompt.type('").name\r');
      await prompt.see('\n"web-0"\n');
      await prompt.see(place);
    });
    await t.step("shows several words with their types on another Tab", async () => {
      await prompt.type("ns().pods.where({ spec: { host\t");
      await prompt.see("ns().pods.where({ spec: { host");
      await prompt.type("\t");
      await prompt.see(/hostNetwork: boolean|hostname: string/);
      await prompt.type("\x03");
      await prompt.see(place);
    });
    await t.step("pages what is longer than the screen", async () => {
      await prompt.type("Array(60).keys().map((i) => ({ i, x: 'x'.repeat(90) })).toArray()\r");
      await prompt.see("-- more: Enter a line, Space a page, a all, q quit --");
      await prompt.type(" ");
      await prompt.see("-- more:");
      await prompt.type("q");
      await prompt.see(place);
    });
    await t.step("says what a line waits for, which Ctrl-C ends", async () => {
      await prompt.type('await ns().pod("late").wait(condition("Ready"))\r');
      await prompt.see(
        '\nwaiting for pod "default/late": it does not exist (Ctrl-C ends it)\n',
      );
      await prompt.type("\x03");
      await prompt.see(`error: interrupted\n${place}`);
    });
    await t.step("cuts tables at another width once the terminal has it", async () => {
      await prompt.resize(30, 30);
      // The line is drawn again.
      await prompt.see(place);
      const shown = await enter("ns().pods");
      assert.match(shown, /\$1 +web-0 .*…\n/);
    });
    await t.step("follows a watch until Ctrl-C", async () => {
      await prompt.type(".watch ns().pods\r");
      await prompt.see("web-0");
      await prompt.type("\x03");
      await prompt.see(place);
      assert.match(await enter("'after'"), /\n"after"\n/);
    });
    await t.step("leaves", async () => {
      await prompt.type(".exit\r");
      assert.equal(await prompt.end(), 0);
    });
  }
  await Deno.remove(folder, { recursive: true });
});
