/**
 * Failures of connections and credentials that users of `@kubernetes/client-node` have reported, each by its number in
 * kubernetes-client/javascript: the same input for its 2.0.1, to show that it is the failure that is meant,
 * and for us.
 */
import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import process from "node:process";
import { readText } from "../../lib/connect/body.ts";
import { parseYaml } from "../../lib/core/yaml.ts";
import { TestClock } from "../_support/access.ts";
import { startHttpsServer } from "../_support/tls_server.ts";
import { Folder } from "../connect/kubeconfig_support.ts";
import { CA, type Control, identity, openOurs, startControl, writeKubeconfig } from "./_control.ts";

let control: Control;
Deno.test.beforeAll(async () => {
  control = await startControl();
});
Deno.test.afterAll(async () => await control[Symbol.asyncDispose]());

const USER = { token: "t0ken" };

/** A server that counts connections and answers lists, or whatever it is told to. */
async function startLists(
  answer: (request: IncomingMessage, index: number) => {
    readonly status: number;
    readonly headers?: Record<string, string>;
    readonly body?: string;
  } = () => ({ status: 200 }),
) {
  const requests: { headers: IncomingMessage["headers"]; method: string | undefined }[] = [];
  const server = await startHttpsServer({
    identity,
    handle(request, response) {
      const { headers, method } = request;
      requests.push({ headers, method });
      const list = { kind: "ConfigMapList", apiVersion: "v1", metadata: {}, items: [] };
      const { status, headers: more, body = JSON.stringify(list) } = answer(
        request,
        requests.length - 1,
      );
      request.resume();
      response.writeHead(status, { "content-type": "application/json", ...more }).end(body);
    },
  });
  return {
    ...server,
    get connections() {
      return server.connections;
    },
    requests,
  };
}

Deno.test("sixty calls share connections, where client-node opens one for each: #494 #2893", async () => {
  await using folder = await Folder.make();
  await using theirs = await startLists();
  const kubeconfig = await writeKubeconfig(folder, theirs.url, USER);
  await control.run({ type: "list", kubeconfigs: [kubeconfig], times: 60 });
  assert.equal(theirs.connections, 60);

  await using ours = await startLists();
  await using transport = await openOurs(await writeKubeconfig(folder, ours.url, USER));
  for (let time = 0; time < 60; time++) await readText(await transport.send("/api/v1/configmaps"));
  // One more where a call begins before the last one's connection is back.
  assert.ok(ours.connections <= 3, `${ours.connections} connections`);
});

Deno.test("a 429 is waited for as it says, where client-node throws at once, with all headers and the body", async () => {
  const busy = { kind: "Status", code: 429, message: "too many" };
  const answer = (_request: IncomingMessage, index: number) =>
    index === 0
      ? { status: 429, headers: { "retry-after": "3" }, body: JSON.stringify(busy) }
      : { status: 200 };
  await using folder = await Folder.make();
  await using theirs = await startLists(answer);
  const file = await writeKubeconfig(folder, theirs.url, USER);
  const { errors } = await control.run({ type: "list", kubeconfigs: [file], times: 1 });
  assert.match(errors[0] ?? "", /HTTP-Code: 429[\s\S]*\\"too many\\"[\s\S]*retry-after/);
  assert.equal(theirs.requests.length, 1);

  await using ours = await startLists(answer);
  const clock = new TestClock();
  await using transport = await openOurs(await writeKubeconfig(folder, ours.url, USER), { clock });
  assert.equal((await transport.send("/api/v1/configmaps")).status, 200);
  assert.deepEqual(clock.slept, [3000]);
});

Deno.test("a redirect is refused, where client-node repeats a POST at the other host", async () => {
  await using folder = await Folder.make();
  const bodies: string[] = [];
  await using elsewhere = await startHttpsServer({
    identity,
    handle(request, response) {
      let body = "";
      request.on("data", (chunk) => body += chunk);
      request.on("end", () => {
        bodies.push(body);
        response.writeHead(200, { "content-type": "application/json" }).end("{}");
      });
    },
  });
  const location = `${elsewhere.url}/api/v1/namespaces/test/configmaps`;
  await using server = await startLists(() => ({ status: 307, headers: { location } }));
  const kubeconfig = await writeKubeconfig(folder, server.url, USER);
  await control.run({ type: "create", kubeconfig });
  assert.equal(bodies.length, 1);
  assert.match(bodies[0] ?? "", /hunter2/, "the body went to the other host");

  await using transport = await openOurs(kubeconfig);
  const sending = transport.send("/api/v1/namespaces/test/configmaps", {
    method: "POST",
    body: "hunter2",
  });
  await assert.rejects(sending, { name: "ConnectionError", message: /redirects are not followed/ });
  assert.equal(bodies.length, 1);
});

/** A user whose plugin notes each run, and what it was told. */
async function pluginUser(folder: Folder): Promise<object> {
  const command = await folder.script(
    "plugin",
    `echo "x$KUBERNETES_EXEC_INFO" >>"${folder.at("runs")}"
n=$(wc -l <"${folder.at("runs")}" | tr -d ' ')
sleep 0.05
printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"run-%s","expirationTimestamp":"2099-01-01T00:00:00Z"}}' "$n"`,
  );
  const apiVersion = "client.authentication.k8s.io/v1";
  return { exec: { apiVersion, command, interactiveMode: "Never" } };
}

async function runsOf(folder: Folder): Promise<string[]> {
  return (await Deno.readTextFile(folder.at("runs"))).trimEnd().split("\n");
}

Deno.test("a plugin is run once for calls at once and told what it is to know; client-node does neither", async () => {
  await using server = await startLists();
  await using theirs = await Folder.make();
  const their = await writeKubeconfig(theirs, server.url, await pluginUser(theirs), {
    userName: "at-once",
  });
  await control.run({ type: "list", kubeconfigs: [their], times: 5, atOnce: true });
  assert.deepEqual(await runsOf(theirs), ["x", "x", "x", "x", "x"]);

  await using ours = await Folder.make();
  await using transport = await openOurs(
    await writeKubeconfig(ours, server.url, await pluginUser(ours)),
  );
  await Promise.all(Array.from({ length: 5 }, async () => {
    await readText(await transport.send("/api/v1/configmaps"));
  }));
  const [run, ...more] = await runsOf(ours);
  assert.match(run ?? "", /^x\{"kind":"ExecCredential"/);
  assert.deepEqual(more, []);
});

Deno.test("a plugin is run again after a 401, where client-node stays refused until the token expires: #891", async () => {
  const answer = ({ headers }: IncomingMessage) =>
    headers.authorization === "Bearer run-1"
      ? { status: 401, body: JSON.stringify({ kind: "Status", code: 401 }) }
      : { status: 200 };
  await using server = await startLists(answer);
  await using theirs = await Folder.make();
  const their = await writeKubeconfig(theirs, server.url, await pluginUser(theirs), {
    userName: "refused",
  });
  const { errors } = await control.run({ type: "list", kubeconfigs: [their], times: 3 });
  assert.equal(errors.length, 3);
  for (const error of errors) assert.match(error, /HTTP-Code: 401/);
  assert.equal((await runsOf(theirs)).length, 1);

  await using ours = await Folder.make();
  await using transport = await openOurs(
    await writeKubeconfig(ours, server.url, await pluginUser(ours)),
  );
  assert.equal((await transport.send("/api/v1/configmaps")).status, 200);
});

Deno.test("users of one name in two kubeconfigs are two, as for client-node since it was mended: #429 #592", async () => {
  await using one = await Folder.make();
  await using two = await Folder.make({ runs: "x\nx\nx\n" });
  await using server = await startLists();
  const users = { userName: "same-name" };
  const files = [
    await writeKubeconfig(one, server.url, await pluginUser(one), users),
    await writeKubeconfig(two, server.url, await pluginUser(two), users),
  ];
  await control.run({ type: "list", kubeconfigs: files, times: 1 });
  const tokens = () => server.requests.splice(0).map(({ headers }) => headers.authorization);
  assert.deepEqual(tokens(), ["Bearer run-1", "Bearer run-4"]);
  for (const file of files) {
    await using transport = await openOurs(file);
    await readText(await transport.send("/api/v1/configmaps"));
  }
  assert.deepEqual(tokens(), ["Bearer run-2", "Bearer run-5"]);
});

const KEY = { "client-certificate-data": btoa("no PEM at all") };
const HALF: readonly (readonly [string, object | undefined, object?])[] = [
  ["a user that is not defined", undefined],
  ["an auth-provider that nobody knows", { "auth-provider": { name: "nobody" } }],
  ["a token file", { tokenFile: "/nowhere/token" }],
  ["a client certificate without its key", KEY],
  ["a CA beside insecure-skip-tls-verify", USER, { ...CA, "insecure-skip-tls-verify": true }],
  ["groups without a user to act as", { ...USER, "as-groups": ["system:masters"] }],
];

for (const [what, user, cluster = CA] of HALF) {
  Deno.test(`a kubeconfig with ${what} is refused, where client-node sends the request`, async () => {
    await using server = await startLists();
    await using folder = await Folder.make();
    const kubeconfig = await writeKubeconfig(folder, server.url, user, { cluster });
    const { errors } = await control.run({ type: "list", kubeconfigs: [kubeconfig], times: 1 });
    const sent = server.requests.length;
    // A user that is not there takes the cluster's CA along, so the server is not trusted.
    if (user === undefined) assert.match(errors[0] ?? "", /unable to verify/);
    else assert.equal(sent, 1, "it was sent");
    if (!what.includes("groups") && !what.includes("beside")) {
      assert.equal(server.requests[0]?.headers.authorization, undefined, "as nobody");
    }
    await assert.rejects(async () => {
      await using transport = await openOurs(kubeconfig);
      await transport.send("/api/v1/configmaps");
    }, { name: "ConfigError" });
    assert.equal(server.requests.length, sent, "nothing was sent");
  });
}

Deno.test("all of an impersonation is sent, where client-node leaves groups and extra out: #2474", async () => {
  await using server = await startLists();
  await using folder = await Folder.make();
  const user = { ...USER, as: "ann", "as-groups": ["devs"], "as-user-extra": { why: ["tests"] } };
  const kubeconfig = await writeKubeconfig(folder, server.url, user);
  await control.run({ type: "list", kubeconfigs: [kubeconfig], times: 1 });
  await using transport = await openOurs(kubeconfig);
  await readText(await transport.send("/api/v1/configmaps"));
  const sent = server.requests.map(({ headers }) => [
    headers["impersonate-user"],
    headers["impersonate-group"],
    headers["impersonate-extra-why"],
  ]);
  assert.deepEqual(sent, [["ann", undefined, undefined], ["ann", "devs", "tests"]]);
});

Deno.test("an error never shows the token, where client-node's does: #297", async () => {
  await using server = await startLists();
  await using folder = await Folder.make();
  const kubeconfig = await writeKubeconfig(folder, server.url, { token: "s3cret\nx" });
  const { errors } = await control.run({ type: "list", kubeconfigs: [kubeconfig], times: 1 });
  assert.match(errors.join(), /s3cret/);
  const error: unknown = await openOurs(kubeconfig).then(() => undefined, (reason) => reason);
  assert.ok(error instanceof Error && error.name === "ConfigError");
  assert.doesNotMatch(Deno.inspect(error, { depth: 9 }), /s3cret/);
});

Deno.test("a file mode means what it means to kubectl, where client-node reads another: #2539", async () => {
  const text = "defaultMode: 0755\nstdin: yes\n";
  const { value } = await control.run({ type: "yaml", text });
  assert.deepEqual(value, { defaultMode: 755, stdin: "yes" });
  assert.deepEqual(parseYaml(text), { defaultMode: 0o755, stdin: true });
});

Deno.test("an idle connection costs no processor time, as it would with a pool's idle timeout: denoland/deno#29444", async () => {
  await using server = await startLists();
  await using folder = await Folder.make();
  await using transport = await openOurs(await writeKubeconfig(folder, server.url, USER));
  await readText(await transport.send("/api/v1/configmaps"));
  const before = process.cpuUsage();
  await new Promise((resolve) => setTimeout(resolve, 500));
  const { user, system } = process.cpuUsage(before);
  assert.ok(user + system < 250_000, `${(user + system) / 1000} ms of 500`);
});
