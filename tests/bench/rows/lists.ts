/** Pods as objects: all at once, and one by one. */
import { type Peer, type Row, rowOf, short } from "../row.ts";

const PEERS: readonly Peer[] = [
  "fetch",
  "skiff",
  "skiff run",
  "client-node",
  "kubectl",
  "python",
  "kr8s",
];
/** kr8s would take four minutes and several gigabytes. */
const LARGE = 20_000;

export function listRows(sizes: readonly number[]): Row[] {
  const largest = sizes.at(-1) ?? 1000;
  return [
    ...sizes.map((size) =>
      rowOf({
        name: `list-${short(size)}`,
        task: "list",
        pods: size,
        peers: size < LARGE ? PEERS : PEERS.filter((peer) => peer !== "kr8s"),
        runs: 3,
        count: { exactly: size },
        readsList: true,
        isShort: false,
        targets: size < 5000 ? [] : [
          { peer: "skiff", measure: "taskMs", limit: 1.1, timesPeer: "fetch" },
          { peer: "skiff run", measure: "taskMs", limit: 1.3, timesPeer: "skiff" },
        ],
      })
    ),
    rowOf({
      name: `iterate-${short(largest)}`,
      task: "iterate",
      pods: largest,
      peers: ["fetch", "skiff", "skiff own"],
      runs: 3,
      count: { exactly: largest },
      readsList: true,
      isShort: false,
      targets: [
        { peer: "skiff", measure: "memoryMb", limit: 150 },
        { peer: "skiff own", measure: "memoryMb", limit: 150 },
      ],
    }),
  ];
}
