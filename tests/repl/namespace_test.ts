/** What the prompt says of a namespace or a context that is not there, and that it waits for no cluster. */
import assert from "node:assert/strict";
import { connectionOver } from "../../lib/api/connection_over.ts";
import type { OpenConnection } from "../../lib/repl/prelude.ts";
import { Session } from "../../lib/repl/session.ts";
import { embeddedSession } from "../_support/embedded_session.ts";
import { startFakeApi } from "../_support/fake_api.ts";

const NAMESPACE_PATH = /^\/api\/v1\/namespaces\/[^/]+$/;

/** Collects notes; `next` resolves with the next one. */
function notes() {
  const taken: string[] = [];
  let coming = Promise.withResolvers<string>();
  return {
    taken,
    next: () => coming.promise,
    note: (line: string) => {
      taken.push(line);
      coming.resolve(line);
      coming = Promise.withResolvers();
    },
  };
}

/** A cluster that answers by a function of the path. */
function opener(answer: (path: string, signal?: AbortSignal) => Promise<Response>): OpenConnection {
  return (connect) =>
    connectionOver(
      {
        server: "https://answers.test",
        send: async (path, { signal } = {}) => await answer(path, signal),
        [Symbol.asyncDispose]: () => Promise.resolve(),
      },
      {
        contextName: connect.context ?? "answers",
        namespace: connect.namespace ?? "shop",
        server: "https://answers.test",
        userName: "test",
        cacheDirectory: false,
      },
      connect,
    );
}

function refusal(code: number, reason: string): Response {
  const status = { kind: "Status", apiVersion: "v1", status: "Failure", code, reason };
  return Response.json(status, { status: code });
}

Deno.test(".ns warns of a namespace that is not there and uses it all the same", async () => {
  const { note, next, taken } = notes();
  await using session = await embeddedSession({ note });
  const warned = next();
  await session.type(".ns shopp");
  assert.equal(
    await warned,
    'Warning: there is no namespace "shopp" yet: did you mean ".ns shop"',
  );
  assert.equal(session.session.prompt(), "embedded/shopp> ");
  const again = next();
  await session.type(".ns elsewhere");
  assert.equal(await again, 'Warning: there is no namespace "elsewhere" yet');
  await session.type(".ns shop");
  assert.equal(taken.length, 2);
});

Deno.test(".ctx warns of a namespace of the context that is not there", async () => {
  const { note, next } = notes();
  await using session = await embeddedSession({
    note,
    open: opener(async (path) =>
      NAMESPACE_PATH.test(path)
        ? refusal(404, "NotFound")
        : await Promise.resolve(Response.json({ kind: "NamespaceList", items: [] }))
    ),
  });
  const warned = next();
  await session.type(".ctx eu-prod");
  assert.equal(await warned, 'Warning: there is no namespace "shop" yet');
  assert.match(await session.type("1"), /^1\n$/);
});

Deno.test(".ctx refuses a context that is not there, and says which is near", async () => {
  await using api = await startFakeApi();
  const { note, taken } = notes();
  await using session = await Session.open({
    connect: { kubeconfig: api.kubeconfig },
    write: () => Promise.resolve(),
    note,
    terminal: false,
    color: false,
  });
  assert.equal((await session.submit(".ctx othr")).type, "failed");
  assert.match(taken.join(), /^error: Cannot use context "othr"[^\n]*: did you mean "other"/);
  assert.equal(session.prompt(), "fake/shop> ");
});

Deno.test(".ns says nothing where namespaces may not be read", async () => {
  const { note, taken } = notes();
  let asked = 0;
  await using session = await embeddedSession({
    note,
    terminal: false,
    open: opener(() => {
      asked++;
      return Promise.resolve(refusal(403, "Forbidden"));
    }),
  });
  assert.equal(await session.type(".ns hidden"), "");
  assert.deepEqual(taken, []);
  assert.equal(asked, 1);
});

Deno.test(".ns does not wait for a cluster that does not answer, and warns when it does", async () => {
  const { note, next, taken } = notes();
  const answer = Promise.withResolvers<void>();
  await using session = await embeddedSession({
    note,
    open: opener(async (path) => {
      await answer.promise;
      if (NAMESPACE_PATH.test(path)) return refusal(404, "NotFound");
      return Response.json({
        kind: "Table",
        apiVersion: "meta.k8s.io/v1",
        metadata: { resourceVersion: "1" },
        columnDefinitions: [{ name: "Name", type: "string", format: "name", priority: 0 }],
        rows: [{ cells: ["shop"] }],
      });
    }),
  });
  await session.type(".ns shpo");
  assert.equal(session.session.prompt(), "answers/shpo> ");
  assert.equal(await session.type("1 + 1"), "2\n");
  assert.deepEqual(taken, []);
  const warned = next();
  answer.resolve();
  assert.equal(await warned, 'Warning: there is no namespace "shpo" yet: did you mean ".ns shop"');
});

Deno.test("a late answer about a namespace that is no longer used is not shown, and none outlives the session", async () => {
  const { note, taken } = notes();
  const asked: string[] = [];
  const ended: unknown[] = [];
  {
    await using session = await embeddedSession({
      note,
      open: opener((path, signal) => {
        asked.push(path);
        return new Promise((_, reject) =>
          signal?.addEventListener("abort", () => {
            ended.push(path);
            reject(signal.reason);
          })
        );
      }),
    });
    await session.type(".ns first");
    await session.type(".ns second");
  }
  assert.deepEqual(asked, ["/api/v1/namespaces/first", "/api/v1/namespaces/second"]);
  assert.deepEqual(ended, asked);
  assert.deepEqual(taken, []);
});
