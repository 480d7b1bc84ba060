/**
 * What the conditions of a wait mean: the data that `lib/query/wait_condition.ts` makes, filters and
 * predicates become something that can be asked. Layer 3: pure.
 *
 * @see kubectl wait, kubectl `pkg/cmd/wait`
 * @module
 */
import { QueryError } from "../core/errors.ts";
import type { KubeObject } from "../core/gvk.ts";
import { evaluateJsonPath, parseJsonPath } from "../core/jsonpath.ts";
import { oneLine } from "../core/message.ts";
import type { Kind } from "../kinds/kind.ts";
import { schemaOf } from "../kinds/schema.ts";
import { conjuncts, type FilterNode } from "../query/ast.ts";
import { buildFilter } from "../query/build.ts";
import { compileFilter } from "../query/evaluate.ts";
import { formatPath } from "../core/field_path.ts";
import { formatFilter } from "../query/format.ts";
import {
  ALTERNATIVE,
  isAlternative,
  isOperator,
  OPERATOR,
  type OperatorData,
} from "../query/operator_data.ts";
import { fieldReader } from "../query/read.ts";
import { shortenSource } from "../query/source_text.ts";
import { type ConditionData, conditionData, type Waitable } from "../query/wait_condition.ts";
import {
  ABSENT,
  allTest,
  anyTest,
  guardTest,
  makeTest,
  met,
  unmet,
  type WaitTest,
} from "./condition.ts";

/**
 * Makes a condition ready to be asked.
 *
 * @param wanted A condition, a filter, a predicate, `exists()`, or `anyOf(…)` of these.
 * @param kind The kind of the objects: fields of a filter are looked up in it.
 * @throws {QueryError} when it is none of these, a field is unknown, or a JSONPath is none.
 */
export function compileCondition<T extends KubeObject>(
  wanted: Waitable<T>,
  kind: Kind,
): WaitTest<T> {
  return compile<T>(wanted, kind);
}

function compile<T extends KubeObject>(wanted: unknown, kind: Kind): WaitTest<T> {
  const data = conditionData(wanted);
  if (data !== undefined) return compileData(data, kind);
  if (isAlternative(wanted)) {
    const parts: readonly unknown[] = wanted[ALTERNATIVE];
    if (parts.length === 0) {
      throw new QueryError("Cannot wait for anyOf() of nothing: give at least one condition");
    }
    return anyTest(parts.map((part) => compile<T>(part, kind)));
  }
  if (isOperator(wanted)) return compileOperator(wanted);
  if (typeof wanted === "function") return predicateTest(wanted, kind);
  if (typeof wanted === "object" && wanted !== null) return filterTest(wanted, kind);
  throw new QueryError(
    "Cannot wait for a value that is no condition: " +
      'give condition("Ready"), jsonpath(...), deleted(), exists(), a filter or a predicate',
  );
}

function compileData<T extends KubeObject>(data: ConditionData, kind: Kind): WaitTest<T> {
  switch (data.type) {
    case "status":
      return statusTest(data.name, data.status);
    case "jsonpath":
      return jsonPathTest(data.path, data.value, kind);
    case "deleted":
      return deletedTest();
    case "all":
      return allTest(data.parts.map((part) => compile<T>(part, kind)));
    case "failIf":
      return guardTest(compile<T>(data.part, kind), data.why);
  }
}

function compileOperator<T extends KubeObject>(operator: OperatorData): WaitTest<T> {
  if (operator[OPERATOR] === "exists") return existsTest();
  throw new QueryError(
    operator[OPERATOR] === "absent"
      ? "Cannot wait for absent(): that is about a field: for an object write deleted()"
      : `Cannot wait for ${operator[OPERATOR]}(): it stands for the value of a field: ` +
        'write { status: { phase: oneOf("Running", "Succeeded") } }',
  );
}

function statusTest<T extends KubeObject>(name: string, wanted: string): WaitTest<T> {
  const goal = sameText(wanted, "True") ? name : `${name}="${wanted}"`;
  return makeTest(goal, ({ object }) => {
    if (object === undefined) return unmet(ABSENT);
    const state = statusOf(object);
    const entry = recordsIn(state["conditions"]).find((item) => sameText(item["type"], name));
    if (entry === undefined) return unmet(`it has no condition ${name} yet`);
    const generation = object.metadata?.generation;
    const observed = entry["observedGeneration"] ?? state["observedGeneration"];
    if (generation !== undefined && typeof observed === "number" && observed < generation) {
      return unmet(`generation ${generation} is not observed yet (${observed} is)`);
    }
    return sameText(entry["status"], wanted) ? met() : unmet(describeEntry(name, entry));
  });
}

function jsonPathTest<T extends KubeObject>(
  path: string,
  wanted: string | undefined,
  kind: Kind,
): WaitTest<T> {
  const template = parseJsonPath(path, { relaxed: true });
  const goal = wanted === undefined
    ? `having ${path}`
    : isConfidential(kind)
    ? `having the wanted ${path}`
    : `${path}="${wanted}"`;
  return makeTest(goal, ({ object }) => {
    if (object === undefined) return unmet(ABSENT);
    const found = evaluateJsonPath(template, object);
    if (found.length > 1) {
      throw new QueryError(
        `Cannot wait for "${path}": it leads to ${found.length} values, one is wanted`,
      );
    }
    if (found.length === 0) return unmet(`${path} is absent`);
    const [actual] = found;
    if (wanted === undefined) return met();
    if (typeof actual === "object" && actual !== null) {
      throw new QueryError(`Cannot wait for "${path}": it leads to an object or list, not a value`);
    }
    const text = String(actual).trim();
    return text === wanted ? met() : unmet(isOther(path, text, kind));
  });
}

function deletedTest<T extends KubeObject>(): WaitTest<T> {
  return makeTest("deleted", ({ object, uid }) => {
    if (object === undefined) return met();
    const { metadata } = object;
    if (uid !== undefined && metadata?.uid !== uid) return met();
    if (metadata?.deletionTimestamp === undefined) return unmet("nobody has deleted it");
    const finalizers = metadata.finalizers ?? [];
    return unmet(
      finalizers.length === 0
        ? "it is being deleted"
        : `it is being deleted, held by finalizers ${finalizers.map(quoted).join(", ")}`,
    );
  });
}

function existsTest<T extends KubeObject>(): WaitTest<T> {
  return makeTest("present", ({ object }) => object === undefined ? unmet(ABSENT) : met());
}

function predicateTest<T extends KubeObject>(predicate: unknown, kind: Kind): WaitTest<T> {
  if (!isFunction(predicate)) throw new QueryError("Cannot wait for a value that is no condition");
  // Refuses what is asynchronous or a generator, as a filter does.
  buildFilter([predicate], undefined, { what: kind.plural });
  const name = predicate.name || shortenSource(String(predicate));
  return makeTest("as asked for", ({ object }) => {
    if (object === undefined) return unmet(ABSENT);
    const answer = predicate(object);
    if (typeof answer === "object" && answer !== null) {
      throw new QueryError(
        conditionData(answer) !== undefined || isOperator(answer)
          ? `Cannot wait for ${name}: call it: ${name}()`
          : "then" in answer
          ? `Cannot wait for a predicate that is asynchronous: ${name}`
          : `Cannot wait for a predicate that gives an object: ${name} has to say true or false`,
      );
    }
    return answer ? met() : unmet(`${name} does not hold`);
  });
}

function filterTest<T extends KubeObject>(filter: unknown, kind: Kind): WaitTest<T> {
  const node = buildFilter([filter], schemaOf(kind), { what: kind.plural });
  const parts = conjuncts(node).map((part) => ({ part, holds: compileFilter(part, kind) }));
  const goal = isConfidential(kind) ? "as asked for" : formatFilter(node);
  return makeTest(goal, ({ object }) => {
    if (object === undefined) return unmet(ABSENT);
    const failed = parts.filter(({ holds }) => !holds(object));
    if (failed.length === 0) return met();
    return unmet(failed.map(({ part }) => describeUnmet(part, object, kind)).join(" and "));
  });
}

/** Says what a field is, for a simple comparison; else what does not hold. */
function describeUnmet(node: FilterNode, object: KubeObject, kind: Kind): string {
  if (node.type === "compare" && node.via !== "field") {
    const value = fieldReader(node.path)(object);
    const path = formatPath(node.path);
    if (value === undefined || value === null) return `${path} is absent`;
    if (typeof value !== "object") return isOther(path, value, kind);
  }
  return isConfidential(kind) ? "it is not as asked for" : `${formatFilter(node)} does not hold`;
}

/** Says which value a field has instead of the wanted one, unless it may be a secret. */
function isOther(path: string, value: unknown, kind: Kind): string {
  return isConfidential(kind)
    ? `${path} is something else`
    : `${path} is ${oneLine(JSON.stringify(value))}`;
}

/** Whether the objects hold data that no message may repeat. */
function isConfidential({ traits }: Kind): boolean {
  return traits.includes("data");
}

function describeEntry(name: string, entry: Readonly<Record<string, unknown>>): string {
  const { status, reason, message } = entry;
  const why = [reason, message].filter((text) => typeof text === "string" && text !== "")
    .join(": ");
  return `condition ${name} is "${status}"${why === "" ? "" : ` (${oneLine(why)})`}`;
}

function statusOf(object: KubeObject): Readonly<Record<string, unknown>> {
  const status: unknown = "status" in object ? object.status : undefined;
  return isRecord(status) ? status : {};
}

function recordsIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isFunction(value: unknown): value is (object: KubeObject) => unknown {
  return typeof value === "function";
}

function sameText(left: unknown, right: string): boolean {
  return typeof left === "string" && left.toLowerCase() === right.toLowerCase();
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
