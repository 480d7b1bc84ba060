/** What tests of journals and undos share. */
import { join } from "node:path";
import { Pty } from "../_support/pty.ts";
import type { UserCluster } from "./_cluster.ts";
import { SHOP, withProject } from "./_project.ts";
import { launcher, type Project, userEnvironment } from "./_run.ts";

/** Gives the settings a colour. */
export const PAINT = `
import { ns } from "skiff";
await ns("shop").configMap("settings").patch({ data: { color: Deno.args[0] } });
`;

/** As {@link withProject}, with the script that gives the settings a colour. */
export async function withPaint(
  body: (folder: Project, cluster: UserCluster) => Promise<void>,
  hold?: (line: string) => Promise<void> | void,
): Promise<void> {
  await withProject(PAINT, body, hold);
}

/** Where journals are kept. */
export function journals(cluster: UserCluster): string {
  return join(cluster.folder, "home", ".local", "state", "skiff", "runs");
}

/** The newest run of a script. */
export async function runOf(folder: Project, script: string): Promise<string> {
  const { stdout } = await folder.run("runs", "-o", "json");
  const runs = JSON.parse(stdout) as readonly { readonly id: string; readonly script: string }[];
  return runs.find((run) => run.script === script)!.id;
}

/** The runs that changed something, the newest first. */
export async function runIds(folder: Project): Promise<readonly string[]> {
  const { stdout } = await folder.run("runs", "-o", "json");
  return (JSON.parse(stdout) as { id: string }[]).map(({ id }) => id);
}

/** Gives the user without rights of his own some in the namespace. */
export async function grantSmall(
  cluster: UserCluster,
  rules: readonly Readonly<Record<"apiGroups" | "resources" | "verbs", readonly string[]>>[],
): Promise<void> {
  const rbac = "/apis/rbac.authorization.k8s.io/v1/namespaces/shop";
  await cluster.send("POST", `${rbac}/roles`, { metadata: { name: "r" }, rules });
  await cluster.send("POST", `${rbac}/rolebindings`, {
    metadata: { name: "r" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "r" },
    subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "ann" }],
  });
}

/** Every object that the tests change, with its version. */
export async function stateOf(cluster: UserCluster): Promise<unknown> {
  const paths = [`${SHOP}/configmaps`, "/apis/apps/v1/deployments", "/api/v1/namespaces"];
  const lists = await Promise.all(paths.map((path) => cluster.send("GET", path)));
  return lists.map(({ items }) => items);
}

/** The first line of a journal. */
export const HEAD = {
  type: "run",
  format: "skiff-run/1",
  script: "a.ts",
  context: "admin",
  server: "https://10.0.0.1",
  started: "2026-01-01T00:00:00Z",
};

/** The line of a write. */
export const WRITE = {
  type: "write",
  number: 1,
  attributes: {
    isResource: true,
    verb: "delete",
    group: "",
    version: "v1",
    resource: "pods",
    subresource: "",
    namespace: "shop",
    name: "x",
  },
  path: "/x",
};

/** The text of a journal with these lines. */
export function lines(...values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join("");
}

/** Runs skiff undo as a person does. */
export function undoAtTerminal(
  { folder }: Project,
  cluster: UserCluster,
  words: readonly string[] = [],
): Pty {
  return new Pty({
    program: Deno.execPath(),
    args: launcher(["undo", ...words]),
    env: userEnvironment(cluster),
    cwd: folder,
    columns: 200,
  });
}

/** The colour of the settings. */
export async function colorIn(cluster: UserCluster): Promise<string> {
  return (await cluster.send("GET", `${SHOP}/configmaps/settings`)).data.color;
}
