/**
 * Makes JSON values of the events of a YAML parser, by the rules of go-yaml v2. Layer 0: pure.
 *
 * @module
 */
import { formatGoFloat32 } from "./go_number.ts";
import { resolveYamlScalar } from "./yaml_scalar.ts";
import type { YamlScalar } from "./yaml_scalar.ts";

/** A scalar: a range of the source, with its anchor, tag and style. */
export interface YamlScalarEvent {
  /** The number the parser gives scalars. */
  type: 4;
  /** Where the value starts; -1 for an empty one. */
  valueStart: number;
  /** Where it ends. */
  valueEnd: number;
  /** Where the anchor's name starts; -1 for none. */
  anchorStart: number;
  /** Where it ends. */
  anchorEnd: number;
  /** Where the tag starts; -1 for none. */
  tagStart: number;
  /** Where it ends. */
  tagEnd: number;
  /** Plain, single-quoted, double-quoted, literal or folded. */
  style: 1 | 2 | 3 | 4 | 5;
  /** What a block keeps of its last line breaks. */
  chomping: 1 | 2 | 3;
  /** The indentation of a block. */
  indent: number;
  /** Whether the value is the range as it stands. */
  fast: boolean;
}

/** The start of a sequence (2) or a mapping (3). */
export interface YamlCollectionEvent {
  /** 2 for a sequence, 3 for a mapping. */
  readonly type: 2 | 3;
  /** Where it starts. */
  readonly start: number;
  /** Where the anchor's name starts; -1 for none. */
  readonly anchorStart: number;
  /** Where it ends. */
  readonly anchorEnd: number;
  /** Where the tag starts; -1 for none. */
  readonly tagStart: number;
  /** Where it ends. */
  readonly tagEnd: number;
}

/** A `%TAG` line, or another directive. */
export type YamlDirective = {
  readonly kind: string;
  readonly handle?: string;
  readonly prefix?: string;
};

/** What the parser reports: document, sequence or mapping, scalar, alias, and the end of the open one. */
export type YamlEvent =
  | { readonly type: 1; readonly directives: readonly YamlDirective[] }
  | YamlCollectionEvent
  | YamlScalarEvent
  | { readonly type: 5; readonly anchorStart: number; readonly anchorEnd: number }
  | { readonly type: 6 };

/** What the composer works on. */
export interface YamlSource {
  /** The whole text. */
  readonly source: string;
  /** Its events. */
  readonly events: readonly YamlEvent[];
  /** Gives the decoded text of a scalar. */
  readonly scalarText: (event: YamlScalarEvent) => string;
  /** Reports a fault at a position of the source. */
  readonly fail: (position: number, fault: string) => never;
}

interface Anchor {
  readonly value: unknown;
  /** How many nodes it stands for; none while it is still open. */
  readonly size: number | undefined;
}

type Json = Record<string, unknown>;

const PLAIN = 1;
const LITERAL = 4;
const YAML_PREFIX = "tag:yaml.org,2002:";
/** A bomb of nine levels stands for 10^9 nodes; real manifests repeat a few hundred. */
const MAX_ALIASED_NODES = 100_000;
const END = { type: 6 } as const;

/** Composes the documents of one text. */
export class YamlComposer {
  readonly #input: YamlSource;
  readonly #anchors = new Map<string, Anchor>();
  readonly #handles = new Map<string, string>();
  #next = 0;
  #nodes = 0;
  #aliased = 0;

  /** Composes from what a parser reported. */
  constructor(input: YamlSource) {
    this.#input = input;
  }

  /** Gives the values of all documents, `null` for empty ones. */
  compose(): unknown[] {
    const documents: unknown[] = [];
    while (this.#next < this.#input.events.length) {
      const event = this.#take();
      if (event.type !== 1) continue;
      this.#anchors.clear();
      this.#handles.clear();
      this.#handles.set("!!", YAML_PREFIX);
      for (const { kind, handle = "", prefix = "" } of event.directives) {
        if (kind === "tag") this.#handles.set(handle, prefix);
      }
      documents.push(this.#peek().type === 6 ? null : this.#node());
    }
    return documents;
  }

  #peek(): YamlEvent {
    return this.#input.events[this.#next] ?? END;
  }

  #take(): YamlEvent {
    const event = this.#peek();
    this.#next++;
    return event;
  }

  #node(): unknown {
    const event = this.#take();
    this.#nodes++;
    switch (event.type) {
      case 2:
        return this.#collection(event, () => this.#list());
      case 3:
        return this.#collection(event, () => this.#map());
      case 4: {
        const value = this.#scalarValue(event);
        this.#anchor(event, { value, size: 1 });
        return value;
      }
      case 5:
        return this.#alias(event);
      default:
        throw new TypeError(`Unexpected event ${event.type} of the YAML parser`);
    }
  }

  #collection(event: YamlCollectionEvent, read: () => unknown): unknown {
    const before = this.#nodes;
    this.#anchor(event, { value: undefined, size: undefined });
    const value = read();
    this.#next++;
    this.#anchor(event, { value, size: this.#nodes - before + 1 });
    return value;
  }

  #anchor({ anchorStart, anchorEnd }: YamlCollectionEvent | YamlScalarEvent, anchor: Anchor): void {
    if (anchorStart >= 0) {
      this.#anchors.set(this.#input.source.slice(anchorStart, anchorEnd), anchor);
    }
  }

  #alias(event: { readonly anchorStart: number; readonly anchorEnd: number }): unknown {
    const name = this.#input.source.slice(event.anchorStart, event.anchorEnd);
    const anchor = this.#anchors.get(name) ??
      this.#fail(event.anchorStart, `there is no anchor ${JSON.stringify(name)}`);
    const size = anchor.size ??
      this.#fail(event.anchorStart, `the anchor ${JSON.stringify(name)} holds itself`);
    this.#nodes += size;
    this.#aliased += size;
    if (this.#aliased > MAX_ALIASED_NODES) {
      this.#fail(event.anchorStart, `aliases stand for more than ${MAX_ALIASED_NODES} values`);
    }
    return copy(anchor.value);
  }

  #list(): unknown[] {
    const list: unknown[] = [];
    while (this.#peek().type !== 6) list.push(this.#node());
    return list;
  }

  #map(): Json {
    const map: Json = {};
    while (this.#peek().type !== 6) {
      const event = this.#peek();
      if (this.#isMergeKey(event)) {
        this.#next++;
        this.#merge(map, positionOf(event));
      } else {
        const key = this.#key();
        setOwn(map, key, this.#node());
      }
    }
    return map;
  }

  #isMergeKey(event: YamlEvent): boolean {
    if (event.type !== 4 || this.#text(event) !== "<<") return false;
    const tag = this.#tag(event);
    return tag === "!!merge" || tag === "" && event.style === PLAIN;
  }

  /** What is merged overrides what stands before it, and what follows overrides it, as in go-yaml. */
  #merge(map: Json, position: number): void {
    const isList = this.#peek().type === 2;
    const value = this.#node();
    const sources = isList && Array.isArray(value) ? value.toReversed() : [value];
    for (const source of sources) {
      if (!isJson(source)) {
        this.#fail(position, "the merge key << needs a mapping or a list of mappings");
      }
      for (const [key, inner] of Object.entries(source)) setOwn(map, key, inner);
    }
  }

  #key(): string {
    const event = this.#take();
    this.#nodes++;
    if (event.type === 5) {
      const value = this.#alias(event);
      if (typeof value === "object") this.#fail(event.anchorStart, "this cannot be a key");
      return String(value);
    }
    if (event.type !== 4) return this.#fail(positionOf(event), "a list or mapping cannot be a key");
    const { value } = this.#scalar(event);
    const key = typeof value === "number"
      ? formatGoFloat32(value)
      : value === null
      ? this.#fail(positionOf(event), "null cannot be a key")
      : String(value);
    this.#anchor(event, { value: key, size: 1 });
    return key;
  }

  #scalarValue(event: YamlScalarEvent): unknown {
    const { value } = this.#scalar(event);
    if (typeof value === "bigint") {
      const number = Number(value);
      // Numbers print their shortest digits, so these stand for the number as well as the exact ones.
      if (BigInt(number) !== value && String(number) !== String(value)) {
        this.#fail(positionOf(event), `the integer ${value} cannot be held exactly`);
      }
      return number;
    }
    if (typeof value === "number" && !Number.isFinite(value)) {
      this.#fail(positionOf(event), `JSON has no number ${value}`);
    }
    return value;
  }

  #scalar(event: YamlScalarEvent): YamlScalar {
    const text = this.#text(event);
    const tag = this.#tag(event);
    const string: YamlScalar = { tag: "str", value: text };
    if (tag === "") return event.style === PLAIN ? resolveYamlScalar(text) : string;
    switch (tag) {
      case "!!binary":
        return { tag: "str", value: this.#decodeBase64(text, positionOf(event)) };
      case "!!null":
      case "!!bool":
      case "!!int":
      case "!!float":
      case "!!timestamp": {
        const resolved = resolveYamlScalar(text);
        if (tag === `!!${resolved.tag}`) return resolved;
        if (tag === "!!float" && resolved.tag === "int") {
          return { tag: "float", value: Number(resolved.value) };
        }
        return this.#fail(positionOf(event), `${JSON.stringify(text)} is no ${tag}`);
      }
      default:
        return string;
    }
  }

  #text(event: YamlScalarEvent): string {
    const { source, scalarText } = this.#input;
    const text = scalarText(event);
    // Where a block ends with the source itself, the parser adds a line break that go-yaml does not.
    const unended = event.style >= LITERAL && event.valueEnd >= source.length &&
      !/[\n\r]$/.test(source);
    return unended ? text.replace(/\n$/, "") : text;
  }

  #tag({ tagStart, tagEnd }: YamlScalarEvent): string {
    if (tagStart < 0) return "";
    const raw = this.#input.source.slice(tagStart, tagEnd);
    const [, verbatim, handle = "", suffix = ""] = /^(?:!<(.*)>|(!(?:[\w-]*!)?)(.*))$/.exec(raw) ??
      [];
    const tag = verbatim ?? `${this.#handles.get(handle) ?? handle}${suffix}`;
    return tag.startsWith(YAML_PREFIX) ? `!!${tag.slice(YAML_PREFIX.length)}` : tag;
  }

  #decodeBase64(text: string, position: number): string {
    const plain = text.replace(/\s/g, "");
    if (plain.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(plain)) {
      this.#fail(position, "!!binary needs base64");
    }
    const bytes = Uint8Array.from(atob(plain), (char) => char.charCodeAt(0));
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  }

  #fail(position: number, fault: string): never {
    return this.#input.fail(position, fault);
  }
}

function positionOf(event: YamlEvent): number {
  if (event.type === 4) return Math.max(event.valueStart, event.tagStart, 0);
  return "start" in event ? event.start : 0;
}

function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  if (!isJson(value)) return value;
  const result: Json = {};
  for (const [key, inner] of Object.entries(value)) setOwn(result, key, copy(inner));
  return result;
}

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function setOwn(map: Json, key: string, value: unknown): void {
  if (key === "__proto__") {
    Object.defineProperty(map, key, {
      value,
      configurable: true,
      enumerable: true,
      writable: true,
    });
  } else {
    map[key] = value;
  }
}
