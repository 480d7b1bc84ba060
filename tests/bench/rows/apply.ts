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
      { peer: "skiff", measure: "wallMs", limit: 0.33, timesPeer: "kubectl" },
      { peer: "skiff", measure: "taskMs", limit: 1.2, timesPeer: "fetch" },
    ],
  })];
}
