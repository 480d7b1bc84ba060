/**
 * Which test's cluster stands in for the default one: each call knows by the asynchronous context that it runs
 * in, so tests beside each other do not meet. Layer 6.
 *
 * @module
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { setStandInFinder, type StandIn } from "../api/stand_in.ts";

/** A stand-in for as long as a function runs. */
interface Use {
  readonly standIn: StandIn;
  isOver: boolean;
  readonly outer: Use | undefined;
}

const current = new AsyncLocalStorage<Use>();

/**
 * Runs a function with a stand-in for the default cluster, all that it starts included, until it ends.
 *
 * @param standIn What stands in.
 * @param run The function.
 * @returns What the function returns.
 */
export async function runWith<R>(standIn: StandIn, run: () => R | Promise<R>): Promise<R> {
  setStandInFinder(findSurrounding);
  const use: Use = { standIn, isOver: false, outer: current.getStore() };
  try {
    return await current.run(use, async () => await run());
  } finally {
    use.isOver = true;
  }
}

/** The stand-in around the caller, if there is one. */
export function findSurrounding(): StandIn | undefined {
  // Deno lets the context of an import out into what happens to come after it: what is over counts no more.
  let use = current.getStore();
  while (use?.isOver) use = use.outer;
  return use?.standIn;
}

/**
 * Keeps the surroundings of the caller.
 *
 * @returns Runs a function in them later.
 */
export function keepSurroundings(): <R>(run: () => R) => R {
  return AsyncLocalStorage.snapshot();
}
