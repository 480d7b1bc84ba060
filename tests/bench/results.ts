/**
 * The results as Markdown.
 *
 * @module
 */

import { PEERS, type Row, type Target } from "./row.ts";
import type { Measured, RowResult } from "./run_row.ts";

/** What is said above the table. */
export interface About {
  readonly day: string;
  readonly machine: readonly string[];
  /** Bytes of a list, by its number of pods. */
  readonly bytes: ReadonlyMap<number, number>;
  readonly isWhole: boolean;
  /** Whether short rows went before all else on the machine. */
  readonly isSteady: boolean;
}

/** A target and what came of it. */
export interface Verdict {
  readonly text: string;
  readonly isMet: boolean;
}

/** Judges the targets of a row; one whose measure is missing is not met. */
export function judge({ row, measured }: RowResult): Verdict[] {
  return row.targets.map((target) => {
    const value = valueOf(measured, target.peer, target.measure);
    const share = compare(value, target, measured);
    const isMet = share !== undefined && share <= target.limit;
    return { isMet, text: describe(row, target, share, isMet) };
  });
}

function compare(
  value: number | undefined,
  { measure, timesPeer, beyondPeer }: Target,
  measured: readonly Measured[],
): number | undefined {
  const peer = timesPeer ?? beyondPeer;
  if (value === undefined || peer === undefined) return value;
  const other = valueOf(measured, peer, measure);
  if (other === undefined) return undefined;
  return timesPeer === undefined ? value - other : value / other;
}

function describe(row: Row, target: Target, share: number | undefined, isMet: boolean): string {
  const names = {
    wallMs: "ms, whole process",
    taskMs: "ms, task",
    memoryMb: "MB",
    connections: "connections",
    requests: "requests",
    bytesPerObject: "bytes for each object",
  };
  const name = names[target.measure];
  const unit = target.timesPeer !== undefined
    ? `× ${target.timesPeer} (${name})`
    : target.beyondPeer !== undefined
    ? `more than ${target.beyondPeer} (${name})`
    : name;
  const got = share === undefined ? "not measured" : format(share);
  return `| ${row.name} | ${target.peer} | ≤ ${target.limit} ${unit} | ${got} | ${
    isMet ? "PASS" : "MISS"
  } |`;
}

function valueOf(
  measured: readonly Measured[],
  peer: string,
  measure: Target["measure"],
): number | undefined {
  return measured.find((one) => one.peer === peer)?.[measure];
}

/** The whole document. */
export function formatResults(results: readonly RowResult[], about: About): string {
  const sizes = [...about.bytes].map(([pods, bytes]) =>
    `${pods} pods: ${format(bytes / 1e6)} MB (${format(bytes / 1e3 / pods)} KB each)`
  );
  return [
    "# Benchmark",
    "",
    `Written by \`deno task bench\` on ${about.day}. All rows of one run, peers in turns, medians of`,
    "the *runs* of each row: with one run, as `--quick` makes them, they are one sample and noisy.",
    "",
    ...about.machine.map((line) => `- ${line}`),
    ...sizes.map((line) => `- ${line}`),
    "",
    "*process* is the whole process from start to end, *task* what the program itself measured around",
    "the work, *MB/s* the size of the uncompressed list by the task, or by the process where nothing",
    "else is known. *conn.* counts TCP connections through a loopback forwarder and *req.* GET and LIST",
    "requests for objects in the server's metrics, both in a separate run that is not timed.",
    "Who takes longer than 4 s is timed once. `skiff` is a script that imports `mod.ts` by its path, in a",
    "plain `deno run`; `skiff own` the same under the settings of Skiff's own processes (only the",
    "kubeconfig's CA is trusted, so that Deno's client does the requests); `skiff eval` the installed",
    "command, `skiff compiled` the same script as the one file that `skiff compile` makes of it.",
    ...(about.isSteady
      ? [
        "",
        "Programs of short rows ran with real-time priority (`chrt --fifo 1`), so that whatever else the",
        "machine did disturbed them little, except in rows with `skiff run`, which is two processes; the API",
        "server had no such priority.",
      ]
      : []),
    ...(about.isWhole
      ? []
      : ["", "CPU time and memory were not measured: /usr/bin/time is missing."]),
    "",
    "## Targets",
    "",
    "| row | who | target | measured | |",
    "| --- | --- | --- | --- | --- |",
    ...results.flatMap((result) => judge(result).map((verdict) => verdict.text)),
    "",
    ...explainMisses(results),
    ...results.flatMap((result) => formatRow(result, about)),
  ].join("\n");
}

/** Why targets are missed, each reason once. */
function explainMisses(results: readonly RowResult[]): string[] {
  const lines = results.flatMap((result) =>
    judge(result).flatMap(({ isMet }, index) => {
      const target = result.row.targets[index];
      if (isMet || target === undefined) return [];
      const { peer, obstacle = "not explained" } = target;
      return [`- ${result.row.name}, ${peer}: ${obstacle}.`];
    })
  );
  return lines.length === 0 ? [] : ["Missed:", "", ...new Set(lines), ""];
}

function formatRow({ row, measured, skipped }: RowResult, about: About): string[] {
  const base = measured.find((one) => one.peer === "fetch");
  const kubectl = measured.find((one) => one.peer === "kubectl");
  const bytes = row.readsList ? about.bytes.get(row.pods) : undefined;
  const ordered = PEERS.flatMap((peer) => measured.filter((one) => one.peer === peer));
  const notes = [
    ...(row.repeat === 1 ? [] : [`The task is the last of ${row.repeat} in one process.`]),
    ...(row.isReplayed ? [REPLAYED] : []),
    ...(row.note === undefined ? [] : [row.note]),
  ].flatMap((note) => [note, ""]);
  const kept = ordered.filter(({ bytesPerObject }) => bytesPerObject !== undefined)
    .map(({ peer, bytesPerObject = 0 }) => `${peer} ${format(bytesPerObject / 1e3)} KB`);
  return [
    `## ${row.name}`,
    "",
    ...notes,
    "| | process ms | × fetch | × kubectl | task ms | × fetch | CPU ms | peak MB | MB/s | conn. | req. | runs |",
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ...ordered.map((one) => {
      const timeMs = one.taskMs ?? one.wallMs;
      const speed = bytes === undefined || timeMs === undefined ? undefined : bytes / 1e3 / timeMs;
      const cells = [
        one.peer,
        format(one.wallMs),
        format(ratio(one.wallMs, base?.wallMs)),
        format(ratio(one.wallMs, kubectl?.wallMs)),
        format(one.taskMs),
        format(ratio(one.taskMs, base?.taskMs)),
        format(one.cpuMs),
        format(one.memoryMb),
        format(speed),
        row.isReplayed ? "" : String(one.connections),
        row.isReplayed ? "" : String(one.requests),
        String(one.runs),
      ];
      return `| ${cells.join(" | ")} |`;
    }),
    ...skipped.map(({ peer, why }) => `| ${peer} | skipped: ${why} |${" |".repeat(10)}`),
    ...ordered.flatMap(({ peer, processesMb = [] }) =>
      processesMb.length === 0
        ? []
        : ["", `Peaks of the processes of ${peer}, the gate's first: ${listMb(processesMb)}.`]
    ),
    ...(kept.length === 0 ? [] : ["", `An object in memory takes: ${kept.join(", ")}.`]),
    "",
  ];
}

function listMb(processes: readonly number[]): string {
  return processes.map((megabytes) => `${format(megabytes)} MB`).join(", ");
}

const REPLAYED = "On a server that plays pods of 6.7 KB as fast as they are read.";

function ratio(value: number | undefined, base: number | undefined): number | undefined {
  return value === undefined || base === undefined ? undefined : value / base;
}

function format(value: number | undefined): string {
  if (value === undefined) return "";
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
