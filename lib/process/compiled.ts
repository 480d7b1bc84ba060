/**
 * Whether this process is a compiled tool, whose permissions cannot be given when it is started. Layer 2.
 *
 * @module
 */

let compiled = false;

/** Says that this process is a compiled tool. */
export function markCompiled(): void {
  compiled = true;
}

/**
 * Turns what Deno says of a missing permission into what helps here.
 *
 * @param message What Deno says.
 */
export function permissionAdvice(message: string): string {
  return compiled ? message.replace("run again with", "compile it again with") : message;
}
