/**
 * Works through all objects of a query, several at a time, while further pages are read.
 *
 * `deno task example each_object`
 *
 * @module
 */
import { cluster, ns } from "skiff";

const found = new Map<string, number>();
const namespaces = await cluster.namespaces.each(async ({ metadata }, { signal }) => {
  const name = metadata?.name ?? "";
  found.set(name, await ns(name).configMaps.count({ signal }));
}, { concurrency: 4, timeout: "30s" });
const total = [...found.values()].reduce((sum, count) => sum + count, 0);
console.log(`${total} config maps in ${namespaces} namespaces`);
