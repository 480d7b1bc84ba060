/** What the prompt asks about before it is sent: writes to a protected context, and what rules leave open. */
import assert from "node:assert/strict";
import type { Answer } from "../../lib/repl/consent.ts";
import { type EmbeddedSession, embeddedSession } from "../_support/embedded_session.ts";

const MAP = '{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "NAME" } }';

function create(name: string): string {
  return `ns().create(${MAP.replace("NAME", name)})`;
}

/** A person who answers in turn, and remembers the questions. */
function person(...answers: Answer[]) {
  const questions: string[] = [];
  return {
    questions,
    ask(question: string): Promise<Answer> {
      questions.push(question);
      const answer = answers.shift();
      assert.ok(answer !== undefined, `nobody was to be asked: ${question}`);
      return Promise.resolve(answer);
    },
  };
}

async function mapsOf(session: EmbeddedSession): Promise<string[]> {
  const text = await session.type("(await ns().configMaps.names()).join()");
  return text.trim().replaceAll('"', "").split(",").filter((name) => name !== "kube-root-ca.crt");
}

Deno.test("a write to a protected context is asked about, a read is not", async () => {
  const { questions, ask } = person("no", "yes", "yes");
  await using session = await embeddedSession({ connect: { context: "eu-prod" }, ask });
  assert.match(
    await session.type(create("a")),
    /^error: Cannot create configmaps in "shop": .*you did not allow it/,
  );
  assert.match(await session.type(create("b")), /configmap\/b created/);
  assert.match(await session.type('ns().configMap("b").delete()'), /deleted/);
  assert.deepEqual(await mapsOf(session), []);
  assert.equal(questions.length, 3);
  assert.equal(
    questions[0],
    'eu-prod: create configmaps in "shop"? (a: every create:configmaps@shop) [y/N/a] ',
  );
});

Deno.test("all of one sort is asked about once", async () => {
  const { questions, ask } = person("all", "no");
  await using session = await embeddedSession({ connect: { context: "eu-prod" }, ask });
  for (const name of ["a", "b", "c"]) await session.type(create(name));
  assert.match(await session.type('ns().configMap("b").delete()'), /you did not allow it/);
  assert.deepEqual(await mapsOf(session), ["a", "b", "c"]);
  assert.equal(questions.length, 2);
});

Deno.test("a dry run is not asked about, nor is anything in another context", async () => {
  const { questions, ask } = person();
  await using session = await embeddedSession({ connect: { context: "eu-prod" }, ask });
  const dry = create("a").replace(/\)$/, ", { dryRun: true })");
  assert.match(await session.type(dry), /dry run/);
  await using other = await embeddedSession({ ask });
  assert.match(await other.type(create("a")), /configmap\/a created/);
  assert.deepEqual(questions, []);
});

Deno.test("rules of a session pass, refuse, and leave the rest to the person", async () => {
  const { questions, ask } = person("no");
  const policy = { allow: ["create:configmaps@shop"], deny: ["delete:*"] };
  await using session = await embeddedSession({ policy, ask });
  assert.match(await session.type(create("a")), /configmap\/a created/);
  assert.match(
    await session.type('ns().configMap("a").delete()'),
    /^error: Cannot delete configmaps "a" in "shop": .*--deny-kube/,
  );
  assert.match(await session.type('ns().configMap("a").label({ a: "b" })'), /you did not allow it/);
  assert.equal(questions.length, 1);
});

Deno.test("where nobody can be asked, what the rules leave open is refused with the rule to add", async () => {
  await using session = await embeddedSession({ policy: { allow: [] } });
  assert.match(await session.type(create("a")), /add --allow-kube=create:configmaps@shop/);
  assert.deepEqual(await mapsOf(session), []);
});

Deno.test("a switch to a protected context asks from then on", async () => {
  const { questions, ask } = person("no");
  await using session = await embeddedSession({ ask });
  assert.match(await session.type(create("a")), /configmap\/a created/);
  await session.type(".ctx eu-prod");
  assert.match(await session.type(create("b")), /you did not allow it/);
  assert.equal(questions.length, 1);
});
