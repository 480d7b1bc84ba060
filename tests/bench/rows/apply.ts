/** Many server-side applies. */
import { APPLIED } from "../peers/apply.ts";
import { type Row, rowOf } from "../row.ts";

export function applyRows(): Row[] {
  return [rowOf({
    name: "apply-1k",
    task: "apply",
    peers: ["fetch", "skiff", "client-node", "kubectl", "python"],
    runs: 3,
    count: { exactly: APPLIED },
    isShort: false,
    hasNamespace: true,
    targets: [
      {
        peer: "skiff",
        measure: "wallMs",
        limit: 0.33,
        timesPeer: "kubectl",
        obstacle:
          "nor does the hand-written `fetch` get there: client and server share the processors, and " +
          "the server's work is what takes the time",
      },
      { peer: "skiff", measure: "taskMs", limit: 1.2, timesPeer: "fetch" },
    ],
  })];
}
