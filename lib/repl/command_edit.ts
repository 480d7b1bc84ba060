/**
 * `.edit`: the last input, or an object of the cluster, in the user's editor. Layer 7.
 *
 * @module
 */
import { ref } from "../api/connect.ts";
import { originOf } from "../api/origin.ts";
import { isQuery } from "../api/query.ts";
import { Ref } from "../api/ref.ts";
import { QueryError } from "../core/errors.ts";
import type { KubeObject } from "../core/gvk.ts";
import type { CommandTarget, LendTerminal } from "./command.ts";
import { EditedFile, openEditor } from "./editor.ts";
import { isKubeObject } from "./shapes.ts";

const SECRETS_REGEXP = /^secrets\s+(?=\S)/;

/**
 * Opens the last input in the editor and runs what comes back; with an expression the object that it gives.
 *
 * @param session The session.
 * @param argument An expression, after `secrets` where the data of a Secret is to be in the text.
 * @param signal Ends the requests.
 */
export async function editInEditor(
  session: CommandTarget,
  argument: string,
  signal?: AbortSignal,
): Promise<void> {
  const { lend } = session;
  if (lend === undefined) throw new QueryError("Cannot open an editor: there is no terminal");
  if (argument === "") return await editInput(session, lend, signal);
  const secrets = SECRETS_REGEXP.test(argument);
  const source = argument.replace(SECRETS_REGEXP, "");
  const ref = refOf(session, await session.evaluate(source, signal));
  const { editObject } = await import("./edit_object.ts");
  await editObject(session, ref, { lend, secrets, signal });
}

/** The object that a value is about. */
function refOf(session: CommandTarget, value: unknown): Ref {
  if (value instanceof Ref) return value;
  if (isKubeObject(value)) {
    const object: KubeObject = value;
    return originOf(object) === undefined ? session.cluster.ref(object) : ref(object);
  }
  throw new QueryError(
    isQuery(value)
      ? "Cannot edit a query: show it, and .edit $1 edits the object of its first row"
      : 'Cannot edit the input: it is no object: .edit $1 or .edit ns().deployment("web")',
  );
}

async function editInput(
  session: CommandTarget,
  lend: LendTerminal,
  signal: AbortSignal | undefined,
): Promise<void> {
  const before = session.lastInput === "" ? "" : `${session.lastInput}\n`;
  await using file = await EditedFile.make("input.ts");
  await file.write(before);
  await openEditor(file, lend);
  const source = (await file.read()).trimEnd();
  if (source === before.trimEnd() && !await file.wasSaved()) {
    return session.note("Edit cancelled, no changes made.");
  }
  if (source.trim() === "") return session.note("Edit cancelled, the saved file was empty.");
  await session.write(`${source.split("\n").map((line) => `... ${line}`).join("\n")}\n`);
  await session.keepInput(source);
  await session.runInput(source, signal);
}
