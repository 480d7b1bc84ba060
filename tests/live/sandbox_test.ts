/** The sandbox on a real control plane: the real authorizer, a real user with a small role, a real undo. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { BUILTIN_NAMES, makePolicy } from "../../lib/client/policy.ts";
import { inParallel } from "../../lib/core/parallel.ts";
import { parseYamlDocuments } from "../../lib/core/yaml.ts";
import type { ResourceAttributes } from "../../lib/policy/attributes.ts";
import { decide } from "../../lib/policy/decision.ts";
import { Recording } from "../../lib/policy/recording.ts";
import { rolesOf } from "../../lib/policy/roles.ts";
import { parseRule } from "../../lib/policy/rule.ts";
import type { Transport } from "../../lib/connect/transport.ts";
import { planningOf, type Project, project } from "../gate/_run.ts";
import { until } from "./_follow.ts";
import { exchange, ignore, KUBECONFIG, openPlane } from "./_plane.ts";
import { isAllowed, type RoleObject, untilHeard } from "./_rights.ts";

const RBAC = "/apis/rbac.authorization.k8s.io/v1";
const REQUESTS = 5_000;
const AT_A_TIME = 16;
const SEED = Number(Deno.env.get("SKIFF_FUZZ_SEED") ?? 20_261_125);

/** Numbers from 0 up to 1 by xorshift, the same for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** The user who may little, of a namespace. */
function cleaner(namespace: string): string {
  return `system:serviceaccount:${namespace}:cleaner`;
}

const VERBS = ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"];
/** Group, resource, subresource, and whether it lies in a namespace. */
const RESOURCES: readonly (readonly [string, string, string, boolean])[] = [
  ["", "pods", "", true],
  ["", "pods", "log", true],
  ["", "pods", "exec", true],
  ["", "pods", "portforward", true],
  ["", "pods", "eviction", true],
  ["", "services", "proxy", true],
  ["", "configmaps", "", true],
  ["", "secrets", "", true],
  ["", "serviceaccounts", "token", true],
  ["", "events", "", true],
  ["events.k8s.io", "events", "", true],
  ["apps", "deployments", "", true],
  ["apps", "deployments", "scale", true],
  ["batch", "jobs", "", true],
  ["example.com", "widgets", "", true],
  ["", "nodes", "", false],
  ["", "namespaces", "", false],
];

function someRequest(random: () => number, namespaces: readonly string[]): ResourceAttributes {
  function pick<T>(items: readonly T[]): T {
    return items[Math.floor(random() * items.length)]!;
  }
  const [group, resource, subresource, namespaced] = pick(RESOURCES);
  const isStream = subresource === "exec" || subresource === "portforward";
  const verb = isStream ? "create" : pick(VERBS);
  const isNameless = subresource === "" && (verb === "create" || verb === "deletecollection");
  const named = subresource !== "" || random() < 0.6;
  return {
    isResource: true,
    verb,
    group,
    version: "v1",
    resource,
    subresource,
    namespace: namespaced ? pick(namespaces) : "",
    name: isNameless || !named
      ? ""
      : pick(["web", "db", "system:x", "a@b", "my role", "\u00fc \u00a0%"]),
  };
}

Deno.test({
  name: `the real authorizer with recorded roles and our decision agree on ${REQUESTS} requests`,
  ignore,
  async fn() {
    await using plane = await openPlane();
    const suffix = crypto.randomUUID().slice(0, 8);
    const namespaces = [`sandbox-a-${suffix}`, `sandbox-b-${suffix}`, ""];
    const user = `sandbox-oracle-${suffix}`;
    const random = randomOf(SEED);
    const recording = new Recording(BUILTIN_NAMES);
    for (let count = 0; count < 120; count++) recording.add(someRequest(random, namespaces));
    const rules = recording.rights.map((right) => parseRule("right", right, BUILTIN_NAMES));
    const policy = makePolicy({ allow: recording.rights, defaultReads: false });
    const made: string[] = [];
    try {
      for (const name of namespaces.slice(0, 2)) {
        await exchange(plane, "POST", "/api/v1/namespaces", { metadata: { name } });
        made.push(`/api/v1/namespaces/${name}`);
      }
      const roles = rolesOf(rules, { name: user, subjects: [{ kind: "User", name: user }] });
      for (const object of roles) {
        const { namespace } = object.metadata!;
        const place = namespace === undefined ? "" : `/namespaces/${namespace}`;
        const path = `${RBAC}${place}/${object.kind!.toLowerCase()}s`;
        const { status, body } = await exchange(plane, "POST", path, object);
        assert.equal(status, 201, JSON.stringify(body));
        made.push(`${path}/${user}`);
      }
      // The authorizer hears of a role a moment later.
      const last = rules.findLast((rule) => rule.isResource)!;
      assert(last.isResource);
      const probe: ResourceAttributes = {
        isResource: true,
        verb: [...last.verbs][0]!,
        group: last.groups[0]!,
        version: "v1",
        resource: last.resource,
        subresource: last.subresource ?? "",
        namespace: last.namespace ?? "",
        name: last.name ?? "",
      };
      await until("the last right is one", () => isAllowed(plane, user, probe));
      const requests = Array.from({ length: REQUESTS }, () => someRequest(random, namespaces));
      let allowed = 0;
      const differences: string[] = [];
      await inParallel(requests, AT_A_TIME, async (request) => {
        const ours = decide(policy, request).verdict === "allowed";
        const theirs = await isAllowed(plane, user, request);
        if (theirs) allowed++;
        if (ours !== theirs) differences.push(`${theirs} ${JSON.stringify(request)}`);
      });
      assert.deepEqual(differences, [], `seed ${SEED}`);
      assert.ok(allowed > REQUESTS / 50 && allowed < REQUESTS / 2, `${allowed} were allowed`);
    } finally {
      for (const path of made.reverse()) await exchange(plane, "DELETE", path);
    }
  },
});

const SCRIPT = `
import { ns } from "skiff";
const scope = ns(Deno.args[0]);
for (const config of await scope.configMaps.where({ metadata: { labels: { stale: "yes" } } }).list()) {
  await scope.configMap(config.metadata!.name!).delete();
}
await scope.deployment("web").scale(2);
await scope.configMap("report").apply({ data: { done: "yes" } });
`;

/** A service account of its own, with its own token, in a namespace with something to clean. */
async function inShop(
  body: (shop: {
    readonly name: string;
    readonly plane: Transport;
    readonly admin: Project;
    readonly small: Project;
    readonly secrets: readonly string[];
    readonly home: string;
  }) => Promise<void>,
): Promise<void> {
  await using plane = await openPlane();
  const name = `sandbox-${crypto.randomUUID().slice(0, 8)}`;
  const home = await Deno.makeTempDir({ prefix: "skiff-sandbox-live-" });
  const shop = `/api/v1/namespaces/${name}`;
  try {
    await exchange(plane, "POST", "/api/v1/namespaces", { metadata: { name } });
    await exchange(plane, "POST", `${shop}/serviceaccounts`, { metadata: { name: "cleaner" } });
    for (const stale of ["one", "two"]) {
      const metadata = { name: stale, labels: { stale: "yes" } };
      await exchange(plane, "POST", `${shop}/configmaps`, { metadata, data: { stale } });
    }
    const value = `canary-secret-${crypto.randomUUID()}`;
    await exchange(plane, "POST", `${shop}/secrets`, {
      metadata: { name: "db" },
      stringData: { password: value },
    });
    await exchange(plane, "POST", `/apis/apps/v1/namespaces/${name}/deployments`, {
      metadata: { name: "web" },
      spec: {
        replicas: 0,
        selector: { matchLabels: { app: "web" } },
        template: {
          metadata: { labels: { app: "web" } },
          spec: { containers: [{ name: "c", image: "nginx" }] },
        },
      },
    });
    const { body: token } = await exchange(plane, "POST", `${shop}/serviceaccounts/cleaner/token`, {
      spec: { expirationSeconds: 600 },
    });
    const kubeconfig = join(home, "cleaner");
    await Deno.writeTextFile(kubeconfig, await smallKubeconfig(token.status.token, name));
    await using admin = await project({ folder: home, kubeconfig: KUBECONFIG! }, {
      "clean.ts": SCRIPT,
    });
    await using small = await project({ folder: home, kubeconfig }, { "clean.ts": SCRIPT });
    const secrets = [value, btoa(value), token.status.token];
    await body({ name, plane, admin, small, secrets, home });
  } finally {
    await exchange(plane, "DELETE", shop);
    await Deno.remove(home, { recursive: true });
  }
}

async function currentContext(): Promise<string> {
  const [config] = parseYamlDocuments(await Deno.readTextFile(KUBECONFIG!));
  return String((config as Record<string, unknown>)["current-context"]);
}

async function smallKubeconfig(token: string, namespace: string): Promise<string> {
  const [config] = parseYamlDocuments(await Deno.readTextFile(KUBECONFIG!)) as [
    { clusters: { name: string; cluster: unknown }[]; [name: string]: unknown },
  ];
  const contexts = config["contexts"] as { name: string; context: { cluster: string } }[];
  const current = contexts.find(({ name }) => name === config["current-context"])!;
  return JSON.stringify({
    ...config,
    users: [{ name: "cleaner", user: { token } }],
    contexts: [{
      name: current.name,
      context: { cluster: current.context.cluster, user: "cleaner", namespace },
    }],
  });
}

Deno.test({
  name: "a script is recorded and planned by an administrator, run by a small user, and undone",
  ignore,
  fn: (t) =>
    inShop(async ({ name, plane, admin, small, secrets, home }) => {
      const shop = `/api/v1/namespaces/${name}`;
      const web = `/apis/apps/v1/namespaces/${name}/deployments/web`;
      const outputs: string[] = [];
      async function run(folder: Project, ...words: readonly string[]) {
        const result = await folder.run(...words);
        outputs.push(result.stdout, result.stderr);
        return result;
      }
      await t.step("planned: nothing is kept", async () => {
        const { code, stdout, stderr } = await run(admin, "run", "--plan", "clean.ts", name);
        assert.deepEqual([code, stderr], [0, planningOf("clean.ts", await currentContext())]);
        assert.deepEqual(
          stdout.split("\n"),
          [
            `- delete configmaps "${name}/one"`,
            `- delete configmaps "${name}/two"`,
            `~ patch deployments.apps/scale "${name}/web"`,
            "    spec.replicas: 0 -> 2",
            `+ patch configmaps "${name}/report"`,
            '    + data.done: "yes"',
            "Plan: 1 to create, 1 to change, 2 to delete.",
            "",
          ],
        );
        assert.equal((await exchange(plane, "GET", `${shop}/configmaps/one`)).status, 200);
        assert.equal((await exchange(plane, "GET", web)).body.spec.replicas, 0);
        assert.equal((await exchange(plane, "GET", `${shop}/configmaps/report`)).status, 404);
      });
      const grants = join(home, "grants.json");
      await t.step("recorded", async () => {
        const words = ["run", "-A", "--record", grants, "clean.ts", name];
        const { code, stderr } = await run(admin, ...words);
        assert.deepEqual([code, stderr], [0, ""]);
        assert.deepEqual(JSON.parse(await Deno.readTextFile(grants)).rights, [
          `create:configmaps@${name}`,
          `delete:configmaps#one@${name}`,
          `delete:configmaps#two@${name}`,
          `list:configmaps@${name}`,
          `patch:configmaps#report@${name}`,
          `patch:deployments.apps/scale#web@${name}`,
        ]);
      });
      await t.step("undone", async () => {
        const { code, stdout } = await run(admin, "undo", "--yes");
        assert.equal(code, 0, stdout);
        assert.equal(
          (await exchange(plane, "GET", `${shop}/configmaps/one`)).body.data.stale,
          "one",
        );
        assert.equal((await exchange(plane, "GET", web)).body.spec.replicas, 0);
        assert.equal((await exchange(plane, "GET", `${shop}/configmaps/report`)).status, 404);
      });
      await t.step("the small user lacks every right, and nothing is started", async () => {
        const { code, stderr } = await run(small, "run", "--grants", grants, "clean.ts", name);
        assert.equal(code, 4);
        assert.match(stderr, /kind: Role\n/);
        assert.match(stderr, /error: Cannot run "clean\.ts": your user lacks create:configmaps/);
      });
      await t.step("with the role he runs it, and without the right to look before", async () => {
        const { stdout } = await run(
          admin,
          "grants",
          grants,
          "--serviceaccount",
          `${name}:cleaner`,
        );
        const objects = parseYamlDocuments(stdout) as (RoleObject & { kind: string })[];
        for (const object of objects) {
          const path = `${RBAC}/namespaces/${name}/${object.kind.toLowerCase()}s`;
          assert.equal((await exchange(plane, "POST", path, object)).status, 201);
        }
        await untilHeard(plane, cleaner(name), objects);
        const result = await run(small, "run", "--grants", grants, "clean.ts", name);
        assert.deepEqual([result.code, result.stdout], [0, ""]);
        assert.equal(
          result.stderr,
          "Warning: skiff undo cannot take back all of this run: your user may not get " +
            `configmaps "one" in "${name}": skiff grants --with-undo gives a role that right\n`,
        );
        assert.equal((await exchange(plane, "GET", web)).body.spec.replicas, 2);
        assert.equal((await exchange(plane, "GET", `${shop}/configmaps/one`)).status, 404);
      });
      await t.step(
        "the administrator reads in the journal what the small user could not undo",
        async () => {
          const { code, stdout } = await run(admin, "undo", "--yes");
          assert.equal(code, 1);
          assert.match(stdout, /left alone: what was there could not be read/);
        },
      );
      await t.step("no Secret and no token is in an output, a journal or a recording", async () => {
        const texts = [...outputs, await Deno.readTextFile(grants)];
        const runs = join(home, "home", ".local", "state", "skiff", "runs");
        for (const { name: file } of Deno.readDirSync(runs)) {
          texts.push(await Deno.readTextFile(join(runs, file)));
        }
        for (const text of texts) for (const secret of secrets) assert.ok(!text.includes(secret));
      });
    }),
});

Deno.test({
  name:
    "a real server deletes of a collection what was there at a version, as a run by its plan asks it to",
  ignore,
  fn: () =>
    inShop(async ({ name, plane }) => {
      const maps = `/api/v1/namespaces/${name}/configmaps`;
      const stale = `${maps}?labelSelector=stale%3Dyes`;
      const { body } = await exchange(plane, "GET", stale);
      const metadata = { name: "late", labels: { stale: "yes" } };
      await exchange(plane, "POST", maps, { metadata });
      const { resourceVersion } = body.metadata;
      const at = `${stale}&resourceVersion=${resourceVersion}&resourceVersionMatch=Exact`;
      const options = { apiVersion: "v1", kind: "DeleteOptions" };
      const { status, body: gone } = await exchange(plane, "DELETE", at, options);
      const names = (items: readonly { metadata: { name: string } }[]) =>
        items.map(({ metadata }) => metadata.name);
      assert.deepEqual([status, names(gone.items)], [200, ["one", "two"]]);
      assert.deepEqual(names((await exchange(plane, "GET", stale)).body.items), ["late"]);
    }),
});

Deno.test({
  name: "with the role of --with-undo the small user takes back what he may write",
  ignore,
  fn: () =>
    inShop(async ({ name, plane, admin, small, home }) => {
      const grants = join(home, "grants.json");
      const words = ["clean.ts", name];
      assert.equal((await admin.run("run", "-A", "--record", grants, ...words)).code, 0);
      assert.equal((await admin.run("undo", "--yes")).code, 0);
      const role = await admin.run(
        "grants",
        grants,
        "--with-undo",
        "--serviceaccount",
        `${name}:cleaner`,
      );
      assert.equal(role.code, 0);
      assert.deepEqual(role.stderr.split("\n"), [
        `Note: the role gives get:configmaps@${name}, get:deployments.apps/scale#web@${name}, too: ` +
        "a run looks at what it changes, for skiff undo",
        `Note: who takes the run back needs delete:configmaps@${name}, too, which the role does not give`,
        "",
      ]);
      const objects = parseYamlDocuments(role.stdout) as (RoleObject & { kind: string })[];
      for (const object of objects) {
        const path = `${RBAC}/namespaces/${name}/${object.kind.toLowerCase()}s`;
        assert.equal((await exchange(plane, "POST", path, object)).status, 201);
      }
      await untilHeard(plane, cleaner(name), objects);
      const result = await small.run("run", "--grants", grants, ...words);
      assert.deepEqual([result.code, result.stdout, result.stderr], [0, "", ""]);
      // What the plan says the server does.
      for (
        const [word, not, would] of [["--plan", "would not be", "would be "], ["--yes", "not", ""]]
      ) {
        const { code, stdout } = await small.run("undo", word!);
        const [report, ...rest] = stdout.split("\n");
        assert.match(
          report!,
          new RegExp(`^configmaps "\\S+/report" ${not} undone: .*cannot delete resource`),
        );
        assert.deepEqual(rest, [
          `deployments.apps/scale "${name}/web" ${would}restored`,
          `configmaps "${name}/two" ${would}made again`,
          `configmaps "${name}/one" ${would}made again`,
          "",
        ]);
        assert.equal(code, 4);
      }
      assert.match((await small.run("runs")).stdout, / undone in part, 1 left$/m);
    }),
});

Deno.test({
  name:
    "a plan counts what goes with a namespace on a real server, and a small user hears what it may not list",
  ignore,
  fn: () =>
    inShop(async ({ name, plane, admin, small, secrets }) => {
      const source = `import { cluster, ns } from "skiff";
        const metadata = { name: "planned" };
        await ns("${name}").create({ apiVersion: "v1", kind: "ConfigMap", metadata });
        await cluster.namespace("${name}").delete();`;
      for (const { folder } of [admin, small]) await Deno.writeTextFile(`${folder}/a.ts`, source);
      const collections: Readonly<Record<string, string>> = {
        configmaps: `/api/v1/namespaces/${name}/configmaps`,
        "deployments.apps": `/apis/apps/v1/namespaces/${name}/deployments`,
        secrets: `/api/v1/namespaces/${name}/secrets`,
        serviceaccounts: `/api/v1/namespaces/${name}/serviceaccounts`,
      };
      async function counts(): Promise<number[]> {
        const lists = Object.values(collections).map((path) => exchange(plane, "GET", path));
        return (await Promise.all(lists)).map(({ body }) => body.items.length);
      }
      // The cluster puts its own into a new namespace, while the plan is made.
      const before = await counts();
      const { code, stdout, stderr } = await admin.run("run", "--plan", "-o", "json", "a.ts");
      const after = await counts();
      assert.deepEqual([code, stderr], [0, planningOf("a.ts", await currentContext())]);
      const { contents } = JSON.parse(stdout).writes.at(-1);
      assert.deepEqual(contents.unread, []);
      for (const [index, resource] of Object.keys(collections).entries()) {
        const found = contents.counts.find((one: { resource: string }) =>
          one.resource === resource
        );
        const own = resource === "configmaps" ? 1 : 0;
        assert.ok(before[index]! + own <= found.count, `${resource}: ${found.count}`);
        assert.ok(found.count <= after[index]! + own, `${resource}: ${found.count}`);
      }
      for (const secret of secrets) assert.ok(!stdout.includes(secret));
      const rules = [
        { apiGroups: [""], resources: ["configmaps"], verbs: ["list", "create"] },
        { apiGroups: [""], resources: ["namespaces"], verbs: ["get", "delete"] },
      ];
      const metadata = { name: "reaper" };
      const subject = { kind: "ServiceAccount", name: "cleaner", namespace: name };
      const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "reaper" };
      const base = `${RBAC}/namespaces/${name}`;
      await exchange(plane, "POST", `${base}/roles`, { metadata, rules });
      const binding = { metadata, roleRef, subjects: [subject] };
      assert.equal((await exchange(plane, "POST", `${base}/rolebindings`, binding)).status, 201);
      await untilHeard(plane, cleaner(name), [{ rules, metadata: { namespace: name } }]);
      const result = await small.run("run", "--plan", "a.ts");
      assert.equal(result.code, 0, result.stderr);
      assert.match(result.stdout, /^ {4}with what is in it: \d configmaps$/m);
      assert.match(result.stdout, /^ {4}with what may not be listed: .*\bpods, .*\bsecrets, /m);
      assert.equal((await exchange(plane, "GET", `/api/v1/namespaces/${name}`)).status, 200);
    }),
});

Deno.test({
  name:
    "a plan holds what the API server keeps itself, and stops before what it would hand on to another",
  ignore,
  fn: (t) =>
    inShop(async ({ name, plane, admin, small }) => {
      const group = `${name}.example.com`;
      const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
      const services = "/apis/apiregistration.k8s.io/v1/apiservices";
      const anything = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
      const version = { served: true, schema: { openAPIV3Schema: anything } };
      function writing(path: string): string {
        return `import { cluster } from "skiff";
          const body = JSON.stringify({ apiVersion: "${group}/v1", kind: "Widget", metadata: { name: "a" } });
          const headers = { "content-type": "application/json" };
          const response = await cluster.raw("${path}", { method: "POST", headers, body });
          console.log(response.status, await response.text());`;
      }
      const widgets = `/apis/${group}/v1/namespaces/${name}/widgets`;
      try {
        const made = await exchange(plane, "POST", definitions, {
          metadata: { name: `widgets.${group}` },
          spec: {
            group,
            scope: "Namespaced",
            names: {
              plural: "widgets",
              singular: "widget",
              kind: "Widget",
              listKind: "WidgetList",
            },
            versions: [{ ...version, name: "v1", storage: true }],
          },
        });
        assert.equal(made.status, 201, JSON.stringify(made.body));
        await until(
          "the API of the definition",
          async () => (await exchange(plane, "GET", `${services}/v1.${group}`)).status === 200,
        );
        await t.step(
          "a small user, who may not see who serves it, plans a custom kind",
          async () => {
            const base = `${RBAC}/namespaces/${name}`;
            const metadata = { name: "maker" };
            const rules = [{ apiGroups: [group], resources: ["widgets"], verbs: ["create"] }];
            const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "maker" };
            const subjects = [{ kind: "ServiceAccount", name: "cleaner", namespace: name }];
            await exchange(plane, "POST", `${base}/roles`, { metadata, rules });
            await exchange(plane, "POST", `${base}/rolebindings`, { metadata, roleRef, subjects });
            await Deno.writeTextFile(`${small.folder}/a.ts`, writing(widgets));
            await untilHeard(plane, cleaner(name), [{ rules, metadata: { namespace: name } }]);
            let result = await small.run("run", "--plan", "a.ts");
            // The API server serves a new kind a moment after its definition.
            await until("the kind", async () => {
              if (result.stdout.startsWith("201 ")) return true;
              result = await small.run("run", "--plan", "a.ts");
              return result.stdout.startsWith("201 ");
            });
            assert.equal(result.code, 0, result.stdout + result.stderr);
            assert.match(result.stdout, /^\+ create widgets\.\S+ "\S+\/a"$/m);
          },
        );
        await t.step("an administrator does not plan what a service behind it serves", async () => {
          const other = await exchange(plane, "POST", services, {
            metadata: { name: `v1beta1.${group}` },
            spec: {
              group,
              version: "v1beta1",
              groupPriorityMinimum: 10,
              versionPriority: 10,
              insecureSkipTLSVerify: true,
              service: { namespace: name, name: "nobody" },
            },
          });
          assert.equal(other.status, 201, JSON.stringify(other.body));
          const path = widgets.replace("/v1/", "/v1beta1/");
          await Deno.writeTextFile(`${admin.folder}/a.ts`, writing(path));
          const { code, stdout } = await admin.run("run", "--plan", "a.ts");
          assert.notEqual(code, 0);
          assert.match(stdout, /^x the plan stops here: create widgets.*"sandbox-\w+\/nobody"/m);
        });
      } finally {
        await exchange(plane, "DELETE", `${services}/v1beta1.${group}`);
        await exchange(plane, "DELETE", `${definitions}/widgets.${group}`);
      }
    }),
});

Deno.test({
  name: "a real server's Secrets are read in no way without a rule, and by no answer to a write",
  ignore,
  fn: () =>
    inShop(async ({ name, admin, secrets }) => {
      const source = `
        const { socket } = JSON.parse(Deno.env.get("SKIFF_GATE")!);
        const client = Deno.createHttpClient({ proxy: { transport: "unix", path: socket } });
        const secrets = "/api/v1/namespaces/${name}/secrets";
        const table = "application/json;as=Table;v=v1;g=meta.k8s.io";
        const metadata = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";
        async function send(method: string, path: string, accept: string, body?: unknown) {
          const type = method === "PATCH" ? "application/apply-patch+yaml" : "application/json";
          const response = await fetch("http://192.0.2.1" + path, {
            client, method, headers: { accept, "content-type": type },
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          });
          console.log(response.status, await response.text());
        }
        for (const accept of ["application/json", table, metadata, "application/vnd.kubernetes.protobuf"]) {
          await send("GET", secrets, accept);
          await send("GET", secrets + "/db", accept);
          await send("GET", secrets + "?watch=1&timeoutSeconds=1", accept);
          await send("GET", "/api/v1/watch/namespaces/${name}/secrets?timeoutSeconds=1", accept);
          const applied = { apiVersion: "v1", kind: "Secret", metadata: { name: "db", labels: { a: "b" } } };
          await send("PATCH", secrets + "/db?fieldManager=x&force=true", accept, applied);
        }
        await send("DELETE", secrets, "application/json");
        client.close();`;
      await Deno.writeTextFile(`${admin.folder}/a.ts`, source);
      const rule = `--allow-kube=patch,create,deletecollection:secrets@${name}`;
      const { code, stdout } = await admin.run("run", rule, "a.ts");
      assert.equal(code, 0, stdout);
      assert.equal(stdout.match(/^403 /gm)?.length, 16, stdout);
      assert.equal(stdout.match(/^200 /gm)?.length, 5, stdout);
      for (const secret of secrets) assert.ok(!stdout.includes(secret));
      assert.match(stdout, /"name":"db"/);
    }),
});
