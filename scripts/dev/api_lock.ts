/**
 * The public API as text: one line a symbol and a member, so that no change of it goes unseen.
 *
 * `deno task api` rewrites `api.lock`; the test run compares. A lock that differs from the one of the last
 * release needs an entry under "Unreleased" in the changelog.
 *
 * @module
 */

import { join } from "node:path";
import { readConfig } from "./config.ts";
import { ROOT, runDeno } from "./deno_command.ts";

const LOCK_FILE = "api.lock";
const CHANGELOG_FILE = "CHANGELOG.md";
/** What may change without changing how anything is called. */
const IGNORED = new Set(["location", "jsDoc", "functionBody", "hasBody", "resolution"]);
/** Lists of members that get a line each. */
const MEMBER_LISTS = ["constructors", "properties", "methods", "callSignatures", "indexSignatures"];

const SHOWN_CHANGES = 30;

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = { readonly [key: string]: Json };

interface DocSymbol {
  readonly name: string;
  readonly declarations: readonly {
    readonly kind: string;
    readonly declarationKind: string;
    readonly def?: JsonObject;
  }[];
}

interface Documentation {
  readonly nodes: Readonly<Record<string, { readonly symbols: readonly DocSymbol[] }>>;
}

/** Writes down the public API of every entry in `deno.json`. */
export async function describeApi(root = ROOT): Promise<string> {
  const { exports } = await readConfig(root);
  const lines: string[] = [];
  for (const [entry, path] of Object.entries(exports)) {
    const { code, stdout, output } = await runDeno(["doc", "--json", path], { cwd: root });
    if (code !== 0) throw new Error(`Cannot document ${path}: ${output}`);
    const documentation = JSON.parse(stdout) as Documentation;
    for (const module of Object.values(documentation.nodes)) {
      for (const symbol of module.symbols) lines.push(...symbolLines(entry, symbol));
    }
  }
  return lines.sort().join("\n") + "\n";
}

/**
 * Compares the lock file with the code, and the changelog with the lock file.
 *
 * @returns What is wrong, one line each.
 */
export async function findApiProblems(root = ROOT): Promise<string[]> {
  const now = await describeApi(root);
  const locked = await readIfThere(join(root, LOCK_FILE));
  const problems: string[] = [];
  if (locked === undefined) {
    problems.push(`${LOCK_FILE} is missing: run deno task api`);
  } else if (now !== locked) {
    problems.push(`${LOCK_FILE} is not what the code exports: run deno task api and look at:`);
    const changed = difference(locked.split("\n"), now.split("\n"));
    problems.push(...changed.slice(0, SHOWN_CHANGES));
    const rest = changed.length - SHOWN_CHANGES;
    if (rest > 0) problems.push(`and ${rest} more lines`);
  }
  const { version } = await readConfig(root);
  const changelog = await readIfThere(join(root, CHANGELOG_FILE));
  if (changelog === undefined) problems.push(`${CHANGELOG_FILE} is missing`);
  else if (await hashOf(now) !== releasedHash(changelog, version) && !hasUnreleased(changelog)) {
    problems.push(
      `${CHANGELOG_FILE}: the API differs from the last release: say how, under Unreleased`,
    );
  }
  return problems;
}

/** The lines that only one side has, marked as in a diff. */
export function difference(before: readonly string[], after: readonly string[]): string[] {
  const [old, young] = [new Set(before), new Set(after)];
  return [
    ...before.filter((line) => !young.has(line)).map((line) => `- ${line}`),
    ...after.filter((line) => !old.has(line)).map((line) => `+ ${line}`),
  ];
}

/** Whether the section "Unreleased" of a changelog holds an entry. */
export function hasUnreleased(changelog: string): boolean {
  const section = /^## Unreleased\s*\n(.*?)(?=^## |(?![\s\S]))/ms.exec(changelog)?.[1] ?? "";
  return /^[-*] \S/m.test(section);
}

/** The hash that a release noted for its API: `<!-- api 0.1.0 <hash> -->`. */
function releasedHash(changelog: string, version: string): string | undefined {
  const found = [...changelog.matchAll(/<!-- api (\S+) ([0-9a-f]+) -->/g)];
  return (found.find((match) => match[1] === version) ?? found[0])?.[2];
}

async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(digest).toHex().slice(0, 16);
}

function symbolLines(entry: string, symbol: DocSymbol): string[] {
  const lines: string[] = [];
  for (const declaration of symbol.declarations) {
    if (declaration.declarationKind !== "export") continue;
    const { kind, def = {} } = declaration;
    const head: Record<string, Json> = { ...def };
    const label = `${entry} ${symbol.name}`;
    for (const list of kind === "class" || kind === "interface" ? MEMBER_LISTS : []) {
      const members = def[list];
      if (!Array.isArray(members)) continue;
      delete head[list];
      lines.push(...members.filter(isPublic).map((member) => memberLine(label, list, member)));
    }
    lines.push(`${label} ${kind} ${canonical(head)}`);
  }
  return lines;
}

function memberLine(label: string, list: string, member: Json): string {
  const name = isObject(member) && typeof member["name"] === "string" ? member["name"] : list;
  return `${label}.${name} ${canonical(member)}`;
}

function isPublic(member: Json): boolean {
  return !isObject(member) || member["accessibility"] !== "private";
}

function canonical(value: Json): string {
  return JSON.stringify(value, (key, part: Json) => {
    if (IGNORED.has(key)) return undefined;
    if (!isObject(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => a < b ? -1 : 1));
  });
}

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

if (import.meta.main) {
  const text = await describeApi();
  await Deno.writeTextFile(join(ROOT, LOCK_FILE), text);
  const hash = await hashOf(text);
  console.log(
    `${LOCK_FILE}: ${
      text.split("\n").length - 1
    } lines; at a release: <!-- api VERSION ${hash} -->`,
  );
}
