/**
 * One input of a session as a script sees it: what it declares and uses, and whether it only looks. Layer 7.
 *
 * @module
 */
import type { AnyNode, CallExpression, Node, Program } from "npm:acorn@8.19.0";
import { isWrite } from "../policy/attributes.ts";
import { compileInput, isCompiled } from "./compile.ts";
import { boundNames, callsOf, visit } from "./members.ts";
import { askedBy, type RecordedInput } from "./session_record.ts";

/** A place in the text, and what stands there. */
interface Place {
  readonly start: number;
  readonly end: number;
  /** `_`, or `ns()` without a name. */
  readonly means: "last" | "namespace";
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
  /** Whether it asks for the data of Secrets. */
  readonly readsSecrets: boolean;
  /** Whether it prints something itself. */
  readonly prints: boolean;
  /** Whether it sent anything. */
  readonly sends: boolean;
}

/** Methods that wait for something, or change what they are called on. */
const ACTING_METHODS: ReadonlySet<string> = new Set([
  ...["wait", "push", "pop", "shift", "unshift", "splice", "fill", "copyWithin"],
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
  const names = namesOf(program);
  const imports = program.body.filter(({ type }) => type === "ImportDeclaration");
  const before = program.body.filter((node) => node !== last && !imports.includes(node));
  const writes = asked.some(isWrite);
  const acts = writes || (hasPlaces && doesSomething(program, exported));
  return {
    input,
    source: text,
    imports: hasPlaces ? imports.map(({ start, end }) => text.slice(start, end)) : [],
    declared,
    uses: names.uses,
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
    readsSecrets: asked.some(({ resource }) => resource === "secrets"),
    prints: callsOf(program).some(({ callee }) => rootOf(callee) === "console"),
    sends: input.sent.length > 0,
  };
}

/** What is written in the place of `_`, and what `ns()` means. */
export interface Meanings {
  readonly last?: string | undefined;
  readonly namespace: string;
}

/** The text of a part of a line, by what its places mean. */
export function textOf(
  { source, places }: SavedLine,
  [start, end]: readonly [start: number, end: number],
  { last = "undefined", namespace }: Meanings,
): string {
  let text = "";
  let position = start;
  for (const place of places) {
    if (place.start < start || place.end > end) continue;
    text += source.slice(position, place.start);
    text += place.means === "last" ? last : JSON.stringify(namespace);
    position = place.end;
  }
  return (text + source.slice(position, end)).trim().replace(/;$/, "");
}

function namesOf(
  program: Program,
): { readonly uses: ReadonlySet<string>; readonly places: readonly Place[] } {
  const bound = boundNames(program);
  const uses = new Set<string>();
  const places: Place[] = [];
  visit(program, (node, parent) => {
    if (node.type === "CallExpression" && isPlaceless(node)) {
      places.push({ start: node.end - 1, end: node.end - 1, means: "namespace" });
    }
    if (node.type !== "Identifier" || isLabel(node, parent)) return;
    const isAssigned = parent?.type === "AssignmentExpression" && parent.left === node;
    if (bound.has(node.name) && !isAssigned) return;
    uses.add(node.name);
    if (node.name !== "_") return;
    const { start, end } = node;
    places.push({ start, end, means: "last" });
  });
  return { uses, places: places.sort((a, b) => a.start - b.start) };
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
  if (parent?.type === "Property") {
    return parent.key === node && !parent.computed && !parent.shorthand;
  }
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
