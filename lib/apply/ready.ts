/**
 * Waits until what was applied is ready, each object by the rules of its kind. Loaded only where that is asked
 * for. Layer 4.
 *
 * @module
 */
import type { Deadline } from "../client/call.ts";
import { within } from "../client/edits.ts";
import type { ObjectKey } from "../client/objects.ts";
import type { Session } from "../client/session.ts";
import type { KubeObject } from "../core/gvk.ts";
import { inParallel } from "../core/parallel.ts";
import { anySignal } from "../core/signals.ts";
import type { Kind } from "../kinds/kind.ts";
import { type Readiness, readinessOf } from "../kinds/readiness.ts";
import { ABSENT, makeTest, met, unmet, type WaitTest } from "../watch/condition.ts";
import { waitForTest } from "../watch/wait.ts";

/** An object as the server has it since it was applied. */
export interface Applied {
  readonly kind: Kind;
  readonly key: ObjectKey;
  readonly object: KubeObject;
}

/** So many objects are watched at a time: all of nearly every set. */
const WIDTH = 64;

/**
 * Waits until objects are ready: one watch for each that is not so already.
 *
 * @throws {TimeoutError} that says what one of them still lacks.
 * @throws {KubeError} when one of them has failed: the others are not waited for then.
 */
export async function waitUntilReady(
  session: Session,
  applied: readonly Applied[],
  deadline: Deadline,
): Promise<void> {
  const left = applied.filter(({ kind, object }) => judge(kind, object).state !== "ready");
  const stop = new AbortController();
  await inParallel(left, WIDTH, async ({ kind, key, object }) => {
    const { signal, ...limits } = within(deadline);
    try {
      await waitForTest(session, { kind, ...key }, readyTest(kind, object), {
        ...limits,
        signal: anySignal(signal, stop.signal),
      });
    } catch (error) {
      // Of what ends because another one has failed, nobody hears.
      stop.abort(error);
      throw error;
    }
  });
}

/** Is met where an object is ready in the generation that was applied, or a later one. */
function readyTest(kind: Kind, { metadata }: KubeObject): WaitTest {
  const generation = metadata?.generation ?? 0;
  return makeTest("ready", ({ object }) => {
    if (object === undefined) return unmet(ABSENT);
    if ((object.metadata?.generation ?? 0) < generation) return unmet("the change has not arrived");
    const judged = judge(kind, object);
    if (judged.state === "failed") return { state: "failed", why: judged.why };
    return judged.state === "ready" ? met() : unmet(judged.why);
  });
}

function judge({ group, kind }: Kind, object: KubeObject): Readiness {
  return readinessOf(group, kind, { ...object });
}
