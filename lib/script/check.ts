/**
 * Checks options and arguments by their schemas, and says in one line what is wrong. Layer 6.
 *
 * @module
 */
import { QueryError } from "../core/errors.ts";
import { safeLine } from "../core/message.ts";
import type { ScriptSchema, ScriptSchemaIssue } from "./schema.ts";

/**
 * Checks a value.
 *
 * @param schema What it has to be.
 * @param value Any value.
 * @param say Completes a message: takes the key that is wrong, where one is, and what is wrong with it.
 * @returns The value as the schema makes it.
 * @throws {QueryError} when it is not what it has to be; the value itself is not in the message.
 */
export async function checkBySchema<Output>(
  schema: ScriptSchema<unknown, Output>,
  value: unknown,
  say: (key: string | undefined, what: string) => string,
): Promise<Output> {
  const result = await schema["~standard"].validate(value);
  if (result.issues === undefined) return result.value;
  const [issue] = result.issues;
  throw new QueryError(say(keyOf(issue), lowerFirst(safeLine(issue?.message ?? "not valid"))));
}

function keyOf(issue: ScriptSchemaIssue | undefined): string | undefined {
  const first = issue?.path?.[0];
  if (first === undefined) return undefined;
  return String(typeof first === "object" ? first.key : first);
}

/** `Too small: …` as it reads within a sentence; names such as `CPU` stay. */
function lowerFirst(text: string): string {
  const plain = text.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
  return plain.replace(/\.$/, "");
}
