/**
 * `.explain` and `?`: what a kind and its fields are, in the words of the cluster. Layer 7.
 *
 * @module
 */
import { connectionOf } from "../api/cluster.ts";
import { isQuery } from "../api/query.ts";
import { Ref } from "../api/ref.ts";
import { resolveTarget } from "../api/target.ts";
import { QueryError } from "../core/errors.ts";
import { formatApiVersion } from "../core/gvk.ts";
import { quote } from "../core/message.ts";
import { suggest } from "../core/suggest.ts";
import { sanitize } from "../core/terminal.ts";
import { builtinKind as findBuiltin } from "../kinds/builtin.ts";
import type { Kind } from "../kinds/kind.ts";
import type { FieldSchema } from "../kinds/schema.ts";
import type { CommandTarget } from "./command.ts";
import { builtinKind } from "./builtin_kind.ts";
import { collectionOf, fieldAt, fieldsOf, typeName } from "./fields.ts";
import { KindDocument, type Schema } from "./openapi.ts";
import { isKubeObject } from "./shapes.ts";

/** No line of the documentation is longer, on a terminal of less columns none than that. */
const MAX_WIDTH = 80;
const MIN_WIDTH = 20;
const PATH_REGEXP = /^[A-Za-z][\w-]*(?:[./][\w-]+)*$/;

/**
 * Shows the documentation of a path of fields, or of what an expression is about.
 *
 * @param session The session.
 * @param text `pod.spec.tolerations`, or an expression.
 * @param signal Ends the requests.
 * @throws {QueryError} when there is no such kind or field.
 */
export async function explainText(
  session: CommandTarget,
  text: string,
  signal?: AbortSignal,
): Promise<void> {
  if (text === "") {
    throw new QueryError("Cannot explain nothing: .explain pod.spec.tolerations");
  }
  const columns = session.size()?.columns ?? MAX_WIDTH;
  const width = Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, columns));
  const about = await functionLines(session, text, width);
  if (about !== undefined) return await session.write(`${about.join("\n")}\n`);
  const { kind, path } = await findSubject(session, text, signal);
  const document = await KindDocument.read(session.cluster, kind, signal);
  const lines = document === undefined
    ? await undocumented(session, kind, path)
    : documented(document, { kind, path }, width);
  await session.write(`${sanitize(lines.join("\n"))}\n`);
}

/** What a function of the library is for; a name that a line has declared is no such function. */
async function functionLines(
  session: CommandTarget,
  text: string,
  width: number,
): Promise<string[] | undefined> {
  if (builtinKind(text) !== undefined && session.valueOf(text) === undefined) return undefined;
  const { functionDoc } = await import("./function_docs.ts");
  const about = functionDoc(text);
  if (about === undefined || !await isLibrarys(session, text)) return undefined;
  return [about.form, ...wrap(about.text, width)];
}

async function isLibrarys(session: CommandTarget, text: string): Promise<boolean> {
  if (!text.includes(".")) return session.isUndeclared(text);
  const owner = text.slice(0, text.lastIndexOf("."));
  const { evaluateChain, isDescription } = await import("./safe_chain.ts");
  return isDescription(await evaluateChain(owner, session));
}

interface Subject {
  readonly kind: Kind;
  readonly path: readonly string[];
}

async function findSubject(
  session: CommandTarget,
  text: string,
  signal: AbortSignal | undefined,
): Promise<Subject> {
  const [first = ""] = text.split(".");
  if (PATH_REGEXP.test(text) && session.valueOf(first) === undefined) {
    return await findKind(session, text, signal);
  }
  const value = await session.evaluate(text, signal);
  const target = isQuery(value) || value instanceof Ref
    ? collectionOf(value)
    : isKubeObject(value)
    ? collectionOf(session.cluster.kind(`${value.apiVersion}/${value.kind}`))
    : undefined;
  if (target === undefined) {
    throw new QueryError(
      "Cannot explain the input: it is neither a kind nor a query: .explain pod.spec",
    );
  }
  const { session: client, kind: source } = {
    session: await target.connection.session(),
    ...target,
  };
  const kind = "plural" in source
    ? source
    : await client.discovery.get(source.spelling, { signal });
  return { kind, path: [] };
}

/** The group of a kind has dots, too: the longest spelling that is served counts. */
async function findKind(
  session: CommandTarget,
  text: string,
  signal: AbortSignal | undefined,
): Promise<Subject> {
  const { discovery } = await connectionOf(session.cluster).session();
  const parts = text.split(".");
  const [first = ""] = parts;
  const builtin = await discovery.find(first, { signal });
  if (builtin !== undefined) return { kind: builtin, path: withoutGroup(parts.slice(1), builtin) };
  for (let length = parts.length; length > 1; length--) {
    const kind = await discovery.find(parts.slice(0, length).join("."), { signal });
    if (kind !== undefined) return { kind, path: parts.slice(length) };
  }
  return { kind: await discovery.get(first, { signal }), path: [] };
}

/** What follows a kind, which may be its group and then fields. */
function withoutGroup(path: readonly string[], { group }: Kind): readonly string[] {
  const { length } = group.split(".");
  return group !== "" && path.slice(0, length).join(".") === group ? path.slice(length) : path;
}

function documented(document: KindDocument, { kind, path }: Subject, width: number): string[] {
  let schema: Schema = document.root;
  let field: ReturnType<KindDocument["field"]>;
  for (const [depth, name] of path.entries()) {
    field = document.field(schema, name);
    if (field === undefined) {
      const names = [...document.fields(document.inner(schema)).keys()];
      throw noSuchField(kind, path.slice(0, depth + 1), names);
    }
    ({ schema } = field);
  }
  // What the field is for, and what its type is.
  const about = [field?.description, document.inner(schema)["description"]];
  const description = [...new Set(about)].filter((text) => typeof text === "string" && text !== "")
    .join("\n");
  const fields = [...document.fields(document.inner(schema))];
  return [
    ...heading(kind, path, field?.type),
    "DESCRIPTION:",
    ...wrap(description === "" ? noDescription(document, kind) : description, width),
    ...(fields.length === 0 ? [] : ["", "FIELDS:"]),
    ...fields.flatMap(([name, { type, description: about, isRequired }]) => [
      `  ${name} <${type}>${isRequired ? " -required-" : ""}`,
      ...(about === "" ? [] : wrap(about, width)),
    ]),
  ];
}

/** Only the in-memory cluster knows a kind of Kubernetes' own without a word about it. */
function noDescription({ root }: KindDocument, kind: Kind): string {
  const isOwn = findBuiltin(formatApiVersion(kind), kind.kind) !== undefined;
  if (!isOwn || root["description"] !== undefined) return "none";
  return "none: the in-memory cluster has the names and types of fields, and no descriptions";
}

/** What is known without the cluster's words. */
async function undocumented(
  session: CommandTarget,
  kind: Kind,
  path: readonly string[],
): Promise<string[]> {
  const target = collectionOf(session.cluster.kind(`${formatApiVersion(kind)}/${kind.kind}`));
  await resolveTarget(target);
  let schema: FieldSchema | undefined = await fieldsOf(target);
  for (const [depth, name] of path.entries()) {
    const owner: FieldSchema | undefined = schema?.type === "list" ? schema.item() : schema;
    schema = depth === 0 ? fieldAt(owner, [name]) : owner?.field(name);
    if (schema === undefined) {
      throw noSuchField(kind, path.slice(0, depth + 1), owner?.fieldNames() ?? []);
    }
  }
  const inner = schema?.type === "list" ? schema.item() : schema;
  const type = schema === undefined || path.length === 0 ? undefined : typeName(schema);
  return [
    ...heading(kind, path, type),
    "DESCRIPTION:",
    "    This cluster serves no documentation: here are the names of the fields.",
    "",
    "FIELDS:",
    ...(inner?.fieldNames() ?? []).map((name) => {
      const field = inner?.field(name);
      return `  ${name} <${field === undefined ? "" : typeName(field) || field.type}>`;
    }),
  ];
}

function heading(kind: Kind, path: readonly string[], type: string | undefined): string[] {
  return [
    `KIND:       ${kind.kind}`,
    `VERSION:    ${formatApiVersion(kind)}`,
    "",
    ...(path.length === 0 ? [] : [`FIELD: ${path.at(-1)} <${type ?? ""}>`, ""]),
  ];
}

function noSuchField(
  kind: Kind,
  path: readonly string[],
  names: readonly string[],
): QueryError {
  const near = suggest(path.at(-1) ?? "", names);
  const hint = near === undefined ? "" : `: did you mean ${quote(near)}`;
  return new QueryError(
    `Cannot explain ${quote(`${kind.singular}.${path.join(".")}`)}: no such field${hint}`,
  );
}

function wrap(text: string, width: number): string[] {
  const indent = "    ";
  return text.split("\n").flatMap((paragraph) => {
    const lines: string[] = [];
    let line = "";
    for (const word of paragraph.split(/\s+/)) {
      if (line !== "" && line.length + word.length + 1 > width - indent.length) {
        lines.push(`${indent}${line}`);
        line = word;
      } else line = line === "" ? word : `${line} ${word}`;
    }
    return [...lines, `${indent}${line}`.trimEnd()];
  });
}
