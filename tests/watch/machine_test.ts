import assert from "node:assert/strict";
import { ApiError, type KubeError } from "../../lib/core/errors.ts";
import type { WireEvent } from "../../lib/watch/events.ts";
import { type Failure, failure, type FailureCause } from "../../lib/watch/failure.ts";
import {
  DENIED_ATTEMPTS,
  FIRST_SYNC_ATTEMPTS,
  MALFORMED_ATTEMPTS,
  MAX_RETRY_AFTER_MS,
  WatchMachine,
} from "../../lib/watch/machine.ts";

const LONG_MS = 60_000;

function machine(stream = true): WatchMachine {
  return new WatchMachine({ random: () => 0, stream });
}

/** A machine that watches from version 10. */
function watching(stream = true): WatchMachine {
  const ready = machine(false);
  ready.next();
  ready.listed("10");
  if (!stream) return ready;
  const streaming = machine();
  streaming.next();
  streaming.received(bookmark("10", true));
  return streaming;
}

function bookmark(
  resourceVersion: string,
  initialEventsEnd = false,
): WireEvent & { type: "BOOKMARK" } {
  return { type: "BOOKMARK", resourceVersion, initialEventsEnd };
}

function change(resourceVersion: string, type: "ADDED" | "MODIFIED" | "DELETED" = "MODIFIED") {
  return { type, resourceVersion, object: { metadata: { name: "a", resourceVersion } } };
}

function fault(cause: FailureCause, retryAfterMs?: number): Failure {
  return failure(cause, new ApiError(cause), retryAfterMs);
}

/** Opens what comes next and ends it after a time. */
function end(state: WatchMachine, lifeMs: number, why?: Failure, atMs = 0): void {
  state.opened(atMs);
  state.ended(atMs + lifeMs, why);
}

function failed(state: WatchMachine): KubeError | undefined {
  const step = state.next();
  return step.type === "fail" ? step.error : undefined;
}

Deno.test("WatchMachine begins with a streamed list of the newest state", () => {
  assert.deepEqual(machine().next(), {
    type: "stream",
    resourceVersion: "",
    timeoutSeconds: 300,
    delayMs: 0,
  });
  assert.deepEqual(machine(false).next(), { type: "list", resourceVersion: "", delayMs: 0 });
});

Deno.test("WatchMachine asks for watches of 5 to 10 minutes", () => {
  const step = new WatchMachine({ random: () => 0.999 }).next();
  assert.equal(step.type === "stream" && step.timeoutSeconds, 600);
});

Deno.test("WatchMachine collects until the bookmark that ends the initial events", () => {
  const state = machine();
  state.next();
  assert.equal(state.received(change("5", "ADDED")), "collect");
  assert.equal(state.received(bookmark("6")), "drop");
  assert.equal(state.synced, false);
  assert.equal(state.received(bookmark("7", true)), "snapshot");
  assert.equal(state.synced, true);
  assert.equal(state.resourceVersion, "7");
  assert.equal(state.received(change("8")), "apply");
});

for (const cause of ["cut", "silent", "malformed"] as const) {
  Deno.test(`WatchMachine lists at once where the streamed list is ${cause}`, () => {
    const state = machine();
    state.next();
    end(state, 5, fault(cause));
    assert.deepEqual(state.next(), { type: "list", resourceVersion: "", delayMs: 0 });
  });
}

Deno.test("WatchMachine lists where the stream ends without its bookmark", () => {
  const state = machine();
  state.next();
  end(state, LONG_MS);
  assert.equal(state.next().type, "list");
});

Deno.test("WatchMachine streams no more where the server refuses that", () => {
  const state = machine();
  state.next();
  end(state, 5, fault("refused"));
  assert.equal(state.next().type, "list");
  state.listed("10");
  end(state, LONG_MS, fault("expired"));
  assert.equal(state.next().type, "list");
});

Deno.test("WatchMachine goes on from the last version that it saw", () => {
  const state = watching();
  assert.equal(state.received(change("12")), "apply");
  end(state, LONG_MS, fault("cut"));
  assert.deepEqual(state.next(), {
    type: "watch",
    resourceVersion: "12",
    timeoutSeconds: 300,
    delayMs: 0,
  });
});

Deno.test("WatchMachine goes on from a bookmark, which is no change", () => {
  const state = watching();
  assert.equal(state.received(bookmark("20")), "drop");
  end(state, LONG_MS);
  const step = state.next();
  assert.equal(step.type === "watch" && step.resourceVersion, "20");
});

Deno.test("WatchMachine drops what it has seen, and leaves old deletions to the store", () => {
  const state = watching();
  assert.equal(state.received(change("12")), "apply");
  assert.equal(state.received(change("12")), "drop");
  assert.equal(state.received(change("11", "ADDED")), "drop");
  assert.equal(state.received(bookmark("11")), "drop");
  assert.equal(state.received(change("11", "DELETED")), "apply");
  assert.equal(state.resourceVersion, "12");
});

Deno.test("WatchMachine backs off after watches shorter than a second", () => {
  const state = watching();
  end(state, 999);
  assert.equal(nextDelay(state), 800);
  end(state, 999, fault("cut"), 2_000);
  assert.equal(nextDelay(state), 1600);
  end(state, 1000, undefined, 5_000);
  assert.equal(nextDelay(state), 0);
});

function nextDelay(state: WatchMachine): number {
  const step = state.next();
  return step.type === "fail" ? NaN : step.delayMs;
}

Deno.test("WatchMachine keeps its version after 429 and waits as long as the server asks", () => {
  const state = watching();
  end(state, LONG_MS, fault("throttled", 7_000));
  assert.deepEqual(state.next(), {
    type: "watch",
    resourceVersion: "10",
    timeoutSeconds: 300,
    delayMs: 7_000,
  });
});

Deno.test("WatchMachine does not let a server send it away for days", () => {
  const state = watching();
  end(state, LONG_MS, fault("throttled", 86_400_000));
  assert.equal(nextDelay(state), MAX_RETRY_AFTER_MS);
});

for (const cause of ["throttled", "server", "unreachable", "malformed"] as const) {
  Deno.test(`WatchMachine backs off and keeps its version where the watch is ${cause}`, () => {
    const state = watching();
    const delays = [1, 2, 3].map((at) => {
      end(state, LONG_MS, fault(cause), at);
      const step = state.next();
      assert.equal(step.type === "watch" && step.resourceVersion, "10");
      return step.type === "watch" && step.delayMs;
    });
    assert.deepEqual(delays, [800, 1600, 3200]);
  });
}

Deno.test("WatchMachine relists at its last version after 410, and at the newest where that is gone", () => {
  const state = watching(false);
  end(state, LONG_MS, fault("expired"));
  assert.deepEqual(state.next(), { type: "list", resourceVersion: "10", delayMs: 0 });
  state.ended(0, fault("expired"));
  assert.deepEqual(state.next(), { type: "list", resourceVersion: "", delayMs: 0 });
  state.ended(0, fault("expired"));
  assert.equal(nextDelay(state), 800, "a second time it backs off");
});

Deno.test("WatchMachine reads the newest state where its version is too large", () => {
  const state = watching();
  end(state, LONG_MS, fault("tooLarge"));
  const step = state.next();
  assert.equal(step.type === "stream" && step.resourceVersion, "");
});

Deno.test("WatchMachine never streams a state older than the one it had", () => {
  const state = watching();
  end(state, LONG_MS, fault("expired"));
  const step = state.next();
  assert.equal(step.type === "stream" && step.resourceVersion, "10");
});

for (const cause of ["denied", "unreachable"] as const) {
  Deno.test(`WatchMachine reports at once that the first sync is ${cause}`, () => {
    const state = machine();
    state.next();
    state.ended(0, fault(cause));
    assert.equal(failed(state)?.message, cause);
  });
}

Deno.test("WatchMachine reports a first list that is refused", () => {
  const state = machine(false);
  state.next();
  state.ended(0, fault("refused"));
  assert.equal(failed(state)?.message, "refused");
});

Deno.test(`WatchMachine reports a first sync that fails ${FIRST_SYNC_ATTEMPTS} times`, () => {
  const state = machine();
  for (let attempt = 1; attempt < FIRST_SYNC_ATTEMPTS; attempt++) {
    assert.equal(failed(state), undefined);
    state.ended(0, fault("server"));
  }
  assert.equal(failed(state), undefined);
  state.ended(0, fault("server"));
  assert.equal(failed(state)?.message, "server");
});

Deno.test("WatchMachine believes a denial when it lasts, and forgets it with the next event", () => {
  const state = watching();
  for (let round = 0; round < 2; round++) {
    for (let denial = 1; denial < DENIED_ATTEMPTS; denial++) end(state, LONG_MS, fault("denied"));
    assert.equal(failed(state), undefined);
    state.received(bookmark(`${20 + round}`));
  }
  for (let denial = 0; denial < DENIED_ATTEMPTS; denial++) end(state, LONG_MS, fault("denied"));
  assert.equal(failed(state)?.message, "denied");
});

Deno.test("WatchMachine reports a line that cannot be read and never changes", () => {
  const state = watching();
  for (let attempt = 1; attempt < MALFORMED_ATTEMPTS; attempt++) {
    end(state, LONG_MS, fault("malformed"));
    assert.equal(failed(state), undefined);
  }
  end(state, LONG_MS, fault("malformed"));
  assert.equal(failed(state)?.message, "malformed");
});

Deno.test("WatchMachine reports that a watch is refused after it was synced", () => {
  const state = watching();
  end(state, LONG_MS, fault("refused"));
  assert.equal(failed(state)?.message, "refused");
});

Deno.test("WatchMachine survives any number of failures of the server once it is synced", () => {
  const state = watching();
  for (let attempt = 0; attempt < 1_000; attempt++) {
    end(state, LONG_MS, fault(attempt % 2 === 0 ? "server" : "unreachable"));
    assert.equal(failed(state), undefined);
  }
});
