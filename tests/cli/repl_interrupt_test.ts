import assert from "node:assert/strict";
import { type FakeApi, startFakeApi } from "../_support/fake_api.ts";
import { Pty } from "../_support/pty.ts";
import { skiffArguments, skiffEnvironment } from "../_support/skiff_process.ts";

function openPrompt(api: FakeApi): Pty {
  return new Pty({
    program: Deno.execPath(),
    args: skiffArguments(api, ["repl"]),
    env: skiffEnvironment(api),
    cwd: api.folder,
  });
}

Deno.test("skiff repl stops a line that computes without a pause at its limit, and goes on", async () => {
  await using api = await startFakeApi();
  await using prompt = openPrompt(api);
  await prompt.see("fake/shop> ");
  await prompt.type("const kept = 41\r");
  await prompt.see("fake/shop> ");
  await prompt.type(".limit 300ms\r");
  await prompt.see("for 300ms\nfake/shop> ");
  await prompt.type("while (true) {}\r");
  await prompt.see("error: Cannot go on with the line: it computed for 300ms without a pause");
  await prompt.see("fake/shop> ");
  await prompt.type("({ [Symbol.for('Deno.customInspect')]() { for (;;); } })\r");
  await prompt.see("error: Cannot go on with the line: it computed for 300ms without a pause");
  await prompt.see("fake/shop> ");
  // A machine with much else to do may hold up any line for longer than that.
  await prompt.type(".limit off\r");
  await prompt.see("fake/shop> ");
  await prompt.type("kept + 1\r");
  await prompt.see("\n42\nfake/shop> ");
});

Deno.test("skiff repl says that an endless loop after an await cannot be stopped, and ends on another Ctrl-C", async () => {
  await using api = await startFakeApi();
  await using prompt = openPrompt(api);
  await prompt.see("fake/shop> ");
  await prompt.type("await null; console.log('begun'); while (true) {}\r");
  await prompt.see("\nbegun\n");
  await prompt.type("\x03");
  await prompt.see("the line computes without a pause: it cannot be stopped; another Ctrl-C ends");
  await prompt.type("\x03");
  assert.equal(await prompt.end(), 130);
  assert.match(await Deno.readTextFile(`${api.folder}/history`), /^await null; console/);
});

Deno.test("skiff repl stops on Ctrl-C what waits for nothing that knows of signals, and keeps its variables", async () => {
  await using api = await startFakeApi();
  await using prompt = openPrompt(api);
  await prompt.see("fake/shop> ");
  await prompt.type("let n = 1; await new Promise(() => console.log('waiting'))\r");
  await prompt.see("\nwaiting\n");
  await prompt.type("\x03");
  await prompt.see("error: interrupted");
  await prompt.see("fake/shop> ");
  await prompt.type("n + 1\r");
  await prompt.see("\n2\nfake/shop> ");
});

Deno.test("skiff repl runs what was typed while a line ran", async () => {
  await using api = await startFakeApi();
  await using prompt = openPrompt(api);
  await prompt.see("fake/shop> ");
  await prompt.type("await new Promise((done) => setTimeout(done, 300)); 'first'\r");
  await prompt.type("'second'\r");
  await prompt.see('"first"\n');
  await prompt.see('"second"\n');
});

Deno.test("skiff repl is not ended by a line", async (t) => {
  await using api = await startFakeApi();
  await using prompt = openPrompt(api);
  await prompt.see("fake/shop> ");
  const lines: readonly [line: string, shown: string][] = [
    ["Deno.exit(3)", "error: Cannot end the session by Deno.exit(): .exit leaves"],
    ["close()", "error: Cannot end the session by close(): .exit leaves"],
    ["(await import('node:process')).default.exit(1)", "by process.exit(): .exit leaves"],
    ["Deno.kill(Deno.pid, 'SIGKILL')", "by Deno.kill(): .exit leaves"],
    ["setTimeout(() => { throw new Error('late') }, 0); 1", "error: late"],
    ["queueMicrotask(() => { throw new Error('soon') }); 2", "error: soon"],
    ["({ get a() { throw new Error('getter') } }).a", "error: getter (line 1, column 20)"],
    ["throw { toString() { throw 1 } }", "error: "],
    ["new Proxy({}, { get() { throw new Error('trap') } })", "error: trap"],
  ];
  for (const [line, shown] of lines) {
    await t.step(line, async () => {
      await prompt.type(`${line}\r`);
      await prompt.see(shown);
      await prompt.type("'still here'\r");
      await prompt.see('\n"still here"\n');
    });
  }
});

Deno.test("skiff repl says where in several lines the mistake is", async () => {
  await using api = await startFakeApi();
  await using prompt = openPrompt(api);
  await prompt.see("fake/shop> ");
  await prompt.type("function inner(x: string) {\r  const y = 1\r  return x.a.b\r}\r");
  await prompt.type("inner('x')\r");
  await prompt.see(/\(line 3, column 14 of function\s+inner\(x: string\) \{/);
});

Deno.test("skiff repl finds earlier lines by Ctrl-R", async (t) => {
  await using api = await startFakeApi();
  await using prompt = openPrompt(api);
  await prompt.see("fake/shop> ");
  for (const line of ["'alpha one'", "'beta'", "'alpha two'"]) {
    await prompt.type(`${line}\r`);
    await prompt.see(`\n"${line.slice(1, -1)}"\nfake/shop> `);
  }
  await t.step("the newest first", async () => {
    await prompt.type("\x12alpha");
    await prompt.see(`(search "alpha") 'alpha two'`);
  });
  await t.step("then older ones", async () => {
    await prompt.type("\x12");
    await prompt.see(`(search "alpha") 'alpha one'`);
  });
  await t.step("and runs what Enter takes", async () => {
    await prompt.type("\r");
    await prompt.see('\n"alpha one"\n');
  });
  await t.step("leaves the line alone on Ctrl-C", async () => {
    await prompt.see("fake/shop> ");
    await prompt.type("1 + ");
    await prompt.type("\x12beta");
    await prompt.see(`(search "beta") 'beta'`);
    await prompt.type("\x03");
    await prompt.type("1\r");
    await prompt.see("\n2\n");
  });
});
