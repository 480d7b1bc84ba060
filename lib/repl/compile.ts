/**
 * Reads what a person types: is it JavaScript, TypeScript, the beginning of either, or neither? The
 * parser and the stripper of types are loaded on first use. Layer 7.
 *
 * @module
 */
import type { Expression, Program } from "npm:acorn@8.19.0";
import { QueryError } from "../core/errors.ts";
import { type CompiledInput, rewriteProgram } from "./rewrite.ts";

/** Why a line cannot run as it is. */
export type InputFault =
  | { readonly incomplete: true }
  | { readonly incomplete: false; readonly error: QueryError };

/** What became of a line: ready, or not. */
export type InputResult = CompiledInput | InputFault;

/** How input is compiled. */
export interface CompileOptions {
  /** Whether top-level declarations stay local to this input; by default later lines see them. */
  readonly local?: boolean;
}

/**
 * Compiles JavaScript or TypeScript statements.
 *
 * @param source What was typed.
 * @returns The compiled input, or whether more lines are expected, or what is wrong with it.
 */
export async function compileInput(
  source: string,
  { local = false }: CompileOptions = {},
): Promise<InputResult> {
  const acorn = await import("npm:acorn@8.19.0");
  const parse = (text: string): Program =>
    acorn.parse(text, {
      ecmaVersion: "latest",
      sourceType: "module",
      allowAwaitOutsideFunction: true,
      allowHashBang: true,
    });
  if (!mayHaveTypeArguments(source)) {
    try {
      return rewriteProgram(source, parse(source), local);
    } catch (error) {
      if (endsTooEarly(error, source)) return { incomplete: true };
      // Not JavaScript as it stands: TypeScript is tried next.
    }
  }
  try {
    const stripped = await stripTypes(source);
    return rewriteProgram(stripped, parse(stripped), local);
  } catch (error) {
    if (hasOpenBracket(source, acorn)) return { incomplete: true };
    return { incomplete: false, error: syntaxError(source, parse, error) };
  }
}

/**
 * Reads one expression.
 *
 * @param text JavaScript.
 * @returns Its tree, or `undefined` where it is none.
 */
export async function parseExpression(text: string): Promise<Expression | undefined> {
  const acorn = await import("npm:acorn@8.19.0");
  try {
    return acorn.parseExpressionAt(text, 0, { ecmaVersion: "latest", sourceType: "module" });
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Tells whether a result is compiled code. */
export function isCompiled(result: InputResult): result is CompiledInput {
  return "body" in result;
}

// `f<T>(x)` is also valid JavaScript, two comparisons, so such text must be read as TypeScript first.
function mayHaveTypeArguments(source: string): boolean {
  return /[\w$]<[\w\s$.,[\]{}|&<>"':?]*>\s*\(/.test(source);
}

async function stripTypes(source: string): Promise<string> {
  const { stripTypeScriptTypes } = await import("node:module");
  try {
    return stripTypeScriptTypes(source);
  } catch (error) {
    // Enums and namespaces need code of their own, which only this mode writes.
    if (!/not supported in strip-only mode/.test(String(error))) throw error;
    // The declared type of the options knows one mode, the function itself two.
    return String(Reflect.apply(stripTypeScriptTypes, undefined, [source, { mode: "transform" }]));
  }
}

/** What acorn adds to its SyntaxErrors. */
interface ParseFault {
  readonly message: string;
  readonly pos: number;
  readonly loc: { readonly line: number; readonly column: number };
}

function parseFaultOf(error: unknown): ParseFault | undefined {
  if (!(error instanceof SyntaxError) || !("pos" in error) || !("loc" in error)) return undefined;
  const { pos, loc } = error;
  if (typeof pos !== "number" || typeof loc !== "object" || loc === null) return undefined;
  if (!("line" in loc) || !("column" in loc)) return undefined;
  return {
    message: error.message.replace(/ \(\d+:\d+\)$/, ""),
    pos,
    loc: { line: Number(loc.line), column: Number(loc.column) },
  };
}

function endsTooEarly(error: unknown, source: string): boolean {
  const fault = parseFaultOf(error);
  if (fault === undefined) return false;
  return fault.pos >= source.trimEnd().length ||
    /^Unterminated (template|comment)/.test(fault.message);
}

function hasOpenBracket(source: string, acorn: typeof import("npm:acorn@8.19.0")): boolean {
  let depth = 0;
  try {
    for (const token of acorn.tokenizer(source, { ecmaVersion: "latest" })) {
      const { label } = token.type;
      if (/^(\(|\[|\{|\$\{)$/.test(label)) depth++;
      else if (/^(\)|\]|\})$/.test(label)) depth--;
    }
  } catch (error) {
    return /^Unterminated (template|comment)/.test(parseFaultOf(error)?.message ?? "");
  }
  return depth > 0;
}

function syntaxError(
  source: string,
  parse: (text: string) => Program,
  stripFault: unknown,
): QueryError {
  const special = /TypeScript [\w ]+ (is|are) not supported[^(]*?(?= at |$)/.exec(
    String(stripFault),
  );
  if (special !== null) {
    return new QueryError(`Cannot evaluate the input: ${special[0]}`, { cause: stripFault });
  }
  // What is wrong without the types is wrong with them; otherwise the types themselves are no TypeScript.
  const fault = parseFaultOf(stripFault) ?? faultIn(source, parse);
  if (fault !== undefined) {
    const place = `line ${fault.loc.line}, column ${fault.loc.column + 1}`;
    return new QueryError(`Cannot evaluate the input: ${fault.message} at ${place}`, {
      cause: stripFault,
    });
  }
  return new QueryError("Cannot evaluate the input: it is not valid TypeScript", {
    cause: stripFault,
  });
}

function faultIn(source: string, parse: (text: string) => Program): ParseFault | undefined {
  try {
    parse(source);
    return undefined;
  } catch (error) {
    return parseFaultOf(error);
  }
}
