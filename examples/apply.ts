/**
 * Applies fields on the server: who owns which, what a conflict says, and the ways out.
 *
 * `deno task example apply`
 *
 * @module
 */
import { cluster, isConflict, ns } from "skiff";

const namespace = await cluster.create({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { generateName: "example-" },
});
const app = ns(namespace.metadata?.name).configMap("app");
try {
  // The first one creates it.
  await app.apply({ data: { level: "info", color: "blue" } }, { fieldManager: "team-a" });
  // What a manager leaves out the next time is gone.
  const { data } = await app.apply({ data: { level: "info" } }, { fieldManager: "team-a" });
  console.log("after leaving color out:", data);

  try {
    await app.apply({ data: { level: "debug" } }, { fieldManager: "team-b" });
  } catch (error) {
    if (!isConflict(error)) throw error;
    for (const { field, manager } of error.conflicts) console.log(`${field} is of ${manager}`);
  }
  const taken = await app.apply({ data: { level: "debug" } }, {
    fieldManager: "team-b",
    force: true,
  });
  console.log("after taking it over:", taken.data);
} finally {
  await cluster.namespace(namespace.metadata?.name ?? "").delete();
}
