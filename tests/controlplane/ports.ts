/**
 * Free ports on the loopback interface.
 *
 * @module
 */

// Below the range that systems hand out for outgoing connections, so that no client takes one meanwhile.
const FIRST_PORT = 20_000;
const LAST_PORT = 32_000;
const ATTEMPTS = 1_000;

/** Gives ports on 127.0.0.1 that nobody listens on, all different. */
export function freePorts(count: number): number[] {
  const ports = new Set<number>();
  for (let attempt = 0; attempt < ATTEMPTS && ports.size < count; attempt++) {
    const port = FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT));
    if (!ports.has(port) && isFree(port)) ports.add(port);
  }
  if (ports.size < count) {
    throw new Error(`Cannot find ${count} free ports between ${FIRST_PORT} and ${LAST_PORT}`);
  }
  return [...ports];
}

function isFree(port: number): boolean {
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return false;
    throw error;
  }
}
