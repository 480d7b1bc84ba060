import assert from "node:assert/strict";
import { join } from "node:path";
import { apply, cluster as defaultCluster, connect, ns } from "skiff";
import { cassette, type CassetteOptions, type TestCluster, testCluster } from "skiff/testing";
import { ConfigError, QueryError } from "../../lib/core/errors.ts";

const folder = await Deno.makeTempDir();
let files = 0;
Deno.test.afterAll(() => Deno.remove(folder, { recursive: true }));

const CANARY = "c4nary-Secret-Value-77";
const TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJl";
const KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIcanarykey\n-----END RSA PRIVATE KEY-----";

function configMap(name: string, data: Record<string, string> = {}) {
  return { apiVersion: "v1" as const, kind: "ConfigMap" as const, metadata: { name }, data };
}

function secret(name: string, data: Record<string, string>) {
  return {
    apiVersion: "v1" as const,
    kind: "Secret" as const,
    metadata: { name },
    data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, btoa(value)])),
  };
}

/** Records what a function does on a test cluster, and gives the file's text. */
async function record<R>(
  cluster: TestCluster,
  run: () => Promise<R>,
  options: CassetteOptions = {},
): Promise<{ readonly file: string; readonly text: string; readonly result: R }> {
  const file = join(folder, `${files++}.jsonl`);
  const result = await cluster.use(async () => {
    await using tape = await cassette(file, { mode: "record", ...options });
    assert.equal(tape.mode, "record");
    return await tape.use(run);
  });
  return { file, text: await Deno.readTextFile(file), result };
}

/** Replays a function; every recorded request is sent. */
async function replay<R>(file: string, run: () => Promise<R>): Promise<R> {
  await using tape = await cassette(file);
  const result = await tape.use(run);
  assert.deepEqual(tape.unplayed(), []);
  return result;
}

async function visit(): Promise<unknown> {
  const names: string[] = [];
  for await (const { metadata } of ns().configMaps) names.push(metadata?.name ?? "");
  await apply(configMap("b", { level: "debug" }));
  const seen: string[] = [];
  for await (const { type, object } of ns().configMaps.watch()) {
    seen.push(`${type} ${object.metadata?.name}`);
    if (object.metadata?.name === "b") break;
  }
  const kinds = await defaultCluster.ns("shop").kind("cm").names();
  const table = await ns().configMaps.table();
  const missing = await ns().configMap("none").find();
  const { gitVersion } = await defaultCluster.version();
  const other = await connect({ namespace: "default" });
  return [names, seen, kinds, String(table), missing, gitVersion, await other.ns().pods.names()];
}

Deno.test("what was recorded replays to the same result, without a cluster", async () => {
  await using cluster = await testCluster({ namespace: "shop", objects: [configMap("a")] });
  const { file, result, text } = await record(cluster, visit);
  await cluster.ns().configMap("a").delete();
  assert.deepEqual(await replay(file, visit), result);
  const lines = text.trimEnd().split("\n").map((line) => Object.keys(JSON.parse(line)).join());
  assert.deepEqual([...new Set(lines)].sort(), [
    "cassette,namespace",
    "item",
    "line",
    "request,response",
  ]);
  assert.match(text, /^\{"cassette":1,"namespace":"shop"\}\n/);
});

Deno.test("a recording of the same is the same", async () => {
  const texts: string[] = [];
  for (let round = 0; round < 2; round++) {
    await using cluster = await testCluster({ objects: [configMap("a")] });
    const stable = ({ text }: { text: string }) => text.replace(/"\d{4}-[\d-]+T[\d:]+Z"/g, '""');
    texts.push(stable(await record(cluster, () => ns().configMaps.list())));
  }
  assert.equal(texts[0], texts[1]);
});

async function touchSecrets(): Promise<unknown> {
  const db = ns().secret("db");
  const value = await db.value("password");
  await ns().secret("new").apply({ stringData: { password: CANARY } });
  await ns().secret("new").patch({ stringData: { other: `${CANARY}-other` } });
  await ns().secrets.list();
  await defaultCluster.raw("/api/v1/namespaces/default/secrets/db", {
    method: "PATCH",
    headers: { "content-type": "application/json-patch+json" },
    body: JSON.stringify([{ op: "replace", path: "/data/password", value: btoa(CANARY) }]),
  });
  for await (const _ of ns().secrets.watch()) break;
  await defaultCluster.raw("/api/v1/namespaces/default/serviceaccounts/default/token", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenRequest",
      spec: {},
    }),
  });
  await ns().configMaps.list();
  await ns().pods.list();
  return String(value);
}

Deno.test("nothing secret reaches the file, wherever it stands", async () => {
  const applied = JSON.stringify(secret("db", { password: CANARY }));
  const db = secret("db", { password: CANARY, admin: "default" });
  await using cluster = await testCluster({
    objects: [
      {
        ...db,
        metadata: {
          ...db.metadata,
          annotations: { "kubectl.kubernetes.io/last-applied-configuration": applied },
        },
      },
      configMap("leaks", {
        plain: `password is ${CANARY}!`,
        kubeconfig: `users:\n- name: me\n  user:\n    token: abcdef123456\n    client-key-data: ${
          btoa(KEY)
        }\n`,
        json: JSON.stringify({ password: "pw-in-json-1", nested: JSON.stringify({ a: CANARY }) }),
        url: "postgres://app:pw-in-url-1@db:5432/shop",
        key: KEY,
        encodedKey: btoa(KEY),
        jwt: TOKEN,
        whole: btoa(`user=app;password=${CANARY};host=db`),
        mine: "only-I-know-this",
      }),
      {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: "web", annotations: { note: CANARY } },
        spec: {
          containers: [{
            name: "main",
            image: "nginx",
            args: [`--password=${CANARY}`],
            env: [{ name: "DB_PASSWORD", value: "pw-in-env-1" }],
          }],
        },
      },
    ],
  });
  const { text, file, result } = await record(cluster, touchSecrets, {
    secrets: ["only-I-know-this"],
  });
  const tokens = cluster.requests({ subresource: "token" });
  assert.equal(tokens.length, 1);
  const encoded = btoa(CANARY).slice(0, -4);
  const forbidden = [
    CANARY,
    encoded,
    btoa(` ${CANARY}`).slice(4, -4),
    btoa(`  ${CANARY}`).slice(4, -4),
    TOKEN,
    "MIIcanarykey",
    btoa(KEY).slice(40, 60),
    "abcdef123456",
    "pw-in-json-1",
    "pw-in-url-1",
    "pw-in-env-1",
    "only-I-know-this",
    "embedded-",
    "authorization",
  ];
  for (const part of forbidden) {
    assert.ok(
      !text.includes(part),
      `${part} is in ${text.split("\n").find((line) => line.includes(part))}`,
    );
  }
  // A value that is a name as well takes no name away.
  assert.match(text, /"namespace":"default"/);
  assert.match(text, /"path":"\/api\/v1\/namespaces\/default\/secrets\/db"/);
  assert.equal(await replay(file, touchSecrets), result);
});

Deno.test("what a script reads of a replayed Secret is the mask", async () => {
  await using cluster = await testCluster({ objects: [secret("db", { password: CANARY })] });
  const read = async () => (await ns().secret("db").value("password")).text();
  const { file, result } = await record(cluster, read);
  assert.equal(result, CANARY);
  assert.equal(await replay(file, read), "masked");
});

Deno.test("a request that was not recorded is refused with the nearest one", async () => {
  await using cluster = await testCluster({ objects: [configMap("a")] });
  const { file } = await record(cluster, async () => {
    await ns().configMaps.limit(5).list();
    await ns().configMap("a").patch({ data: { level: "debug" } });
  });
  await using tape = await cassette(file);
  const fails = async (run: () => Promise<unknown>, message: string) =>
    await assert.rejects(tape.use(run), new QueryError(message));
  const help = "record it again with SKIFF_CASSETTE=record";
  const maps = "/api/v1/namespaces/default/configmaps";
  await fails(
    () => ns().configMaps.limit(7).list(),
    `Cannot replay GET ${maps}?limit=7: "${file}" does not have it; nearest is ` +
      `GET ${maps}?limit=5: ${help}`,
  );
  await fails(
    () => ns().configMap("a").patch({ data: { level: "info" } }),
    `Cannot replay PATCH ${maps}/a?fieldManager=skiff&fieldValidation=Strict: "${file}" does not ` +
      `have it; nearest is the same with another body.data.level: ${help}`,
  );
  await tape.use(() => ns().configMaps.limit(5).list());
  await fails(
    () => ns().configMaps.limit(5).list(),
    `Cannot replay GET ${maps}?limit=5: "${file}" has it once, and it is sent once more: ${help}`,
  );
  assert.deepEqual(tape.unplayed(), [
    `PATCH ${maps}/a?fieldManager=skiff&fieldValidation=Strict`,
  ]);
});

Deno.test("a file that is no cassette is refused by its line", async () => {
  const file = join(folder, `${files++}.jsonl`);
  await assert.rejects(cassette(file), {
    name: "ConfigError",
    message: `Cannot replay "${file}": there is no such file: record it with SKIFF_CASSETTE=record`,
  });
  const cases: readonly (readonly [string, RegExp])[] = [
    ["", /line 1: it begins without/],
    ["{}", /line 1: it begins without/],
    ["hello", /line 1: it is no JSON object/],
    ['{"cassette":1,"namespace":"a"}\n{"item":1}', /line 2: it is neither a request nor part/],
    ['{"cassette":1,"namespace":"a"}\n[1]', /line 2: it is no JSON object/],
  ];
  for (const [text, message] of cases) {
    await Deno.writeTextFile(file, text);
    await assert.rejects(cassette(file), message);
  }
  await assert.rejects(
    cassette(file, { mode: "record", connect: { kubeconfig: "/nowhere/config" } }),
    ConfigError,
  );
});
