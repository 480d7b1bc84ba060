/**
 * An object as the text that a person edits, and back. Layer 7: pure.
 *
 * @module
 */
import { QueryError } from "../core/errors.ts";
import type { KubeObject } from "../core/gvk.ts";
import { isObject, type JsonObject, mergePatchOf } from "../core/merge_patch.ts";
import { HIDDEN, safeLine } from "../core/message.ts";
import { formatYaml, parseYaml } from "../core/yaml.ts";
import { maskSecrets } from "./mask_secrets.ts";

const HEADER = [
  "Save and close to send what you changed. Lines that begin with # are left out;",
  "a file without changes, or an empty one, cancels. What is refused comes back here.",
];
/** Marks that reorder text, take no room, or end lines for some programs only; controls but line ends and tabs. */
const HIDDEN_CHARACTERS =
  // deno-lint-ignore no-control-regex -- finding control characters is the purpose
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
/** A problem has a line of its own, and an empty one before it. */
const PROBLEM_LINES = 2;
const COMMENTS_REGEXP = /^(?:[ \t]*#[^\n]*(?:\n|$))+/;

/** An object that is edited as text. */
export class EditedText {
  readonly #object: KubeObject;
  readonly #shown: JsonObject;

  /**
   * Takes the object.
   *
   * @param object As it was read.
   * @param secrets Whether the data of a Secret is shown.
   */
  constructor(object: KubeObject, secrets: boolean) {
    this.#object = object;
    this.#shown = (secrets ? object : maskSecrets(object)) as unknown as JsonObject;
  }

  /** The object as it was read. */
  get object(): KubeObject {
    return this.#object;
  }

  /** What the text says, the data of a Secret hidden unless it was asked for. */
  get shown(): JsonObject {
    return this.#shown;
  }

  /**
   * Reads what was made of the text. What is still hidden stays as it is on the server.
   *
   * @returns The object as it was shown, and as it is to be; `undefined` where the text is empty.
   * @throws {QueryError} when the text is no object, or something else was hidden in it.
   */
  read(text: string): { readonly shown: JsonObject; readonly wanted: JsonObject } | undefined {
    // Lines count as in the file that is opened again to say what is wrong with them.
    const shown = parseYaml(`${"\n".repeat(HEADER.length + PROBLEM_LINES)}${text}`);
    if (shown === null) return undefined;
    if (!isObject(shown)) {
      throw new QueryError("Cannot send the text: it has to be an object with fields");
    }
    const original = this.#object as unknown as JsonObject;
    if (this.#shown === original) return { shown, wanted: shown };
    return { shown, wanted: reveal(shown, { shown: this.#shown, original }, []) };
  }
}

interface Masked {
  readonly shown: JsonObject;
  readonly original: JsonObject;
}

/** Puts back what was hidden; a text that stands for nothing is no value. */
function reveal(edited: JsonObject, { shown, original }: Masked, path: string[]): JsonObject {
  const entries = Object.entries(edited).map(([name, value]): [string, unknown] => {
    const here = [...path, name];
    const [before, hidden] = [own(shown, name), own(original, name)];
    if (value === HIDDEN && before === HIDDEN) return [name, hidden];

    if (value === HIDDEN && /^(?:data|stringData)$/.test(path[0] ?? "")) {
      throw new QueryError(`Cannot send ${here.join(".")}: ${HIDDEN} stands for no value there`);
    }
    if (!isObject(value)) return [name, value];
    const inner = {
      shown: isObject(before) ? before : {},
      original: isObject(hidden) ? hidden : {},
    };
    return [name, reveal(value, inner, here)];
  });
  return Object.fromEntries(entries);
}

function own(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/**
 * Writes an object for a person, with what is wrong with it in comments above.
 *
 * @param object The object, or the text that was made of it.
 * @param problems One line each.
 */
export function editText(object: JsonObject | string, problems: readonly string[] = []): string {
  const comments = [...HEADER, ...(problems.length === 0 ? [] : ["", ...problems])]
    .map((line) => `# ${safeLine(line)}`.trimEnd());
  const body = typeof object === "string" ? object : formatVisibly(object);
  return `${comments.join("\n")}\n${body}`;
}

/** Names the fields that somebody has changed, without those that every write changes. */
export function changedFields(before: KubeObject, after: KubeObject): readonly string[] {
  return leaves(mergePatchOf({ ...before }, { ...after }) ?? {}, []).filter((path) =>
    !OF_EVERY_WRITE.has(path)
  );
}

const OF_EVERY_WRITE: ReadonlySet<string> = new Set([
  "metadata.resourceVersion",
  "metadata.generation",
]);

function leaves(value: unknown, path: readonly string[]): string[] {
  if (!isObject(value)) return [path.join(".")];
  return Object.entries(value).flatMap(([name, child]) => leaves(child, [...path, name]));
}

/**
 * Writes YAML without characters that nobody sees, or that reorder what stands beside them: texts with such
 * are quoted, and the characters escaped.
 */
function formatVisibly(object: JsonObject): string {
  const mark = `hidden-${crypto.randomUUID()}-`;
  const texts: string[] = [];
  const markText = (text: string) =>
    text.search(HIDDEN_CHARACTERS) >= 0 ? `${mark}${texts.push(text) - 1}-` : text;
  const yaml = formatYaml(mapTexts(object, markText));
  return yaml.replace(new RegExp(`${mark}(\\d+)-`, "g"), (_, index) => {
    const json = JSON.stringify(texts[Number(index)]);
    return json.replace(
      HIDDEN_CHARACTERS,
      (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
  });
}

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [change(name), mapTexts(item, change)]),
  );
}

/** Leaves out the comments above an object. */
export function withoutComments(text: string): string {
  return text.replace(COMMENTS_REGEXP, "");
}
