/** A script as people write them first: it works while it is loaded. */
import { ns } from "skiff";

export const made = await ns("shop").create({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "made-on-load" },
});
