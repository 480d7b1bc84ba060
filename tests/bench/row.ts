/**
 * What a row of the benchmark is. The rows themselves are data, a file for each kind of work in `rows/`: a
 * new one needs its file, its name in `rows.ts`, and programs of its own where the peers' have no word for
 * its task.
 *
 * @module
 */
import type { Program } from "./measure.ts";
import type { Places } from "./programs.ts";

/**
 * Who is measured. `skiff run` is the library's script in the sandbox; `skiff own` is the library under the settings of Skiff's own processes, `skiff compiled` a
 * script as one file, started before.
 */
export const CALLERS = [
  "fetch",
  "skiff",
  "skiff own",
  "skiff run",
  "skiff eval",
  "skiff compiled",
  "client-node",
  "kubectl",
  "python",
  "kr8s",
] as const;
/** Prompts, at which somebody types. */
const PROMPTS = ["skiff repl", "deno repl", "ipython"] as const;
/** All of them. */
export const PEERS = [...CALLERS, ...PROMPTS] as const;
export type Peer = typeof PEERS[number];

/** What Skiff must reach. */
export interface Target {
  readonly peer: Peer;
  /** Which measure; `wallMs` is the whole process, `taskMs` the task within it. */
  readonly measure:
    | "wallMs"
    | "taskMs"
    | "memoryMb"
    | "connections"
    | "requests"
    | "bytesPerObject";
  readonly limit: number;
  /** When given, the limit is a multiple of this peer's measure. */
  readonly timesPeer?: Peer;
  /** When given, the limit is for what it takes more than this peer. */
  readonly beyondPeer?: Peer;
  /** What is in the way; said where the target is missed. */
  readonly obstacle?: string;
}

/** One row of the benchmark. */
export interface Row {
  readonly name: string;
  /** The word that the peers' programs know. */
  readonly task: string;
  /** How many pods it works on; 0 for none. */
  readonly pods: number;
  readonly peers: readonly Peer[];
  readonly runs: number;
  /** How often the task is done in one process; the last counts. */
  readonly repeat: number;
  readonly targets: readonly Target[];
  /** What a program is to count: nobody is fast by doing less. */
  readonly count: { readonly exactly: number } | { readonly atLeast: number };
  /** Whether whole objects of the list are read, so that its size gives a speed. */
  readonly readsList: boolean;
  /** Whether it works in a namespace of the bench's own; so does every row with pods. */
  readonly hasNamespace: boolean;
  /** Whether every run is so short that it may go before all else on the machine. */
  readonly isShort: boolean;
  /** Whether it speaks to the server that replays instead of the API server. */
  readonly isReplayed: boolean;
  /** What is to be known beside the table. */
  readonly note?: string;
  /** Commands of peers whose programs do not know the task; undefined where one cannot do it here. */
  readonly commands?: Partial<Record<Peer, (places: Places) => Program | undefined>>;
}

/** A row with what most have. */
export function rowOf(
  row: Pick<Row, "name" | "task" | "peers" | "runs" | "count"> & Partial<Row>,
): Row {
  const hasNamespace = (row.pods ?? 0) > 0;
  return {
    pods: 0,
    repeat: 1,
    targets: [],
    readsList: false,
    hasNamespace,
    isShort: true,
    isReplayed: false,
    ...row,
  };
}

/** 5000 as "5k". */
export function short(size: number): string {
  return size % 1000 === 0 ? `${size / 1000}k` : String(size);
}
