/** Hand-written requests over one client: `fetch.ts TASK NAMESPACE [REPEAT]`. */
import { type Applied, applyAll } from "./apply.ts";
import { reportTask } from "./report.ts";

const [task = "", namespace = ""] = Deno.args;
const config = JSON.parse(await Deno.readTextFile(Deno.env.get("KUBECONFIG") ?? ""));
const { server, "certificate-authority-data": ca } = config.clusters[0].cluster;
const { "client-certificate-data": cert, "client-key-data": key } = config.users[0].user;
using client = Deno.createHttpClient({ caCerts: [atob(ca)], cert: atob(cert), key: atob(key) });

const META = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";
const TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";
const pods = `/api/v1/namespaces/${namespace}/pods`;
const configMap = "/api/v1/namespaces/kube-system/configmaps/kube-root-ca.crt";

async function get(path: string, accept = "application/json") {
  // Not compressed, as on any loopback connection compressing costs more than it saves.
  const headers = { accept, "accept-encoding": "identity" };
  const response = await fetch(server + path, { client, headers });
  if (!response.ok) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
  return await response.json();
}

async function apply({ name, labels, data }: Applied) {
  const path = `/api/v1/namespaces/${namespace}/configmaps/${name}`;
  const response = await fetch(`${server}${path}?fieldManager=fetch&fieldValidation=Strict`, {
    client,
    method: "PATCH",
    headers: { "content-type": "application/apply-patch+yaml", "accept-encoding": "identity" },
    body: JSON.stringify({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name, namespace, labels },
      data,
    }),
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
  return await response.json();
}

async function run(): Promise<number> {
  if (task === "list" || task === "iterate") return (await get(pods)).items.length;
  if (task === "table") {
    return (await get(`${pods}?includeObject=None`, TABLE)).rows.length;
  }
  if (task === "names") return (await get(pods, META)).items.length;
  if (task === "count") {
    const { items, metadata } = await get(`${pods}?limit=1`);
    return items.length + (metadata.remainingItemCount ?? 0);
  }
  if (task === "gets") {
    let found = 0;
    for (let call = 0; call < 500; call++) found += Number((await get(configMap)).kind !== "");
    return found;
  }
  if (task === "parallel") {
    return (await Promise.all(Array.from({ length: 50 }, () => get(configMap)))).length;
  }
  if (task === "apply") return await applyAll("fetch", apply);
  throw new Error(`no task "${task}"`);
}

await reportTask(run);
