/**
 * The rights that a run used, and the file that keeps them. Layer 1: pure.
 *
 * @module
 */
import { ConfigError, QueryError } from "../core/errors.ts";
import { quote } from "../core/message.ts";
import type { RequestAttributes } from "./attributes.ts";
import { isDiscovery } from "./decision.ts";
import { formatRule, type KindNames, parseRule, type Rule } from "./rule.ts";

/** What a file of grants says. */
export interface Grants {
  /** The script's name, for what is named after it. */
  readonly script: string;
  /** The namespace that `ns()` meant. */
  readonly namespace: string;
  /** One rule for each right that was used. */
  readonly rights: readonly string[];
  /** Deno's permissions that the script was given. */
  readonly deno: readonly string[];
}

const FORMAT = "skiff-grants/1";

/** Gathers the rights that a run uses. */
export class Recording {
  readonly #kinds: KindNames;
  readonly #rights = new Set<string>();

  /** Starts empty. */
  constructor(kinds: KindNames) {
    this.#kinds = kinds;
  }

  /**
   * Takes a right down; what everybody may ask is none.
   *
   * @param request What was asked for, and was allowed.
   */
  add(request: RequestAttributes): void {
    if (!isDiscovery(request)) this.#rights.add(formatRule(request, false, this.#kinds));
  }

  /** The rights so far, sorted, one rule each. */
  get rights(): readonly string[] {
    return [...this.#rights].sort();
  }
}

/**
 * Writes grants as they are kept in a file.
 *
 * @param grants The grants.
 */
export function formatGrants(grants: Grants): string {
  return `${JSON.stringify({ format: FORMAT, ...grants }, undefined, 2)}\n`;
}

/**
 * Reads a file of grants.
 *
 * @param path The file's name, for messages.
 * @param text What is in it.
 * @param kinds What is known of kinds.
 * @returns The grants, and their rights as rules.
 * @throws {ConfigError} when it is not such a file, or one of its rights is no rule.
 */
export function parseGrants(
  path: string,
  text: string,
  kinds: KindNames,
): Grants & { readonly rules: readonly Rule[] } {
  function fail(fault: string): never {
    throw new ConfigError(`Cannot read the grants ${quote(path)}: ${fault}`);
  }
  let value: Partial<Grants & { format: string }> | null;
  try {
    value = JSON.parse(text);
  } catch {
    fail("it is no JSON: skiff run --record writes such files");
  }
  if (value?.format !== FORMAT) fail(`its format is not ${FORMAT}: record it anew`);
  const { script, namespace, rights, deno } = value;
  if (typeof script !== "string" || typeof namespace !== "string") fail("a field is missing");
  if (!isTexts(rights) || !isTexts(deno)) fail("rights and deno have to be lists of texts");
  try {
    const rules = rights.map((right) => parseRule("the right", right, kinds));
    return { script, namespace, rights, deno, rules };
  } catch (error) {
    if (error instanceof QueryError) fail(error.message.replace(/^Cannot use /, ""));
    throw error;
  }
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
