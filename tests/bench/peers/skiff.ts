/** Skiff as a library: `skiff.ts TASK NAMESPACE [REPEAT]`. */
import { ns } from "../../../mod.ts";
import { applyAll } from "./apply.ts";
import { reportTask } from "./report.ts";

const [task = "", namespace = ""] = Deno.args;
const pods = ns(namespace).pods;
const configMaps = ns("kube-system").configMaps;

async function run(): Promise<number> {
  if (task === "list") return (await pods.list()).length;
  if (task === "iterate") {
    let seen = 0;
    for await (const pod of pods.stream()) seen += Number(pod.metadata?.name !== "");
    return seen;
  }
  if (task === "table") return (await pods.table()).rows.length;
  if (task === "names") return (await pods.names()).length;
  if (task === "count") return await pods.count();
  if (task === "gets") {
    let found = 0;
    for (let call = 0; call < 500; call++) {
      found += Number((await configMaps.get("kube-root-ca.crt")).kind !== "");
    }
    return found;
  }
  if (task === "parallel") {
    const calls = Array.from({ length: 50 }, () => configMaps.get("kube-root-ca.crt"));
    return (await Promise.all(calls)).length;
  }
  if (task === "apply") {
    return await applyAll(
      "skiff",
      ({ name, labels, data }) =>
        ns(namespace).configMap(name).apply({ metadata: { labels }, data }),
    );
  }
  throw new Error(`no task "${task}"`);
}

await reportTask(run);
