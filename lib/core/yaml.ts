/**
 * YAML in kubectl's dialect, read to JSON values and printed back. Layer 0: pure.
 *
 * The dialect is that of sigs.k8s.io/yaml over go-yaml v2: `0755` is 493, `yes` and `on` are booleans,
 * `1:30` and dates are texts, keys become texts, of equal keys the last one wins. Refused here, though
 * kubectl takes it: several documents where one is asked for, and integers that a number cannot hold.
 *
 * @module
 */
import { getScalarValue, parseEvents, YAMLException } from "npm:js-yaml@5.5.0";
import { QueryError } from "./errors.ts";
import { YamlComposer } from "./yaml_composer.ts";
import type { YamlEvent } from "./yaml_composer.ts";
import { writeYaml } from "./yaml_writer.ts";

/** Where a text comes from. */
export interface ParseYamlOptions {
  /** The file's name, for messages. */
  readonly file?: string | undefined;
}

const MAX_DEPTH = 500;
const PADDING = 200;
const MAX_REREAD_LENGTH = 20_000_000;
const LINE_REGEXP = /\r\n|\r|\n/;

/**
 * Reads one YAML document.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(parseYaml("defaultMode: 0755\nstdin: yes"), { defaultMode: 493, stdin: true });
 * ```
 *
 * @param text YAML or JSON.
 * @param options The file's name, for messages.
 * @returns A JSON value; `null` for an empty text.
 * @throws {QueryError} with line and column, when it is not YAML, or holds several documents.
 * @see sigs.k8s.io/yaml, go.yaml.in/yaml/v2
 */
export function parseYaml(text: string, options: ParseYamlOptions = {}): unknown {
  const documents = readDocuments(text, options);
  if (documents.length > 1) {
    throw failure(options, `it holds ${documents.length} documents, but one is expected`);
  }
  return documents[0] ?? null;
}

/**
 * Reads all documents of a YAML text.
 *
 * @param text YAML, with `---` between documents.
 * @returns The documents in order, empty ones left out.
 * @throws {QueryError} with line and column, when it is not YAML.
 */
export function parseYamlDocuments(text: string): unknown[] {
  return readDocuments(text, {}).filter((document) => document !== null);
}

/**
 * Prints a JSON value as `kubectl -o yaml` does.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(formatYaml({ b: ["yes", 1], a: "x" }), 'a: x\nb:\n- "yes"\n- 1\n');
 * ```
 *
 * @param value Objects, lists, texts, numbers, booleans, `null`; members that are `undefined` are left out.
 * @returns One document, ending with a line break.
 * @throws {QueryError} when the value holds what JSON cannot hold, or itself.
 */
export function formatYaml(value: unknown): string {
  return writeYaml(value);
}

function readDocuments(text: string, options: ParseYamlOptions): unknown[] {
  const padded = new Set<number>();
  const { source, events } = readEvents(text, padded, options);
  return new YamlComposer({
    source,
    events,
    scalarText: (event) => getScalarValue(source, event),
    fail: (position, fault) => {
      const before = source.slice(0, position).split(LINE_REGEXP);
      throw failure(options, at(before.length - 1, (before.at(-1) ?? "").length, padded) + fault);
    },
  }).compose();
}

/**
 * Reads the events of a text. go-yaml lets lines inside brackets and quotes stand further left than their
 * key, as in `a: [` and `]` below it; the parser does not. Such lines are moved to the right, where
 * blanks mean nothing, and the text is read again.
 *
 * @param padded Takes up the numbers of the lines that were moved.
 */
function readEvents(
  text: string,
  padded: Set<number>,
  options: ParseYamlOptions,
): { source: string; events: readonly YamlEvent[] } {
  let source = text;
  for (let work = 0;; work += source.length) {
    try {
      return { source, events: parseEvents(source, { maxDepth: MAX_DEPTH }) };
    } catch (error) {
      if (!(error instanceof YAMLException)) throw error;
      const { mark, reason } = error;
      if (mark === undefined) throw failure(options, reason);
      const { line, column, position } = mark;
      if (reason !== "deficient indentation" || padded.has(line) || work > MAX_REREAD_LENGTH) {
        throw failure(options, at(line, column, padded) + reason);
      }
      padded.add(line);
      const start = position - column;
      source = source.slice(0, start) + " ".repeat(PADDING) + source.slice(start);
    }
  }
}

function at(line: number, column: number, padded: ReadonlySet<number>): string {
  const shown = padded.has(line) ? Math.max(column - PADDING, 0) : column;
  return `line ${line + 1}, column ${shown + 1}: `;
}

function failure({ file }: ParseYamlOptions, fault: string): QueryError {
  const what = file === undefined ? "YAML" : JSON.stringify(file);
  return new QueryError(`Cannot parse ${what}: ${fault}`);
}
