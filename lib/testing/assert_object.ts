/**
 * Assertions on objects of a cluster, with a difference that can be read. Layer 6.
 *
 * @module
 */
import { AssertionError } from "node:assert";
import { HIDDEN, safeLine } from "../core/message.ts";
import { type Difference, findDifferences } from "./difference.ts";

/** How {@link assertObject} compares. */
export interface AssertObjectOptions {
  /**
   * Whether fields that are not expected count, too, what the server writes on its own aside (uid, versions,
   * times, managed fields); default `false`.
   */
  readonly exact?: boolean;
  /** Further paths that are passed over, e.g. `status` or `spec.template.metadata.annotations`. */
  readonly ignore?: readonly string[];
  /** What the failure begins with; default: kind and name of the object. */
  readonly message?: string;
}

/** What a server fills in on its own, in metadata. */
const SERVER_FIELDS = [
  "uid",
  "resourceVersion",
  "generation",
  "creationTimestamp",
  "managedFields",
  "selfLink",
];
const SERVER_PATHS: readonly (readonly string[])[] = [
  [],
  ["*"],
  ["items", "*"],
].flatMap((prefix) => [
  ...SERVER_FIELDS.map((field) => [...prefix, "metadata", field]),
  [...prefix, "metadata", "ownerReferences", "*", "uid"],
]);
/** A path of a field, split as it would be written in code. */
const STEP_REGEXP = /\["((?:[^"\\]|\\.)*)"\]|\[(\d+|\*)\]|([^.[\]]+)/g;
const MAX_DIFFERENCES = 20;
const MAX_VALUE_LENGTH = 200;

/**
 * Asserts that an object is as expected: every field that is named has the value that is given; further fields do
 * not matter. What the server writes on its own (uid, versions, times, managed fields) is passed over. Sends
 * nothing.
 *
 * Lists have to have the same length, each element is compared in the same way. An expected value may be a
 * pattern for a text, a function that judges the value, or `undefined` for a field that must not be there.
 *
 * @example A failure shows each field
 * ```ts
 * import assert from "node:assert/strict";
 * import { assertObject } from "skiff/testing";
 *
 * const web = {
 *   apiVersion: "apps/v1",
 *   kind: "Deployment",
 *   metadata: { name: "web", namespace: "shop", uid: "0e5f" },
 *   spec: { replicas: 2 },
 * };
 * assertObject(web, { metadata: { name: /^w/ }, spec: { replicas: (count: number) => count > 1 } });
 * assert.throws(() => assertObject(web, { spec: { replicas: 3 } }), {
 *   message: `Deployment "shop/web" is not as expected:
 *   spec.replicas
 *     - 3
 *     + 2`,
 * });
 * ```
 *
 * @param actual The object; also a list of objects, or any other value.
 * @param expected The fields that matter.
 * @param options Whether other fields count, paths that are passed over, first words of the failure.
 * @throws {AssertionError} when a field differs: its path, what was expected (-), what is there (+); Secret
 *   data is not shown.
 */
export function assertObject(
  actual: unknown,
  expected: unknown,
  options: AssertObjectOptions = {},
): void {
  const { exact = false, ignore = [], message } = options;
  const ignored = [...SERVER_PATHS, ...ignore.map(splitPath)];
  const differences = findDifferences(actual, expected, { exact, ignored });
  if (differences.length === 0) return;
  const shown = differences.slice(0, MAX_DIFFERENCES).map((found) => show(found, actual));
  const more = differences.length - shown.length;
  const lines = [
    `${message ?? `${describe(actual)} is not as expected`}:`,
    ...shown,
    ...(more > 0 ? [`  … and ${more} more`] : []),
  ];
  throw new AssertionError({ message: lines.join("\n"), stackStartFn: assertObject });
}

function show({ path, expected, actual }: Difference, whole: unknown): string {
  const hidden = isSecret(whole, path);
  const lines = [`  ${path === "" ? "the whole value" : path}`];
  lines.push(`    - ${hidden ? HIDDEN : showValue(expected)}`);
  lines.push(`    + ${hidden ? HIDDEN : showValue(actual)}`);
  return lines.join("\n");
}

function showValue(value: unknown): string {
  if (value === undefined) return "(absent)";
  if (value instanceof RegExp) return String(value);
  if (typeof value === "function") return value.name === "" ? safeLine(String(value)) : value.name;
  const text = safeLine(JSON.stringify(value) ?? String(value));
  return text.length > MAX_VALUE_LENGTH ? `${text.slice(0, MAX_VALUE_LENGTH)}…` : text;
}

/** Whether a difference may hold data of a Secret: failures end up in logs. */
function isSecret(whole: unknown, path: string): boolean {
  const isOne = (value: unknown) => isObject(value) && value["kind"] === "Secret";
  const objects = isObject(whole) && Array.isArray(whole["items"]) ? whole["items"] : whole;
  const some = Array.isArray(objects) ? objects.some(isOne) : isOne(objects);
  const isList = isObject(whole) && whole["kind"] === "SecretList";
  return (some || isList) && !/(^|\.)metadata\.(name|namespace|labels)\b/.test(path);
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return `A list of ${value.length}`;
  if (!isObject(value)) return "The value";
  const kind = typeof value["kind"] === "string" ? value["kind"] : "The object";
  const metadata = isObject(value["metadata"]) ? value["metadata"] : {};
  const name = [metadata["namespace"], metadata["name"]].filter((part) => part !== undefined);
  return safeLine(name.length === 0 ? kind : `${kind} ${JSON.stringify(name.join("/"))}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function splitPath(path: string): string[] {
  return [...path.matchAll(STEP_REGEXP)].map(([, quoted, index, plain]) =>
    quoted === undefined ? index ?? plain ?? "" : JSON.parse(`"${quoted}"`)
  );
}
