/**
 * The lines of a log: read as they come, or all at once. Layer 5.
 *
 * @module
 */
import { LazyEvents } from "./lazy_events.ts";

/** Lines of a container's log, in order; nothing is sent before the first is asked for. */
export class LogLines extends LazyEvents<string> {
  /**
   * Reads the log to its end: the request that iterating sends.
   *
   * @example
   * ```ts
   * import assert from "node:assert/strict";
   * import { connect } from "skiff";
   *
   * async function lastWords(): Promise<string> {
   *   const staging = await connect({ kubeconfig: "/nowhere/config" });
   *   return await staging.ns("shop").pod("web-0").logs({ tail: 1 }).text();
   * }
   * await assert.rejects(lastWords, { name: "ConfigError" });
   * ```
   *
   * @returns The lines, each with a newline; empty for an empty log.
   * @throws {ApiError} when the server refuses.
   * @throws {ConnectionError} when the connection is lost before the log's end.
   * @see kubectl logs web-0
   */
  async text(): Promise<string> {
    const lines: string[] = [];
    for await (const line of this) lines.push(`${line}\n`);
    return lines.join("");
  }
}
