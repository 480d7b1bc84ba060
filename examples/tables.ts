/**
 * Prints objects as the table that kubectl shows; the server renders it.
 *
 * `deno task example tables [KIND]`
 *
 * @module
 */
import { cluster } from "skiff";

const table = await cluster.kind(Deno.args[0] ?? "nodes").orderBy("metadata.name").table();
console.log(String(table));
