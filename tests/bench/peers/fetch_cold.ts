/** The least that can list namespaces: what a cold start is compared with. */
const config = JSON.parse(await Deno.readTextFile(Deno.env.get("KUBECONFIG") ?? ""));
const { server, "certificate-authority-data": ca } = config.clusters[0].cluster;
const { "client-certificate-data": cert, "client-key-data": key } = config.users[0].user;

using client = Deno.createHttpClient({ caCerts: [atob(ca)], cert: atob(cert), key: atob(key) });
const response = await fetch(`${server}/api/v1/namespaces`, {
  client,
  headers: { accept: "application/json" },
});
if (!response.ok) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
const list = await response.json();

interface Namespace {
  readonly metadata: { readonly name: string };
  readonly status: { readonly phase: string };
}
for (const { metadata, status } of list.items as Namespace[]) {
  console.log(metadata.name, status.phase);
}
