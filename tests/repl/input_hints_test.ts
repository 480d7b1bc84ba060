/** What the prompt says of input that is no TypeScript but tells what was meant. */
import assert from "node:assert/strict";
import { embeddedSession } from "../_support/embedded_session.ts";

Deno.test("the prompt says how to go on with an expression, and runs nothing", async () => {
  await using session = await embeddedSession();
  assert.equal(
    await session.type('.where({ metadata: { name: "a" } })'),
    'error: Cannot begin a line with ".where": ' +
      "end the line before with a dot or an open parenthesis to go on with it\n",
  );
  assert.match(await session.type("?.status"), /^error: Cannot begin a line with "\?"/);
  assert.equal(session.session.requests.count, 0);
  assert.equal(await session.type("-1"), "-1\n");
});

const KUBECTL: readonly [line: string, hint: string][] = [
  ["get pods", "ns().pods lists pods"],
  ["kubectl get pods", "ns().pods lists pods"],
  ["get deploy -n shop", 'ns("shop").deployments lists deployments'],
  ["get po -A", 'ns("*").pods lists pods'],
  ["get nodes", "cluster.nodes lists nodes"],
  ["get pod web-0", 'ns().pod("web-0") shows it'],
  ["describe pod x", 'ns().pod("x") shows it'],
  ["delete cm/a b", 'ns().configMap("a").delete() deletes it'],
  ["logs web-0", "ns().pods lists pods"],
  ["apply -f shop.yaml", "ns().pods lists pods"],
];

Deno.test("the prompt says to whoever types a command of kubectl that it takes TypeScript", async () => {
  await using session = await embeddedSession();
  for (const [line, hint] of KUBECTL) {
    assert.equal(
      await session.type(line),
      `error: Cannot evaluate ${JSON.stringify(line)}: ` +
        `this is TypeScript: ${hint}, .help for more\n`,
    );
  }
  assert.match(await session.type("pods get"), /^error: Cannot evaluate the input: Unexpected/);
});
