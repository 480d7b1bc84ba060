/**
 * Holds a whole connection to dry runs, and another to reading.
 *
 * `deno task example dry_run`
 *
 * @module
 */
import { connect, GrantError } from "skiff";

await using plan = await connect({ dryRun: true });
const created = await plan.ns("default").configMap("skiff-example").create({ data: { a: "1" } });
console.log(`would create ${created.metadata?.name}`);
console.log(`is there: ${await plan.ns("default").configMap("skiff-example").exists()}`);

await using look = await connect({ readOnly: true });
try {
  await look.ns("default").configMap("skiff-example").create({});
} catch (error) {
  if (!(error instanceof GrantError)) throw error;
  console.log(error.message);
}
