/**
 * Measures one row: every peer once for warming up and counting, then in turns.
 *
 * @module
 */

import type { Forwarder } from "./forwarder.ts";
import { measureProcesses, median, type Meter, type Sample } from "./measure.ts";
import { type Places, programOf } from "./programs.ts";
import type { Peer, Row } from "./row.ts";

/** What a peer took in a row: medians. */
export interface Measured {
  readonly peer: Peer;
  readonly runs: number;
  readonly wallMs: number | undefined;
  readonly taskMs: number | undefined;
  readonly cpuMs: number | undefined;
  readonly memoryMb: number | undefined;
  readonly bytesPerObject: number | undefined;
  /** The peaks of the processes of a peer that is more than one; the gate's first. */
  readonly processesMb?: readonly number[] | undefined;
  readonly connections: number;
  readonly requests: number;
}

/** What a peer did not do, and why. */
export interface Skipped {
  readonly peer: Peer;
  readonly why: string;
}

/** A measured row. */
export interface RowResult {
  readonly row: Row;
  readonly measured: readonly Measured[];
  readonly skipped: readonly Skipped[];
}

/** What measuring needs. */
export interface Bench {
  readonly meter: Meter;
  readonly places: Places;
  /** As `places`, but through the counter of connections. */
  readonly counted: Places;
  readonly forwarder: Forwarder;
  /** Reads how many GET and LIST requests for objects the server has answered so far. */
  readonly requestsSoFar: () => Promise<number>;
}

const TIMEOUT_MS = 600_000;
/**
 * Whoever takes longer is timed once. Never by the counted run: the forwarder adds milliseconds to every
 * exchange, which made hundreds of small requests several times slower than they are.
 */
const SLOW_MS = 4_000;
/** Both sides of most targets: always timed as often as each other. */
const ALWAYS: readonly Peer[] = ["fetch", "skiff", "skiff run", "skiff own", "skiff eval"];

/** Measures one row. */
export async function runRow(bench: Bench, row: Row): Promise<RowResult> {
  const skipped: Skipped[] = [];
  const runners: { peer: Peer; first: Sample; connections: number; requests: number }[] = [];
  for (const peer of row.peers) {
    const counting = programOf({ ...row, repeat: 1 }, peer, bench.counted);
    if (counting === undefined) {
      skipped.push({ peer, why: "no python3 with venv here" });
      continue;
    }
    bench.forwarder.takeCount();
    const before = await bench.requestsSoFar();
    const first = await bench.meter.run(counting, TIMEOUT_MS);
    const requests = await bench.requestsSoFar() - before;
    checkResult(row, peer, first);
    runners.push({ peer, first, connections: bench.forwarder.takeCount(), requests });
  }
  const samples = new Map<Peer, Sample[]>();
  // A gate and its script wait for each other: both before all else, one that polls leaves the other no turn.
  const goesFirst = row.isShort && !row.peers.includes("skiff run");
  for (let run = 0; run < row.runs; run++) {
    for (const { peer, first } of runners) {
      const program = programOf(row, peer, bench.places);
      const isSlow = first.wallMs > SLOW_MS && !ALWAYS.includes(peer) && !isMeasuredBy(row, peer);
      if (program === undefined || (run > 0 && isSlow)) continue;
      const sample = await bench.meter.run(program, TIMEOUT_MS, goesFirst);
      checkResult(row, peer, sample);
      samples.set(peer, [...samples.get(peer) ?? [], sample]);
    }
  }
  const processesMb = await measureGate(bench, row);
  const measured = runners.map(({ peer, connections, requests }): Measured => {
    const own = samples.get(peer) ?? [];
    return {
      peer,
      runs: own.length,
      wallMs: median(own.map((sample) => sample.wallMs)),
      taskMs: median(own.map((sample) => sample.taskMs)),
      cpuMs: median(own.map((sample) => sample.cpuMs)),
      memoryMb: median(own.map((sample) => sample.memoryMb)),
      bytesPerObject: median(own.map((sample) => sample.bytesPerObject)),
      ...(peer === "skiff run" ? { processesMb } : {}),
      connections,
      requests,
    };
  });
  return { row, measured, skipped };
}

/** `time` knows the largest process only. */
async function measureGate(bench: Bench, row: Row): Promise<readonly number[] | undefined> {
  if (!row.peers.includes("skiff run")) return undefined;
  const program = programOf(row, "skiff run", bench.places);
  return program && await measureProcesses(program, TIMEOUT_MS);
}

/** Whether a target of the row is a multiple of what the peer takes. */
function isMeasuredBy({ targets }: Row, peer: Peer): boolean {
  return targets.some(({ timesPeer }) => timesPeer === peer);
}

/** Nobody is fast by doing less. */
function checkResult(row: Row, peer: Peer, { result, taskMs }: Sample): void {
  const isLines = taskMs === undefined;
  const headers = isLines && peer === "skiff eval" ? 1 : 0;
  // Objects as pretty JSON are only known to be many lines.
  const isExact = "exactly" in row.count && !(isLines && row.readsList);
  const wanted = ("exactly" in row.count ? row.count.exactly : row.count.atLeast) + headers;
  if (isExact ? result === wanted : result >= wanted) return;
  throw new Error(`${row.name}, ${peer}: got ${result} where ${wanted} are there`);
}
