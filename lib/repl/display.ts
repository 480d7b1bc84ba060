/**
 * Shows the results of a session and remembers the last one: as `_`, and its rows as `$1`, `$2`. Layer 7.
 *
 * @module
 */
import { isQuery, type Query } from "../api/query.ts";
import { Ref } from "../api/ref.ts";
import { QueryError } from "../core/errors.ts";
import { BUILTIN_KINDS } from "../kinds/builtin.ts";
import type { ShowOptions } from "./command.ts";
import type { Engine } from "./engine.ts";
import { SeenEnough } from "./pager.ts";
import { render } from "./render.ts";
import type { NumberedRows } from "./render_options.ts";
import { SeenSecrets } from "./seen_secrets.ts";
import type { RecordedInput } from "./session_record.ts";

/** Where results go. */
export interface DisplayOptions {
  /** Takes the text of results. */
  readonly write: (text: string, live?: boolean) => Promise<void>;
  /** Takes what is not a result. */
  readonly note: (line: string) => void;
  readonly terminal: boolean;
  readonly color: boolean;
  /** The size of the terminal, where there is one. */
  readonly size?:
    | (() => { readonly columns: number; readonly rows: number } | undefined)
    | undefined;
  /** What the session knows of Secrets; left out: what it shows of them. */
  readonly seen?: SeenSecrets | undefined;
  /** Calls code of a value's own. */
  readonly call: <T>(work: () => T) => T;
}

/** Shows results. */
export class Display {
  readonly #engine: Engine;
  readonly #options: DisplayOptions;
  readonly #seen: SeenSecrets;
  #lastQuery: Query | undefined;
  #last: { readonly value: unknown } | undefined;
  #rows: NumberedRows | undefined;
  #namedRows: ReadonlyMap<string, string> = new Map();

  /** Takes the engine in whose scope the results are bound. */
  constructor(engine: Engine, options: DisplayOptions) {
    this.#engine = engine;
    this.#options = options;
    this.#seen = options.seen ?? new SeenSecrets();
  }

  /** The last result. */
  get last(): { readonly value: unknown } | undefined {
    return this.#last;
  }

  /** The rows that the last line named, as a script would write them. */
  get namedRows(): ReadonlyMap<string, string> {
    return this.#namedRows;
  }

  /** Makes a value the last result. */
  setLast(value: unknown): void {
    if (value === undefined) return;
    this.#last = { value };
    this.#lastQuery = isQuery(value) ? value : undefined;
    this.#engine.setLast(value);
  }

  /**
   * Gives a line what it asks for of the last results: the objects of a query are read only when `_` stands
   * in it, rows become references when they are named.
   */
  async readLast(source: string, signal?: AbortSignal): Promise<void> {
    const named = new Map<string, string>();
    for (const [, number] of source.matchAll(/(?<![\w$.])\$([1-9]\d*)(?![\w$])/g)) {
      const ref = this.#offerRow(Number(number));
      if (ref !== undefined) named.set(`$${number}`, await sourceOf(ref));
    }
    this.#namedRows = named;
    if (this.#lastQuery === undefined || !/(?<![\w$.])_(?![\w$])/.test(source)) return;
    const query = this.#lastQuery;
    this.#engine.setLast(await query.list(signal === undefined ? {} : { signal }));
    this.#lastQuery = undefined;
  }

  /** Shows a value. */
  async show(value: unknown, options: ShowOptions = {}): Promise<void> {
    const { write, note, terminal, color, size, call } = this.#options;
    const { format = { type: "auto" }, secrets = false, signal } = options;
    const pieces = render(value, {
      format,
      plain: "inspect",
      terminal,
      color,
      note,
      call,
      mask: (shown) => {
        const masked = this.#seen.mask(shown);
        return secrets ? shown : masked;
      },
      onRows: (rows) => {
        this.#rows = rows;
      },
      ...(terminal ? { width: size?.()?.columns } : {}),
      ...(signal === undefined ? {} : { signal }),
    });
    const isLive = isOverTime(value);
    try {
      for await (const piece of pieces) {
        signal?.throwIfAborted();
        await write(piece, isLive);
      }
    } catch (error) {
      // What follows until Ctrl-C has come to its end.
      const isOver = error instanceof SeenEnough || isLive && signal?.aborted === true;
      if (!isOver) throw error;
    }
  }

  /** Whether a line holds a value of a Secret that was seen. */
  isPrivate(line: string): boolean {
    return this.#seen.isPrivate(line);
  }

  #offerRow(number: number): Ref | undefined {
    const name = `$${number}`;
    const ref = this.#rows?.refAt(number - 1);
    if (ref !== undefined) {
      this.#engine.offer(name, ref);
      return this.#engine.valueOf(name) === ref ? ref : undefined;
    }
    this.#engine.withdraw(name);
    if (this.#engine.names().includes(name)) return undefined;
    const shown = this.#rows?.length ?? 0;
    throw new QueryError(
      shown === 0
        ? `Cannot use ${name}: no rows were shown yet`
        : `Cannot use ${name}: the last table has ${shown} ${shown === 1 ? "row" : "rows"}`,
    );
  }
}

/** Writes a reference as a script would. */
export async function sourceOf(ref: Ref): Promise<string> {
  const { resolveRef } = await import("../api/ref_base.ts");
  const { kind, namespace, name } = await resolveRef(ref, "refer to");
  const scope = namespace === undefined ? "cluster" : `ns(${JSON.stringify(namespace)})`;
  const builtin = BUILTIN_KINDS.find(({ group, plural }) =>
    group === kind.group && plural === kind.plural
  );
  if (builtin?.singularAccessor !== undefined) {
    return `${scope}.${builtin.singularAccessor}(${JSON.stringify(name)})`;
  }
  const spelling = kind.group === "" ? kind.plural : `${kind.plural}.${kind.group}`;
  return `${scope}.kind(${JSON.stringify(spelling)}).ref(${JSON.stringify(name)})`;
}

/** What kind of result a value is, for a script that prints it again. */
export function resultOf(value: unknown): RecordedInput["result"] {
  if (value === undefined) return "none";
  if (isQuery(value)) return "query";
  if (value instanceof Ref) return "ref";
  return isOverTime(value) ? "stream" : "value";
}

/** Whether a value comes over time: nobody knows when the next part of it is there, and none is kept. */
export function isOverTime(value: unknown): boolean {
  return typeof value === "object" && value !== null && !isQuery(value) &&
    Symbol.asyncIterator in value;
}
