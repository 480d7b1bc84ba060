/** From nothing to the namespaces on the screen. */
import { PEERS, type Row, rowOf } from "../row.ts";

export function coldRows(): Row[] {
  return [rowOf({
    name: "cold",
    task: "cold",
    peers: PEERS,
    runs: 11,
    count: { atLeast: 4 },
    targets: [
      { peer: "skiff", measure: "wallMs", limit: 1.3, timesPeer: "fetch" },
      { peer: "skiff eval", measure: "wallMs", limit: 1.3, timesPeer: "fetch" },
      { peer: "skiff compiled", measure: "wallMs", limit: 1.3, timesPeer: "fetch" },
    ],
  })];
}
