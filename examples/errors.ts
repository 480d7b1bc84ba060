/**
 * Branches on what went wrong: missing, not allowed, or a mistake in the query.
 *
 * `deno task example errors`
 *
 * @module
 */
import { exitCodeOf, isNotFound, ns, QueryError } from "skiff";

const web = ns("default").deployment("no-such-deployment");
console.log(`exists: ${await web.exists()}`);

try {
  await web.get();
} catch (error) {
  if (!isNotFound(error)) throw error;
  console.log(`${error.message} (exit code ${exitCodeOf(error)})`);
}

try {
  ns("default").pods.selector({ labels: "app in (web" });
} catch (error) {
  if (!(error instanceof QueryError)) throw error;
  console.log(error.message);
}
