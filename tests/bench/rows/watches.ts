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
/** They take minutes where the others take a second. */
const SLOW: readonly Peer[] = ["python", "kr8s"];
const CHANGES = 20_000;
const FEW_CHANGES = 2000;
const ROUNDS = 20;
/** Processes that wait are given three seconds each to begin. */
const FEW_ROUNDS = 3;

export function watchRows(sizes: readonly number[]): Row[] {
  const smallest = sizes[0] ?? 1000;
  const larger = sizes.filter((size) => size > smallest && size < 20_000).slice(-1);
  return [
    watchListRow(smallest, SLOW),
    ...larger.map((size) => watchListRow(size, [])),
    ingestRow(CHANGES, []),
    ingestRow(FEW_CHANGES, SLOW),
    ...(larger.length > 0 ? [10_000, 50_000] : [10_000]).map(cacheRow),
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

/** The first state of a collection, event by event. */
function watchListRow(pods: number, slow: readonly Peer[]): Row {
  return rowOf({
    name: `watch-list-${short(pods)}`,
    task: "watch-list",
    pods,
    peers: [...DENO, ...slow],
    runs: 5,
    count: { exactly: pods },
    readsList: true,
    isShort: slow.length === 0,
    targets: pods < 5000 ? [] : [{
      peer: "skiff",
      measure: "taskMs",
      limit: 1.3,
      timesPeer: "fetch",
      obstacle:
        "the hand-written `fetch` counts the objects and lets go of each, where a watch keeps them " +
        "all, so that it can tell what changed after an interruption; where `fetch` keeps them too " +
        "(cache-10k), Skiff is the faster one",
    }],
    commands: commandsOf("watch-list", () => namespaceOf(pods), pods),
  });
}

/** Changes of a thousand pods. */
function ingestRow(changes: number, slow: readonly Peer[]): Row {
  return rowOf({
    name: `ingest-${short(changes)}`,
    task: "ingest",
    peers: [...DENO, ...(slow.length === 0 ? ["skiff run"] as const : []), ...slow],
    runs: 5,
    count: { exactly: changes },
    isReplayed: true,
    isShort: slow.length === 0,
    targets: changes < CHANGES ? [] : [
      { peer: "skiff", measure: "taskMs", limit: 1.3, timesPeer: "fetch" },
      { peer: "skiff run", measure: "taskMs", limit: 1.3, timesPeer: "skiff" },
    ],
    commands: commandsOf("ingest", () => `replay-1000-${changes}`, changes),
  });
}

/** A collection in memory. */
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
    "skiff run": (places) => ({
      command: places.skiff,
      args: ["run", "-A", join(FILES, "skiff.ts"), ...words()],
      env: {
        XDG_STATE_HOME: join(places.cache, "state"),
        ...(task === "watch-list" ? {} : { KUBECONFIG: places.replay }),
      },
    }),
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
