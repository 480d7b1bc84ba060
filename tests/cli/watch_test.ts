import assert from "node:assert/strict";
import { skiffArguments, skiffEnvironment } from "../_support/skiff_process.ts";
import { startWatchApi, type WatchApi } from "../_support/watch_api.ts";

const EVENTS = "ns().configMaps.watch()";

function spawn(api: WatchApi, ...words: readonly string[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: skiffArguments(api, words),
    env: skiffEnvironment(api),
    clearEnv: true,
    cwd: api.folder,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Reads whole lines, as many as are asked for. */
function lineReader(stream: ReadableStream<Uint8Array>) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  return {
    async next(count: number): Promise<string> {
      while (text.split("\n").length <= count) {
        const { done, value } = await reader.read();
        if (done) throw new Error(`the output ended after ${JSON.stringify(text)}`);
        text += value;
      }
      const lines = text.split("\n");
      text = lines.slice(count).join("\n");
      return lines.slice(0, count).map((line) => `${line}\n`).join("");
    },
    /** Goes away, as `head` does. */
    close: () => reader.cancel(),
  };
}

Deno.test("skiff eval shows events as they come, and F36 Ctrl-C ends it with its watch", async () => {
  await using api = await startWatchApi();
  api.server.put("first", {});
  const child = spawn(api, "eval", EVENTS);
  const output = lineReader(child.stdout);
  assert.equal(
    await output.next(2),
    [
      "EVENT      NAME    DATA   AGE",
      "ADDED      first   0      <unknown>",
      "",
    ].join("\n"),
  );
  api.server.put("first", { changed: "yes" });
  assert.equal(await output.next(1), "MODIFIED   first   1      <unknown>\n");
  api.server.put("second", {});
  api.server.remove("first");
  assert.equal(
    await output.next(2),
    [
      "ADDED      second   0      <unknown>",
      "DELETED    first    1      <unknown>",
      "",
    ].join("\n"),
  );
  child.kill("SIGINT");
  const { signal, code } = await child.status;
  assert.deepEqual([signal, code], ["SIGINT", 130]);
  await api.watches(0);
  await output.close();
  assert.equal(await new Response(child.stderr).text(), "");
});

for (
  const [what, expression] of [
    ["the events of a result", EVENTS],
    ["what a loop prints", `for await (const { type } of ${EVENTS}) console.log(type)`],
  ] as const
) {
  Deno.test(`skiff eval ends at the next event when F36 nobody reads ${what} any more`, async () => {
    await using api = await startWatchApi();
    api.server.put("first", {});
    const child = spawn(api, "eval", expression);
    const output = lineReader(child.stdout);
    await output.next(1);
    await api.watches(1);
    await output.close();
    api.server.put("second", {});
    const { code } = await child.status;
    assert.equal(code, 141);
    await api.watches(0);
    assert.equal(await new Response(child.stderr).text(), "");
  });
}

Deno.test("skiff eval -o json gives one line for each event", async () => {
  await using api = await startWatchApi();
  api.server.put("first", { key: "value" });
  const child = spawn(api, "eval", "-o", "json", EVENTS);
  const output = lineReader(child.stdout);
  const { type, object } = JSON.parse(await output.next(1));
  assert.deepEqual([type, object.kind, object.data], ["ADDED", "ConfigMap", { key: "value" }]);
  api.server.remove("first");
  assert.equal(JSON.parse(await output.next(1)).type, "DELETED");
  child.kill("SIGINT");
  await child.status;
  await output.close();
  await child.stderr.cancel();
});

/** Long enough for a process to start and to list on a machine with much else to do. */
const TIMEOUT = "20s";

Deno.test("skiff eval ends with the timeout of its watch, exit code 0, and with 5 a wait in vain", async (t) => {
  await using api = await startWatchApi();
  api.server.put("first", { state: "new" });
  const watch = `ns().configMaps.watch({ timeout: "${TIMEOUT}" })`;
  const wait =
    `ns().configMap("first").wait(jsonpath("{.data.state}", "done"), { timeout: "${TIMEOUT}" })`;
  const text = new TextDecoder();
  // Both wait at the same time.
  const [watched, waited] = await Promise.all([
    spawn(api, "eval", "-o", "name", watch).output(),
    spawn(api, "eval", wait).output(),
  ]);
  await t.step("a watch", () => {
    const { code, stdout, stderr } = watched;
    assert.deepEqual(
      [code, text.decode(stdout), text.decode(stderr)],
      [0, "configmap/first\n", ""],
    );
  });
  await t.step("a wait", () => {
    assert.deepEqual([waited.code, text.decode(waited.stderr)], [
      5,
      `error: Cannot wait for configmap "test/first": not {.data.state}="done" after ${TIMEOUT}: ` +
      '{.data.state} is "new"\n',
    ]);
  });
});
