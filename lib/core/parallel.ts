/**
 * Work on many items, a few at a time. Layer 0: pure.
 *
 * @module
 */

/**
 * Does the work for each item, so many at a time. The first error that is thrown ends it: nothing further is
 * begun, and what is under way is waited for.
 *
 * @param items The items.
 * @param width How many at a time.
 * @param work What is done with each.
 */
export async function inParallel<T>(
  items: readonly T[],
  width: number,
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const entries = items.entries();
  const failures: unknown[] = [];
  async function worker(): Promise<void> {
    for (const [index, item] of entries) {
      if (failures.length > 0) return;
      try {
        await work(item, index);
      } catch (error) {
        failures.push(error);
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  if (failures.length > 0) throw failures[0];
}
