/**
 * Brings Skiff's names into Deno's own prompt.
 *
 * `deno repl $(skiff run --print-flags examples/prelude.ts) --allow-read=. --eval-file=examples/prelude.ts`
 *
 * @module
 */
import * as skiff from "skiff/repl";

Object.assign(globalThis, skiff);
console.log("In scope: ns, cluster, show, chart and whatever else skiff exports.");
