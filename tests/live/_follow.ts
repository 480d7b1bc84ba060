/**
 * A watch on config maps of a real server that runs beside a test, with every rule that its events must
 * keep checked as they come.
 *
 * @module
 */
import type { Transport } from "../../lib/connect/transport.ts";
import { builtinKind } from "../../lib/kinds/builtin.ts";
import type { Kind } from "../../lib/kinds/kind.ts";
import type { WatchEvent } from "../../lib/watch/events.ts";
import type { WatchStatus } from "../../lib/watch/reflector.ts";
import { watchObjects, type WatchSettings } from "../../lib/watch/watch.ts";
import type { Item } from "../watch/_fake_apiserver.ts";
import { sessionOver } from "../watch/_faults.ts";
import { WatchModel } from "../watch/_watch_model.ts";
import { exchange } from "./_plane.ts";

/** The kind that is watched. */
export const CONFIG_MAPS: Kind = builtinKind("v1", "ConfigMap") as Kind;

const LIMIT_MS = 120_000;

/**
 * Waits for a state.
 *
 * @throws {Error} when it is not reached within two minutes.
 */
export async function until(
  what: string,
  reached: () => boolean | Promise<boolean>,
): Promise<void> {
  const limit = performance.now() + LIMIT_MS;
  while (!await reached()) {
    if (performance.now() > limit) throw new Error(`${what}: not reached`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** A watch that runs. */
export interface Followed extends AsyncDisposable {
  readonly events: readonly WatchEvent<Item>[];
  readonly statuses: readonly WatchStatus[];
  readonly model: WatchModel<Item>;
  /** What ended the watch, if anything. */
  error(): unknown;
  /**
   * Waits for a state.
   *
   * @throws what ended the watch, and what was wrong with its events.
   */
  until(what: string, reached: () => boolean | Promise<boolean>): Promise<void>;
  /** Waits until the events have led to what a quorum list says. */
  untilEqual(quorum: Transport): Promise<void>;
}

/** Follows the config maps of a namespace. */
export function follow(
  transport: Transport,
  namespace: string,
  options: WatchSettings = {},
): Followed {
  const stop = new AbortController();
  const events: WatchEvent<Item>[] = [];
  const statuses: WatchStatus[] = [];
  const model = new WatchModel<Item>();
  let failure: { readonly error: unknown } | undefined;
  const done = (async () => {
    const target = {
      kind: CONFIG_MAPS,
      namespace,
      fieldSelector: "metadata.name!=kube-root-ca.crt",
    };
    const watch = watchObjects<Item>(sessionOver(transport), target, {
      ...options,
      signal: stop.signal,
      onStatus: (status) => {
        statuses.push(status);
        options.onStatus?.(status);
      },
    });
    for await (const event of watch) {
      events.push(event);
      model.take(event);
    }
  })().catch((error) => {
    failure = { error };
  });
  async function untilReached(
    what: string,
    reached: () => boolean | Promise<boolean>,
  ): Promise<void> {
    await until(what, () => {
      if (failure !== undefined) throw new Error(what, { cause: failure.error });
      return reached();
    });
  }
  return {
    events,
    statuses,
    model,
    error: () => failure?.error,
    until: untilReached,
    async untilEqual(quorum) {
      const path = `/api/v1/namespaces/${namespace}/configmaps` +
        "?fieldSelector=metadata.name!%3Dkube-root-ca.crt";
      await untilReached("the quorum list", async () => {
        const { body } = await exchange(quorum, "GET", path);
        return model.equals(body.items);
      });
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await done;
    },
  };
}

/** The events in few words. */
export function brief(events: readonly WatchEvent<Item>[]): string[] {
  return events.map(({ type, object }) => `${type} ${object.metadata?.name}`);
}
