/**
 * A plan at the prompt, typed as a person does: the same lines and the same screens on every cluster.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Pty } from "./pty.ts";

/**
 * Plans two writes, looks at them, thinks twice, and does them; what is there before is a ConfigMap `old`
 * with `a: "1"`.
 *
 * @param prompt A prompt in the namespace.
 * @param place What it says before a line, `context/namespace` without the sign behind it.
 * @returns What was said when it was done.
 */
export async function typePlan(prompt: Pty, place: string): Promise<string> {
  const enter = async (line: string, mode: string): Promise<string> => {
    await prompt.type(`${line}\r`);
    const shown = await prompt.see(`\n${place}${mode}> `);
    return shown.slice(shown.indexOf("\n") + 1, -`${place}${mode}> `.length);
  };
  assert.equal(
    await enter(".plan on", " plan 0"),
    "From now on nothing is written: .plan show shows what would be, .plan apply does it\n",
  );
  assert.equal(
    await enter("ns().configMap('old').patch({ data: { a: '2' } })", " plan 1"),
    "configmap/old patched\nplanned, not done: 1 write (.plan show)\n",
  );
  assert.equal(
    await enter(
      "ns().create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'new' }, data: { b: '1' } })",
      " plan 2",
    ),
    "configmap/new created\nplanned, not done: 1 write (.plan show)\n",
  );
  assert.equal(
    await enter("(await ns().configMap('old').get()).data", " plan 2"),
    '{ a: "2" }\n',
  );
  const namespace = place.split("/")[1];
  assert.equal(
    await enter(".plan show", " plan 2"),
    `~ patch configmaps "${namespace}/old"\n    data.a: "1" -> "2"\n` +
      `+ create configmaps "${namespace}/new"\n    + data.b: "1"\n` +
      "Plan: 1 to create, 1 to change, 0 to delete.\n",
  );
  const question = `${
    place.split("/")[0]
  }: Plan: 1 to create, 1 to change, 0 to delete. Do it now? [y/N] `;
  await prompt.type(".plan apply\r");
  await prompt.see(question);
  await prompt.type("n");
  await prompt.see(`no\nNothing was done\n${place} plan 2> `);
  await prompt.type(".plan apply\r");
  await prompt.see(question);
  await prompt.type("y");
  const done = await prompt.see(`\n${place}> `);
  assert.equal(
    await enter("(await ns().configMap('old').get()).data", ""),
    '{ a: "2" }\n',
  );
  return done;
}
