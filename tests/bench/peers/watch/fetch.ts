/** Hand-written watches: `fetch.ts TASK NAMESPACE COUNT`. */
import { reportKept, reportTask } from "./report.ts";

const [task = "", namespace = "", wanted = "0"] = Deno.args;
const count = Number(wanted);
const config = JSON.parse(await Deno.readTextFile(Deno.env.get("KUBECONFIG") ?? ""));
const { server, "certificate-authority-data": ca } = config.clusters[0].cluster;
const { "client-certificate-data": cert, "client-key-data": key } = config.users[0].user;
using client = ca === undefined
  ? Deno.createHttpClient({})
  : Deno.createHttpClient({ caCerts: [atob(ca)], cert: atob(cert), key: atob(key) });
const STREAMED = "watch=true&allowWatchBookmarks=true&sendInitialEvents=true" +
  "&resourceVersionMatch=NotOlderThan";

interface Event {
  type: string;
  object: { metadata: { name: string }; data?: Record<string, string> };
}

async function* watch(path: string): AsyncGenerator<Event> {
  const response = await fetch(server + path, { client });
  if (!response.ok) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
  let rest = "";
  for await (const text of response.body!.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield JSON.parse(line);
  }
}

async function events(type: string): Promise<number> {
  let seen = 0;
  for await (const event of watch(`/api/v1/namespaces/${namespace}/pods?${STREAMED}`)) {
    if (event.type === type && ++seen === count) break;
  }
  return seen;
}

if (task === "watch-list") await reportTask(() => events("ADDED"), 1);
else if (task === "ingest") await reportTask(() => events("MODIFIED"), 1);
else if (task === "cache") {
  await reportKept(async () => {
    const kept = new Map<string, unknown>();
    for await (
      const { type, object } of watch(`/api/v1/namespaces/${namespace}/pods?${STREAMED}`)
    ) {
      if (type === "BOOKMARK") break;
      kept.set(object.metadata.name, object);
    }
    return { size: kept.size, kept };
  });
} else throw new Error(`no task "${task}"`);
