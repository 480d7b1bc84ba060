/**
 * Which inputs of a session a script keeps: what declares and what acts, and what those need. Layer 7: pure.
 *
 * @module
 */
import type { RecordedInput } from "./session_record.ts";
import type { SavedLine } from "./saved_line.ts";

/** What becomes of a line. */
export interface SavedStep {
  readonly line: SavedLine;
  /** `kept` is written; `looked` becomes a comment; `dropped` is not written at all. */
  readonly fate: "kept" | "looked" | "dropped";
  /** Why a line that would be kept is not. */
  readonly reason?: string | undefined;
  /** Whether a later line uses its value as `_`. */
  readonly gives: boolean;
  /** The line whose value it means by `_`. */
  readonly last: SavedLine | undefined;
}

/** What is known of the session. */
export interface Surroundings {
  /** Where the script begins to work: what ran elsewhere is left out. */
  readonly context: string;
  /** Names that the session has, of which a script has only those that it declares or imports. */
  readonly names: ReadonlySet<string>;
  readonly exported: ReadonlySet<string>;
}

const GIVING: ReadonlySet<RecordedInput["result"]> = new Set(["value", "query", "ref"]);

/**
 * Decides about each line.
 *
 * @param lines The session, oldest first.
 * @param surroundings Where it was.
 * @returns One step for each line.
 */
export function stepsOf(lines: readonly SavedLine[], surroundings: Surroundings): SavedStep[] {
  const reasons = reasonsOf(lines, surroundings);
  const lasts = lines.map((_, index) =>
    lines.slice(0, index).findLast(({ input }) => input.result !== "none")
  );
  const given = new Set<SavedLine>();
  const live = new Set<string>();
  const again = new Set<string>();
  const steps: SavedStep[] = [];
  for (const [index, line] of [...lines.entries()].reverse()) {
    const last = line.uses.has("_") ? lasts[index] : undefined;
    const gives = given.has(line);
    const reason = reasons[index];
    const isOld = line.declared.length > 0 && line.declared.every((name) => again.has(name)) &&
      !line.declared.some((name) => live.has(name));
    const isKept = reason === undefined &&
      (gives || line.acts || (!isOld && (line.declared.length > 0 || line.last === undefined)));
    if (isKept) {
      for (const name of line.declared) {
        live.delete(name);
        again.add(name);
      }
      for (const name of line.uses) live.add(name);
      if (last !== undefined) given.add(last);
    }
    const wasWanted = line.acts || line.holdsSecret || line.declared.length > 0 ||
      line.input.result === "stream";
    const isLook = reason === undefined && !isOld && tellsSomething(line);
    steps.push({
      line,
      fate: isKept ? "kept" : isLook ? "looked" : "dropped",
      ...(wasWanted && reason !== undefined ? { reason } : {}),
      gives,
      last,
    });
  }
  return steps.reverse();
}

/** A look at the cluster that does not depend on what was on the screen. */
function tellsSomething({ input, uses, sends }: SavedLine): boolean {
  return !uses.has("_") && input.rows.size === 0 && (sends || input.result === "query");
}

/** Why a line cannot be in a script; `undefined` where it can. */
function reasonsOf(
  lines: readonly SavedLine[],
  { context, names, exported }: Surroundings,
): readonly (string | undefined)[] {
  const declared = new Set<string>();
  const secret = new Set<string>();
  const reasons: (string | undefined)[] = [];
  for (const [index, line] of lines.entries()) {
    const { input, uses } = line;
    const last = lines.slice(0, index).findLast(({ input }) => input.result !== "none");
    const lost = [...uses].find((name) =>
      name !== "_" && names.has(name) && !exported.has(name) && !declared.has(name)
    );
    const holdsSecret = line.readsSecrets || [...uses].some((name) => secret.has(name));
    const reason = input.context !== context
      ? `it ran on the context ${JSON.stringify(input.context)}`
      : line.holdsSecret
      ? "it holds the data of a Secret"
      : input.result === "stream"
      ? "it never ends"
      : line.prints && holdsSecret
      ? "it shows the data of a Secret"
      : lost !== undefined
      ? `${lost} is not here`
      : uses.has("_") && (last === undefined || reasons[lines.indexOf(last)] !== undefined ||
          !GIVING.has(last.input.result))
      ? "_ is not here"
      : undefined;
    reasons.push(reason);
    if (reason !== undefined) {
      for (const name of line.declared) declared.delete(name);
      continue;
    }
    for (const name of line.declared) {
      declared.add(name);
      if (holdsSecret) secret.add(name);
    }
  }
  return reasons;
}
