/** What is done with each kind: made, refused, read as a table, changed, removed. */
import { get, mergePatch, post, put, remove, type Scenario, type Step } from "../step.ts";

/** Asks for a table. */
export const TABLE = "application/json;as=Table;g=meta.k8s.io;v=v1";

/** A kind and what is done with it. */
export interface KindCase {
  readonly name: string;
  /** The collection; objects of the whole cluster are named by the run. */
  readonly path: string;
  /** Objects that are accepted; their names are `a0`, `a1`, …, after the run's for the whole cluster. */
  readonly good: readonly Record<string, unknown>[];
  /** Objects that are refused. */
  readonly bad: readonly Record<string, unknown>[];
  /** Changes of the first object, by merge patch. */
  readonly changes?: readonly Record<string, unknown>[];
  /** Answers that may differ, and why. */
  readonly unlike?: Step["unlike"];
}

function named(value: Record<string, unknown>, name: string): Record<string, unknown> {
  return { ...value, metadata: { name, ...value["metadata"] as Record<string, unknown> } };
}

/** The steps of a kind. */
export function scenarioOf(kind: KindCase): Scenario {
  const isNamespaced = kind.path.includes("{ns}");
  const nameOf = (index: number) => isNamespaced ? `a${index}` : `{run}-a${index}`;
  const first = `${kind.path}/${nameOf(0)}`;
  const extra = kind.unlike === undefined ? {} : { unlike: kind.unlike };
  return {
    name: kind.name,
    cleanUp: isNamespaced ? [] : kind.good.map((_, index) => `${kind.path}/${nameOf(index)}`),
    steps: [
      ...kind.good.map((value, index) => post(kind.path, named(value, nameOf(index)), extra)),
      ...kind.bad.map((value) =>
        post(kind.path, named(value, isNamespaced ? "bad" : "{run}-bad"), extra)
      ),
      ...(isNamespaced ? [get(kind.path, extra), get(kind.path, { accept: TABLE, ...extra })] : []),
      get(first, extra),
      get(first, { accept: TABLE, ...extra }),
      put(first, named(kind.good[0] ?? {}, nameOf(0)), extra),
      ...(kind.changes ?? []).map((change) => mergePatch(first, change, extra)),
      mergePatch(first, { metadata: { labels: { changed: "yes" } } }, extra),
      remove(first, undefined, extra),
      get(first, extra),
    ],
  };
}
