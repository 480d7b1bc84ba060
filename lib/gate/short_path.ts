/**
 * How paths are said to people. Layer 6.
 *
 * @module
 */
import { relative } from "node:path";

/**
 * A path as a person would write it.
 *
 * @param path An absolute path.
 * @returns From the working directory where it lies below, else as it is.
 */
export function shortPath(path: string): string {
  const short = relative(Deno.cwd(), path);
  return short === "" || short.startsWith("..") ? path : short;
}
