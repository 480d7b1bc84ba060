/** What an API server writes into its own audit log of a run, beside what the run's recording says. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { BUILTIN_NAMES } from "../../lib/client/policy.ts";
import { loadAccess } from "../../lib/connect/access_loader.ts";
import { credentialProvider } from "../../lib/connect/credentials.ts";
import { openTransport } from "../../lib/connect/open_transport.ts";
import { Recording } from "../../lib/policy/recording.ts";
import { rolesOf } from "../../lib/policy/roles.ts";
import { parseRule } from "../../lib/policy/rule.ts";
import { project } from "../gate/_run.ts";
import { openFaultPlane } from "./_fault_plane.ts";
import { exchange, ignore } from "./_plane.ts";
import { untilHeard } from "./_rights.ts";

const SCRIPT = `
import { cluster, exists, ns } from "skiff";
const scope = ns("shop");
await scope.configMaps.names();
await scope.configMaps.count();
await scope.configMap("one").get();
await scope.configMap("one").wait(exists(), { timeout: "120s" });
for await (const { object } of scope.secrets.watch()) if (object.metadata?.name === "db") break;
await scope.configMap("one").patch({ data: { a: "2" } });
await scope.configMap("made").apply({ data: { b: "1" } });
await scope.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "two" } });
const one = await scope.configMap("one").get();
await scope.configMap("one").replace({ ...one, data: { a: "3" } });
await scope.configMap("two").delete();
await scope.deployment("web").scale(3);
await cluster.nodes.names();
await scope.deployments.table();
await cluster.raw("/api/v1/namespaces/shop/configmaps?labelSelector=a%3Db", { method: "DELETE" })
  .then((response) => response.text());
await scope.pod("nobody").find();
`;

interface AuditEvent {
  readonly verb: string;
  readonly stage: string;
  readonly user: { readonly username: string };
  readonly objectRef?: Readonly<Record<string, string>>;
  readonly responseStatus?: { readonly code: number };
}

Deno.test({
  name: "the recorded rights of a run are those that the server's audit log tells of",
  ignore,
  async fn() {
    const home = await Deno.makeTempDir({ prefix: "skiff-audit-" });
    await using _home = {
      [Symbol.asyncDispose]: () => Deno.remove(home, { recursive: true }),
    };
    const [policy, log] = [join(home, "policy.json"), join(home, "audit.log")];
    await Deno.writeTextFile(
      policy,
      JSON.stringify({
        apiVersion: "audit.k8s.io/v1",
        kind: "Policy",
        omitStages: ["RequestReceived"],
        rules: [{ level: "Metadata" }],
      }),
    );
    const flags = { "audit-policy-file": policy, "audit-log-path": log };
    await using plane = await openFaultPlane([{ name: "audited", flags }]);
    const server = plane.server("audited");
    const access = await loadAccess({ kubeconfig: server.kubeconfig });
    await using transport = await openTransport(access, credentialProvider(access));
    async function make(path: string, body: unknown): Promise<void> {
      const answer = await exchange(transport, "POST", path, body);
      assert.ok(answer.status < 300, JSON.stringify(answer.body));
    }
    const shop = "/api/v1/namespaces/shop";
    await make("/api/v1/namespaces", { metadata: { name: "shop" } });
    await make(`${shop}/configmaps`, { metadata: { name: "one" }, data: { a: "1" } });
    await make(`${shop}/secrets`, { metadata: { name: "db" } });
    await make("/apis/apps/v1/namespaces/shop/deployments", {
      metadata: { name: "web" },
      spec: {
        selector: { matchLabels: { app: "web" } },
        template: {
          metadata: { labels: { app: "web" } },
          spec: { containers: [{ name: "c", image: "nginx" }] },
        },
      },
    });
    await using admin = await project({ folder: home, kubeconfig: server.kubeconfig }, {
      "a.ts": SCRIPT,
    });
    const first = await admin.run("run", "-A", "--record", "r.json", "a.ts");
    assert.deepEqual([first.code, first.stderr], [0, ""]);
    const recorded: string[] =
      JSON.parse(await Deno.readTextFile(join(admin.folder, "r.json"))).rights;
    // The same run of a user with that role alone: what the gate looks at for the journal is refused.
    const rules = recorded.map((right) => parseRule("right", right, BUILTIN_NAMES));
    const objects = rolesOf(rules, { name: "r", subjects: [{ kind: "User", name: "ann" }] });
    for (const object of objects) {
      const { namespace } = object.metadata!;
      const place = namespace === undefined ? "" : `/namespaces/${namespace}`;
      await make(
        `/apis/rbac.authorization.k8s.io/v1${place}/${object.kind!.toLowerCase()}s`,
        object,
      );
    }
    await exchange(transport, "DELETE", `${shop}/configmaps/made`);
    const kubeconfig = await server.tell("user", "ann");
    await using small = await project({ folder: home, kubeconfig }, { "a.ts": SCRIPT });
    await untilHeard(transport, "ann", objects);
    const second = await small.run("run", "-A", "--record", "s.json", "a.ts");
    assert.deepEqual([second.code, second.stderr], [
      0,
      "Warning: skiff undo cannot take back all of this run: your user may not get configmaps " +
      '"made" in "shop": skiff grants --with-undo gives a role that right\n',
    ]);
    assert.deepEqual(
      JSON.parse(await Deno.readTextFile(join(small.folder, "s.json"))).rights,
      recorded,
    );
    const seen = new Recording(BUILTIN_NAMES);
    for (const line of (await Deno.readTextFile(log)).trim().split("\n")) {
      const { verb, user, objectRef, responseStatus } = JSON.parse(line) as AuditEvent;
      const { resource, apiGroup = "", apiVersion = "v1", namespace = "", name = "" } = objectRef ??
        {};
      if (user.username !== "ann" || resource === undefined || responseStatus?.code === 403) {
        continue;
      }
      const attributes = {
        isResource: true,
        verb,
        group: apiGroup,
        version: apiVersion,
        resource,
        subresource: objectRef?.["subresource"] ?? "",
        namespace,
        name: verb === "create" ? "" : name,
      } as const;
      seen.add(attributes);
      // Of an apply that makes the object the log names one verb; the authorizer is asked for two.
      if (verb === "patch" && responseStatus?.code === 201) {
        seen.add({ ...attributes, verb: "create", name: "" });
      }
    }
    assert.deepEqual(seen.rights, recorded);
    assert.ok(recorded.length > 12, recorded.join());
  },
});
