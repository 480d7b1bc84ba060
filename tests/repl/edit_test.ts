import assert from "node:assert/strict";
import { EditedText, editText } from "../../lib/repl/edited_text.ts";
import {
  type EmbeddedSession,
  embeddedSession,
  podOf,
  PODS,
} from "../_support/embedded_session.ts";

/** An editor that does one shell command on the file `$1` each time it is opened, and keeps what it saw. */
class ScriptedEditor implements AsyncDisposable {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async make(...commands: readonly string[]): Promise<ScriptedEditor> {
    const folder = await Deno.makeTempDir();
    const steps = commands.map((command, index) => `${index + 1}) ${command} ;;`).join("\n");
    const script = [
      "#!/bin/sh",
      `n=$(( $(cat ${folder}/n 2>/dev/null || echo 0) + 1 )); echo $n >${folder}/n`,
      `cp "$1" ${folder}/seen$n; stat -c %a "$1" >${folder}/mode$n`,
      `case $n in\n${steps}\nesac`,
    ].join("\n");
    await Deno.writeTextFile(`${folder}/editor`, `${script}\n`, { mode: 0o755 });
    Deno.env.set("KUBE_EDITOR", `${folder}/editor`);
    return new ScriptedEditor(folder);
  }

  /** What was in the file when it was opened for the nth time. */
  async seen(time: number): Promise<string> {
    return await Deno.readTextFile(`${this.#folder}/seen${time}`);
  }

  async mode(time: number): Promise<string> {
    return (await Deno.readTextFile(`${this.#folder}/mode${time}`)).trim();
  }

  async times(): Promise<number> {
    return Number(await Deno.readTextFile(`${this.#folder}/n`).catch(() => "0"));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    Deno.env.delete("KUBE_EDITOR");
    await Deno.remove(this.#folder, { recursive: true });
  }
}

async function openSession(): Promise<EmbeddedSession> {
  const opened = await embeddedSession({ lend: (work) => work() });
  await opened.put("/api/v1/namespaces/shop/configmaps", {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "app" },
    data: { level: "info", size: "1" },
  });
  await opened.put("/api/v1/namespaces/shop/secrets", {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "db" },
    data: { password: btoa("hunter2hunter2"), user: btoa("root") },
  });
  return opened;
}

async function dataOf({ session }: EmbeddedSession, source: string): Promise<unknown> {
  const object = await session.evaluate(`(await ${source}.get()).data`);
  return object;
}

/** The file that is named as kept; it is removed. */
async function keptFile(shown: string): Promise<{ readonly text: string; readonly mode: number }> {
  const path = /What you edited is kept in "([^"]+)"/.exec(shown)?.[1] ?? "";
  const text = await Deno.readTextFile(path);
  const { mode } = await Deno.stat(path);
  await Deno.remove(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  return { text, mode: (mode ?? 0) & 0o777 };
}

Deno.test(".edit writes what was changed of an object, and nothing else", async () => {
  await using opened = await openSession();
  await using editor = await ScriptedEditor.make(`sed -i 's/level: info/level: debug/' "$1"`);
  assert.equal(await opened.type('.edit ns().configMap("app")'), "configmap/app edited\n");
  assert.deepEqual(await dataOf(opened, 'ns().configMap("app")'), { level: "debug", size: "1" });
  const text = await editor.seen(1);
  assert.match(text, /^# Save and close [^\n]*\n#[^\n]*\napiVersion: v1\ndata:\n {2}level: info\n/);
  assert.doesNotMatch(text, /managedFields/);
  assert.equal(await editor.mode(1), "600");
});

Deno.test(".edit takes a row, a reference and an object that was read", async () => {
  await using opened = await openSession();
  await using editor = await ScriptedEditor.make(
    ...["2", "3", "4"].map((size) => `sed -i 's/size: .*/size: "${size}"/' "$1"`),
  );
  await opened.type('ns().configMaps.where("metadata.name", "=", "app")');
  assert.equal(await opened.type(".edit $1"), "configmap/app edited\n");
  await opened.type('const app = await ns().configMap("app").get(); const again = ref(app)');
  assert.equal(await opened.type(".edit app"), "configmap/app edited\n");
  assert.equal(await opened.type(".edit again"), "configmap/app edited\n");
  assert.equal(await editor.times(), 3);
  assert.deepEqual(await dataOf(opened, "again"), { level: "info", size: "4" });
});

Deno.test(".edit changes nothing where nothing was changed, or the file is empty", async () => {
  await using opened = await openSession();
  await using _editor = await ScriptedEditor.make("true", `echo "# x" >>"$1"`, `: >"$1"`);
  const line = '.edit ns().configMap("app")';
  assert.equal(await opened.type(line), "Edit cancelled, no changes made.\n");
  assert.equal(await opened.type(line), "Edit cancelled, no changes made.\n");
  assert.equal(await opened.type(line), "Edit cancelled, the saved file was empty.\n");
  const { requests } = opened.session.requests;
  assert.deepEqual(requests.map(({ method }) => method), ["GET"]);
});

Deno.test(".edit opens again what is no YAML, another object, or refused by the server", async () => {
  await using opened = await openSession();
  await using editor = await ScriptedEditor.make(
    `echo 'data: [' >>"$1"`,
    `sed -i 's/^data: \\[$//; s/name: app/name: other/' "$1"`,
    `sed -i 's/name: other/name: app/; s/level: info/"a b": info/' "$1"`,
    `sed -i 's/"a b": info/level: warn/' "$1"`,
  );
  assert.equal(await opened.type('.edit ns().configMap("app")'), "configmap/app edited\n");
  assert.match(await editor.seen(2), /^#[^\n]*\n#[^\n]*\n#\n# Cannot (?:read|parse) [^\n]*line/);
  assert.match(
    await editor.seen(3),
    /\n#\n# Cannot edit configmap "shop\/app": metadata.name says "other", which contradicts "app"\n/,
  );
  assert.match(await editor.seen(4), /\n# Cannot edit configmap "shop\/app": [^\n]*a b/);
  // Each problem takes the place of the one before.
  assert.equal((await editor.seen(4)).match(/# Cannot edit/g)?.length, 1);
  assert.deepEqual(await dataOf(opened, 'ns().configMap("app")'), { level: "warn", size: "1" });
});

Deno.test("EditedText says the line of a mistake as it is in the text that is opened again", () => {
  const object = { apiVersion: "v1", kind: "Pod", metadata: { name: "a" } };
  const body = "kind: Pod\nmetadata:\n      name: a\n    labels: {}\n";
  let problem = "";
  try {
    new EditedText(object, false).read(body);
  } catch (error) {
    problem = String(error);
  }
  const line = Number(/line (\d+)/.exec(problem)?.[1]);
  assert.equal(editText(body, [problem]).split("\n")[line - 1], "    labels: {}");
});

Deno.test(".edit keeps in a file what was given up after a refusal", async () => {
  await using opened = await openSession();
  await using _editor = await ScriptedEditor.make(
    `sed -i 's/level: info/"a b": mine/' "$1"`,
    "true",
  );
  const shown = await opened.type('.edit ns().configMap("app")');
  const { text, mode } = await keptFile(shown);
  assert.match(text, /\n {2}a b: mine\n|\n {2}"a b": mine\n/);
  assert.equal(mode, 0o600);
  assert.match(shown, /\nerror: Cannot edit configmap "shop\/app": no valid changes were saved: /);
  assert.deepEqual(await dataOf(opened, 'ns().configMap("app")'), { level: "info", size: "1" });
});

Deno.test(".edit ends where an editor gives the same refused text again, and keeps it", async () => {
  await using opened = await openSession();
  const mistake = `printf 'apiVersion: v1\\nkind: ConfigMap\\ndata: [\\n' >"$1"`;
  await using editor = await ScriptedEditor.make(...Array.from({ length: 9 }, () => mistake));
  const shown = await opened.type('.edit ns().configMap("app")');
  assert.match(shown, /\nerror: Cannot edit configmap "shop\/app": no valid changes were saved: /);
  assert.match((await keptFile(shown)).text, /^apiVersion: v1\nkind: ConfigMap\ndata: \[\n$/);
  assert.equal(await editor.times(), 2);
});

Deno.test(".edit loses nobody's change: it shows what there is now with what was changed", async () => {
  let isFirst = true;
  await using editor = await ScriptedEditor.make(
    `sed -i 's/level: info/level: debug/' "$1"`,
    `touch "$1"`,
  );
  // Somebody else is faster while the editor is open.
  await using other = await embeddedSession({
    lend: async (work) => {
      const result = await work();
      if (isFirst) {
        isFirst = false;
        await other.session.evaluate(
          'await ns().configMap("app").patch({ data: { size: "9" } })',
        );
      }
      return result;
    },
  });
  await other.put("/api/v1/namespaces/shop/configmaps", {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "app" },
    data: { level: "info", size: "1" },
  });
  assert.equal(await other.type('.edit ns().configMap("app")'), "configmap/app edited\n");
  assert.match(await editor.seen(2), /\n# It was changed meanwhile: data\.size\.\n/);
  assert.match(await editor.seen(2), /\n {2}level: debug\n {2}size: "9"\n/);
  assert.deepEqual(await dataOf(other, 'ns().configMap("app")'), { level: "debug", size: "9" });
});

Deno.test(".edit sends what was changed though the status has changed meanwhile", async () => {
  await using editor = await ScriptedEditor.make(
    `sed -i 's/name: web-0/&\\n  labels: {a: b}/' "$1"`,
  );
  await using opened = await embeddedSession({
    lend: async (work) => {
      const result = await work();
      await opened.session.evaluate(
        'ns().pod("web-0").patch({ status: { message: "new" } }, { subresource: "status" })',
      );
      return result;
    },
  });
  await opened.put(PODS, podOf("web-0"));
  assert.equal(await opened.type('.edit ns().pod("web-0")'), "pod/web-0 edited\n");
  assert.equal(await editor.times(), 1);
  const pod = await opened.session.evaluate('ns().pod("web-0").get()') as Pod;
  assert.deepEqual([pod.metadata.labels, pod.status.message], [{ a: "b" }, "new"]);
});

interface Pod {
  readonly metadata: { readonly labels: unknown };
  readonly status: { readonly message: unknown };
}

Deno.test(".edit gives up what was laid over another's change and not saved", async () => {
  await using editor = await ScriptedEditor.make(
    `sed -i 's/level: info/level: mine/' "$1"`,
    "true",
  );
  await using opened = await embeddedSession({
    lend: async (work) => {
      const result = await work();
      await opened.session.evaluate('ns().configMap("app").patch({ data: { level: "theirs" } })');
      return result;
    },
  });
  await opened.put("/api/v1/namespaces/shop/configmaps", {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "app" },
    data: { level: "info" },
  });
  const shown = await opened.type('.edit ns().configMap("app")');
  assert.equal(await editor.times(), 2);
  assert.match((await keptFile(shown)).text, /level: mine/);
  assert.deepEqual(await dataOf(opened, 'ns().configMap("app")'), { level: "theirs" });
});

Deno.test(".edit hides the data of a Secret and sends none of what was hidden", async () => {
  await using opened = await openSession();
  await using editor = await ScriptedEditor.make(
    `sed -i 's/  user: .*/  user: YWRtaW4=/; s/^kind:/stringData:\\n  extra: plain\\nkind:/' "$1"`,
    `sed -i 's/  user: .*/  other: "[hidden]"/' "$1"`,
    "true",
  );
  assert.equal(await opened.type('.edit ns().secret("db")'), "secret/db edited\n");
  assert.match(await editor.seen(1), /\n {2}password: '?\[hidden\]'?\n/);
  assert.doesNotMatch(await editor.seen(1), new RegExp(btoa("hunter2hunter2")));
  assert.deepEqual(await dataOf(opened, 'ns().secret("db")'), {
    extra: btoa("plain"),
    password: btoa("hunter2hunter2"),
    user: btoa("admin"),
  });
  const shown = await opened.type('.edit ns().secret("db")');
  await keptFile(shown);
  assert.match(shown, /Cannot send data\.other: \[hidden\] stands for no value there/);
  assert.doesNotMatch(JSON.stringify(await dataOf(opened, 'ns().secret("db")')), /hidden/);
});

Deno.test(".edit shows what nobody would see, and keeps it", async () => {
  await using opened = await openSession();
  const evil = "a\u001b[2J\u202eb\nc\u200bd \u2028é";
  await opened.put("/api/v1/namespaces/shop/configmaps", {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "evil", annotations: { "note": evil } },
    data: { evil, plain: "a\nb\n", size: "1" },
  });
  await using editor = await ScriptedEditor.make(`sed -i 's/size: "1"/size: "2"/' "$1"`);
  assert.equal(await opened.type('.edit ns().configMap("evil")'), "configmap/evil edited\n");
  const text = await editor.seen(1);
  // deno-lint-ignore no-control-regex -- finding control characters is the purpose
  assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u202e\u200b\u2028]/);
  assert.match(text, /\n {2}evil: "a\\u001b\[2J\\u202eb\\nc\\u200bd \\u2028é"\n {2}plain: \|\n/);
  assert.deepEqual(await dataOf(opened, 'ns().configMap("evil")'), {
    evil,
    plain: "a\nb\n",
    size: "2",
  });
});

Deno.test(".edit secrets shows the data of a Secret, which .save leaves out", async () => {
  await using opened = await openSession();
  await using editor = await ScriptedEditor.make(`sed -i 's/  user: .*/  user: YWRtaW4=/' "$1"`);
  assert.equal(await opened.type('.edit secrets ns().secret("db")'), "secret/db edited\n");
  assert.match(await editor.seen(1), new RegExp(`\n  password: ${btoa("hunter2hunter2")}\n`));
  assert.doesNotMatch(JSON.stringify(opened.session.record.inputs), /YWRtaW4/);
});

Deno.test(".edit opens nothing in a read-only session, and in a dry run keeps nothing", async () => {
  await using opened = await openSession();
  await using editor = await ScriptedEditor.make(`sed -i 's/level: info/level: debug/' "$1"`);
  await opened.type(".readonly on");
  assert.equal(
    await opened.type('.edit ns().configMap("app")'),
    'error: Cannot edit configmap "shop/app": the session is read-only: .readonly off\n',
  );
  assert.equal(await editor.times(), 0);
  await opened.type(".readonly off");
  await opened.type(".dryrun on");
  assert.match(
    await opened.type('.edit ns().configMap("app")'),
    /^configmap\/app edited .*dry run/,
  );
  assert.deepEqual(await dataOf(opened, 'ns().configMap("app")'), { level: "info", size: "1" });
});

Deno.test(".edit runs what was made of the last input", async () => {
  await using opened = await openSession();
  await using editor = await ScriptedEditor.make(
    `printf 'const n = 20;\\nn * 2\\n' >"$1"`,
    "true",
    `sed -i s/20/21/ "$1"`,
    `echo 'let =' >"$1"`,
  );
  assert.equal(await opened.type(".edit"), "... const n = 20;\n... n * 2\n40\n");
  assert.equal(await editor.seen(1), "");
  assert.equal(await opened.type(".edit"), "Edit cancelled, no changes made.\n");
  assert.equal(await opened.type(".edit"), "... const n = 21;\n... n * 2\n42\n");
  assert.equal(await editor.seen(3), "const n = 20;\nn * 2\n");
  assert.match(await opened.type(".edit"), /\nerror: /);
  assert.equal(opened.session.lastInput, "let =");
});

Deno.test(".edit says in one line what cannot be edited, or by which editor", async () => {
  await using opened = await openSession();
  await using _editor = await ScriptedEditor.make("exit 3");
  assert.match(
    await opened.type(".edit ns().configMaps"),
    /^error: Cannot edit a query: [^\n]*\n$/,
  );
  assert.match(await opened.type(".edit 3"), /^error: Cannot edit the input: [^\n]*\n$/);
  assert.equal(
    await opened.type('.edit ns().configMap("nope")'),
    'error: Cannot get configmap "shop/nope": not found\n',
  );
  assert.match(
    await opened.type('.edit ns().configMap("app")'),
    /^error: Cannot use what was edited: the editor "[^"]+" ended with code 3\n$/,
  );
  Deno.env.set("KUBE_EDITOR", "/nowhere/editor 2>/dev/null");
  assert.match(
    await opened.type('.edit ns().configMap("app")'),
    /^error: Cannot open the editor "[^"]+": there is no such program: set EDITOR to one\n$/,
  );
  await using bare = await embeddedSession();
  assert.equal(
    await bare.type('.edit ns().configMap("app")'),
    "error: Cannot open an editor: there is no terminal\n",
  );
});
