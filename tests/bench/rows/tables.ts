/** What a list can be answered by without its objects. */
import { type Row, rowOf, short } from "../row.ts";

export function tableRows(sizes: readonly number[]): Row[] {
  const pods = sizes.filter((size) => size < 20_000).at(-1) ?? sizes[0] ?? 1000;
  const common = { pods, count: { exactly: pods } };
  return [
    rowOf({
      ...common,
      name: `table-${short(pods)}`,
      task: "table",
      peers: ["fetch", "skiff", "skiff eval", "kubectl"],
      runs: 5,
      targets: [{ peer: "skiff eval", measure: "wallMs", limit: 350 }],
    }),
    rowOf({
      ...common,
      name: `table-${short(pods)}-warm`,
      task: "table",
      peers: ["fetch", "skiff"],
      runs: 3,
      repeat: 5,
      targets: [{ peer: "skiff", measure: "taskMs", limit: 150 }],
    }),
    rowOf({
      ...common,
      name: "count",
      task: "count",
      peers: ["fetch", "skiff"],
      runs: 5,
      repeat: 5,
      targets: [{ peer: "skiff", measure: "taskMs", limit: 10 }],
    }),
    rowOf({
      ...common,
      name: `names-${short(pods)}`,
      task: "names",
      peers: ["fetch", "skiff", "kubectl"],
      runs: 3,
      isShort: false,
    }),
  ];
}
