/**
 * Sets of completion indexes, as a job's status writes them: `0,2-5,7`. Layer 3.
 *
 * @module
 */

/**
 * Reads indexes.
 *
 * @param text E.g. `0,2-5`.
 * @param completions Indexes from here on are left out.
 */
export function parseIndexes(text: string, completions: number): Set<number> {
  const indexes = new Set<number>();
  for (const part of text.split(",")) {
    const match = /^(\d+)(?:-(\d+))?$/.exec(part);
    if (match === null) continue;
    const first = Number(match[1]);
    const last = Math.min(Number(match[2] ?? first), completions - 1);
    for (let index = first; index <= last; index++) indexes.add(index);
  }
  return indexes;
}

/** Writes indexes: neighbours of more than two as a range. */
export function formatIndexes(indexes: ReadonlySet<number>): string {
  const sorted = [...indexes].sort((left, right) => left - right);
  const parts: string[] = [];
  for (let start = 0; start < sorted.length;) {
    let end = start;
    while (sorted[end + 1] === (sorted[end] ?? 0) + 1) end++;
    const separator = end === start + 1 ? "," : "-";
    parts.push(end === start ? `${sorted[start]}` : `${sorted[start]}${separator}${sorted[end]}`);
    start = end + 1;
  }
  return parts.join(",");
}
