/**
 * API servers that are stopped, killed, lag behind or turn their clients away, on a control plane that is
 * started here; the numbers are those of FAULTS.md.
 */
import assert from "node:assert/strict";
import { loadAccess } from "../../lib/connect/access_loader.ts";
import { credentialProvider } from "../../lib/connect/credentials.ts";
import { openTransport } from "../../lib/connect/open_transport.ts";
import { startTcpRelay } from "../_support/tcp_relay.ts";
import { fastClock } from "../watch/_fault_rig.ts";
import { type LiveFaultPlane, openFaultPlane } from "./_fault_plane.ts";
import { brief, follow, until } from "./_follow.ts";
import { exchange, ignore } from "./_plane.ts";
import {
  allowReading,
  clock,
  connect,
  expired,
  faultTest,
  intercept,
  makeNamespace,
  pathOf,
  PATIENT,
  put,
  remove,
  types,
} from "./_server_faults.ts";

let plane: LiveFaultPlane;

if (!ignore) {
  Deno.test.beforeAll(async () => {
    plane = await openFaultPlane([{ name: "first" }, { name: "second" }, { name: "third" }]);
  });
  Deno.test.afterAll(async () => await plane[Symbol.asyncDispose]());
}

faultTest(
  "watchObjects and calls notice F17 an API server that was stopped, and go on",
  async () => {
    const server = plane.server("first");
    await using admin = await connect(plane.server("second"));
    const namespace = await makeNamespace(admin, "stopped");
    await using transport = await connect(server, { silenceTimeoutMs: 2_000 });
    const silence = { watchMs: 20_000, streamMs: 20_000 };
    await using watch = follow(transport, namespace, { clock: fastClock(20), silence });
    await watch.until("the first state", () => watch.statuses.length === 1);
    await server.tell("suspend");
    try {
      await put(admin, namespace, "a", "1");
      await assert.rejects(exchange(transport, "GET", pathOf(namespace)), {
        name: "ConnectionError",
        message: /the server said nothing for 2000 ms/,
      });
      await watch.until("the silence", () => types(watch.statuses).includes("retrying"));
    } finally {
      await server.tell("resume");
    }
    await watch.untilEqual(admin);
    assert.deepEqual(brief(watch.events), ["ADDED a"]);
  },
);

faultTest(
  "watchObjects and calls live through F19 API servers that are killed in turns",
  async () => {
    const [first, second] = [plane.server("first"), plane.server("second")];
    await using relay = startTcpRelay(first.port);
    await using quorum = await connect(plane.server("third"));
    await using transport = await connect(first, { relay, retry: { lostConnectionDelayMs: 50 } });
    const namespace = await makeNamespace(quorum, "rolling");
    await using watch = follow(transport, namespace, { clock, silence: PATIENT });
    await watch.until("the first state", () => watch.statuses.length === 1);

    const acknowledged = new Set<string>();
    const refused: string[] = [];
    let writing = true;
    let reads = 0;
    async function write(): Promise<void> {
      for (let at = 0; writing; at++) {
        const name = `item-${at}`;
        try {
          const { status } = await exchange(transport, "POST", pathOf(namespace), {
            metadata: { name },
          });
          if (status === 201) acknowledged.add(name);
          else refused.push(`${status}`);
        } catch (error) {
          assert.equal((error as Error).name, "ConnectionError", `${error}`);
          refused.push((error as Error).message);
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      }
    }
    async function read(): Promise<void> {
      while (writing) {
        try {
          const { status, body } = await exchange(transport, "GET", pathOf(namespace));
          if (status === 200) {
            reads++;
            assert.ok(Array.isArray(body.items));
          }
        } catch (error) {
          assert.equal((error as Error).name, "ConnectionError", `${error}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
    const work = Promise.all([write(), read()]);
    for (const [dying, taking] of [[first, second], [second, first]] as const) {
      const before = acknowledged.size;
      const failed = refused.length;
      await until("some writes", () => acknowledged.size >= before + 20);
      await dying.tell("kill");
      await until("an error", () => refused.length > failed);
      relay.turnTo(taking.port);
      const after = acknowledged.size;
      await until("more writes", () => acknowledged.size >= after + 20);
      await dying.tell("start");
      await dying.tell("ready");
    }
    writing = false;
    await work;
    await watch.untilEqual(quorum);
    const added = watch.events.map(({ object }) => object.metadata?.name ?? "");
    assert.equal(new Set(added).size, watch.events.length, "each object was added once");
    for (const name of acknowledged) assert.ok(added.includes(name), `"${name}" was not lost`);
    assert.ok(reads > 0);
    assert.ok(types(watch.statuses).includes("resumed"));
  },
);

faultTest(
  "watchObjects goes on after F19 the only API server was killed and started again",
  async () => {
    const server = plane.server("second");
    await using admin = await connect(plane.server("first"));
    const namespace = await makeNamespace(admin, "restart");
    await using transport = await connect(server);
    await put(admin, namespace, "a", "1");
    await using watch = follow(transport, namespace, { clock });
    await watch.until("the first state", () => watch.events.length === 1);
    await server.tell("kill");
    await put(admin, namespace, "b", "1");
    await remove(admin, namespace, "a");
    await watch.until("an attempt", () => types(watch.statuses).includes("retrying"));
    await server.tell("start");
    await watch.untilEqual(admin);
    assert.deepEqual(brief(watch.events).toSorted(), ["ADDED a", "ADDED b", "DELETED a"]);
    await server.tell("ready");
  },
);

faultTest(
  "watchObjects never goes back in time on F20 an API server that lags behind",
  async () => {
    const [first, second] = [plane.server("first"), plane.server("second")];
    await using admin = await connect(first);
    await using lagging = await connect(second);
    await using relay = startTcpRelay(first.port);
    await using way = await connect(first, { relay });
    let expire = false;
    const transport = intercept(way, (path) => {
      if (!expire || !path.includes("watch=true")) return undefined;
      expire = false;
      return expired();
    });
    const namespace = await makeNamespace(admin, "stale");
    await put(admin, namespace, "a", "1");
    await put(admin, namespace, "gone", "1");
    await until("the second server", async () => {
      const { body } = await exchange(lagging, "GET", `${pathOf(namespace)}?resourceVersion=0`);
      return body.items.length >= 2;
    });
    await using watch = follow(transport, namespace, { clock });
    await watch.until("the first state", () => watch.events.length === 2);
    await second.tell("freeze-etcd");
    try {
      await put(admin, namespace, "a", "2");
      await remove(admin, namespace, "gone");
      await put(admin, namespace, "new", "1");
      await watch.until("the news", () => watch.events.length === 5);
      // What the lagging server would say to whoever lets it:
      const { body } = await exchange(lagging, "GET", `${pathOf(namespace)}?resourceVersion=0`);
      const stale = body.items.map(({ metadata }: { metadata: { name: string } }) => metadata.name);
      assert.ok(stale.includes("gone") && !stale.includes("new"), `it is stale: ${stale}`);
      expire = true;
      const { length } = watch.statuses;
      relay.turnTo(second.port);
      await watch.until("attempts", () => watch.statuses.length >= length + 3);
      assert.equal(watch.events.length, 5, "nothing came of the stale state");
      assert.ok(!types(watch.statuses).includes("relisted"));
    } finally {
      await second.tell("thaw-etcd");
    }
    await put(admin, namespace, "late", "1");
    await watch.untilEqual(admin);
    assert.deepEqual(brief(watch.events).slice(5), ["ADDED late"]);
  },
);

faultTest(
  "watchObjects goes on after F22 its token was withdrawn, with the next one of the file",
  async () => {
    const server = plane.server("first");
    await using admin = await connect(server);
    const namespace = await makeNamespace(admin, "token");
    await allowReading(admin, `system:serviceaccount:${namespace}:reader`);
    await exchange(admin, "POST", `/api/v1/namespaces/${namespace}/serviceaccounts`, {
      metadata: { name: "reader" },
    });
    /** A token that holds as long as a Secret exists; 600 s is the shortest life that can be asked for. */
    async function boundToken(secret: string): Promise<string> {
      const path = `/api/v1/namespaces/${namespace}/secrets`;
      const made = await exchange(admin, "POST", path, { metadata: { name: secret } });
      const { uid } = made.body.metadata;
      const { status, body } = await exchange(
        admin,
        "POST",
        `/api/v1/namespaces/${namespace}/serviceaccounts/reader/token`,
        {
          spec: {
            expirationSeconds: 600,
            boundObjectRef: { kind: "Secret", apiVersion: "v1", name: secret, uid },
          },
        },
      );
      assert.equal(status, 201);
      return body.status.token;
    }
    const tokenFile = `${plane.directory}/token`;
    const first = await boundToken("one");
    await Deno.writeTextFile(tokenFile, first);
    const access = { ...await loadAccess({ kubeconfig: server.kubeconfig }), user: { tokenFile } };
    await using relay = startTcpRelay(server.port);
    await using transport = await openTransport(
      { ...access, server: `https://127.0.0.1:${relay.port}` },
      credentialProvider(access),
    );
    await using watch = follow(transport, namespace, { clock });
    await watch.until("the first state", () => watch.statuses.length === 1);
    await exchange(admin, "DELETE", `/api/v1/namespaces/${namespace}/secrets/one`);
    await Deno.writeTextFile(tokenFile, await boundToken("two"));
    // The server believes a token for some ten seconds more than it is valid.
    await until("the first token to be refused", async () => {
      const response = await fetchAs(access, first, pathOf(namespace));
      return response === 401;
    });
    relay.turnTo(server.port);
    await put(admin, namespace, "a", "1");
    await watch.untilEqual(admin);
    assert.deepEqual(brief(watch.events), ["ADDED a"]);
    assert.equal(watch.error(), undefined);

    /** The status that a token gets. */
    async function fetchAs(
      { user: _, ...rest }: typeof access,
      token: string,
      path: string,
    ): Promise<number> {
      const holder = { ...rest, user: { token } };
      await using connection = await openTransport(holder, credentialProvider(holder));
      return (await exchange(connection, "GET", path)).status;
    }
  },
);
