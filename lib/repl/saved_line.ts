/**
 * One input of a session as a script sees it: what it declares and uses, and whether it only looks. Layer 7.
 *
 * @module
 */
import type { AnyNode, CallExpression, Node, Program } from "npm:acorn@8.19.0";
import { QUERY_VERBS, REF_VERBS } from "../gate/verb_rights.ts";
import { isWrite } from "../policy/attributes.ts";
import { compileInput, isCompiled } from "./compile.ts";
import { addBound, callsOf, visit } from "./members.ts";
import { holdsSecretText } from "./secret_text.ts";
import { askedBy, type RecordedInput } from "./session_record.ts";

/** A place in the text, and what stands there. */
interface Place {
  readonly start: number;
  readonly end: number;
  /** A variable, or `ns()` without a name. */
  readonly means: "name" | "namespace";
  readonly name: string;
  /** Whether it is the one that this line declares, and not one of before. */
  readonly isOwn: boolean;
  /** Whether it is the key of an object, too. */
  readonly isKey: boolean;
}

/** An input, read. */
export interface SavedLine {
  readonly input: RecordedInput;
  /** Its text, rows as a script writes them. */
  readonly source: string;
  /** Its import statements. */
  readonly imports: readonly string[];
  /** The names that it declares for later ones. */
  readonly declared: readonly string[];
  /** Those of them that it imports. */
  readonly imported: ReadonlySet<string>;
  /** Names of elsewhere that it uses; `_` where it uses the last result. */
  readonly uses: ReadonlySet<string>;
  /** The expression that gave its value, where it ends with one. */
  readonly last: AnyNode | undefined;
  /** From where to where it stands. */
  readonly lastRange: readonly [start: number, end: number];
  /** What comes before, imports aside: from where to where. */
  readonly head: readonly [start: number, end: number];
  readonly places: readonly Place[];
  /** Whether the last of those statements is closed by a brace of its own. */
  readonly headIsBlock: boolean;
  /** Whether it changes or waits for something, and whether its last expression does. */
  readonly acts: boolean;
  readonly lastActs: boolean;
  /** Whether it waits for what others do in the cluster, or reaches into what runs there. */
  readonly waits: boolean;
  /** Whether its text may hold the data of a Secret. */
  readonly holdsSecret: boolean;
  /** Whether it asks for the data of Secrets. */
  readonly readsSecrets: boolean;
  /** Whether it prints something itself. */
  readonly prints: boolean;
  /** Whether it sent anything. */
  readonly sends: boolean;
}

const READS: ReadonlySet<string> = new Set(["get", "list", "watch"]);
/** Methods that wait for something, or change what they are called on. */
const ACTING_METHODS: ReadonlySet<string> = new Set([
  ...[...QUERY_VERBS, ...REF_VERBS].filter(([name, uses]) =>
    name === "wait" || name === "each" || uses.some(({ verb }) => !READS.has(verb))
  ).map(([name]) => name),
  ...["push", "pop", "shift", "unshift", "splice", "fill", "copyWithin"],
  ...["set", "add", "delete", "clear", "assign", "defineProperty", "abort"],
]);
/** Parts of a pod that are there while it runs. */
const RUNNING: ReadonlySet<string> = new Set(["exec", "attach", "portforward", "log"]);
/** Objects of the language whose methods do something. */
const ACTING_OBJECTS: ReadonlySet<string> = new Set(["console", "Deno", "process", "globalThis"]);
const COMMENTS_REGEXP = /^(?:\s|\/\/.*|\/\*[\s\S]*?\*\/)*$/;
const ROW_REGEXP = /(?<![\w$.])\$[1-9]\d*(?![\w$])/g;

/**
 * Reads an input.
 *
 * @param input What was typed, and what became of it.
 * @param exported The names that `skiff` exports: functions of them only make something to look at.
 * @returns The line; `undefined` where there is nothing in it.
 */
export async function readLine(
  input: RecordedInput,
  exported: ReadonlySet<string>,
): Promise<SavedLine | undefined> {
  const source = input.source
    .replace(ROW_REGEXP, (name) => input.rows.get(name) ?? name)
    .trim().replace(/;$/, "");
  if (COMMENTS_REGEXP.test(source)) return undefined;
  // What stands in braces and gave a value is an object.
  const isObject = source.startsWith("{") && input.result !== "none";
  const text = isObject ? `(${source})` : source;
  const compiled = await compileInput(text);
  if (!isCompiled(compiled)) return undefined;
  const { program, declared } = compiled;
  // Enums are written by code of their own, so that places in the text do not hold.
  const hasPlaces = compiled.text.length === text.length;
  const asked = await askedBy([input]);
  const found = program.body.at(-1);
  const last = found?.type === "ExpressionStatement" && hasPlaces ? found : undefined;
  const names = namesOf(program, new Set(declared));
  const imports = program.body.filter(({ type }) => type === "ImportDeclaration");
  const before = program.body.filter((node) => node !== last && !imports.includes(node));
  const writes = asked.some(isWrite);
  const acts = writes || (hasPlaces && doesSomething(program, exported));
  return {
    input,
    source: text,
    imports: hasPlaces ? imports.map(({ start, end }) => text.slice(start, end)) : [],
    declared,
    imported: names.imported,
    uses: hasPlaces ? names.uses : names.uses.difference(new Set(declared)),
    last: last?.expression as AnyNode | undefined,
    lastRange: [last?.start ?? text.length, last?.end ?? text.length],
    head: [hasPlaces ? imports.at(-1)?.end ?? 0 : 0, last?.start ?? text.length],
    places: hasPlaces ? names.places : [],
    headIsBlock: /^(?:Function|Class)Declaration$|^For|^While|^(?:If|Block|Try|Switch)Statement$/
      .test(before.at(-1)?.type ?? ""),
    acts,
    lastActs: last !== undefined &&
      (before.length === 0
        ? acts
        : doesSomething(last, exported) || (writes && callsOf(last).length > 0)),
    waits: asked.some(({ verb, subresource }) => verb === "watch" || RUNNING.has(subresource)) ||
      callsOf(program).some(({ callee }) => isWait(callee)),
    holdsSecret: holdsSecretText(
      text,
      asked.some((request) => request.resource === "secrets" && isWrite(request)),
    ),
    readsSecrets: asked.some(({ resource }) => resource === "secrets"),
    prints: callsOf(program).some(({ callee }) => rootOf(callee) === "console"),
    sends: input.sent.length > 0,
  };
}

/** What is written in the places of a line. */
export interface Meanings {
  /** What `_` is. */
  readonly last?: string | undefined;
  /** What `ns()` means. */
  readonly namespace: string;
  /** Variables of before whose names are others in the script. */
  readonly names: ReadonlyMap<string, string>;
  /** Those that the line itself declares. */
  readonly own?: ReadonlyMap<string, string>;
}

/** The text of a part of a line, by what its places mean. */
export function textOf(
  { source, places }: SavedLine,
  [start, end]: readonly [start: number, end: number],
  meanings: Meanings,
): string {
  let text = "";
  let position = start;
  for (const place of places) {
    if (place.start < start || place.end > end) continue;
    text += source.slice(position, place.start) + meaningOf(place, meanings);
    position = place.end;
  }
  return (text + source.slice(position, end)).trim().replace(/;$/, "");
}

function meaningOf(place: Place, { last = "_", namespace, names, own }: Meanings): string {
  if (place.means === "namespace") return JSON.stringify(namespace);
  const { name, isOwn, isKey } = place;
  const text = name === "_" && !isOwn ? last : (isOwn ? own : names)?.get(name) ?? name;
  return isKey && text !== name ? `${name}: ${text}` : text;
}

interface Names {
  readonly imported: ReadonlySet<string>;
  readonly uses: ReadonlySet<string>;
  readonly places: readonly Place[];
}

function namesOf(program: Program, declared: ReadonlySet<string>): Names {
  const bound = new Set<string>();
  const imported = new Set<string>();
  const keys = new Set<Node>();
  /** Where the values of declarations stand, which mean what was there before. */
  const values: { readonly names: ReadonlySet<string>; readonly value: Node }[] = [];
  visit(program, (node) => {
    addBound(node, bound);
    if (/^Import\w*Specifier$/.test(node.type)) addBound(node, imported);
    if (node.type === "Property" && node.shorthand) {
      const { value } = node;
      keys.add(value.type === "AssignmentPattern" ? value.left : value);
    }
    if (node.type === "VariableDeclarator" && node.init && !/Function/.test(node.init.type)) {
      const names = new Set<string>();
      addBound(node, names);
      values.push({ names, value: node.init });
    }
  });
  const uses = new Set<string>();
  const places: Place[] = [];
  visit(program, (node, parent) => {
    if (node.type === "CallExpression" && isPlaceless(node)) {
      const at = node.end - 1;
      const rest = { name: "", isOwn: false, isKey: false } as const;
      places.push({ start: at, end: at, means: "namespace", ...rest });
    }
    if (node.type !== "Identifier" || isLabel(node, parent)) return;
    const { start, end, name } = node;
    if (bound.has(name) && !declared.has(name)) return;
    const isOwn = declared.has(name) &&
      !values.some(({ names, value }) =>
        names.has(name) && value.start <= start && end <= value.end
      );
    if (!isOwn) uses.add(name);
    places.push({ start, end, means: "name", name, isOwn, isKey: keys.has(node) });
  });
  return { imported, uses, places: places.sort((a, b) => a.start - b.start) };
}

/** `ns()`, or that of the session's cluster. */
function isPlaceless({ callee, arguments: given }: CallExpression): boolean {
  if (given.length > 0) return false;
  if (callee.type === "Identifier") return callee.name === "ns";
  return callee.type === "MemberExpression" && callee.object.type === "Identifier" &&
    callee.object.name === "cluster" && callee.property.type === "Identifier" &&
    callee.property.name === "ns";
}

/** Names of members and keys name no variable. */
function isLabel(node: Node, parent: AnyNode | undefined): boolean {
  if (parent?.type === "MemberExpression") return parent.property === node && !parent.computed;
  if (parent?.type === "Property") return parent.key === node && !parent.computed;
  return parent?.type === "MethodDefinition" || parent?.type === "PropertyDefinition"
    ? parent.key === node && !parent.computed
    : false;
}

/** Whether code does more than look: as far as that can be seen, and else yes. */
function doesSomething(code: Node, exported: ReadonlySet<string>): boolean {
  let found = false;
  visit(code, (node) => {
    switch (node.type) {
      case "AssignmentExpression":
      case "UpdateExpression":
      case "ImportExpression":
        found = true;
        break;
      case "UnaryExpression":
        if (node.operator === "delete") found = true;
        break;
      case "NewExpression":
        if (rootOf(node.callee) === "Promise") found = true;
        break;
      case "CallExpression":
        if (callActs(node, exported)) found = true;
        break;
      default:
        break;
    }
  });
  return found;
}

function isWait(callee: Node): boolean {
  const { type, property } = callee as Partial<AnyNode> & { property?: Node };
  return type === "MemberExpression" && (property as AnyNode).type === "Identifier" &&
    (property as AnyNode & { name: string }).name === "wait";
}

function callActs({ callee }: CallExpression, exported: ReadonlySet<string>): boolean {
  // What begins like a class is a function of the language that makes a value.
  if (callee.type === "Identifier") {
    return !exported.has(callee.name) && !/^[A-Z]/.test(callee.name);
  }
  if (callee.type !== "MemberExpression") return callee.type !== "ParenthesizedExpression";
  const { property } = callee;
  const isActing = property.type === "Identifier" && ACTING_METHODS.has(property.name);
  return isActing || ACTING_OBJECTS.has(rootOf(callee) ?? "");
}

/** The name that a chain of members and calls begins with. */
export function rootOf(node: Node): string | undefined {
  let at = node as AnyNode;
  for (;;) {
    switch (at.type) {
      case "Identifier":
        return at.name;
      case "MemberExpression":
        at = at.object as AnyNode;
        break;
      case "CallExpression":
        at = at.callee as AnyNode;
        break;
      case "AwaitExpression":
        at = at.argument as AnyNode;
        break;
      case "ChainExpression":
        at = at.expression as AnyNode;
        break;
      default:
        return undefined;
    }
  }
}
