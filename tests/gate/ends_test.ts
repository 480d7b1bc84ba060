import assert from "node:assert/strict";
import { startFakeApi } from "../_support/fake_api.ts";
import { Pty } from "../_support/pty.ts";
import { launcher, type Project, project, userEnvironment } from "./_run.ts";

/** Says that it is there, with its process id, and stays. */
const WAITING = `console.log("up", Deno.pid); setInterval(() => {}, 1000);`;

/** Starts a script and waits until it has said something. */
async function start(
  folder: Project,
  ...words: readonly string[]
): Promise<{ child: Deno.ChildProcess; script: number; rest: Promise<string> }> {
  const child = folder.command(["run", ...words]).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("\n")) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`nothing but ${text}: ${await new Response(child.stderr).text()}`);
    text += value;
  }
  const rest = (async () => {
    let left = "";
    for (let next = await reader.read(); !next.done; next = await reader.read()) left += next.value;
    return left;
  })();
  return { child, script: Number(/up (\d+)/.exec(text)?.[1]), rest };
}

/** Waits for a process to be gone; a minute is the patience of the whole test. */
async function gone(pid: number): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    try {
      Deno.kill(pid, "SIGCONT");
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return;
      throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`process ${pid} is still there`);
}

Deno.test("signals reach the script, and skiff ends with it", async (t) => {
  await using api = await startFakeApi();
  const cases: readonly [signal: Deno.Signal, code: number][] = [
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
    ["SIGQUIT", 131],
  ];
  for (const [signal, expected] of cases) {
    await t.step(signal, async () => {
      await using folder = await project(api, { "a.ts": WAITING });
      const { child, script, rest } = await start(folder, "a.ts");
      child.kill(signal);
      const { code } = await child.status;
      assert.equal(code, expected);
      assert.equal(await new Response(child.stderr).text(), "");
      assert.equal(await rest, "");
      await gone(script);
      assert.deepEqual(folder.leftovers(), []);
    });
  }
  await t.step("a script that handles a signal decides itself", async () => {
    const source = `Deno.addSignalListener("SIGTERM", () => { console.log("bye"); Deno.exit(9); });
      ${WAITING}`;
    await using folder = await project(api, { "a.ts": source });
    const { child, rest } = await start(folder, "a.ts");
    child.kill("SIGTERM");
    assert.equal((await child.status).code, 9);
    assert.equal(await rest, "bye\n");
    await child.stderr.cancel();
    assert.deepEqual(folder.leftovers(), []);
  });
});

Deno.test("a script that is killed ends skiff with 128 and the signal's number", async () => {
  await using api = await startFakeApi();
  await using folder = await project(api, { "a.ts": WAITING });
  const { child, script, rest } = await start(folder, "a.ts");
  Deno.kill(script, "SIGKILL");
  assert.equal((await child.status).code, 137);
  await Promise.all([rest, child.stderr.cancel()]);
  assert.deepEqual(folder.leftovers(), []);
});

Deno.test("a gate that is killed takes its script and its folder along", async () => {
  await using api = await startFakeApi();
  await using folder = await project(api, { "a.ts": WAITING });
  const { child, script, rest } = await start(folder, "a.ts");
  assert.equal(folder.leftovers().length, 1, "the folder of the socket");
  child.kill("SIGKILL");
  await child.status;
  await Promise.all([rest, child.stderr.cancel()]);
  await gone(script);
  while (folder.leftovers().length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
});

Deno.test("the socket's folder is its user's alone", async () => {
  await using api = await startFakeApi();
  await using folder = await project(api, { "a.ts": WAITING });
  const { child, rest } = await start(folder, "a.ts");
  const [name = ""] = folder.leftovers();
  const { mode } = await Deno.stat(`${userEnvironment(api)["TMPDIR"]}/${name}`);
  assert.equal((mode ?? 0) & 0o777, 0o700);
  child.kill("SIGTERM");
  await Promise.all([child.status, rest, child.stderr.cancel()]);
});

Deno.test("a watch of the script ends with it, at the cluster too", async () => {
  await using api = await startFakeApi();
  const source = `import { ns } from "skiff"; console.log("up", Deno.pid);
    await ns("shop").configMaps.list();`;
  await using folder = await project(api, { "a.ts": source });
  const { child, rest } = await start(folder, "a.ts");
  await api.hanging;
  child.kill("SIGINT");
  assert.equal((await child.status).code, 130);
  await Promise.all([rest, child.stderr.cancel()]);
  await api.abandoned;
});

Deno.test("on a terminal the script has the terminal, and Ctrl-C ends both", async () => {
  await using api = await startFakeApi();
  const source = `
    console.log("terminal", Deno.stdin.isTerminal(), Deno.stdout.isTerminal(), Deno.stderr.isTerminal());
    const name = prompt("name?");
    console.log("hello", name, Deno.pid);
    setInterval(() => {}, 1000);`;
  await using folder = await project(api, { "a.ts": source });
  await using terminal = new Pty({
    program: Deno.execPath(),
    args: launcher(["run", "a.ts"]),
    env: { ...userEnvironment(api), TERM: "xterm" },
    cwd: folder.folder,
  });
  await terminal.see("terminal true true true");
  await terminal.see("name?");
  await terminal.type("ann\r");
  const script = Number(/hello ann (\d+)/.exec(await terminal.see(/hello ann \d+\n/))?.[1]);
  await terminal.type("\x03");
  assert.equal(await terminal.end(), 130);
  await gone(script);
  assert.deepEqual(folder.leftovers(), []);
});

Deno.test("on a terminal a script that handles Ctrl-C hears of it once", async () => {
  await using api = await startFakeApi();
  const source = `
    let count = 0;
    Deno.addSignalListener("SIGINT", () => console.log("heard", ++count));
    Deno.addSignalListener("SIGTERM", () => { console.log("in all", count); Deno.exit(0); });
    console.log("up", Deno.pid);
    setInterval(() => {}, 1000);`;
  await using folder = await project(api, { "a.ts": source });
  await using terminal = new Pty({
    program: Deno.execPath(),
    args: launcher(["run", "a.ts"]),
    env: { ...userEnvironment(api), TERM: "xterm" },
    cwd: folder.folder,
  });
  const script = Number(/up (\d+)/.exec(await terminal.see(/up \d+\n/))?.[1]);
  await terminal.type("\x03");
  await terminal.see("heard 1");
  Deno.kill(script, "SIGTERM");
  await terminal.see("in all 1");
  assert.equal(await terminal.end(), 0);
});
