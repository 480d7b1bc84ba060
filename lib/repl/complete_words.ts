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
}

/** Words that may stand where the cursor is. */
export interface Completed {
  readonly words: readonly string[];
  /** What they replace. */
  readonly partial: string;
  /** What some of them stand for. */
  readonly details?: ReadonlyMap<string, string>;
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
  for (const { word, detail = "" } of all) {
    if (word.startsWith(partial) && SAFE_REGEXP.test(word)) details.set(word, detail);
  }
  return { words: [...details.keys()].sort().slice(0, MAX_WORDS), partial, details };
}
