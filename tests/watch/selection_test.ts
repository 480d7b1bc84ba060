import assert from "node:assert/strict";
import type { KubeObject } from "../../lib/core/gvk.ts";
import type { WatchEvent } from "../../lib/watch/events.ts";
import { Selection } from "../../lib/watch/selection.ts";
import { ObjectStore } from "../../lib/watch/store.ts";

interface Pod extends KubeObject {
  phase?: string;
}

function pod(resourceVersion: string, phase: string): Pod {
  return { metadata: { name: "a", uid: "1", resourceVersion }, phase };
}

function isRunning({ phase }: Pod): boolean {
  return phase === "Running";
}

function select(
  old: boolean,
  ...states: readonly (Pod | "deleted")[]
): (WatchEvent<Pod> | undefined)[] {
  const selection = new Selection<Pod>({ matches: isRunning, old });
  const store = new ObjectStore<Pod>({ keep: selection.keep });
  return states.flatMap((state) =>
    state === "deleted" ? store.apply("DELETED", pod("9", "Gone")) : store.apply("MODIFIED", state)
  ).map((change) => selection.select(change));
}

Deno.test("Selection turns beginning and ceasing to fit into ADDED and DELETED", () => {
  const [pending, running, changed, done, again] = [
    pod("1", "Pending"),
    pod("2", "Running"),
    pod("3", "Running"),
    pod("4", "Done"),
    pod("5", "Done"),
  ];
  assert.deepEqual(select(true, pending, running, changed, done, again), [
    undefined,
    { type: "ADDED", object: running },
    { type: "MODIFIED", object: changed, old: running },
    // As the server does for selectors: the last state that fitted, at the version of the change.
    { type: "DELETED", object: pod("4", "Running"), old: changed },
    undefined,
  ]);
});

Deno.test("Selection reports the deletion of what fitted only", () => {
  const running = pod("2", "Running");
  assert.deepEqual(select(true, running, "deleted").at(-1), {
    type: "DELETED",
    object: pod("9", "Gone"),
    old: running,
  });
  assert.deepEqual(select(true, pod("2", "Done"), "deleted").at(-1), undefined);
});

Deno.test("Selection without old states keeps identities only and selects the same", () => {
  const events = select(false, pod("1", "Running"), pod("2", "Running"), pod("3", "Done"));
  assert.deepEqual(events, [
    { type: "ADDED", object: pod("1", "Running") },
    { type: "MODIFIED", object: pod("2", "Running") },
    { type: "DELETED", object: pod("3", "Done") },
  ]);
});

Deno.test("Selection asks the filter once for each state", () => {
  let asked = 0;
  const selection = new Selection<Pod>({ matches: () => ++asked > 0 });
  const store = new ObjectStore<Pod>({ keep: selection.keep });
  for (const version of ["1", "2", "2", "3"]) {
    for (const change of store.apply("MODIFIED", pod(version, "x"))) selection.select(change);
  }
  assert.equal(asked, 3);
});
