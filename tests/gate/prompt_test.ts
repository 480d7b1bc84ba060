/** What a person at the terminal is asked, and what becomes of the answer. */
import assert from "node:assert/strict";
import { questionLines } from "../../lib/gate/terminal_asker.ts";
import { attributesOf } from "../../lib/policy/attributes.ts";
import { parseTarget } from "../../lib/policy/target.ts";
import { startFakeApi } from "../_support/fake_api.ts";
import { Pty } from "../_support/pty.ts";
import { launcher, project, userEnvironment } from "./_run.ts";

Deno.test("nothing in a question is anything but text", () => {
  const hostile = [
    "/api/v1/namespaces/shop/pods/a%E2%80%AEb",
    "/apis/x%C2%A0y/v1/%E2%80%8Bpods%20%20%20%20Allow",
    `/api/v1/namespaces/shop/pods/${encodeURIComponent("🙂".repeat(20))}`,
  ];
  for (const raw of hostile) {
    for (const line of questionLines(attributesOf("DELETE", parseTarget(raw)))) {
      // deno-lint-ignore no-control-regex -- there must be none
      assert.doesNotMatch(line, /[\u0000-\u001f\u007f-\u009f\u200b\u202e]| {3}[^ ]/);
    }
  }
});

const SOURCE = `
import { ns } from "skiff";
const reader = Deno.stdin.readable.pipeThrough(new TextDecoderStream()).getReader();
console.log("type ahead");
await reader.read();
for (const name of ["a", "b", "c", "d"]) {
  try {
    await ns("shop").pod(name).delete();
    console.log("deleted", name);
  } catch (error) {
    console.log(error.name, name);
  }
}
console.log("more");
console.log("read", (await reader.read()).value?.trim());
Deno.exit(0);
`;

async function withTerminal(
  source: string,
  body: (terminal: Pty, requests: readonly string[]) => Promise<void>,
): Promise<void> {
  await using api = await startFakeApi();
  await using folder = await project(api, { "a.ts": source });
  await using terminal = new Pty({
    program: Deno.execPath(),
    args: launcher(["run", "a.ts"]),
    env: userEnvironment(api),
    cwd: folder.folder,
  });
  await body(terminal, api.requests);
}

Deno.test("a person at the terminal is asked y, n or A, and the script's own input stays its own", () =>
  withTerminal(SOURCE, async (terminal, requests) => {
    await terminal.see("type ahead");
    // What stands behind the first line was typed for no question.
    await terminal.type("go\r");
    const question = await terminal.see("> ");
    assert.match(question, /The script asks to delete pods "a" in "shop"\./);
    assert.match(question, /next time: --allow-kube=delete:pods#a@shop/);
    assert.match(
      question,
      /Allow\? \[y\/n\/A\] \(y = yes, n = no, A = yes to every delete:pods@shop\)/,
    );
    await terminal.type("maybe\r");
    await terminal.see("> ");
    await terminal.type("y\r");
    await terminal.see('delete pods "b"');
    await terminal.type("n\r");
    await terminal.see("GrantError b");
    await terminal.see('delete pods "c"');
    await terminal.type("A\r");
    await terminal.see("more");
    await terminal.type("still mine\r");
    await terminal.see("read still mine");
    assert.equal(await terminal.end(), 0);
    assert.doesNotMatch(terminal.shown, /delete pods "d"/);
    const deleted = requests.filter((request) => request.startsWith("DELETE"));
    assert.deepEqual(deleted.map((request) => /pods\/(\w)/.exec(request)?.[1]), ["a", "c", "d"]);
  }));

Deno.test("while a question is on the screen the script writes nothing", () =>
  withTerminal(
    `import { ns } from "skiff";
     setInterval(() => console.log("tick"), 20);
     try { await ns("shop").pod("a").delete(); } catch {}
     console.log("done");
     Deno.exit(0);`,
    async (terminal) => {
      await terminal.see("> ");
      const shown = terminal.shown.length;
      // Another process answers meanwhile: time passes, for the script, too.
      await new Deno.Command("/bin/sh", { args: ["-c", "sleep 0.3"] }).output();
      assert.equal(terminal.shown.length, shown);
      await terminal.type("y\r");
      await terminal.see("done");
      assert.equal(await terminal.end(), 0);
    },
  ));

Deno.test("Ctrl-C at a question ends the script as anywhere else", () =>
  withTerminal(
    'import { ns } from "skiff"; await ns("shop").pod("a").delete(); console.log("deleted");',
    async (terminal, requests) => {
      await terminal.see("> ");
      await terminal.type("\x03");
      assert.equal(await terminal.end(), 130);
      assert.deepEqual(requests.filter((request) => request.startsWith("DELETE")), []);
    },
  ));
