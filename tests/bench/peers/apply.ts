/**
 * What the task `apply` does: ConfigMaps, each with a value of its own for each run, 16 at a time.
 *
 * @module
 */
/** How many objects are applied, with another value in each run. */
export const APPLIED = 1000;

const AT_A_TIME = 16;

/** One ConfigMap to be applied. */
export interface Applied {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly data: Readonly<Record<string, string>>;
}

/**
 * Applies them all.
 *
 * @param peer The beginning of the names: each peer has objects of its own.
 * @param apply Applies one and reads the answer.
 * @returns How many there were.
 */
export async function applyAll(
  peer: string,
  apply: (object: Applied) => Promise<unknown>,
): Promise<number> {
  let next = 0;
  let done = 0;
  async function work(): Promise<void> {
    for (let index = next++; index < APPLIED; index = next++) {
      await apply({
        name: `${peer}-${index}`,
        labels: { app: "bench" },
        data: { index: String(index), run: crypto.randomUUID() },
      });
      done++;
    }
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  return done;
}
