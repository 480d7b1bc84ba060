/**
 * The nearest known word to a mistyped one, for "did you mean". Layer 0: pure.
 *
 * @module
 */

/** Longer words are not compared: a suggestion for them would be noise and the comparison slow. */
const MAX_WORD_LENGTH = 100;

/**
 * Finds the candidate that a mistyped word most likely meant.
 *
 * Compares without regard to case and counts a swap of neighbours as one mistake. One mistake is
 * allowed in words of up to four letters, two up to eight, and about a third of the letters beyond
 * that; a word that one candidate alone begins with is taken for it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(suggest("phse", ["phase", "podIP"]), "phase");
 * assert.equal(suggest("banana", ["phase", "podIP"]), undefined);
 * ```
 *
 * @param word What was written.
 * @param candidates What could have been meant; of equally near ones the first wins.
 * @returns The candidate, or `undefined` where none is near.
 */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  if (word === "" || word.length > MAX_WORD_LENGTH) return undefined;
  const wanted = word.toLowerCase();
  let best: string | undefined;
  let bestDistance = allowedMistakes(wanted.length) + 1;
  const begins: string[] = [];
  for (const candidate of candidates) {
    if (candidate.length > MAX_WORD_LENGTH) continue;
    const known = candidate.toLowerCase();
    if (wanted.length >= 3 && known.startsWith(wanted)) begins.push(candidate);
    const distance = editDistance(wanted, known, bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best ?? (begins.length === 1 ? begins[0] : undefined);
}

/** How many mistakes a word of this length may have. */
function allowedMistakes(length: number): number {
  return length <= 2 ? 0 : length <= 4 ? 1 : length <= 8 ? 2 : Math.floor(length / 3);
}

/**
 * Counts insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
 *
 * @param limit Distances of this much or more come back as `limit`.
 */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let smallest = i;
    for (let j = 1; j <= b.length; j++) {
      const replace = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let cost = Math.min(at(last, j) + 1, at(row, j - 1) + 1, replace);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, at(beforeLast, j - 2) + 1);
      }
      row.push(cost);
      smallest = Math.min(smallest, cost);
    }
    if (smallest >= limit) return limit;
    beforeLast = last;
    last = row;
  }
  return Math.min(at(last, b.length), limit);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
