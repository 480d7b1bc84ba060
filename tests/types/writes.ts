// Compiled by `deno check`, never run: what the verbs that write take and give.
import { cluster, ns, type Scale, type SecretValue } from "../../mod.ts";

export async function objectsSayWhatTheyAre(): Promise<(number | string | undefined)[]> {
  const web = await ns("shop").create({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web" },
    spec: {
      selector: { matchLabels: { app: "web" } },
      template: { spec: { containers: [{ name: "web", image: "nginx" }] } },
    },
  });
  const scratch = await cluster.create({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { generateName: "scratch-" },
  });
  // @ts-expect-error the field is called replicas
  await ns("shop").create({ apiVersion: "apps/v1", kind: "Deployment", spec: { replcas: 1 } });
  // @ts-expect-error values of a ConfigMap are text
  await ns("shop").create({ apiVersion: "v1", kind: "ConfigMap", data: { level: 1 } });
  // @ts-expect-error Namespace is cluster-scoped
  await ns("shop").create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "x" } });
  // @ts-expect-error nothing says what it is
  await ns("shop").create({ metadata: { name: "x" } });
  // @ts-expect-error null is no object
  await ns("shop").create(null);
  return [web.spec?.replicas, scratch.status?.phase];
}

export async function kindsThatAreNotKnownHereAreOpen(): Promise<unknown> {
  const widget = await ns("shop").create({
    apiVersion: "example.com/v1",
    kind: "Widget",
    metadata: { name: "a" },
    spec: { anything: [1, { goes: true }] },
  });
  await ns("shop").kind("widgets").ref("a").patch({ spec: { anything: null } });
  await ns("shop").kind("widgets").ref("a").apply({ spec: { size: 3 } });
  return widget["spec"];
}

export async function accessorsKnowTypeAndName(): Promise<void> {
  const web = ns("shop").deployment("web");
  await web.apply({ spec: { replicas: 3, template: { spec: { containers: [{ name: "web" }] } } } });
  await web.patch({
    spec: { paused: null, template: { spec: { containers: [{ name: "x", $patch: "delete" }] } } },
  });
  await web.patch([{ op: "replace", path: "/spec/replicas", value: 3 }]);
  await web.patch({ status: { observedGeneration: 1 } }, { type: "merge", subresource: "status" });
  await web.edit((deployment) => {
    deployment.spec!.replicas = 3;
    // @ts-expect-error the field is called replicas
    deployment.spec!.replcas = 3;
  });
  await ns("shop").configMap("app").create({ data: { level: "info" } });
  // @ts-expect-error the field is called replicas
  await web.apply({ spec: { replcas: 3 } });
  // @ts-expect-error replicas is a number
  await web.patch({ spec: { replicas: "3" } });
  // @ts-expect-error there is no such operation
  await web.patch([{ op: "set", path: "/spec/replicas", value: 3 }]);
  // @ts-expect-error the type of patch is called merge
  await web.patch({}, { type: "merged" });
  // @ts-expect-error data is needed, not a list
  await ns("shop").configMap("app").create({ data: ["info"] });
}

export async function onlyPodsHaveLogs(): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of ns("shop").pod("web-0").logs({ tail: 10, follow: true })) {
    lines.push(line);
  }
  lines.push(await ns("shop").kind("pods").ref("a").logs().text());
  // @ts-expect-error a Service has no logs
  ns("shop").service("web").logs();
  // @ts-expect-error the option is called tail
  ns("shop").pod("web-0").logs({ lines: 10 });
  return lines;
}

export async function onlyWhatHasReplicasIsScaled(): Promise<Scale[]> {
  const { outcomes } = {
    outcomes: await ns("shop").deployments.where({ metadata: { labels: { a: "b" } } }).scale(0),
  };
  for (const { state } of outcomes) if (state === "failed") throw new Error(state);
  const scales = [
    await ns("shop").deployment("web").scale(5, { currentReplicas: 3, timeout: "5s" }),
    await ns("shop").statefulSet("db").scale(1),
    await ns("shop").kind("gadgets").ref("a").scale(1),
  ];
  // @ts-expect-error a Pod has no replicas
  await ns("shop").pod("web-0").scale(1);
  // @ts-expect-error a DaemonSet runs on every node
  await ns("shop").daemonSets.where({ metadata: { name: "x" } }).scale(1);
  // @ts-expect-error replicas is a number
  await ns("shop").deployment("web").scale("5");
  // @ts-expect-error how many?
  await ns("shop").deployment("web").scale();
  return scales;
}

export async function secretsTakeTextAndBytes(): Promise<SecretValue> {
  const secret = ns("shop").secret("db");
  const password = await secret.value("password", { timeout: "5s" });
  await secret.create({
    stringData: { password: "hunter2", key: new Uint8Array(32), copy: password },
  });
  await secret.apply({ stringData: { password } });
  await secret.patch({ stringData: { old: null, password: password.text() } });
  // @ts-expect-error a number is no secret
  await secret.create({ stringData: { port: 5432 } });
  // @ts-expect-error a value has to be asked for its text
  const text: string = password;
  // @ts-expect-error a ConfigMap has no values to decode
  await ns("shop").configMap("app").value("level");
  return text === "" ? password : await ns("shop").kind("secrets").ref("db").value("password");
}

export async function labelsAreText(): Promise<void> {
  await ns("shop").pods.all().label({ tier: "web", old: null });
  await ns("shop").pod("web-0").annotate({ note: "text" }, { overwrite: false });
  // @ts-expect-error a label is text
  await ns("shop").pod("web-0").label({ tier: 1 });
}

export async function deletesSayHow(): Promise<string> {
  const pods = ns("shop").pods.where({ status: { phase: "Failed" } });
  await pods.delete({ wait: true, concurrency: 4, propagation: "orphan" });
  // @ts-expect-error the API's spelling is not ours
  await pods.delete({ propagation: "Orphan" });
  // @ts-expect-error each object has preconditions of its own
  await pods.delete({ preconditions: { uid: "u" } });
  const outcome = await ns("shop").pod("web-0").delete({ preconditions: { uid: "u" } });
  return outcome.state;
}
