/** What a person at the terminal is asked, and what becomes of the answer. */
import assert from "node:assert/strict";
import { questionLines } from "../../lib/gate/terminal_asker.ts";
import { attributesOf } from "../../lib/policy/attributes.ts";
import { parseTarget } from "../../lib/policy/target.ts";
import { startFakeApi } from "../_support/fake_api.ts";
import { Pty } from "../_support/pty.ts";
import { startUserCluster } from "./_cluster.ts";
import { launcher, project, userEnvironment } from "./_run.ts";

Deno.test("nothing in a question is anything but text", () => {
  const hostile = [
    "/api/v1/namespaces/shop/pods/a%E2%80%AEb",
    "/apis/x%C2%A0y/v1/%E2%80%8Bpods%20%20%20%20Allow",
    `/api/v1/namespaces/shop/pods/${encodeURIComponent("🙂".repeat(20))}`,
    `/api/v1/namespaces/shop/pods/${encodeURIComponent(`p\u0430y${"\u2800".repeat(9)}x\u3164`)}`,
  ];
  for (const raw of hostile) {
    const run = { script: "a\u202e\n.ts", context: "prod\u0430\x1b[2J" };
    for (const line of questionLines(attributesOf("DELETE", parseTarget(raw)), { run })) {
      // deno-lint-ignore no-control-regex -- there must be none
      assert.doesNotMatch(line, /[\u0000-\u001f\u007f-\u009f\u200b\u202e]| {3}[^ ]/);
      // Signs that look like letters, or like blanks that push words to another line of the screen.
      assert.match(line, /^[\x20-\x7e]+$/);
    }
  }
});

Deno.test("a question about what is there of a Secret says that no undo restores it", () => {
  const lost = "skiff undo cannot restore it: the data of Secrets is in no journal";
  const secrets = "/api/v1/namespaces/shop/secrets";
  const asked = (method: string, path: string) =>
    questionLines(attributesOf(method, parseTarget(path)), {}).some((line) => line.trim() === lost);
  for (const method of ["DELETE", "PATCH", "PUT"]) {
    assert.ok(asked(method, `${secrets}/db`), method);
  }
  assert.ok(asked("DELETE", secrets));
  assert.ok(!asked("POST", secrets));
  assert.ok(!asked("GET", `${secrets}/db`));
  assert.ok(!asked("DELETE", "/api/v1/namespaces/shop/configmaps/db"));
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
  words: readonly string[] = [],
): Promise<void> {
  await using api = await startFakeApi();
  await using folder = await project(api, { "a.ts": source });
  await using terminal = new Pty({
    program: Deno.execPath(),
    args: launcher(["run", ...words, "a.ts"]),
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
    assert.match(question, /In context "fake" a\.ts asks to delete pods "a" in "shop"\./);
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

const CREATES = `
import { cluster, ns } from "skiff";
const shop = ns("shop");
const base = { apiVersion: "v1", kind: "ConfigMap" };
const maps = "/api/v1/namespaces/shop/configmaps";
async function send(body, type = "application/json") {
  const response = await cluster.raw(maps, { method: "POST", body, headers: { "content-type": type } });
  await response.text();
}
async function attempt(what, work) {
  try { await work(); console.log("made", what); } catch (error) { console.log(error.name, what); }
}
await attempt("one", () => shop.create({ ...base, metadata: { name: "one" } }));
await attempt("two", () => shop.create({ ...base, metadata: { name: "two" } }));
await attempt("generated", () => shop.create({ ...base, metadata: { generateName: "report-" } }));
await attempt("odd", () => shop.create({ ...base, metadata: { name: "a\\u202e\\n  Allow? b" } }));
await attempt("twice", () => send('{"metadata":{"name":"good"},"metadata":{"name":"bad"}}'));
await attempt("yaml", () => send("metadata: {name: plain}", "application/yaml"));
await attempt("applied", () => shop.configMap("fresh").apply({ data: { a: "1" } }));
console.log("done");
Deno.exit(0);
`;

Deno.test("a question about a create names the object, and its answer is about that one", async () => {
  await using cluster = await startUserCluster();
  await using folder = await project(cluster, { "a.ts": CREATES });
  await using terminal = new Pty({
    program: Deno.execPath(),
    args: launcher(["run", "--allow-kube=patch:configmaps@shop", "a.ts"]),
    env: userEnvironment(cluster),
    cwd: folder.folder,
    columns: 200,
  });
  async function asked(question: string, answer: string): Promise<void> {
    await terminal.see(`In context "admin" a.ts asks to ${question}.`);
    await terminal.see("= yes to every create:configmaps@shop) > ");
    await terminal.type(`${answer}\r`);
  }
  await asked('create configmaps "one" in "shop"', "y");
  await terminal.see("made one");
  await asked('create configmaps "two" in "shop"', "n");
  await terminal.see("GrantError two");
  await asked('create configmaps "report-*" in "shop"', "y");
  await terminal.see("made generated");
  await asked(String.raw`create configmaps "a \n Allow? b" in "shop"`, "n");
  await terminal.see("GrantError odd");
  // Of two names nobody knows which one counts; the yes is about this request alone.
  await asked('create configmaps in "shop"', "y");
  await terminal.see(/ twice$/m);
  await asked('create configmaps in "shop"', "n");
  await terminal.see("GrantError yaml");
  await asked('create configmaps "fresh" in "shop"', "A");
  await terminal.see("made applied");
  await terminal.see("done");
  assert.equal(await terminal.end(), 0);
  const { items } = await cluster.send("GET", "/api/v1/namespaces/shop/configmaps");
  const names = items.map(({ metadata }: { metadata: { name: string } }) => metadata.name);
  assert(names.includes("one") && names.includes("fresh") && !names.includes("two"), names.join());
});

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

/** Holds the first program up that puts the terminal in order, and shows what is typed meanwhile. */
const HELD_STTY = `#!/bin/sh
PATH=\${PATH#*:}
case "$*" in
  *sane*)
    if mkdir "$(dirname "$0")/held" 2>/dev/null; then
      stty echo </dev/tty
      printf '[held]' >/dev/tty
      until [ -e "$(dirname "$0")/go" ]; do :; done
    fi ;;
esac
exec stty "$@"
`;

Deno.test("what is typed before a question is no answer, however long it takes to come", async () => {
  await using api = await startFakeApi();
  await using folder = await project(api, {
    "a.ts": `import { ns } from "skiff";
      await ns("shop").pod("a").delete().catch((error) => console.log(error.name));
      Deno.exit(0);`,
    "stty": HELD_STTY,
  });
  await Deno.chmod(`${folder.folder}/stty`, 0o755);
  const env = userEnvironment(api);
  await using terminal = new Pty({
    program: Deno.execPath(),
    args: launcher(["run", "a.ts"]),
    env: { ...env, PATH: `${folder.folder}:${env["PATH"]}` },
    cwd: folder.folder,
  });
  await terminal.see("[held]");
  await terminal.type("y\r");
  await terminal.see("y");
  await Deno.writeTextFile(`${folder.folder}/go`, "");
  await terminal.see("Allow? [y/n/A]");
  await terminal.see("> ");
  await terminal.type("n\r");
  await terminal.see("GrantError");
  assert.equal(await terminal.end(), 0);
  assert.deepEqual(api.requests.filter((request) => request.startsWith("DELETE")), []);
});

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

Deno.test("Ctrl-C at a question ends a script with many writes under way, and nothing more is asked", () =>
  withTerminal(
    `import { ns } from "skiff";
     const pods = ["a", "b", "c", "d", "e"].map((name) => ns("shop").pod(name));
     await Promise.all(pods.map((pod) => pod.delete()));`,
    async (terminal, requests) => {
      await terminal.see("> ");
      await terminal.type("\x03");
      assert.equal(await terminal.end(), 130);
      assert.equal(terminal.shown.match(/asks to delete/g)?.length, 1, terminal.shown);
      assert.doesNotMatch(terminal.shown, /not granted/);
      assert.match(terminal.shown, /> \^C\n$/);
      assert.deepEqual(requests.filter((request) => request.startsWith("DELETE")), []);
    },
  ));

Deno.test("who has said no hears once that it was not allowed", () =>
  withTerminal(
    'import { ns } from "skiff"; await ns("shop").pod("a").delete();',
    async (terminal) => {
      await terminal.see("> ");
      await terminal.type("n\r");
      assert.equal(await terminal.end(), 4);
      const said = terminal.raw.match(/Cannot delete pods "a" in "shop": you did not allow it/g);
      assert.equal(said?.length, 1, terminal.raw);
      assert.doesNotMatch(terminal.raw, /not granted/);
    },
  ));

Deno.test("a question is seen whatever the script has done to the terminal before", () =>
  withTerminal(
    `import { ns } from "skiff";
     // Nothing is shown from here on, in another set of signs and past the edge.
     Deno.stdout.writeSync(new TextEncoder().encode("start\\x1b[8m\\x1b(0\\x0e\\x1b[?7l\\x1b]10;#000\\x07"));
     try { await ns("shop").pod("a").delete(); } catch {}
     Deno.exit(0);`,
    async (terminal) => {
      const before = await terminal.see('In context "fake" a.ts asks');
      const [, after = ""] = terminal.raw.split("start");
      const question = after.indexOf('In context "fake" a.ts asks');
      for (const sign of ["\x1b[0m", "\x1b(B", "\x0f", "\x1b[?7h", "\x1b[!p", "\x1b]110"]) {
        const at = after.indexOf(sign, after.indexOf("#000"));
        assert(at >= 0 && at < question, `${JSON.stringify(sign)} in ${JSON.stringify(before)}`);
      }
      await terminal.see("> ");
      await terminal.type("n\r");
      assert.equal(await terminal.end(), 0);
    },
  ));

Deno.test("a deadline takes the question back and ends the run, without an answer", () =>
  withTerminal(
    'import { ns } from "skiff"; await ns("shop").pod("a").delete(); console.log("deleted");',
    async (terminal, requests) => {
      await terminal.see("> ");
      assert.equal(await terminal.end(), 5);
      assert.match(terminal.shown, /it took longer than 20s/);
      assert.deepEqual(requests.filter((request) => request.startsWith("DELETE")), []);
    },
    // Long enough for the question to come first on a machine with much else to do.
    ["--deadline=20s"],
  ));

Deno.test("two questions at once are on the screen one after the other", async () => {
  await using cluster = await startUserCluster();
  await using folder = await project(cluster, {
    "first": "",
    "a.ts": `import { ns } from "skiff";
     let first = true;
     try { Deno.removeSync("first"); } catch { first = false; }
     const maps = ["a", "b", "c"].map((name) => ns("shop").configMap(name));
     if (first) await ns("shop").configMap("settings").label({ by: "script" });
     else {
       const all = await Promise.allSettled(maps.map((map) => map.label({ by: "script" })));
       console.log("ended", all.map(({ status }) => status).join());
     }
     Deno.exit(0);`,
  });
  await using terminal = new Pty({
    program: Deno.execPath(),
    args: launcher(["run", "--plan", "--yes", "-R=first", "-W=first", "a.ts"]),
    env: userEnvironment(cluster),
    cwd: folder.folder,
  });
  for (let question = 1; question <= 3; question++) {
    await terminal.see("Allow it this once? [y/n] > ");
    // Another process answers meanwhile: time passes, for the gate, too.
    await new Deno.Command("/bin/sh", { args: ["-c", "sleep 0.3"] }).output();
    assert.equal(terminal.shown.match(/In context "admin" a\.ts asks/g)?.length, question);
    await terminal.type("n\r");
  }
  await terminal.see("ended rejected,rejected,rejected");
  assert.equal(await terminal.end(), 0);
  assert.match(terminal.shown, /Warning: Cannot patch configmaps "a".*it is not in the plan/);
});
