/**
 * Words that may stand where the cursor is. Layer 7: pure.
 *
 * @module
 */

/** A word that may come. */
export interface Word {
  readonly word: string;
  /** What it stands for, e.g. the type of a field. */
  readonly detail?: string;
  /** Words with a smaller number come first; default: after all that have one. */
  readonly rank?: number;
}

/** Words that may stand where the cursor is. */
export interface Completed {
  readonly words: readonly string[];
  /** What they replace. */
  readonly partial: string;
  /** What some of them stand for. */
  readonly details?: ReadonlyMap<string, string>;
  /** Where the cluster takes longer than a moment: what it says in the end. Never rejects. */
  readonly later?: Promise<Completed>;
}

/** So many words are too many to choose from. */
const MAX_WORDS = 500;
/** What cannot be typed, or would do something to the terminal, is not offered. */
const SAFE_REGEXP = /^[\x21-\x7e]+$/;

/**
 * Chooses the words that begin as the text does.
 *
 * @param partial The text.
 * @param all All words.
 */
export function words(partial: string, all: readonly Word[]): Completed {
  const details = new Map<string, string>();
  const ranks = new Map<string, number>();
  for (const { word, detail = "", rank = Infinity } of all) {
    if (!word.startsWith(partial) || !SAFE_REGEXP.test(word)) continue;
    details.set(word, detail);
    ranks.set(word, rank);
  }
  const rankOf = (word: string) => ranks.get(word) ?? Infinity;
  const sorted = [...details.keys()].sort().sort((left, right) =>
    rankOf(left) === rankOf(right) ? 0 : rankOf(left) - rankOf(right)
  );
  return { words: sorted.slice(0, MAX_WORDS), partial, details };
}

/** What readline shows: several words with what they stand for, behind what it would insert. */
export function offered({ words, partial, details }: Completed): [string[], string] {
  if (words.length < 2) return [[...words], partial];
  const shown = words.map((word) => {
    const detail = details?.get(word) ?? "";
    return detail === "" ? word : `${word}: ${detail}`;
  });
  return [shown, partial];
}
