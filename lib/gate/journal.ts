/**
 * The journal of a run: what it changed, as it was before and after, in a file for the user alone. Each
 * write is written down before it is sent. Layer 6.
 *
 * @module
 */
import { join } from "./paths.ts";
import {
  changedNothing,
  FORMAT,
  formatLine,
  type Line,
  type OutcomeEntry,
  type RunHead,
  type WriteEntry,
} from "./run_lines.ts";
import { isObject } from "../core/merge_patch.ts";
import { quote } from "../core/message.ts";
import { changesSecret } from "../policy/undo_limit.ts";
import { journalFault, journalFolder, makeJournalFolder } from "./state_folder.ts";

/** What the name of a journal ends with. */
export const JOURNAL_SUFFIX = ".jsonl";

/** Writes the journal of one run; there is no file before the first write. */
export class Journal implements Disposable {
  readonly id: string;
  readonly #head: RunHead;
  readonly #isKept: boolean;
  #file: Deno.FsFile | undefined;
  #count = 0;
  #done = 0;
  readonly #begun = new Map<number, WriteEntry>();
  readonly #secrets = new Set<string>();

  /**
   * Starts a journal; nothing is written yet.
   *
   * @param head What is known of the run.
   * @param options Whether it is to be kept: of a cluster that goes with the run nothing can be taken back.
   */
  constructor(head: RunHead, { isKept = true }: { readonly isKept?: boolean } = {}) {
    this.#head = head;
    this.#isKept = isKept;
    const [seconds = "", rest = ""] = head.started.replace(/[-:]/g, "").replace("T", "-").split(
      ".",
    );
    this.id = `${seconds}-${rest.slice(0, 3)}${crypto.randomUUID().slice(0, 3)}`;
  }

  /** How many writes it tells of. */
  get size(): number {
    return this.#count;
  }

  /** How many of them changed something; none where nothing is kept. */
  get done(): number {
    return this.#isKept ? this.#done : 0;
  }

  /** The Secrets that were there and were changed or deleted, e.g. `"shop/db"`: they cannot be restored. */
  get secrets(): readonly string[] {
    return this.#isKept ? [...this.#secrets] : [];
  }

  /** Writes down what is about to be sent; gives the number of the write. */
  begin(entry: WriteEntry): number {
    this.#write({ type: "write", number: ++this.#count, ...entry });
    this.#begun.set(this.#count, entry);
    return this.#count;
  }

  /** Writes down what became of it. */
  settle(number: number, outcome: OutcomeEntry): void {
    const entry = this.#begun.get(number);
    this.#begun.delete(number);
    if (outcome.status < 300 && !(entry !== undefined && changedNothing({ ...entry, outcome }))) {
      this.#done++;
      const names = entry !== undefined && changesSecret(entry.attributes) ? namesOf(entry) : [];
      for (const name of names) this.#secrets.add(name);
    }
    this.#write({ type: "outcome", number, ...outcome });
  }

  /** Writes down how the run ended. */
  end(code: number): void {
    if (this.#file !== undefined) this.#write({ type: "end", code });
  }

  /** Closes the file. */
  [Symbol.dispose](): void {
    this.#file?.close();
    this.#file = undefined;
  }

  #write(line: Line): void {
    if (!this.#isKept) return;
    if (this.#file === undefined) {
      const folder = journalFolder();
      makeJournalFolder(folder);
      const path = join(folder, `${this.id}${JOURNAL_SUFFIX}`);
      try {
        this.#file = Deno.openSync(path, { createNew: true, append: true, mode: 0o600 });
      } catch (error) {
        throw journalFault(path, error);
      }
      // The system lets go of it when this process ends, however it does.
      this.#file.lockSync(true);
      this.#append({ type: "run", format: FORMAT, ...this.#head });
    }
    this.#append(line);
  }

  #append(line: Line): void {
    let bytes = new TextEncoder().encode(formatLine(line));
    while (bytes.length > 0) bytes = bytes.subarray(this.#file!.writeSync(bytes));
  }
}

/** What a write is about that was there before it, or may have been. */
function namesOf({ attributes, before }: WriteEntry): readonly string[] {
  const { namespace, name } = attributes;
  if (before === undefined) return [quote(`${namespace}/${name}`)];
  return before.map(({ metadata }) => {
    const at = isObject(metadata) ? metadata : {};
    return quote(`${at["namespace"] ?? namespace}/${at["name"] ?? name}`);
  });
}
