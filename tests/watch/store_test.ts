import assert from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import type { KubeObject } from "../../lib/core/gvk.ts";
import type { WatchEvent } from "../../lib/watch/events.ts";
import { keyOf, ObjectStore } from "../../lib/watch/store.ts";

interface Pod extends KubeObject {
  node?: string;
}

function pod(name: string, resourceVersion: string, node = "n1", uid = `uid-${name}`): Pod {
  return { metadata: { name, namespace: "shop", uid, resourceVersion }, node };
}

function snapshot(...pods: readonly Pod[]): Map<string, Pod> {
  return new Map(pods.map((item) => [keyOf(item), item]));
}

function brief(changes: readonly WatchEvent<Pod>[]): string[] {
  return changes.map(({ type, object, old }) =>
    `${type} ${object.metadata?.name}@${object.metadata?.resourceVersion}` +
    (old === undefined ? "" : ` was ${old.metadata?.resourceVersion}`)
  );
}

Deno.test("ObjectStore.replace reports the difference, unseen deletions first", () => {
  const store = new ObjectStore<Pod>();
  store.replace(snapshot(pod("a", "1"), pod("b", "2"), pod("c", "3"), pod("d", "4")));
  const changes = store.replace(
    snapshot(pod("b", "2"), pod("c", "7"), pod("d", "8", "n1", "other"), pod("e", "9")),
  );
  assert.deepEqual(brief(changes), [
    "DELETED a@1 was 1",
    "MODIFIED c@7 was 3",
    "DELETED d@4 was 4",
    "ADDED d@8",
    "ADDED e@9",
  ]);
  assert.equal(store.size, 4);
});

Deno.test("ObjectStore.apply drops what it holds already and deletions of earlier states", () => {
  const store = new ObjectStore<Pod>();
  assert.deepEqual(brief(store.apply("ADDED", pod("a", "5"))), ["ADDED a@5"]);
  assert.deepEqual(brief(store.apply("MODIFIED", pod("a", "5"))), []);
  assert.deepEqual(brief(store.apply("DELETED", pod("a", "4"))), []);
  assert.deepEqual(brief(store.apply("DELETED", pod("a", "6"))), ["DELETED a@6 was 5"]);
  assert.deepEqual(brief(store.apply("DELETED", pod("a", "6"))), []);
});

Deno.test("ObjectStore.apply tells a new object under an old name from a change", () => {
  const store = new ObjectStore<Pod>();
  store.apply("ADDED", pod("a", "5"));
  assert.deepEqual(brief(store.apply("MODIFIED", pod("a", "6", "n1", "other"))), [
    "DELETED a@5 was 5",
    "ADDED a@6",
  ]);
});

Deno.test("ObjectStore.byIndex follows every change", () => {
  const action = fc.record({
    name: fc.constantFrom("a", "b", "c"),
    node: fc.constantFrom("n1", "n2"),
    kind: fc.constantFrom("put", "remove", "replace"),
  });
  fc.assert(fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
    const store = new ObjectStore<Pod>({ indexes: { node: ({ node }) => node ? [node] : [] } });
    let version = 1;
    for (const { name, node, kind } of actions) {
      const object = pod(name, String(++version), node);
      if (kind === "put") store.apply("MODIFIED", object);
      else if (kind === "remove") store.apply("DELETED", object);
      else store.replace(snapshot(object));
    }
    for (const node of ["n1", "n2"]) {
      const wanted = store.list().filter((item) => item.node === node);
      assert.deepEqual(new Set(store.byIndex("node", node)), new Set(wanted));
    }
  }));
});

Deno.test("ObjectStore.byIndex says what was probably meant", () => {
  const store = new ObjectStore<Pod>({ indexes: { node: () => [] } });
  assert.throws(() => store.byIndex("nod", "x"), {
    name: "QueryError",
    message:
      'Cannot look up objects by index "nod": there is none of that name: did you mean "node"',
  });
});

Deno.test("ObjectStore keeps what it is told to keep", () => {
  const store = new ObjectStore<Pod>({ keep: ({ metadata }) => metadata ? { metadata } : {} });
  const [change] = store.apply("ADDED", pod("a", "1"));
  assert.equal(change?.object.node, "n1");
  assert.equal(store.get("a", "shop")?.node, undefined);
});

Deno.test("ObjectStore.subscribe sees changes once the store holds them, until it is ended", () => {
  const store = new ObjectStore<Pod>();
  const seen: string[] = [];
  const end = store.subscribe((change) => {
    seen.push(...brief([change]), `size ${store.size}`);
  });
  store.replace(snapshot(pod("a", "1"), pod("b", "2")));
  end();
  store.apply("DELETED", pod("a", "3"));
  assert.deepEqual(seen, ["ADDED a@1", "size 2", "ADDED b@2", "size 2"]);
});

Deno.test("ObjectStore finds objects without a namespace", () => {
  const store = new ObjectStore();
  store.apply("ADDED", { metadata: { name: "node-1", resourceVersion: "1" } });
  assert.equal(store.get("node-1")?.metadata?.name, "node-1");
});

Deno.test("ObjectStore takes 150000 objects at once", () => {
  const store = new ObjectStore<Pod>();
  const many = new Map<string, Pod>();
  for (let i = 0; i < 150_000; i++) many.set(`shop/p${i}`, pod(`p${i}`, "1"));
  assert.equal(store.replace(many).length, 150_000);
  assert.equal(store.list().length, 150_000);
});
