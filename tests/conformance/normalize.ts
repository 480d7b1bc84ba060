/**
 * Makes answers of two servers comparable: what is made up anew each time gets a name of its own.
 *
 * @module
 */

/** Gives the same name to the same made-up value. */
export class Normalizer {
  readonly #namespace: string;
  readonly #run: string;
  readonly #uids = new Map<string, string>();
  readonly #suffixes = new Map<string, string>();
  readonly #addresses = new Map<string, string>();

  constructor(namespace: string, run: string) {
    this.#run = run;
    this.#namespace = namespace;
  }

  /** An answer's body with everything made up replaced. */
  normalize(value: unknown, key = ""): unknown {
    if (typeof value === "string") return this.#text(value, key);
    if (Array.isArray(value)) {
      const items = value.map((item) => this.normalize(item, key));
      // The server orders them by time, which passes at another speed here and there.
      if (key === "managedFields") return items.sort(byManager);
      // So are the owners that an apply comes into conflict with.
      return key === "causes" && JSON.stringify(items).includes("FieldManagerConflict")
        ? items.sort((a, b) => JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)
        : items;
    }
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        // Sentences about columns are the real server's own.
        .filter(([name]) => !(name === "description" && "priority" in value))
        .map(([name, inner]) => [this.#text(name, ""), this.normalize(inner, name)])
        .sort(([a], [b]) => String(a) < String(b) ? -1 : 1),
    );
  }

  #text(text: string, key: string): string {
    if (key === "resourceVersion" && /^\d+$/.test(text)) return "<version>";
    if (key === "continue") return "<continue>";
    // Ages of what has just been made.
    if (key === "cells" && /^\d\d?s$/.test(text)) return "<age>";
    return text
      .replaceAll(this.#namespace, "<namespace>")
      .replaceAll(this.#run, "<run>")
      .replace(
        /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g,
        (uid) => this.#name(this.#uids, uid, "uid"),
      )
      .replace(
        /\b10\.96\.\d+\.\d+\b/g,
        (address) => this.#name(this.#addresses, address, "address"),
      )
      .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, "<time>")
      .replace(
        /(?<=generated-|Bad-)[bcdfghjklmnpqrstvwxz2456789]{5}\b/g,
        (suffix) => this.#name(this.#suffixes, suffix, "suffix"),
      )
      .replace(/(?<=current: |resource version: \d+ \()\d+/g, "<version>")
      .replace(/(?<=ResourceVersion in (?:the )?(?:precondition|record) \()\d+/g, "<version>");
  }

  #name(names: Map<string, string>, value: string, what: string): string {
    const known = names.get(value);
    if (known !== undefined) return known;
    const made = `<${what} ${names.size + 1}>`;
    names.set(value, made);
    return made;
  }
}

function byManager(left: unknown, right: unknown): number {
  const keyOf = (entry: unknown) => {
    const { operation, manager, subresource } = entry as Record<string, unknown>;
    return JSON.stringify([operation, manager, subresource]);
  };
  return keyOf(left) < keyOf(right) ? -1 : 1;
}

/**
 * Compares two values field by field.
 *
 * @returns One line for each difference: the path, what the real server says, what ours says.
 */
export function differences(real: unknown, ours: unknown, path = ""): string[] {
  if (isRecord(real) && isRecord(ours)) {
    const keys = [...new Set([...Object.keys(real), ...Object.keys(ours)])].sort();
    return keys.flatMap((key) => differences(real[key], ours[key], `${path}.${key}`));
  }
  if (Array.isArray(real) && Array.isArray(ours)) {
    const length = Math.max(real.length, ours.length);
    return Array.from(
      { length },
      (_, index) => differences(real[index], ours[index], `${path}[${index}]`),
    ).flat();
  }
  if (Object.is(real, ours)) return [];
  const from = commonStart(real, ours);
  return [`${path}: real ${show(real, from)}, ours ${show(ours, from)}`];
}

/** Where two long texts begin to differ, less a few words. */
function commonStart(real: unknown, ours: unknown): number {
  if (typeof real !== "string" || typeof ours !== "string") return 0;
  let index = 0;
  while (index < real.length && real[index] === ours[index]) index++;
  return Math.max(index - 40, 0);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const MAX_SHOWN = 400;

function show(value: unknown, from: number): string {
  const part = typeof value === "string" && from > 0 ? `…${value.slice(from)}` : value;
  const text = JSON.stringify(part) ?? "absent";
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

/** An outcome without the fields that are listed as different. */
export function withoutListed(
  outcome: unknown,
  listed: Readonly<Record<string, string>> = {},
): unknown {
  const copy = structuredClone(outcome);
  for (const path of Object.keys(listed)) removePath(copy, path.split("."));
  return copy;
}

function removePath(value: unknown, [key, ...rest]: string[]): void {
  if (typeof value !== "object" || value === null || key === undefined) return;
  const record = value as Record<string, unknown>;
  for (const name of key === "*" ? Object.keys(record) : [key]) {
    if (rest.length === 0) delete record[name];
    else removePath(record[name], rest);
  }
}

/** A value as text that is the same for the same value: keys in order. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isRecord(value)) return JSON.stringify(value) ?? "";
  const entries = Object.keys(value).filter((key) => value[key] !== undefined).sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${entries.join(",")}}`;
}
