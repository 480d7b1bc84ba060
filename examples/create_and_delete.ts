/**
 * Creates objects and deletes them: a namespace with a name of the server's, what is in it, and both
 * away again.
 *
 * `deno task example create_and_delete`
 *
 * @module
 */
import { cluster, isConflict, ns } from "skiff";

const namespace = await cluster.create({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { generateName: "example-" },
});
const scratch = ns(namespace.metadata?.name);
try {
  // By what the object says of itself, or by an accessor that knows it.
  await scratch.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } });
  const app = scratch.configMap("app");
  await app.create({ data: { level: "info" } });

  try {
    await app.create({ data: { level: "debug" } });
  } catch (error) {
    if (!isConflict(error)) throw error;
    console.log(error.message);
  }
  try {
    await app.create({ dta: { level: "debug" } } as never);
  } catch (error) {
    console.log(error instanceof Error ? error.message : error);
  }

  console.log(`${await app.delete()}`);
  console.log(`${await app.delete({ ignoreNotFound: true })}`);
} finally {
  console.log(`${await cluster.namespace(scratch.name ?? "").delete()}`);
}
