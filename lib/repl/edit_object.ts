/**
 * Edits an object of the cluster as text, as `kubectl edit` does. Layer 7.
 *
 * @module
 */
import type { Ref } from "../api/ref.ts";
import { resolveRef } from "../api/ref_base.ts";
import { writeEdit, type WrittenEdit } from "../api/ref_write.ts";
import { isVersionConflict } from "../client/edits.ts";
import { describeObject } from "../client/objects.ts";
import { ApiError, QueryError } from "../core/errors.ts";
import { applyMergePatch, type JsonObject, mergePatchOf } from "../core/merge_patch.ts";
import { quote } from "../core/message.ts";
import { describeCall } from "../core/status.ts";
import { formatYaml } from "../core/yaml.ts";
import { failureLine } from "../process/failure.ts";
import type { CommandTarget, LendTerminal } from "./command.ts";
import { sourceOf } from "./display.ts";
import { changedFields, EditedText, editText, withoutComments } from "./edited_text.ts";
import { EditedFile, openEditor } from "./editor.ts";
import { holdsSecrets } from "./mask_secrets.ts";
import { isKubeObject } from "./shapes.ts";

/** What a server says of what a person can mend in the text. */
const MENDABLE_STATUS: ReadonlySet<number | undefined> = new Set([400, 403, 422]);

/** How an object is edited. */
export interface EditObjectOptions {
  readonly lend: LendTerminal;
  /** Whether the data of Secrets is in the text. */
  readonly secrets: boolean;
  readonly signal: AbortSignal | undefined;
}

/**
 * Opens an object in the editor and writes what was changed: one GET and one PATCH of the difference, which
 * fails where the object has changed meanwhile. What is refused comes back to the editor.
 *
 * @param session The session.
 * @param ref The object.
 * @throws {QueryError} when the user gives up a text that was refused; it is kept in a file.
 */
export async function editObject(
  session: CommandTarget,
  ref: Ref,
  options: EditObjectOptions,
): Promise<void> {
  const { kind, namespace, name } = await resolveRef(ref, "edit");
  const what = describeCall(describeObject("edit", kind, { namespace, name }));
  if (session.cluster.info?.readOnly === true) {
    throw new QueryError(`Cannot edit ${what}: the session is read-only: .readonly off`);
  }
  const read = async () =>
    new EditedText(
      await ref.get(options.signal === undefined ? {} : { signal: options.signal }),
      options.secrets,
    );
  const base = await read();
  await using file = await EditedFile.make(`${kind.singular}.yaml`);
  const editing = new Editing(session, { ref, what, file, options, read });
  try {
    await editing.run(base);
  } catch (error) {
    if (!editing.isChanged) throw error;
    await file.keep();
    session.note(`What you edited is kept in ${quote(file.path)}`);
    throw error;
  }
}

interface Editable {
  readonly ref: Ref;
  /** The object, for messages. */
  readonly what: string;
  readonly file: EditedFile;
  readonly options: EditObjectOptions;
  readonly read: () => Promise<EditedText>;
}

/** What becomes of one round in the editor: it is over, or the text comes back. */
type Round = "over" | {
  readonly base: EditedText;
  readonly body: JsonObject | string;
  readonly problems: readonly string[];
  /** Whether the text is sent as it is, once it is saved. */
  readonly isWhole?: boolean;
};

class Editing {
  readonly #session: CommandTarget;
  readonly #editable: Editable;
  /** Whether there is anything to lose. */
  isChanged = false;

  constructor(session: CommandTarget, editable: Editable) {
    this.#session = session;
    this.#editable = editable;
  }

  async run(first: EditedText): Promise<void> {
    const { file, options } = this.#editable;
    let refused: string | undefined;
    let round: Round = { base: first, body: first.shown, problems: [] };
    while (round !== "over") {
      const text = editText(round.body, round.problems);
      await file.write(text);
      try {
        await openEditor(file, options.lend);
      } finally {
        this.isChanged ||= await file.read().catch(() => text) !== text;
      }
      const saved = await file.read();
      const isSent = round.isWhole === true && await file.wasSaved();
      const body = withoutComments(saved);
      // Also what an editor writes again that nobody looks into.
      const isSame = saved === text || body === refused;
      if (isSame && !isSent) return this.#cancel(round.problems);
      round = await this.#round(round.base, body);
      refused = round !== "over" && round.isWhole !== true ? body : undefined;
    }
  }

  #cancel(problems: readonly string[]): void {
    const [problem] = problems;
    if (problem === undefined) return this.#session.note("Edit cancelled, no changes made.");
    throw new QueryError(
      `Cannot edit ${this.#editable.what}: no valid changes were saved: ${problem}`,
    );
  }

  async #round(base: EditedText, body: string): Promise<Round> {
    let shown: JsonObject | undefined;
    try {
      const edited = base.read(body);
      if (edited === undefined) {
        this.#session.note("Edit cancelled, the saved file was empty.");
        return "over";
      }
      ({ shown } = edited);
      await this.#write(base, edited.wanted);
      return "over";
    } catch (error) {
      if (isVersionConflict(error) && shown !== undefined) return await this.#again(base, shown);
      if (!isMendable(error)) throw error;
      return { base, body, problems: problemsOf(error) };
    }
  }

  async #write(base: EditedText, wanted: JsonObject): Promise<void> {
    const { ref, options: { signal } } = this.#editable;
    const edited = { before: base.object, after: wanted };
    const written = await writeEdit(ref, edited, signal === undefined ? {} : { signal });
    if (written === undefined) return this.#session.note("Edit cancelled, no changes made.");
    await this.#record(written);
    await this.#session.show(written.object, { signal });
  }

  /** Somebody else was faster: what was changed is laid over what is there now, for its user to look at. */
  async #again(base: EditedText, shown: JsonObject): Promise<Round> {
    const newest = await this.#editable.read();
    const { metadata, ...patch } = mergePatchOf(base.shown, shown) ?? {};
    const { resourceVersion: _, ...marks } = (metadata ?? {}) as JsonObject;
    const body = applyMergePatch(newest.shown, { ...patch, metadata: marks });
    const fields = changedFields(base.object, newest.object);
    // Controllers write the status all the time, which no edit is about.
    if (fields.every((field) => /^status(?:\.|$)/.test(field))) {
      return await this.#round(newest, formatYaml(body));
    }
    return {
      base: newest,
      body,
      problems: [
        `It was changed meanwhile: ${fields.join(", ")}.`,
        "This is how it is now, with what you changed; save it to send that.",
      ],
      isWhole: true,
    };
  }

  /** The session as a script does what was done here. */
  async #record({ object, patch }: WrittenEdit): Promise<void> {
    const { ref } = this.#editable;
    if (!isKubeObject(object) || holdsSecrets(object)) return;
    const { resourceVersion: _, ...metadata } = patch["metadata"] as JsonObject;
    const change = Object.keys(metadata).length === 0
      ? Object.fromEntries(Object.entries(patch).filter(([name]) => name !== "metadata"))
      : { ...patch, metadata };
    const source = `await ${await sourceOf(ref)}.patch(${
      JSON.stringify(change)
    }, { type: "merge" })`;
    const { record, cluster, requests } = this.#session;
    record.add({ source, result: "none", rows: new Map() }, cluster.info, requests.requests);
  }
}

function isMendable(error: unknown): boolean {
  return error instanceof QueryError ||
    error instanceof ApiError && MENDABLE_STATUS.has(error.status);
}

/** The message, and under it the complaints that it joins. */
function problemsOf(error: unknown): readonly string[] {
  const causes = error instanceof ApiError && error.causes.length > 1 ? error.causes : [];
  return [
    failureLine(error),
    ...causes.flatMap(({ field, message }) =>
      message === undefined ? [] : [`* ${field === undefined ? "" : `${field}: `}${message}`]
    ),
  ];
}
