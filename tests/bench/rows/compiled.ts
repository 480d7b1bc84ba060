/** The first start of a compiled script on a machine, where it unpacks itself. Its later ones are in "cold". */
import { join } from "node:path";
import type { Program } from "../measure.ts";
import type { Places } from "../programs.ts";
import { type Row, rowOf } from "../row.ts";

export function compiledRows(): Row[] {
  return [rowOf({
    name: "compiled-first",
    task: "cold",
    peers: ["skiff compiled"],
    runs: 5,
    count: { atLeast: 4 },
    commands: { "skiff compiled": onNewMachine },
    targets: [{ peer: "skiff compiled", measure: "wallMs", limit: 2000 }],
  })];
}

/** As where it was never started before: with a folder for caches that is not there yet. */
function onNewMachine({ tool, cache }: Places): Program {
  const home = join(cache, "new-machine");
  Deno.mkdirSync(home, { recursive: true });
  Deno.removeSync(home, { recursive: true });
  Deno.mkdirSync(home);
  return { command: tool, args: [], env: { XDG_CACHE_HOME: home } };
}
