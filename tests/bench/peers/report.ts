/** What a program of the benchmark says at its end, as one line of JSON. */
export interface Report {
  /** How long the task took within the process, in milliseconds. */
  readonly taskMs: number;
  /** What it counted: the bench checks it, so that nobody is fast by doing less. */
  readonly result: number;
}

/** Runs a task, `repeat` times, and prints what the last time took. */
export async function reportTask(
  task: () => Promise<number>,
  repeat = Number(Deno.args[2] ?? "1"),
): Promise<void> {
  let report: Report = { taskMs: 0, result: -1 };
  for (let run = 0; run < repeat; run++) {
    const startMs = performance.now();
    const result = await task();
    report = { taskMs: performance.now() - startMs, result };
  }
  console.log(JSON.stringify(report));
}
