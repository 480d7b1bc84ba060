/**
 * What the lines of a saved script wrote to objects that a query found, and how those were before. Layer 7: pure.
 *
 * @module
 */
import { QueryError } from "../core/errors.ts";
import { attributesOf, isWrite, type ResourceAttributes } from "../policy/attributes.ts";
import { parseTarget } from "../policy/target.ts";
import type { SavedLine } from "./saved_line.ts";
import type { SentLine } from "./session_record.ts";
import type { NamedObject } from "./shapes.ts";

/** What a request asked for. */
export interface Asked extends ResourceAttributes {
  /** What a list selected. */
  readonly labels: string | undefined;
}

/** An object that a line has found by a query and written to. */
export interface BulkWrite {
  readonly at: Asked;
  /** The labels by which it was found, by the first line that needed each. */
  readonly labels: Readonly<Record<string, string>>;
  /** Whether the test's object is found as well: nothing but labels has chosen it. */
  readonly isFoundAgain: boolean;
}

/** So many objects of a line are looked at. */
const MAX_OF_LINE = 2;
/** What a filter asks that objects of the test do not have, or that nobody sees in a request. */
const OTHER_FILTER_REGEXP = /=>|\bstatus\b|\bspec\b|\bfunction\b/;
/** Changes by this manager are the session's. */
const MANAGER_REGEXP = /^skiff\b/;

/** What a request of a session asked for; nothing where it was about no object. */
export function askedOf({ method, path }: SentLine): Asked[] {
  try {
    const target = parseTarget(path);
    const attributes = attributesOf(method, target);
    if (!attributes.isResource || attributes.resource === "events") return [];
    const labels = target.query.find(([name]) => name === "labelSelector")?.[1];
    return [{ ...attributes, labels }];
  } catch (error) {
    // A path that the server would not understand either was typed by hand.
    if (!(error instanceof QueryError)) throw error;
    return [];
  }
}

/** Names an object among what was asked for. */
export function placeKey({ group, resource, namespace, name }: ResourceAttributes): string {
  return [group, resource, namespace, name].join("\n");
}

/**
 * Finds the objects that lines wrote to without naming them.
 *
 * @param lines The lines of the script, oldest first.
 * @returns Them by {@link placeKey}.
 */
export function bulkWrites(lines: readonly SavedLine[]): ReadonlyMap<string, BulkWrite> {
  const text = lines.map(({ source }) => source).join("\n");
  const found = new Map<string, BulkWrite>();
  for (const { input, source } of lines) {
    const asked = input.sent.flatMap(askedOf);
    const written = asked.filter((at) =>
      isWrite(at) && at.subresource === "" && at.name !== "" && !text.includes(at.name)
    );
    for (const at of written.slice(0, MAX_OF_LINE)) {
      const lists = asked.filter(({ verb, resource, group }) =>
        verb === "list" && resource === at.resource && group === at.group
      );
      if (lists.length === 0) continue;
      const key = placeKey(at);
      const known = found.get(key);
      const labels = Object.assign({}, ...lists.map(({ labels }) => equalities(labels)));
      const isFoundAgain = !OTHER_FILTER_REGEXP.test(source) || known?.isFoundAgain === true;
      found.set(key, { at, labels: { ...labels, ...known?.labels }, isFoundAgain });
    }
  }
  return found;
}

/** The labels that a selector asks for by their value. */
function equalities(selector = ""): Record<string, string> {
  const terms = selector.split(",").map((term) => /^([^=!\s()]+)==?([^=\s()]*)$/.exec(term.trim()));
  return Object.fromEntries(terms.flatMap((term) => term === null ? [] : [[term[1], term[2]]]));
}

/**
 * Takes from an object the labels and annotations that the session has set, and gives it back those by which a
 * line found it.
 *
 * @param object As it is now, with its managed fields.
 * @param labels Those by which it was found.
 * @param startedMs When the session began.
 */
export function asBefore(
  object: NamedObject,
  labels: Readonly<Record<string, string>>,
  startedMs: number,
): NamedObject {
  const metadata = object.metadata as Managed | undefined;
  const own = (metadata?.managedFields ?? []).filter(({ manager = "", time = "" }) =>
    // Times of a server are whole seconds.
    MANAGER_REGEXP.test(manager) && Date.parse(time) >= startedMs - 1000
  );
  const before = (part: "labels" | "annotations") => {
    const set = own.flatMap(({ fieldsV1 }) =>
      Object.keys(fieldsV1?.["f:metadata"]?.[`f:${part}`] ?? {})
    );
    return Object.entries(metadata?.[part] ?? {}).filter(([name]) => !set.includes(`f:${name}`));
  };
  return {
    ...object,
    metadata: {
      ...object.metadata,
      labels: { ...labels, ...Object.fromEntries(before("labels")) },
      annotations: Object.fromEntries(before("annotations")),
    },
  };
}

interface Managed {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly managedFields?: readonly {
    readonly manager?: string;
    readonly time?: string;
    readonly fieldsV1?: {
      readonly "f:metadata"?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    };
  }[];
}
