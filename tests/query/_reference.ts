/**
 * What filters and selectors mean, said a second time and as plainly as possible, so that the compiled
 * evaluator and the planner can be held against it. Shares no code with them.
 */
import type { CompareNode, FilterNode, Literal } from "../../lib/query/ast.ts";

type Json = Record<string, unknown>;

/** Reads a field by own properties only. */
function dig(value: unknown, path: readonly string[]): unknown {
  let found = value;
  for (const name of path) {
    if (typeof found !== "object" || found === null) return undefined;
    if (Array.isArray(found) && !/^[0-9]+$/.test(name)) return undefined;
    found = new Map(Object.entries(found)).get(name);
  }
  return found;
}

function digText(value: unknown, path: string, otherwise = ""): string {
  const found = dig(value, path.split("."));
  return found === undefined || found === null ? otherwise : `${found}`;
}

/**
 * The texts that the server compares in field selectors, as its registries make them; a field that is
 * not there cannot be selected by.
 */
function selectableTexts(kind: string, object: Json): ReadonlyMap<string, string> {
  const texts = new Map([["metadata.name", digText(object, "metadata.name")]]);
  if (kind !== "Node" && kind !== "Namespace") {
    texts.set("metadata.namespace", digText(object, "metadata.namespace"));
  }
  const copy = (path: string, otherwise = "") => texts.set(path, digText(object, path, otherwise));
  switch (kind) {
    case "Pod":
      copy("spec.nodeName");
      copy("spec.restartPolicy");
      copy("spec.schedulerName");
      copy("spec.serviceAccountName");
      copy("spec.hostNetwork", "false");
      copy("status.phase");
      copy("status.nominatedNodeName");
      texts.set("status.podIP", digText(object, "status.podIPs.0.ip"));
      break;
    case "Node":
      copy("spec.unschedulable", "false");
      break;
    case "Secret":
      copy("type");
      break;
    case "Job":
      texts.set("status.successful", digText(object, "status.succeeded", "0"));
      break;
    case "Event": {
      for (const name of ["kind", "namespace", "name", "uid", "apiVersion"]) {
        copy(`involvedObject.${name}`);
      }
      copy("reason");
      copy("type");
      copy("reportingComponent");
      const component = digText(object, "source.component");
      texts.set("source", component === "" ? digText(object, "reportingComponent") : component);
      break;
    }
    case "Widget":
      copy("spec.color");
      copy("spec.size");
      copy("spec.enabled");
      break;
  }
  return texts;
}

/** Field paths whose selector has another name. */
const RENAMED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Job: { "status.succeeded": "status.successful" },
};

/** What a list request asks of the server, and what the server is too old for. */
export interface ServerRequest {
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Fields it does not select by. */
  readonly unselectable?: readonly string[];
}

/**
 * Applies selectors as the server does.
 *
 * @throws when the server would answer 400.
 */
export function serverSelects(
  kind: string,
  object: Json,
  request: ServerRequest,
): boolean {
  const { labelSelector = "", fieldSelector = "", unselectable = [] } = request;
  for (const name of unselectable) {
    if (
      fieldSelector.split(",").some((term) =>
        term.startsWith(name) && /^!?=/.test(term.slice(name.length))
      )
    ) {
      throw new Error(`400: field label not supported: ${name}`);
    }
  }
  return labelTerms(labelSelector).every((term) => labelHolds(term, object)) &&
    fieldTerms(fieldSelector).every((term) => fieldHolds(term, kind, object));
}

function labelTerms(selector: string): string[] {
  return selector.match(/(?:[^,(]|\([^)]*\))+/g) ?? [];
}

const LABEL_KEY = /^([a-z0-9.-]+\/)?[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?)?$/;

function labelHolds(term: string, object: Json): boolean {
  const value = (key: string): string | undefined => {
    if (!LABEL_KEY.test(key)) throw new Error(`400: label key ${key}`);
    const found = dig(object, ["metadata", "labels", key]);
    return typeof found === "string" ? found : undefined;
  };
  const check = (text: string): string => {
    if (!LABEL_VALUE.test(text)) throw new Error(`400: label value ${text}`);
    return text;
  };
  const set = /^(\S+) (in|notin) \(([^)]*)\)$/.exec(term);
  if (set !== null) {
    const [, key = "", operator = "", list = ""] = set;
    if (list === "") throw new Error(`400: empty set of ${key}`);
    const found = value(key);
    const member = found !== undefined && list.split(",").map(check).includes(found);
    return operator === "in" ? member : !member;
  }
  if (term.startsWith("!")) return value(term.slice(1)) === undefined;
  const unequal = term.indexOf("!=");
  if (unequal > 0) return value(term.slice(0, unequal)) !== check(term.slice(unequal + 2));
  const sign = /^([^=<>]+)([=<>])(.*)$/.exec(term);
  if (sign === null) return value(term) !== undefined;
  const [, key = "", operator = "", right = ""] = sign;
  const found = value(key);
  if (found === undefined) return false;
  if (operator === "=") return found === check(right);
  if (!/^[0-9]+$/.test(found)) return false;
  return operator === ">" ? BigInt(found) > BigInt(right) : BigInt(found) < BigInt(right);
}

function fieldTerms(selector: string): string[] {
  return selector.match(/(?:\\.|[^,\\])+/gs) ?? [];
}

function fieldHolds(term: string, kind: string, object: Json): boolean {
  const [, field = "", operator = "", escaped = ""] = /^([^=!]+)(!=|=)(.*)$/s.exec(term) ?? [];
  const found = selectableTexts(kind, object).get(field);
  if (found === undefined) throw new Error(`400: field label not supported: ${field}`);
  return (found === escaped.replace(/\\(.)/gs, "$1")) === (operator === "=");
}

/** Tells whether an object passes a filter. */
export function holds(node: FilterNode, object: unknown, kind: string | undefined): boolean {
  switch (node.type) {
    case "true":
      return true;
    case "and":
      return !node.nodes.some((child) => !holds(child, object, kind));
    case "or":
      return node.nodes.some((child) => holds(child, object, kind));
    case "not":
      return !holds(node.node, object, kind);
    case "opaque":
      return node.test(object) === true;
    case "element": {
      const found = dig(object, node.path);
      const items: unknown[] = Array.isArray(found) ? found : [];
      if (node.quantifier === "size") return holds(node.node, items.length, undefined);
      const passing = items.filter((item) => holds(node.node, item, undefined));
      return node.quantifier === "some" ? passing.length > 0 : passing.length === items.length;
    }
    case "compare":
      return compareHolds(node, object, kind);
  }
}

function compareHolds(node: CompareNode, object: unknown, kind: string | undefined): boolean {
  const negative: Readonly<Record<string, CompareNode["operator"]>> = {
    "!=": "=",
    notin: "in",
    absent: "exists",
  };
  const positive = negative[node.operator];
  if (positive !== undefined) {
    return !compareHolds({ ...node, operator: positive }, object, kind);
  }
  const found = dig(object, node.path);
  if (node.operator === "exists") return found !== undefined && found !== null;
  if (node.operator === "=" || node.operator === "in") {
    return node.values.some((value) => isEqual(node, value, found, object, kind));
  }
  const [value = ""] = node.values;
  if (node.operator === "like") return typeof found === "string" && isLike(`${value}`, found);
  if (node.operator === "matches") {
    return typeof found === "string" && typeof value === "object" && value.type === "pattern" &&
      new RegExp(value.source, value.flags).test(found);
  }
  if (node.via === "label") {
    return typeof found === "string" && /^[0-9]+$/.test(found) &&
      isOrdered(node.operator, Number(found), Number(value));
  }
  const [left, right] = readBoth(found, value);
  return left !== undefined && right !== undefined && isOrdered(node.operator, left, right);
}

function isEqual(
  node: CompareNode,
  value: Literal,
  found: unknown,
  object: unknown,
  kind: string | undefined,
): boolean {
  if (typeof value === "object") {
    const [left, right] = readBoth(found, value);
    return left !== undefined && left === right;
  }
  const allPlain = node.values.every((one) => typeof one !== "object");
  if (kind !== undefined && allPlain && node.via !== "label") {
    const path = node.path.join(".");
    const texts = selectableTexts(kind, object as Json);
    const text = texts.get(path) ?? texts.get(RENAMED[kind]?.[path] ?? "");
    if (text !== undefined) return text === `${value}`;
    if (node.via === "field") return digText(object, path) === `${value}`;
  }
  return found === value;
}

function isLike(glob: string, text: string): boolean {
  const source = glob.replace(/[\\^$.|+()[\]{}]/g, "\\$&").replace(/\*/g, "[^]*").replace(
    /\?/g,
    "[^]",
  );
  return new RegExp(`^(?:${source})$`, "u").test(text);
}

function isOrdered(operator: string, left: number, right: number): boolean {
  if (operator === ">") return left > right;
  if (operator === "<") return left < right;
  return operator === ">=" ? left >= right : left <= right;
}

/** Both sides as the right one says; amounts in floating point, which the cases do not exceed. */
function readBoth(found: unknown, value: Literal): [number | undefined, number | undefined] {
  if (typeof value === "number") return [numberOf(found), value];
  if (typeof value !== "object") return [undefined, undefined];
  if (value.type === "time") {
    const time = typeof found === "string" && found.includes("T") ? Date.parse(found) : NaN;
    return [Number.isNaN(time) ? undefined : time, value.epochMs];
  }
  if (value.type === "quantity") return [amountOf(found), amountOf(value.text)];
  return [undefined, undefined];
}

function numberOf(found: unknown): number | undefined {
  if (typeof found === "number") return found;
  return typeof found === "string" && /^[0-9]+(\.[0-9]+)?$/.test(found) ? Number(found) : undefined;
}

const SUFFIXES: Readonly<Record<string, number>> = {
  "": 1,
  m: 0.001,
  k: 1000,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
};

function amountOf(found: unknown): number | undefined {
  const [, digits, suffix = ""] = /^([0-9.]+)([A-Za-z]*)$/.exec(`${found}`) ?? [];
  const factor = SUFFIXES[suffix];
  return digits === undefined || factor === undefined ? undefined : Number(digits) * factor;
}
