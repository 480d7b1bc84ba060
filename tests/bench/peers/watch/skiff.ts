/** Watches by Skiff: `skiff.ts TASK NAMESPACE COUNT`. */
import { ns } from "../../../../mod.ts";
import { reportKept, reportTask } from "./report.ts";

const [task = "", namespace = "", wanted = "0"] = Deno.args;
const count = Number(wanted);

async function events(type: string): Promise<number> {
  let seen = 0;
  for await (const event of ns(namespace).pods.watch()) {
    if (event.type === type && ++seen === count) break;
  }
  return seen;
}

if (task === "watch-list") await reportTask(() => events("ADDED"), 1);
else if (task === "ingest") await reportTask(() => events("MODIFIED"), 1);
else if (task === "cache") {
  const [{ openCache }, { openConnection }, { builtinKind }] = await Promise.all([
    import("../../../../lib/watch/cache.ts"),
    import("../../../../lib/api/open_connection.ts"),
    import("../../../../lib/kinds/builtin.ts"),
  ]);
  const { session } = await openConnection({});
  const kind = builtinKind("v1", "Pod");
  if (kind === undefined) throw new Error("pods are built in");
  await reportKept(async () => {
    const cache = await openCache(session, { kind, namespace });
    return {
      size: cache.store.size,
      kept: cache,
      close: async () => await cache[Symbol.asyncDispose](),
    };
  });
  await session[Symbol.asyncDispose]();
} else throw new Error(`no task "${task}"`);
