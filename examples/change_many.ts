/**
 * Changes and deletes all objects of a query: a dry run first, the outcome of each, and what is refused.
 *
 * `deno task example change_many`
 *
 * @module
 */
import { cluster, ns, QueryError } from "skiff";

const namespace = await cluster.create({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { generateName: "example-" },
});
const shop = ns(namespace.metadata?.name);
try {
  for (const name of ["a", "b", "c"]) {
    const labels = { tier: name === "c" ? "back" : "front" };
    await shop.configMap(name).create({ metadata: { labels } });
  }
  const front = shop.configMaps.where({ metadata: { labels: { tier: "front" } } });
  console.log(`${await front.annotate({ "example.com/note": "seen" })}`);
  console.log(`${await front.delete({ dryRun: true })}`);

  const outcomes = await front.delete();
  for (const { name, state } of outcomes) console.log(`${name} is ${state}`);

  // A query without a filter is a mistake more often than not; all() says that it is none.
  try {
    await shop.configMaps.delete();
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    console.log(error.message.replace(shop.name ?? "", "..."));
  }
} finally {
  await cluster.namespace(namespace.metadata?.name ?? "").delete();
}
