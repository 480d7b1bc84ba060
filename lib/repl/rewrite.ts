/**
 * Turns parsed statements into the body of an async function: the last expression becomes the result,
 * top-level declarations become properties of the session's scope (so that later lines see them and may
 * declare them again), and imports go through a function that knows where they start from. Layer 7.
 *
 * @module
 */
import type { AnyNode, Node, Pattern, Program } from "npm:acorn@8.19.0";
import type { Edit } from "./places.ts";

/** The name under which compiled code finds the function that imports modules. */
export const IMPORT_NAME = "__skiffImport";

/** A line ready to run. */
export interface CompiledInput {
  /** Statements for the body of an async function; the result is what it returns. */
  readonly body: string;
  /** Names that the line declares in the scope. */
  readonly declared: readonly string[];
  /** Those of them that may not be assigned to by later lines. */
  readonly constants: readonly string[];
  /** The syntax tree, and the text that it is of: without types. */
  readonly program: Program;
  readonly text: string;
  /** What was changed, in order, and how much stands before. */
  readonly edits: readonly Edit[];
  readonly headLength: number;
}

/**
 * Rewrites parsed statements.
 *
 * @param source The text that was parsed.
 * @param program Its syntax tree.
 * @param local Whether declarations stay local to these statements.
 * @returns The body of an async function and the names it declares in the scope.
 * @throws {SyntaxError} when there is an `export`, which has no meaning here.
 */
export function rewriteProgram(source: string, program: Program, local: boolean): CompiledInput {
  const edits: Edit[] = [];
  const declared = new Set<string>();
  const constants = new Set<string>();
  const hoisted: string[] = [];
  const last = program.body.at(-1);
  for (const statement of program.body) {
    const slice = (node: Node): string => source.slice(node.start, node.end);
    switch (statement.type) {
      case "ExpressionStatement":
        if (statement === last) {
          edits.push({ start: statement.start, end: statement.start, text: "return (" });
          const { end } = statement.expression;
          // Parentheses around the expression belong to it, so cut at the statement's own end.
          const tail = source.slice(end, statement.end).replace(/;\s*$/, "");
          edits.push({ start: end, end: statement.end, text: `${tail}\n);` });
        }
        break;
      case "VariableDeclaration": {
        if (local) break;
        const isConstant = statement.kind !== "let" && statement.kind !== "var";
        edits.push({ start: statement.start, end: statement.declarations[0]!.start, text: ";" });
        for (const [index, declarator] of statement.declarations.entries()) {
          for (const name of patternNames(declarator.id)) {
            declared.add(name);
            if (isConstant) constants.add(name);
            else constants.delete(name);
          }
          const next = statement.declarations[index + 1]?.start ?? statement.end;
          if (declarator.init) {
            edits.push({ start: declarator.start, end: declarator.start, text: "(" });
          } else {
            const undone = statement.kind === "var" ? "" : " = undefined";
            edits.push({ start: declarator.start, end: declarator.start, text: "(" });
            edits.push({ start: declarator.end, end: declarator.end, text: undone });
          }
          edits.push({ start: declarator.end, end: next, text: ");" });
        }
        break;
      }
      case "FunctionDeclaration":
        if (local) break;
        declared.add(statement.id.name);
        hoisted.push(statement.id.name);
        break;
      case "ClassDeclaration":
        if (local) break;
        declared.add(statement.id.name);
        edits.push({
          start: statement.start,
          end: statement.start,
          text: `;${statement.id.name} = `,
        });
        edits.push({ start: statement.end, end: statement.end, text: ";" });
        break;
      case "ImportDeclaration": {
        const names = importNames(statement.specifiers, declared, constants);
        const load = `await ${IMPORT_NAME}(${slice(statement.source)}${
          attributesOf(statement, slice)
        })`;
        const text = names === undefined
          ? `;${load};`
          : local
          ? `;const ${names} = ${load};`
          : `;(${names} = ${load});`;
        edits.push({ start: statement.start, end: statement.end, text });
        break;
      }
      case "ExportNamedDeclaration":
      case "ExportDefaultDeclaration":
      case "ExportAllDeclaration":
        throw exportFault(statement, source);
      default:
        break;
    }
  }
  for (const node of importExpressions(program)) {
    edits.push({ start: node.start, end: node.start + "import".length, text: IMPORT_NAME });
  }
  const head = hoisted.map((name) => `__skiffScope.${name} = ${name};`).join(" ");
  const ordered = orderEdits(edits);
  return {
    body: head + applyEdits(source, ordered),
    declared: [...declared],
    constants: [...constants],
    program,
    text: source,
    edits: ordered,
    headLength: head.length,
  };
}

function exportFault(statement: Node, source: string): SyntaxError {
  const before = source.slice(0, statement.start).split("\n");
  const fault = new SyntaxError("export has no meaning here");
  return Object.assign(fault, {
    pos: statement.start,
    loc: { line: before.length, column: before.at(-1)!.length },
  });
}

function orderEdits(edits: readonly Edit[]): readonly Edit[] {
  return edits
    .map((edit, index) => ({ ...edit, index }))
    .sort((a, b) => a.start - b.start || a.end - b.end || a.index - b.index);
}

function applyEdits(source: string, edits: readonly Edit[]): string {
  let text = "";
  let position = 0;
  for (const edit of edits) {
    text += source.slice(position, edit.start) + edit.text;
    position = edit.end;
  }
  return text + source.slice(position);
}

function patternNames(pattern: Pattern): string[] {
  switch (pattern.type) {
    case "Identifier":
      return [pattern.name];
    case "ObjectPattern":
      return pattern.properties.flatMap((property) =>
        patternNames(property.type === "RestElement" ? property.argument : property.value)
      );
    case "ArrayPattern":
      return pattern.elements.flatMap((element) => element === null ? [] : patternNames(element));
    case "RestElement":
      return patternNames(pattern.argument);
    case "AssignmentPattern":
      return patternNames(pattern.left);
    default:
      return [];
  }
}

type ImportStatement = Extract<Program["body"][number], { type: "ImportDeclaration" }>;

function importNames(
  specifiers: ImportStatement["specifiers"],
  declared: Set<string>,
  constants: Set<string>,
): string | undefined {
  const parts: string[] = [];
  let whole: string | undefined;
  for (const specifier of specifiers) {
    const local = specifier.local.name;
    declared.add(local);
    constants.add(local);
    if (specifier.type === "ImportNamespaceSpecifier") whole = local;
    else if (specifier.type === "ImportDefaultSpecifier") parts.push(`default: ${local}`);
    else {
      const { imported } = specifier;
      const name = imported.type === "Identifier" ? imported.name : JSON.stringify(imported.value);
      parts.push(`${name}: ${local}`);
    }
  }
  if (parts.length > 0) {
    const pattern = `{ ${parts.join(", ")} }`;
    return whole === undefined ? pattern : `${pattern} = ${whole}`;
  }
  return whole;
}

function attributesOf(statement: ImportStatement, slice: (node: Node) => string): string {
  if (statement.attributes.length === 0) return "";
  return `, { with: { ${statement.attributes.map(slice).join(", ")} } }`;
}

function importExpressions(root: Node): Node[] {
  const found: Node[] = [];
  const pending: unknown[] = [root];
  while (pending.length > 0) {
    const item = pending.pop();
    if (Array.isArray(item)) {
      pending.push(...item);
    } else if (isNode(item)) {
      if (item.type === "ImportExpression") found.push(item);
      pending.push(...Object.values(item));
    }
  }
  return found;
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}
