/** A script and the cluster that it works on. */
import { startUserCluster, type UserCluster } from "./_cluster.ts";
import { type Project, project } from "./_run.ts";

export const SHOP = "/api/v1/namespaces/shop";
export const WEB = "/apis/apps/v1/namespaces/shop/deployments/web";

/**
 * Gives a script's folder and a cluster of its own.
 *
 * @param source The script, `a.ts`.
 * @param body What is done with them.
 * @param hold Each request waits for it, told as `METHOD /path?query`.
 */
export async function withProject(
  source: string,
  body: (folder: Project, cluster: UserCluster) => Promise<void>,
  hold?: (line: string) => Promise<void> | void,
): Promise<void> {
  await using cluster = await startUserCluster(hold);
  await using folder = await project(cluster, { "a.ts": source });
  await body(folder, cluster);
}
