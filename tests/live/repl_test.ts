import assert from "node:assert/strict";
import { Session } from "../../lib/repl/session.ts";
import { openReplPrompt } from "../_support/repl_prompt.ts";
import { exchange, openPlane } from "./_plane.ts";

const KUBECONFIG = Deno.env.get("SKIFF_LIVE_KUBECONFIG");
const KUBECTL = Deno.env.get("SKIFF_LIVE_KUBECTL");
const ignore = KUBECONFIG === undefined || KUBECTL === undefined;

/** An editor that takes one line of keys: what `sed` is to do. */
const EDITOR = `#!/bin/sh
echo EDITING
IFS= read -r keys
test "$keys" = quit || sed -i "$keys" "$1"
`;

async function kubectl(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(KUBECTL ?? "", {
    args: [...args],
    env: { KUBECONFIG: KUBECONFIG ?? "" },
    signal: AbortSignal.timeout(300_000),
  }).output();
  const decoder = new TextDecoder();
  assert.equal(code, 0, decoder.decode(stderr));
  return decoder.decode(stdout);
}

function pod(name: string): unknown {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, labels: { app: name } },
    spec: { containers: [{ name: "main", image: "pause" }] },
  };
}

/** The columns that do not change from one second to the next. */
function steady(table: string): string[] {
  return table.trimEnd().split("\n").map((line) =>
    line.replace(/^(?:\$\d+| {6})\s*/, "").replace(/\s+\S+$/, "").trimEnd()
  );
}

Deno.test({ name: "skiff repl on a real cluster", ignore }, async (t) => {
  const namespace = `repl-${crypto.randomUUID().slice(0, 8)}`;
  await using plane = await openPlane();
  await exchange(plane, "POST", "/api/v1/namespaces", {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: namespace },
  });
  const folder = await Deno.makeTempDir();
  try {
    const pods = `/api/v1/namespaces/${namespace}/pods`;
    for (const name of ["web-0", "web-1"]) {
      // The service account of a new namespace takes a moment.
      let created = await exchange(plane, "POST", pods, pod(name));
      while (created.status === 403) created = await exchange(plane, "POST", pods, pod(name));
      assert.equal(created.status, 201, JSON.stringify(created.body));
    }
    await kubectl(
      "wait",
      "-n",
      namespace,
      "--for=condition=Ready",
      "pod",
      "--all",
      "--timeout=120s",
    );
    const editor = `${folder}/editor`;
    await Deno.writeTextFile(editor, EDITOR, { mode: 0o755 });
    await using prompt = openReplPrompt({
      words: ["-n", namespace],
      folder,
      env: {
        KUBECONFIG: KUBECONFIG ?? "",
        SKIFF_HISTORY: `${folder}/history`,
        KUBE_EDITOR: editor,
        TMPDIR: folder,
      },
      permissions: ["--allow-run=/bin/sh"],
      columns: 160,
    });
    const place = `/${namespace}> `;
    await prompt.see(place);
    await t.step("shows the table that kubectl prints, its rows numbered", async () => {
      await prompt.type("ns().pods\r");
      await prompt.see("ns().pods\n");
      const shown = await prompt.see(place);
      const table = shown.slice(0, shown.lastIndexOf("\n") + 1);
      assert.deepEqual(steady(table), steady(await kubectl("get", "pods", "-n", namespace)));
      assert.match(table, /^\$2 +web-1 /m);
    });
    await t.step("refers to a row by its number", async () => {
      await prompt.type("(await $1.get()).status.phase\r");
      await prompt.see('\n"Running"\n');
      await prompt.see(place);
    });
    await t.step("completes a name of the cluster", async () => {
      await prompt.type('ns().pod("web-1\t');
      await prompt.see('ns().pod("web-1');
      await prompt.type("\x03");
      await prompt.see(place);
    });
    await t.step("follows a watch: a pod that comes is drawn", async () => {
      await prompt.type(".watch ns().pods\r");
      await prompt.see("web-1");
      await exchange(plane, "POST", pods, pod("late"));
      await prompt.see(/late +1\/1 +Running/);
      await prompt.type("\x03");
      await prompt.see(place);
    });
    await t.step("says what was done, and kubectl sees it", async () => {
      await prompt.type("ns().pod('web-0').label({ tier: 'front' })\r");
      await prompt.see("\npod/web-0 labeled\n");
      const labels = await kubectl("get", "pod", "web-0", "-n", namespace, "--show-labels");
      assert.match(labels, /tier=front/);
    });
    await t.step("edits an object in the user's editor, and kubectl sees it", async () => {
      await prompt.type('.edit ns().pod("web-1")\r');
      await prompt.see("EDITING\n");
      await prompt.type("s/app: web-1/app: edited/\r");
      await prompt.see("\npod/web-1 edited\n");
      await prompt.see(place);
      const labels = await kubectl("get", "pod", "web-1", "-n", namespace, "--show-labels");
      assert.match(labels, /app=edited/);
    });
    await t.step("opens the editor again with what the server refuses", async () => {
      await prompt.type('.edit ns().pod("web-1")\r');
      await prompt.see("EDITING\n");
      await prompt.type("s/restartPolicy: Always/restartPolicy: Never/\r");
      await prompt.see("EDITING\n");
      await prompt.type("quit\r");
      await prompt.see(
        /\nWhat you edited is kept in "[^"]+"\nerror: Cannot edit pod [^\n]*Forbidden[^\n]*\n/i,
      );
      await prompt.see(place);
    });
    await t.step("leaves", async () => {
      await prompt.type(".exit\r");
      assert.equal(await prompt.end(), 0);
    });
  } finally {
    await exchange(plane, "DELETE", `/api/v1/namespaces/${namespace}`);
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test({ name: "Session explains fields in the words of a real cluster", ignore }, async () => {
  let shown = "";
  await using session = await Session.open({
    connect: { kubeconfig: KUBECONFIG },
    write: (text) => {
      shown += text;
      return Promise.resolve();
    },
    note: (line) => {
      shown += `${line}\n`;
    },
    terminal: false,
    color: false,
  });
  await session.submit("?pod.spec.tolerations");
  const theirs = await kubectl("explain", "pod.spec.tolerations");
  // The sentences are the same, however the lines are broken.
  const words = (text: string) => text.replace(/\s+/g, " ");
  const description = /DESCRIPTION:\s*([^]*?)\s*FIELDS:/;
  assert.equal(
    words(description.exec(shown)?.[1] ?? "ours"),
    words(description.exec(theirs)?.[1] ?? "theirs"),
  );
  const fields = (text: string) =>
    [...text.matchAll(/^ {2}(\w+)\s+<(\S+)>/gm)].map(([, a, b]) => [a, b]);
  assert.deepEqual(fields(shown), fields(theirs));
  assert(fields(shown).length >= 5);
});
