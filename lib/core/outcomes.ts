/**
 * What became of each object when several were written: values that print as a table. Layer 0: pure.
 *
 * @module
 */
import { KubeError, type KubeErrorDetails } from "./errors.ts";
import {
  type Column,
  formatTable,
  type FormatTableOptions,
  type Row,
  type Table,
} from "./table.ts";
import { sanitize } from "./terminal.ts";

/**
 * What became of an object. `deleting`: it is still there while it ends or finalizers hold it. `pruned`:
 * deleted, as a member of a set that is no longer applied. `skipped`:
 * left alone, because it is gone or no longer matches. `unchanged`: it was so already.
 */
export type WriteState =
  | "created"
  | "applied"
  | "patched"
  | "labeled"
  | "annotated"
  | "scaled"
  | "deleted"
  | "deleting"
  | "pruned"
  | "unchanged"
  | "skipped"
  | "failed";

/** What is known of one object's fate. */
export interface WriteOutcomeInit {
  /** `v1` or `group/version`. */
  readonly apiVersion: string;
  /** The kind in CamelCase, e.g. `Pod`. */
  readonly kind: string;
  /** The namespace, where the object has one. */
  readonly namespace?: string | undefined;
  /** The object's name. */
  readonly name: string;
  /** The object's uid, where it is known. */
  readonly uid?: string | undefined;
  /** What became of it. */
  readonly state: WriteState;
  /** Why it was skipped, failed, or is still there. */
  readonly reason?: string | undefined;
  /** What went wrong. */
  readonly error?: KubeError | undefined;
  /** Whether the server only said what would become of it; default `false`. */
  readonly dryRun?: boolean | undefined;
}

/** What became of one object; prints as kubectl would say it. */
export class WriteOutcome {
  /** `v1` or `group/version`. */
  readonly apiVersion: string;
  /** The kind in CamelCase, e.g. `Pod`. */
  readonly kind: string;
  /** The namespace, where the object has one. */
  readonly namespace: string | undefined;
  /** The object's name. */
  readonly name: string;
  /** The object's uid, where it is known. */
  readonly uid: string | undefined;
  /** What became of it. */
  readonly state: WriteState;
  /** Why it was skipped, failed, or is still there. */
  readonly reason: string | undefined;
  /** What went wrong. */
  readonly error: KubeError | undefined;
  /** Whether the server only said what would become of it. */
  readonly dryRun: boolean;

  /** Made by the verbs that write. */
  constructor(init: WriteOutcomeInit) {
    this.apiVersion = init.apiVersion;
    this.kind = init.kind;
    this.namespace = init.namespace;
    this.name = init.name;
    this.uid = init.uid;
    this.state = init.state;
    this.reason = init.reason;
    this.error = init.error;
    this.dryRun = init.dryRun ?? false;
  }

  /** E.g. `pod/web-0 deleted`, `pod/web-1 skipped: it is gone already`. */
  toString(): string {
    const why = this.reason === undefined ? "" : `: ${this.reason}`;
    return sanitize(`${this.kind.toLowerCase()}/${this.name} ${describeState(this)}${why}`);
  }

  /** The outcome as data. */
  toJSON(): object {
    const { error: _, ...data } = this;
    return data;
  }

  /** What the console and the REPL show. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }
}

/** What became of several objects; iterable, and prints as a table. Of several kinds, names say the kind. */
export class WriteOutcomes implements Table, Iterable<WriteOutcome> {
  readonly #outcomes: readonly WriteOutcome[];

  /** Made by the verbs that write. */
  constructor(outcomes: readonly WriteOutcome[]) {
    this.#outcomes = outcomes;
  }

  /** How many objects there were. */
  get length(): number {
    return this.#outcomes.length;
  }

  /** The columns: namespaces only where there are several, reasons only where there are any. */
  get columns(): readonly Column[] {
    return this.#shown().map(([name]) => ({ name, priority: 0 }));
  }

  /** One row for each object. */
  get rows(): readonly Row[] {
    const shown = this.#shown();
    return this.#outcomes.map((outcome) => {
      const { apiVersion, kind, namespace, name, uid } = outcome;
      const metadata = {
        name,
        ...(namespace === undefined ? {} : { namespace }),
        ...(uid === undefined ? {} : { uid }),
      };
      return {
        cells: shown.map(([, cell]) => cell(outcome)),
        object: { apiVersion, kind, metadata },
      };
    });
  }

  /** The outcomes in the order in which the objects were listed. */
  [Symbol.iterator](): Iterator<WriteOutcome> {
    return this.#outcomes.values();
  }

  /**
   * The outcomes of one state.
   *
   * @param state E.g. `skipped`.
   */
  filter(state: WriteState): WriteOutcome[] {
    return this.#outcomes.filter((outcome) => outcome.state === state);
  }

  /**
   * Formats the outcomes as a table.
   *
   * @param options Wide, headers.
   */
  format(options: FormatTableOptions = {}): string {
    return formatTable(this, options);
  }

  /** The outcomes as a table. */
  toString(): string {
    return this.length === 0 ? "No resources found" : this.format().trimEnd();
  }

  /** The outcomes as data. */
  toJSON(): readonly WriteOutcome[] {
    return this.#outcomes;
  }

  /** What the console and the REPL show. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }

  #shown(): readonly (readonly [column: string, cell: (outcome: WriteOutcome) => string])[] {
    const several = new Set(this.#outcomes.map(({ namespace }) => namespace)).size > 1;
    const kinds = new Set(this.#outcomes.map(({ kind }) => kind)).size > 1;
    const reasons = this.#outcomes.some(({ reason }) => reason !== undefined);
    return [
      ...(several ? [["Namespace", (one: WriteOutcome) => one.namespace ?? ""] as const] : []),
      ["Name", (one) => kinds ? `${one.kind.toLowerCase()}/${one.name}` : one.name],
      ["Outcome", describeState],
      ...(reasons ? [["Reason", (one: WriteOutcome) => one.reason ?? ""] as const] : []),
    ];
  }
}

/** How many errors a message names. */
const MAX_NAMED = 3;

/** Some of several objects could not be written; the others were. */
export class BatchError extends KubeError {
  /** The class, as `switch (error.name)` sees it. */
  override readonly name = "BatchError" as const;
  /** What became of every object. */
  readonly outcomes: WriteOutcomes;
  /** What went wrong, in the order of the objects. */
  readonly errors: readonly KubeError[];

  /**
   * Makes the error.
   *
   * @param cannot What could not be done to how many, e.g. `Cannot delete 2 of 5 pods in "shop"`.
   * @param outcomes What became of every object.
   * @param details What is known about the call.
   */
  constructor(cannot: string, outcomes: WriteOutcomes, details: KubeErrorDetails = {}) {
    const errors = [...outcomes].flatMap(({ error }) => error === undefined ? [] : [error]);
    const named = errors.slice(0, MAX_NAMED).map(({ message }) =>
      message.replace(CANNOT_REGEXP, "")
    );
    const more = errors.length - named.length;
    const rest = more === 0 ? "" : `; and ${more} more`;
    super(`${cannot}: ${named.join("; ")}${rest}`, {
      ...details,
      // What reads errors and knows nothing of this class, finds them here.
      cause: new AggregateError(errors),
    });
    this.outcomes = outcomes;
    this.errors = errors;
  }
}

const CANNOT_REGEXP = /^Cannot [\w ]*? (?=\S+ (?:in )?")/;

function describeState({ state, dryRun }: WriteOutcome): string {
  return dryRun && state !== "skipped" && state !== "failed" ? `${state} (server dry run)` : state;
}
