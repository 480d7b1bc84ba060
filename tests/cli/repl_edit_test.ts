import assert from "node:assert/strict";
import { openReplPrompt } from "../_support/repl_prompt.ts";

const APP =
  '{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "app" }, data: { level: "info" } }';
const LEVEL = '(await ns().configMap("app").get()).data.level';

/**
 * An editor that takes five keys one by one, as vi does, and puts them in the place of the level; it says each.
 * A shell that waits for a process in front runs its trap only after that: the reader is one behind.
 */
const EDITOR = `#!/bin/sh
trap 'printf INTERRUPTED' INT
old=$(stty -g)
stty -icanon min 1
test -e "$(dirname "$0")/hold" || stty -echo
printf 'EDITOR of %s lines> ' "$(wc -l <"$1")"
while [ -e "$(dirname "$0")/hold" ]; do :; done
keys=
while [ \${#keys} -lt 5 ]; do
  dd bs=1 count=1 </dev/tty >"$0.key" 2>/dev/null &
  until wait $!; do :; done
  key=$(cat "$0.key") && keys=$keys$key && printf '%s.' "$key"
done
stty "$old"
printf 'EDITED\\n'
sed -i "s/level: .*/level: $keys/; s/n = 1;/n = \\"$keys\\";/" "$1"
`;

Deno.test("skiff repl leaves the terminal to the editor: each key, and Ctrl-C, is its own", async (t) => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/editor`, EDITOR, { mode: 0o755 });
  {
    await using prompt = openReplPrompt({
      words: ["--embedded"],
      folder,
      env: { EDITOR: `${folder}/editor`, TMPDIR: folder },
      permissions: ["--allow-run=/bin/sh"],
      columns: 200,
    });
    await prompt.see("in-memory/default> ");
    await prompt.type(`ns().create(${APP})\r`);
    await prompt.see("configmap/app created\nin-memory/default> ");
    for (const keys of ["debug", "trace"]) {
      await t.step(`the first key reaches the editor (${keys})`, async () => {
        await prompt.type('.edit ns().configMap("app")\r');
        await prompt.see("lines> ");
        await prompt.type(keys);
        await prompt.see("EDITED\nconfigmap/app edited\nin-memory/default> ");
        await prompt.type(`${LEVEL}\r`);
        await prompt.see(`"${keys}"\nin-memory/default> `);
      });
    }
    await t.step("Ctrl-C in the editor ends neither the edit nor the session", async () => {
      await prompt.type('.edit ns().configMap("app")\r');
      await prompt.see("lines> ");
      await prompt.type("wa");
      await prompt.see("w.a.");
      await prompt.type("\x03");
      await prompt.see("INTERRUPTED");
      await prompt.type("rns");
      await prompt.see("EDITED\nconfigmap/app edited\nin-memory/default> ");
      await prompt.type(`${LEVEL}\r`);
      await prompt.see('"warns"\nin-memory/default> ');
    });
    await t.step("another size of the terminal draws nothing over the editor", async () => {
      await prompt.type('.edit ns().configMap("app")\r');
      await prompt.see("lines> ");
      await prompt.resize(90, 20);
      await prompt.type("width");
      assert.equal(
        await prompt.see("edited\nin-memory/default> "),
        "w.i.d.t.h.EDITED\nconfigmap/app edited\nin-memory/default> ",
      );
    });
    await t.step("typed while another line runs, it opens after that", async () => {
      await prompt.type('await new Promise((done) => setTimeout(done, 700, "slow"))\r');
      await prompt.type('.edit ns().configMap("app")\r');
      await prompt.see('"slow"\n');
      await prompt.see("lines> ");
      await prompt.type("ahead");
      await prompt.see("EDITED\nconfigmap/app edited\nin-memory/default> ");
      await prompt.type(`${LEVEL}\r`);
      await prompt.see('"ahead"\nin-memory/default> ');
    });
    await t.step("the last input is run as it comes back", async () => {
      await prompt.type("const n = 1; n\r");
      await prompt.see("in-memory/default> ");
      await prompt.type(".edit\r");
      await prompt.see("EDITOR of 1 lines> ");
      await prompt.type("12345");
      await prompt.see('EDITED\n... const n = "12345"; n\n"12345"\nin-memory/default> ');
    });
    await t.step("and found again by the arrow keys", async () => {
      await prompt.type("\x1b[A");
      await prompt.see('const n = "12345"; n');
      await prompt.type("\x03");
      await prompt.see("in-memory/default> ");
    });
    await t.step("no file is left behind", async () => {
      const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
      assert.deepEqual(names.filter((name) => name.startsWith("skiff-edit")), []);
    });
    await t.step("nothing else reads the keys that are typed before the editor does", async () => {
      await Deno.writeTextFile(`${folder}/hold`, "");
      await prompt.type('.edit ns().configMap("app")\r');
      await prompt.see("lines> ");
      await prompt.type("again");
      // The terminal shows what it has taken: nobody else may have it.
      await prompt.see("again");
      await Deno.remove(`${folder}/hold`);
      await prompt.see("a.g.a.i.n.EDITED\nconfigmap/app edited\nin-memory/default> ");
    });
    await prompt.type("\x04");
    assert.equal(await prompt.end(), 0);
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test("skiff repl asks before it writes what was edited to a protected context", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/editor`, EDITOR, { mode: 0o755 });
  {
    await using prompt = openReplPrompt({
      words: ["--embedded"],
      folder,
      env: { EDITOR: `${folder}/editor`, SKIFF_PROTECTED: "in-memory", TMPDIR: folder },
      permissions: ["--allow-run=/bin/sh"],
      columns: 200,
    });
    await prompt.see("in-memory/default> ");
    await prompt.type(`ns().create(${APP})\r`);
    await prompt.see("[y/N/a] ");
    await prompt.type("y");
    await prompt.see("configmap/app created\nin-memory/default> ");
    await prompt.type('.edit ns().configMap("app")\r');
    await prompt.see("lines> ");
    await prompt.type("debug");
    await prompt.see('in-memory: patch configmaps "app" in "default"? ');
    await prompt.see("[y/N/a] ");
    await prompt.type("n");
    const shown = await prompt.see("in-memory/default> ");
    const kept =
      /What you edited is kept in "([^"]+)"\nerror: Cannot patch [^\n]*you did not allow it\n/
        .exec(shown)?.[1] ?? "";
    assert.match(await Deno.readTextFile(kept), /\n {2}level: debug\n/);
    await prompt.type('.edit ns().configMap("app")\r');
    await prompt.see("lines> ");
    await prompt.type("trace");
    await prompt.see("[y/N/a] ");
    await prompt.type("y");
    await prompt.see("configmap/app edited\nin-memory/default> ");
    await prompt.type(`${LEVEL}\r`);
    await prompt.see('"trace"\nin-memory/default> ');
  }
  await Deno.remove(folder, { recursive: true });
});

Deno.test("skiff repl says in one line that it may not run an editor", async () => {
  const folder = await Deno.makeTempDir();
  {
    await using prompt = openReplPrompt({ words: ["--embedded"], folder, columns: 200 });
    await prompt.see("in-memory/default> ");
    await prompt.type(`ns().create(${APP})\r`);
    await prompt.see("configmap/app created\nin-memory/default> ");
    await prompt.type('.edit ns().configMap("app")\r');
    assert.match(
      await prompt.see("in-memory/default> "),
      /\nerror: [^\n]*--allow-run[^\n]*\nin-memory\/default> $/,
    );
  }
  await Deno.remove(folder, { recursive: true });
});
