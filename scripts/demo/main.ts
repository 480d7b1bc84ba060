/**
 * `deno task demo`: the REPL on a small shop in an in-memory cluster; without a terminal a tour of it.
 *
 * @module
 */
import { main } from "../../lib/cli/main.ts";
import { STDOUT } from "../../lib/process/output.ts";
import { openShop, startTraffic } from "./shop.ts";
import { playTour, TOUR_TIME } from "./tour.ts";

/** What there is to be seen. */
const LOOKS: readonly (readonly [string, string])[] = [
  ["ns().pods", "everything at a glance"],
  ['ns().pods.where({ metadata: { labels: { app: "api" } } })', "a rollout is stuck"],
  ['ns().events.where({ type: "Warning" })', "and why"],
  ["ns().pods.watch()", "pods come and go; Ctrl-C ends it"],
];

async function runTour(): Promise<number> {
  await STDOUT.write("The demo: a small shop in a cluster that lives in this process.\n");
  await using shop = await openShop({ now: TOUR_TIME });
  await playTour(shop, { write: (text) => STDOUT.write(text), color: STDOUT.color });
  return 0;
}

/** The prompt, on a shop that goes on living. */
async function runPrompt(): Promise<number> {
  await using shop = await openShop({ now: new Date() });
  await using _time = shop.clock.follow();
  using _traffic = startTraffic(shop);
  const looks = LOOKS.map(([line, what]) => `  ${line.padEnd(60)}${what}\n`).join("");
  await STDOUT.write(`A small shop lives in a cluster in this process:\n\n${looks}\n`);
  return await shop.cluster.use(() => main(["repl"]));
}

if (import.meta.main) {
  const isTerminal = Deno.stdin.isTerminal() && STDOUT.terminal;
  Deno.exit(await (isTerminal ? runPrompt() : runTour()));
}
