/** The in-memory cluster: how soon there is one, and how it bears ten thousand pods. */
import { join } from "node:path";
import { CLUSTERS, NODES, PLACED_PODS, PODS } from "../peers/embedded.ts";
import type { Program } from "../measure.ts";
import { type Row, rowOf, short } from "../row.ts";

const FILE = join(import.meta.dirname ?? ".", "..", "peers", "embedded.ts");
/** It needs no permission. */
const FLAGS = ["--quiet", "--no-prompt", "--no-config", "--no-lock"];

export function embeddedRows(): Row[] {
  return [
    embeddedRow("embedded-make", "make", CLUSTERS, {
      targets: [{ peer: "skiff", measure: "taskMs", limit: 5 }],
      note: `The task is the middle of ${CLUSTERS}: a cluster in memory, ready to answer.`,
    }),
    embeddedRow(`embedded-many-${short(CLUSTERS)}`, "many", CLUSTERS, {
      targets: [{ peer: "skiff", measure: "memoryMb", limit: 300 }],
      note: "Clusters with a node and a pod, made and disposed of one after another.",
    }),
    embeddedRow(`embedded-create-${short(PODS)}`, "create", PODS, {
      targets: [{ peer: "skiff", measure: "taskMs", limit: 5000 }],
      note: "Pods are created one after another while somebody watches them.",
    }),
    embeddedRow(`embedded-read-${short(PODS)}`, "read", PODS, {
      note: "The task lists the pods, and then watches them from their first state.",
    }),
    embeddedRow(`embedded-schedule-${short(PLACED_PODS)}`, "schedule", PLACED_PODS, {
      note: `The scheduler finds a node for each pod among ${NODES}.`,
    }),
  ];
}

function embeddedRow(
  name: string,
  task: string,
  count: number,
  more: Pick<Partial<Row>, "targets" | "note">,
): Row {
  const program: Program = {
    command: Deno.execPath(),
    args: ["run", ...FLAGS, FILE, `embedded-${task}`],
    env: {},
  };
  return rowOf({
    name,
    task: `embedded-${task}`,
    peers: ["skiff"],
    runs: 3,
    count: { exactly: count },
    isShort: false,
    commands: { skiff: () => program },
    ...more,
  });
}
