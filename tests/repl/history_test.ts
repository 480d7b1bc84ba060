import assert from "node:assert/strict";
import { join } from "node:path";
import { History, HISTORY_LIMIT, historyFile, isPrivateLine } from "../../lib/repl/history.ts";
import { HistorySearch } from "../../lib/repl/history_search.ts";
import { mayHoldSecretText } from "../../lib/repl/secret_text.ts";

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function environment(values: Record<string, string>): (name: string) => string | undefined {
  return (name) => values[name];
}

Deno.test("historyFile() follows SKIFF_HISTORY, then the state folder, then the home folder", () => {
  assert.equal(historyFile(environment({ SKIFF_HISTORY: "/x", HOME: "/h" })), "/x");
  assert.equal(historyFile(environment({ XDG_STATE_HOME: "/s", HOME: "/h" })), "/s/skiff/history");
  assert.equal(historyFile(environment({ HOME: "/h" })), "/h/.local/state/skiff/history");
});

Deno.test("historyFile() gives nothing when SKIFF_HISTORY is empty or there is no home", () => {
  assert.equal(historyFile(environment({ SKIFF_HISTORY: "", HOME: "/h" })), undefined);
  assert.equal(historyFile(environment({})), undefined);
});

Deno.test("History keeps lines for the next time in a file of mode 0600", async () => {
  await inFolder(async (folder) => {
    const file = join(folder, "deep", "history");
    const { history } = await History.open(file);
    await history.add("ns().pods");
    await history.add("ns().pods");
    await history.add("cluster.nodes  ");
    const again = await History.open(file);
    assert.deepEqual(again.history.lines(), ["ns().pods", "cluster.nodes"]);
    assert.equal((await Deno.stat(file)).mode! & 0o777, 0o600);
  });
});

Deno.test("History makes a file private that others could read", async () => {
  await inFolder(async (folder) => {
    const file = join(folder, "history");
    await Deno.writeTextFile(file, "1\n", { mode: 0o644 });
    await Deno.chmod(file, 0o644);
    const { history } = await History.open(file);
    await history.add("2");
    assert.equal((await Deno.stat(file)).mode! & 0o777, 0o600);
  });
});

Deno.test("History keeps a bounded number of lines, in memory and in the file", async () => {
  await inFolder(async (folder) => {
    const file = join(folder, "history");
    const { history } = await History.open(file);
    for (let i = 0; i < HISTORY_LIMIT * 2 + 50; i++) await history.add(`line ${i}`);
    assert.equal(history.lines().length, HISTORY_LIMIT);
    assert.equal(history.lines().at(-1), `line ${HISTORY_LIMIT * 2 + 49}`);
    const kept = (await Deno.readTextFile(file)).trimEnd().split("\n");
    assert(kept.length <= HISTORY_LIMIT * 2, `${kept.length} lines`);
    assert.equal(kept.at(-1), `line ${HISTORY_LIMIT * 2 + 49}`);
  });
});

Deno.test("History says what is wrong with its file and goes on in memory", async () => {
  await inFolder(async (folder) => {
    const { history, problem } = await History.open(folder);
    assert.match(problem ?? "", /^Cannot read the history "/);
    assert.equal(await history.add("1"), undefined);
    assert.deepEqual(history.lines(), ["1"]);
  });
});

Deno.test("History says when a line cannot be written", async () => {
  await inFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "file"), "");
    const { history, problem } = await History.open(join(folder, "file", "history"));
    const fault = problem ?? await history.add("1");
    assert.match(fault ?? "", /^Cannot (read|write) the history "/);
  });
});

Deno.test("History leaves out lines that hold a credential or start with a blank", async () => {
  const { history } = await History.open(undefined);
  const secret = [
    " ns().secrets",
    'connect({ token: "abc" })',
    'const password = "x"',
    '"Bearer abcdef"',
    'headers.set("authorization", "Basic dXNlcjpwYXNz")',
    '{ user: "a", pass: "b" }',
    "yaml`\nkind: ConfigMap\ndata:\n  db_password: canary\n`",
    "'eyJhbGciOiJSUzI1NiIs.x.y'",
    "`-----BEGIN RSA PRIVATE KEY-----`",
  ];
  for (const line of secret) {
    assert(isPrivateLine(line), line);
    await history.add(line);
  }
  const plain = ["ns().secrets", "tokens = 5", "ns('x').secret('token')", "ns()\n  .secrets"];
  for (const line of plain) assert(!isPrivateLine(line), line);
  assert.deepEqual(history.lines(), []);
});

Deno.test("History does not keep what the file would add to the input before", async () => {
  await inFolder(async (folder) => {
    const file = join(folder, "history");
    const { history } = await History.open(file);
    for (const line of ["first", "... second", "...", "...rest", "a\n... b"]) {
      await history.add(line);
    }
    const kept = ["first", "...rest", "a\n... b"];
    assert.deepEqual(history.lines(), kept);
    assert.deepEqual((await History.open(file)).history.lines(), kept);
  });
});

Deno.test("HistorySearch keeps what it has found where there is no other one, and rings", () => {
  const search = new HistorySearch(["alpha", "beta"], "");
  search.type("alp");
  assert.equal(search.shown(), '(search "alp") alpha');
  search.type("\x12");
  assert.equal(search.shown(), '\x07(search "alp") alpha');
  assert.deepEqual(search.type("\r"), { type: "taken", line: "alpha", runs: true, rest: "" });
});

Deno.test("mayHoldSecretText() finds what writes down the data of a Secret", () => {
  for (
    const line of [
      'ns().create({ apiVersion: "v1", kind: "Secret", stringData: { pw: "hunter22xx" } })',
      `ns().create({ "kind": 'Secret', data: { pw: "aHVudGVyMjJ4eA==" } })`,
      'ns().secret("db").patch({ data: { pw: "aHVudGVyMjJ4eA==" } })',
      'ns().create({ kind: "Secret",\nstringData: {\npw: "hunter22xx"',
    ]
  ) assert(mayHoldSecretText(line), line);
  for (
    const line of [
      'ns().create({ kind: "ConfigMap", data: { level: "info" } })',
      '(await ns().secret("db").get()).data',
      'ns().secret("db")',
    ]
  ) assert(!mayHoldSecretText(line), line);
});

const FUNCTION = "const add = (a) => {\n\n  return a + 1\n... not a mark\n}";

Deno.test("History keeps an input of several lines as one, readable in its file", async () => {
  await inFolder(async (folder) => {
    const file = join(folder, "history");
    const { history } = await History.open(file);
    await history.add("1");
    await history.add(FUNCTION);
    await history.add("add(1)");
    assert.equal(
      await Deno.readTextFile(file),
      "1\nconst add = (a) => {\n...\n...   return a + 1\n... ... not a mark\n... }\nadd(1)\n",
    );
    const again = await History.open(file);
    assert.deepEqual(again.history.lines(), ["1", FUNCTION, "add(1)"]);
  });
});

Deno.test("History reads a file of single lines as they are", async () => {
  await inFolder(async (folder) => {
    const file = join(folder, "history");
    await Deno.writeTextFile(file, "... begins\nfor (;;) {\n  a\n}\n\n1\n");
    const { history } = await History.open(file);
    assert.deepEqual(history.lines(), ["... begins", "for (;;) {", "  a", "}", "1"]);
  });
});

Deno.test("History keeps several lines whole where it writes its file anew, and bounds inputs, not lines", async () => {
  await inFolder(async (folder) => {
    const file = join(folder, "history");
    const { history } = await History.open(file);
    for (let i = 0; i < HISTORY_LIMIT * 2 + 2; i++) await history.add(`f(\n${i}\n)`);
    const again = await History.open(file);
    assert.equal(again.history.lines().length, HISTORY_LIMIT);
    assert.equal(again.history.lines().at(-1), `f(\n${HISTORY_LIMIT * 2 + 1}\n)`);
  });
});

Deno.test("History leaves out several lines of which one holds a credential", async () => {
  const { history } = await History.open(undefined);
  await history.add('connect({\n  token: "abc",\n})');
  await history.add("a(\rb)");
  assert.deepEqual(history.lines(), []);
});

Deno.test("HistorySearch shows an input of several lines in one, no wider than the screen", () => {
  const search = new HistorySearch([FUNCTION], "");
  search.type("ret");
  assert.equal(
    search.shown(),
    '(search "ret") const add = (a) => { \u21b5 return a + 1 \u21b5 ... not a mark \u21b5 }',
  );
  assert.equal(search.shown(30), '(search "ret") const add = (a…');
  assert.deepEqual(search.type("\r"), { type: "taken", line: FUNCTION, runs: true, rest: "" });
});
