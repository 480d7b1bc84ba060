/** Watches by the official JavaScript client: `client_node.ts TASK NAMESPACE COUNT`. */
import { CoreV1Api, KubeConfig, makeInformer, Watch } from "npm:@kubernetes/client-node@2.0.1";
import { reportKept, reportTask } from "./report.ts";

const [task = "", namespace = "", wanted = "0"] = Deno.args;
const count = Number(wanted);
const config = new KubeConfig();
config.loadFromDefault();
const path = `/api/v1/namespaces/${namespace}/pods`;

async function events(type: string): Promise<number> {
  const done = Promise.withResolvers<void>();
  let seen = 0;
  const request = await new Watch(config).watch(
    path,
    {},
    (phase) => {
      if (phase === type && ++seen === count) done.resolve();
    },
    (error) => done.reject(error ?? new Error("the watch ended")),
  );
  await done.promise;
  request.abort();
  return seen;
}

// Its watches keep the process alive after they were aborted.
if (task === "watch-list") await reportTask(() => events("ADDED"), 1);
else if (task === "ingest") await reportTask(() => events("MODIFIED"), 1);
else if (task === "cache") {
  const api = config.makeApiClient(CoreV1Api);
  await reportKept(async () => {
    const informer = makeInformer(config, path, () => api.listNamespacedPod({ namespace }));
    await informer.start();
    const size = informer.list().length;
    return { size, kept: informer, close: () => informer.stop() };
  });
} else throw new Error(`no task "${task}"`);
Deno.exit(0);
