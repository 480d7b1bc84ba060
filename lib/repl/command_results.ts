/**
 * Commands that show the last result in another way. Layer 7.
 *
 * @module
 */
import { QueryError } from "../core/errors.ts";
import { quote } from "../core/message.ts";
import { WriteOutcomes } from "../core/outcomes.ts";
import type { CommandTarget } from "./command.ts";
import { isOverTime } from "./display.ts";
import { isKubeObject, isTable } from "./shapes.ts";

/** Shows the last result as YAML. */
export async function showYaml(
  session: CommandTarget,
  argument: string,
  signal?: AbortSignal,
): Promise<void> {
  await showAs(session, "yaml", { argument, signal });
}

/** Shows the last result as JSON. */
export async function showJson(
  session: CommandTarget,
  argument: string,
  signal?: AbortSignal,
): Promise<void> {
  await showAs(session, "json", { argument, signal });
}

/** Shows the last result as a table with all columns. */
export async function showWide(
  session: CommandTarget,
  argument: string,
  signal?: AbortSignal,
): Promise<void> {
  if (argument !== "") {
    throw new QueryError(`Cannot use .wide with ${quote(argument)}: it takes none`);
  }
  await showAs(session, "wide", { argument, signal });
}

async function showAs(
  session: CommandTarget,
  type: "yaml" | "json" | "wide",
  options: { readonly argument: string; readonly signal: AbortSignal | undefined },
): Promise<void> {
  const { argument, signal } = options;
  if (argument !== "" && argument !== "secrets") {
    throw new QueryError(
      `Cannot use .${type} with ${quote(argument)}: it takes "secrets", which shows their data`,
    );
  }
  if (session.last === undefined) {
    throw new QueryError(`Cannot use .${type}: there is no result yet`);
  }
  const { value } = session.last;
  if (isOverTime(value)) {
    throw new QueryError(
      `Cannot use .${type}: the last result came over time and is gone: run its line again`,
    );
  }
  if (type === "wide" && !mayHaveColumns(value)) {
    throw new QueryError(
      "Cannot use .wide: the last result holds no objects of the cluster: " +
        "run the line that showed them again, then .wide",
    );
  }
  await session.show(value, { format: { type }, secrets: argument === "secrets", signal });
}

/** Whether a value is, or stands for, objects of the cluster. */
function mayHaveColumns(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value) && !(value instanceof WriteOutcomes)) return value.every(isKubeObject);
  const prototype: unknown = Object.getPrototypeOf(value);
  const isPlain = prototype === null || prototype === Object.prototype;
  return !isPlain || isKubeObject(value) || isTable(value);
}
