/** What a program about watches says at its end. */

export { reportTask } from "../report.ts";

/** Something that holds objects. */
export interface Kept {
  readonly size: number;
  /** Keeps them from being collected. */
  readonly kept: unknown;
  /** Ends what feeds it. */
  close?(): Promise<void>;
}

/**
 * Fills a cache, and says beside the time how much memory an object takes in it: what is left after the
 * garbage is gone.
 */
export async function reportKept(fill: () => Promise<Kept>): Promise<void> {
  const before = bytesInUse();
  const startMs = performance.now();
  const cache = await fill();
  const taskMs = performance.now() - startMs;
  const bytesPerObject = Math.round((bytesInUse() - before) / cache.size);
  await cache.close?.();
  console.log(JSON.stringify({ taskMs, result: cache.size, bytesPerObject }));
}

function bytesInUse(): number {
  const { gc } = globalThis as { gc?: () => void };
  if (gc === undefined) throw new Error("start it with --v8-flags=--expose-gc");
  gc();
  const { heapUsed, external } = Deno.memoryUsage();
  return heapUsed + external;
}
