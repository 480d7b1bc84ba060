/**
 * Watches: the first state of a collection, changes as fast as they come, what is kept in memory, and how
 * soon a wait is over.
 */
import { join } from "node:path";
import type { Program } from "../measure.ts";
import { namespaceOf, type Places, SCRIPT_FLAGS } from "../programs.ts";
import { type Peer, type Row, rowOf, short } from "../row.ts";

const FILES = join(import.meta.dirname ?? ".", "..", "peers", "watch");
const DENO: readonly Peer[] = ["fetch", "skiff", "client-node"];
/** Changes to be taken; kr8s and Python would take minutes for the first number. */
const CHANGES = 20_000;
const FEW_CHANGES = 2000;
const ROUNDS = 20;
/** Processes that wait are given three seconds each to begin. */
const FEW_ROUNDS = 3;

export function watchRows(sizes: readonly number[]): Row[] {
  const pods = sizes.filter((size) => size < 20_000).at(-1) ?? sizes[0] ?? 1000;
  return [
    rowOf({
      name: `watch-list-${short(pods)}`,
      task: "watch-list",
      pods,
      peers: [...DENO, "python", "kr8s"],
      runs: 3,
      count: { exactly: pods },
      readsList: true,
      isShort: false,
      targets: pods < 5000
        ? []
        : [{ peer: "skiff", measure: "taskMs", limit: 1.3, timesPeer: "fetch" }],
      commands: commandsOf("watch-list", () => namespaceOf(pods), pods),
    }),
    replayRow("ingest", [...DENO, "python"], { changes: CHANGES }),
    replayRow("ingest", [...DENO, "python", "kr8s"], { changes: FEW_CHANGES }),
    ...(sizes.length > 1 ? [10_000, 50_000] : [10_000]).map(cacheRow),
    rowOf({
      name: "wait",
      task: "wait",
      peers: ["fetch", "skiff", "kubectl", "kr8s"],
      runs: 3,
      count: { atLeast: FEW_ROUNDS },
      hasNamespace: true,
      isShort: false,
      note:
        `The task is the middle of ${ROUNDS} waits, ${FEW_ROUNDS} where each takes a process of its ` +
        "own, from the sending of the change on.",
      targets: [{ peer: "skiff", measure: "taskMs", limit: 50 }],
      commands: {
        fetch: (places) => waitCommand("fetch", ROUNDS, places),
        skiff: (places) => waitCommand("skiff", ROUNDS, places),
        kubectl: (places) => waitCommand("kubectl", FEW_ROUNDS, places),
        kr8s: (places) =>
          places.python === undefined ? undefined : waitCommand("kr8s", FEW_ROUNDS, places),
      },
    }),
  ];
}

/** A row on the server that replays. */
function replayRow(
  task: string,
  peers: readonly Peer[],
  { changes }: { readonly changes: number },
): Row {
  return rowOf({
    name: `${task}-${short(changes)}`,
    task,
    peers,
    runs: 5,
    count: { exactly: changes },
    isReplayed: true,
    targets: changes === CHANGES
      ? [{ peer: "skiff", measure: "taskMs", limit: 1.3, timesPeer: "fetch" }]
      : [],
    commands: commandsOf(task, () => `replay-1000-${changes}`, changes),
  });
}

function cacheRow(objects: number): Row {
  return rowOf({
    name: `cache-${short(objects)}`,
    task: "cache",
    peers: DENO,
    runs: 3,
    count: { exactly: objects },
    isReplayed: true,
    targets: [{ peer: "skiff", measure: "bytesPerObject", limit: 1, timesPeer: "fetch" }],
    commands: commandsOf("cache", () => `replay-${objects}-0`, objects),
  });
}

function commandsOf(
  task: string,
  namespace: () => string,
  count: number,
): NonNullable<Row["commands"]> {
  const words = () => [task, namespace(), String(count)];
  const deno = (file: string) => (places: Places): Program => ({
    command: Deno.execPath(),
    args: ["run", ...SCRIPT_FLAGS, ...WATCH_FLAGS, join(FILES, file), ...words()],
    env: task === "watch-list" ? {} : { KUBECONFIG: places.replay },
  });
  const python = (file: string) => (places: Places): Program | undefined =>
    places.python === undefined ? undefined : {
      command: places.python,
      args: [join(FILES, file), ...words()],
      env: task === "watch-list" ? {} : { KUBECONFIG: places.replay },
    };
  return {
    fetch: deno("fetch.ts"),
    skiff: deno("skiff.ts"),
    "client-node": deno("client_node.ts"),
    python: python("python_client.py"),
    kr8s: python("kr8s_client.py"),
  };
}

/** What client-node asks of the machine, and the collector for what is left of a cache. */
const WATCH_FLAGS = ["--allow-sys", "--v8-flags=--expose-gc"];

function waitCommand(who: Peer, rounds: number, places: Places): Program {
  const file = join(FILES, "wait.ts");
  return {
    command: Deno.execPath(),
    args: ["run", ...SCRIPT_FLAGS, "--allow-run", file, who, namespaceOf(0), String(rounds)],
    env: { BENCH_KUBECTL: places.kubectl, BENCH_PYTHON: places.python ?? "" },
  };
}
