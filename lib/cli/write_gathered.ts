/**
 * Writes text that comes in pieces: few writes for what comes quickly, no waiting for what comes slowly.
 * Layer 8.
 *
 * @module
 */
import type { Output } from "../process/output.ts";

/** Text of this length is written at once instead of gathered further. */
const CHUNK_LENGTH = 64 * 1024;
/** So long a piece waits for further ones. */
const PATIENCE_MS = 10;

/**
 * Writes all pieces.
 *
 * @param output Where they go.
 * @param pieces The pieces.
 * @param onPiece Called before each is written.
 * @throws {Deno.errors.BrokenPipe} when nobody reads any more, also while the next piece is waited for.
 */
export async function writeGathered(
  output: Pick<Output, "write">,
  pieces: AsyncGenerator<string, void, void>,
  onPiece: () => void,
): Promise<void> {
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => undefined);
  let gathered = "";
  let timer: ReturnType<typeof setTimeout> | undefined;
  let writing: Promise<void> = Promise.resolve();
  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const text = gathered;
    gathered = "";
    // One write after the other: each may take several calls to the system.
    writing = writing.then(() => output.write(text));
    writing.catch(broken.reject);
    return writing;
  }
  try {
    for (;;) {
      const next = await Promise.race([pieces.next(), broken.promise]);
      if (next.done === true) break;
      onPiece();
      gathered += next.value;
      if (gathered.length >= CHUNK_LENGTH) await flush();
      else timer ??= setTimeout(flush, PATIENCE_MS);
    }
    await flush();
  } finally {
    clearTimeout(timer);
    // What the pieces wait for may never come.
    pieces.return().catch(() => undefined);
  }
}
