/**
 * Shows what a query would send and what it would decide here. Sends nothing.
 *
 * `deno task example explain_query`
 *
 * @module
 */
import { ago, like, ns, oneOf } from "skiff";

const query = ns("shop").pods
  .where({ status: { phase: "Running" }, metadata: { labels: { tier: oneOf("web", "api") } } })
  .where("metadata.creationTimestamp", "<", ago("2h"))
  .where({ spec: { containers: { $some: { image: like("*:latest") } } } })
  .where((pod) => (pod.status?.containerStatuses ?? []).some((status) => status.restartCount > 3));

console.log(String(query.explain()));
