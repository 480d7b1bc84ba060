/**
 * The lines of a small shell, read: lists, pipes, redirections, loops and conditions. Layer 3.
 *
 * @module
 */

/** A line that cannot be read. */
export class SyntaxFault extends Error {
  override readonly name = "SyntaxFault";
  /** Whether more lines could complete it. */
  readonly isUnfinished: boolean;

  constructor(message: string, isUnfinished = false) {
    super(message);
    this.isUnfinished = isUnfinished;
  }
}

/** A part of a word: as it stands, or a variable. */
export type WordPart = { readonly text: string } | {
  readonly variable: string;
  readonly fallback: string;
  readonly isQuoted: boolean;
} | { readonly command: string; readonly isQuoted: boolean };

/** A word of a command. */
export interface Word {
  readonly parts: readonly WordPart[];
  readonly isQuoted: boolean;
}

/** Where output goes, or input comes from. */
export interface Redirection {
  readonly descriptor: number;
  readonly how: "<" | ">" | ">>" | ">&";
  readonly target: Word;
}

/** A command. */
export type Command =
  | {
    readonly type: "simple";
    readonly words: readonly Word[];
    readonly redirections: readonly Redirection[];
  }
  | {
    readonly type: "group";
    readonly isSubshell: boolean;
    readonly body: List;
    readonly redirections: readonly Redirection[];
  }
  | { readonly type: "loop"; readonly until: boolean; readonly test: List; readonly body: List }
  | {
    readonly type: "for";
    readonly variable: string;
    readonly words: readonly Word[];
    readonly body: List;
  }
  | {
    readonly type: "if";
    readonly branches: readonly { readonly test: List; readonly body: List }[];
    readonly otherwise: List | undefined;
  };

/** Commands one after the other, each with what stands before it. */
export type List = readonly {
  readonly when: ";" | "&&" | "||";
  readonly isNegated: boolean;
  readonly pipeline: readonly Command[];
}[];

type Token = { readonly operator: string } | { readonly word: Word; readonly plain?: string };

const OPERATOR = /^(?:&&|\|\||[012]?>>|[012]?>&|[012]?>|<|;|\||\n|&|\(|\))/;
const VARIABLE = /^(?:\{(\w+|[?#@*$])(?::?-([^}]*))?\}|(\w+|[?#@*$]))/;

/** Reads a script. */
export function parseScript(source: string): List {
  const parser = new Parser(tokensOf(source));
  return parser.readAll();
}

function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < source.length;) {
    const rest = source.slice(at);
    const blank = /^(?:[ \t\r]+|\\\n|#[^\n]*)/.exec(rest)?.[0];
    if (blank !== undefined) {
      at += blank.length;
      continue;
    }
    const operator = OPERATOR.exec(rest)?.[0];
    if (operator !== undefined) {
      tokens.push({ operator: operator === "\n" ? ";" : operator });
      at += operator.length;
      continue;
    }
    const { word, length } = readWord(rest);
    const [only] = word.parts;
    const isPlain = word.parts.length === 1 && only !== undefined && "text" in only;
    tokens.push({ word, ...(isPlain && !word.isQuoted ? { plain: only.text } : {}) });
    at += length;
  }
  return tokens;
}

function readWord(source: string): { word: Word; length: number } {
  const parts: WordPart[] = [];
  let text = "";
  let isQuoted = false;
  let inQuotes = false;
  let at = 0;
  const flush = () => {
    if (text !== "") parts.push({ text });
    text = "";
  };
  for (; at < source.length; at++) {
    const character = source[at] ?? "";
    if (!inQuotes && /[\s;&|<>()]/.test(character)) break;
    if (character === "'" && !inQuotes) {
      const end = source.indexOf("'", at + 1);
      if (end < 0) throw new SyntaxFault("unterminated quoted string", true);
      text += source.slice(at + 1, end);
      isQuoted = true;
      at = end;
    } else if (character === '"') {
      inQuotes = !inQuotes;
      isQuoted = true;
    } else if (character === "\\") {
      const next = source[++at] ?? "";
      text += inQuotes && !/["\\$`]/.test(next) ? `\\${next}` : next === "\n" ? "" : next;
      isQuoted = true;
    } else if (character === "$" && source[at + 1] === "(" && source[at + 2] !== "(") {
      const end = closing(source, at + 2);
      flush();
      parts.push({ command: source.slice(at + 2, end), isQuoted: inQuotes });
      at = end;
    } else {
      const found = character === "$" ? VARIABLE.exec(source.slice(at + 1)) : null;
      if (found === null) {
        text += character;
        continue;
      }
      flush();
      const variable = found[1] ?? found[3] ?? "";
      parts.push({ variable, fallback: found[2] ?? "", isQuoted: inQuotes });
      at += found[0].length;
    }
  }
  if (inQuotes) throw new SyntaxFault("unterminated quoted string", true);
  flush();
  return { word: { parts, isQuoted }, length: at };
}

/** Where the parenthesis ends that a command stands in. */
function closing(source: string, from: number): number {
  let depth = 1;
  let quote = "";
  for (let at = from; at < source.length; at++) {
    const character = source[at] ?? "";
    if (quote !== "") {
      if (character === quote) quote = "";
    } else if (character === "'" || character === '"') quote = character;
    else if (character === "(") depth++;
    else if (character === ")" && --depth === 0) return at;
  }
  throw new SyntaxFault("unexpected end of file", true);
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  readAll(): List {
    const list = this.#list([]);
    const left = this.#tokens[this.#at];
    if (left !== undefined) throw unexpected(left);
    return list;
  }

  #list(ends: readonly string[]): List {
    const list: List[number][] = [];
    let when: List[number]["when"] = ";";
    for (;;) {
      while (this.#takeOperator(";") || this.#takeOperator("&"));
      const token = this.#tokens[this.#at];
      if (token === undefined) {
        if (when !== ";" || ends.length > 0) throw unfinished();
        return list;
      }
      const isEnd = "operator" in token
        ? ends.includes(token.operator)
        : token.plain !== undefined && ends.includes(token.plain);
      if (isEnd && when === ";") return list;
      const isNegated = this.#takeWord("!");
      const pipeline = [this.#command()];
      while (this.#takeOperator("|")) pipeline.push(this.#command());
      list.push({ when, isNegated, pipeline });
      when = this.#takeOperator("&&") ? "&&" : this.#takeOperator("||") ? "||" : ";";
      const next = this.#tokens[this.#at];
      if (when === ";" && next !== undefined && !("operator" in next)) throw unexpected(next);
      if (when === ";" && next !== undefined && "operator" in next) {
        if (next.operator !== ";" && next.operator !== "&" && !ends.includes(next.operator)) {
          throw unexpected(next);
        }
      }
    }
  }

  #command(): Command {
    if (this.#takeOperator("(")) return this.#group(")");
    if (this.#takeWord("{")) return this.#group("}");
    const until = this.#takeWord("until");
    if (until || this.#takeWord("while")) {
      const test = this.#list(["do"]);
      this.#at++;
      return { type: "loop", until, test, body: this.#body() };
    }
    if (this.#takeWord("for")) return this.#for();
    if (this.#takeWord("if")) return this.#if();
    return this.#simple();
  }

  #group(end: string): Command {
    const body = this.#list([end]);
    this.#at++;
    const { words, redirections } = this.#parts();
    if (words.length > 0) throw new SyntaxFault("syntax error: unexpected word");
    return { type: "group", isSubshell: end === ")", body, redirections };
  }

  #body(): List {
    const body = this.#list(["done"]);
    this.#at++;
    return body;
  }

  #for(): Command {
    const name = this.#tokens[this.#at++];
    if (name === undefined) throw unfinished();
    if ("operator" in name || name.plain === undefined) throw unexpected(name);
    const { words } = this.#takeWord("in") ? this.#parts() : { words: [] };
    while (this.#takeOperator(";"));
    if (!this.#takeWord("do")) throw this.#at < this.#tokens.length ? bad("do") : unfinished();
    return { type: "for", variable: name.plain, words, body: this.#body() };
  }

  #if(): Command {
    const branches: { test: List; body: List }[] = [];
    do {
      const test = this.#list(["then"]);
      this.#at++;
      branches.push({ test, body: this.#list(["elif", "else", "fi"]) });
    } while (this.#takeWord("elif"));
    const otherwise = this.#takeWord("else") ? this.#list(["fi"]) : undefined;
    this.#at++;
    return { type: "if", branches, otherwise };
  }

  #simple(): Command {
    const { words, redirections } = this.#parts();
    if (words.length > 0 || redirections.length > 0) return { type: "simple", words, redirections };
    const token = this.#tokens[this.#at];
    throw token === undefined ? unfinished() : unexpected(token);
  }

  #parts(): { words: Word[]; redirections: Redirection[] } {
    const words: Word[] = [];
    const redirections: Redirection[] = [];
    for (; this.#at < this.#tokens.length; this.#at++) {
      const token = this.#tokens[this.#at];
      if (token === undefined) break;
      if (!("operator" in token)) {
        words.push(token.word);
        continue;
      }
      const found = /^([012]?)(>>|>&|>|<)$/.exec(token.operator);
      if (found === null) break;
      const how = found[2] as Redirection["how"];
      const target = this.#tokens[++this.#at];
      if (target === undefined) throw unfinished();
      if ("operator" in target) throw unexpected(target);
      redirections.push({ descriptor: Number(found[1] || 1), how, target: target.word });
    }
    return { words, redirections };
  }

  #takeOperator(operator: string): boolean {
    const token = this.#tokens[this.#at];
    const isIt = token !== undefined && "operator" in token && token.operator === operator;
    if (isIt) this.#at++;
    return isIt;
  }

  #takeWord(word: string): boolean {
    const token = this.#tokens[this.#at];
    const isIt = token !== undefined && "word" in token && token.plain === word;
    if (isIt) this.#at++;
    return isIt;
  }
}

function unfinished(): SyntaxFault {
  return new SyntaxFault("syntax error: unexpected end of file", true);
}

function unexpected(token: Token): SyntaxFault {
  return bad("operator" in token ? token.operator : token.plain ?? "word");
}

function bad(what: string): SyntaxFault {
  return new SyntaxFault(`syntax error: unexpected "${what}"`);
}
