/** Many small requests: one after the other, and at once. */
import { type Peer, type Row, rowOf } from "../row.ts";

const PEERS: readonly Peer[] = [
  "fetch",
  "skiff",
  "skiff run",
  "skiff own",
  "client-node",
  "python",
  "kr8s",
];

export function callRows(): Row[] {
  return [
    rowOf({
      name: "gets-500",
      task: "gets",
      peers: PEERS,
      runs: 5,
      count: { exactly: 500 },
      targets: [
        { peer: "skiff", measure: "taskMs", limit: 1.2, timesPeer: "fetch" },
        { peer: "skiff own", measure: "taskMs", limit: 1.2, timesPeer: "fetch" },
        // Half a millisecond for each.
        {
          peer: "skiff run",
          measure: "taskMs",
          limit: 250,
          beyondPeer: "skiff",
          obstacle:
            "a process in between that only copies bytes takes 0.1 ms for each request; the gate's strict " +
            "reading of both heads, its decision and its deadlines take twice that again",
        },
        { peer: "skiff", measure: "connections", limit: 1 },
        { peer: "skiff own", measure: "connections", limit: 1 },
      ],
    }),
    // The clients are there and have been used once: what is measured is the requests, not the start.
    rowOf({
      name: "parallel-50",
      task: "parallel",
      peers: PEERS,
      runs: 7,
      repeat: 2,
      count: { exactly: 50 },
      targets: [
        {
          peer: "skiff",
          measure: "taskMs",
          limit: 1.2,
          timesPeer: "fetch",
          obstacle:
            "fifty requests take 14 ms of the script's own thread, where Deno's client takes 8: over " +
            "`node:tls` it is JavaScript that speaks HTTP/1.1, and each request has its deadline, its " +
            "retries and its checks",
        },
        {
          peer: "skiff own",
          measure: "taskMs",
          limit: 1.2,
          timesPeer: "fetch",
          obstacle:
            "fifty requests take 13 ms of the script's own thread, where hand-written ones take 8: each " +
            "has its deadline, its retries and its checks",
        },
      ],
    }),
    rowOf({
      name: "parallel-50-first",
      task: "parallel",
      peers: ["fetch", "skiff", "skiff own"],
      runs: 7,
      count: { exactly: 50 },
    }),
  ];
}
