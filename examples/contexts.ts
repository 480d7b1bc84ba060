/**
 * Connects to a context by name, read-only, with a deadline for every call.
 *
 * `deno task example contexts [CONTEXT]`
 *
 * @module
 */
import { connect } from "skiff";

await using cluster = await connect({
  context: Deno.args[0],
  readOnly: true,
  timeout: "30s",
});

const { gitVersion } = await cluster.version();
console.log(`${cluster.info?.context} at ${cluster.info?.server} runs ${gitVersion}`);

try {
  await cluster.raw("/api/v1/namespaces", { method: "POST", body: "{}" });
} catch (error) {
  console.log(error instanceof Error ? error.message : error);
}
