/**
 * What is measured: the rows, who takes part in each, and the targets.
 *
 * @module
 */

/** Who is measured. */
export const PEERS = [
  "fetch",
  "skiff",
  "skiff eval",
  "client-node",
  "kubectl",
  "python",
  "kr8s",
] as const;
export type Peer = typeof PEERS[number];

/** What Skiff must reach. */
export interface Target {
  readonly peer: Peer;
  /** Which measure; `wallMs` is the whole process, `taskMs` the task within it. */
  readonly measure: "wallMs" | "taskMs" | "memoryMb" | "connections" | "requests";
  readonly limit: number;
  /** When given, the limit is a multiple of this peer's measure. */
  readonly timesPeer?: Peer;
}

/** One row of the benchmark. */
export interface Row {
  readonly name: string;
  /** The word the peers' programs know. */
  readonly task:
    | "cold"
    | "list"
    | "iterate"
    | "table"
    | "count"
    | "names"
    | "gets"
    | "parallel"
    | "apply";
  /** How many pods it works on; 0 for none. */
  readonly pods: number;
  readonly peers: readonly Peer[];
  readonly runs: number;
  /** How often the task is done in one process; the last counts. */
  readonly repeat: number;
  readonly targets: readonly Target[];
}

const ALL: readonly Peer[] = PEERS;
const LIST: readonly Peer[] = ["fetch", "skiff", "client-node", "kubectl", "python", "kr8s"];
const APPLY: readonly Peer[] = ["fetch", "skiff", "client-node", "kubectl", "python"];
const GETS: readonly Peer[] = ["fetch", "skiff", "client-node", "python", "kr8s"];

/** Every row. */
export function allRows(sizes: readonly number[]): Row[] {
  const smaller = sizes.filter((size) => size < 20_000).at(-1) ?? sizes[0] ?? 1000;
  const largest = sizes.at(-1) ?? 1000;
  return [
    {
      ...row("cold", "cold", 0, ALL, 9),
      targets: [
        { peer: "skiff", measure: "wallMs", limit: 1.3, timesPeer: "fetch" },
        { peer: "skiff eval", measure: "wallMs", limit: 1.3, timesPeer: "fetch" },
      ],
    },
    ...sizes.map((size): Row => ({
      // At 20,000 kr8s would take four minutes and several gigabytes.
      ...row(`list-${short(size)}`, "list", size, size < 20_000 ? LIST : LIST.slice(0, -1), 3),
      targets: size === 1000
        ? []
        : [{ peer: "skiff", measure: "taskMs", limit: 1.1, timesPeer: "fetch" }],
    })),
    {
      ...row(`iterate-${short(largest)}`, "iterate", largest, ["fetch", "skiff"], 3),
      targets: [{ peer: "skiff", measure: "memoryMb", limit: 150 }],
    },
    {
      ...row(`table-${short(smaller)}`, "table", smaller, [
        "fetch",
        "skiff",
        "skiff eval",
        "kubectl",
      ], 5),
      targets: [{ peer: "skiff eval", measure: "wallMs", limit: 350 }],
    },
    {
      ...row(`table-${short(smaller)}-warm`, "table", smaller, ["fetch", "skiff"], 3, 5),
      targets: [{ peer: "skiff", measure: "taskMs", limit: 150 }],
    },
    {
      ...row("count", "count", smaller, ["fetch", "skiff"], 3, 5),
      targets: [{ peer: "skiff", measure: "taskMs", limit: 10 }],
    },
    row(`names-${short(smaller)}`, "names", smaller, ["fetch", "skiff", "kubectl"], 3),
    {
      ...row("gets-500", "gets", 0, GETS, 3),
      targets: [
        { peer: "skiff", measure: "taskMs", limit: 1.2, timesPeer: "fetch" },
        { peer: "skiff", measure: "connections", limit: 1 },
      ],
    },
    {
      ...row("parallel-50", "parallel", 0, GETS, 5),
      targets: [{ peer: "skiff", measure: "taskMs", limit: 1.2, timesPeer: "fetch" }],
    },
    {
      ...row("apply-1k", "apply", 0, APPLY, 3),
      targets: [
        { peer: "skiff", measure: "wallMs", limit: 0.33, timesPeer: "kubectl" },
        { peer: "skiff", measure: "taskMs", limit: 1.2, timesPeer: "fetch" },
      ],
    },
  ];
}

/** How many objects the task `apply` applies, with another value in each run. */
export const APPLIED = 1000;

/** Whether a row needs a namespace of the bench's own. */
export function hasNamespace({ task, pods }: Row): boolean {
  return pods > 0 || task === "apply";
}

function row(
  name: string,
  task: Row["task"],
  pods: number,
  peers: readonly Peer[],
  runs: number,
  repeat = 1,
): Row {
  return { name, task, pods, peers, runs, repeat, targets: [] };
}

/** 5000 as "5k". */
export function short(size: number): string {
  return `${size / 1000}k`;
}
