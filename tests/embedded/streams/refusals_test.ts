/** Streams that the server does not open: its answers, in its own words, before the protocol changes. */
import assert from "node:assert/strict";
import { createEmbeddedCluster } from "../../../lib/embedded/cluster.ts";
import { ask, make } from "../_cluster.ts";
import {
  askForStream,
  clusterWith,
  makePod,
  open,
  type OpenOptions,
  PODS,
  SERVER,
} from "./_streams.ts";

const QUERY = "command=x&stdout=true";

async function refused(
  cluster: Parameters<typeof askForStream>[0],
  path: string,
  options: OpenOptions = {},
): Promise<{ status: number; text: string }> {
  const answer = await askForStream(cluster, path, options);
  if (!(answer instanceof Response)) assert.fail(`${path} was opened`);
  return { status: answer.status, text: await answer.text() };
}

async function message(...request: Parameters<typeof refused>): Promise<string> {
  const { status, text } = await refused(...request);
  return `${status} ${JSON.parse(text).message}`;
}

Deno.test("a pod or a container that there is not is refused as the server words it", async () => {
  await using cluster = await clusterWith({});
  await makePod(cluster, "two", { one: { running: {} }, other: { running: {} } });
  for (const subresource of ["exec", "attach"]) {
    const at = (pod: string, more = "") => `${PODS}/${pod}/${subresource}?${QUERY}${more}`;
    assert.equal(await message(cluster, at("none")), '404 pods "none" not found');
    assert.equal(
      await message(cluster, at("a", "&container=x")),
      "400 container x is not valid for pod a",
    );
    assert.equal(
      await message(cluster, at("two")),
      "400 a container name must be specified for pod two, choose one of: [one other]",
    );
  }
  assert.equal(await message(cluster, `${PODS}/none/portforward`), '404 pods "none" not found');
});

Deno.test("a pod that is on no node has nobody to ask", async () => {
  await using cluster = await clusterWith({});
  const containers = [{ name: "main", image: "x" }];
  await make(cluster, PODS, { metadata: { name: "pending" }, spec: { containers } });
  for (const subresource of ["exec", "attach", "portforward"]) {
    assert.equal(
      await message(cluster, `${PODS}/pending/${subresource}?${QUERY}&ports=80`),
      "400 pod pending does not have a host assigned",
    );
  }
});

Deno.test("a container that does not run is refused in the kubelet's plain words", async () => {
  await using cluster = await clusterWith({});
  await makePod(cluster, "done", { main: { terminated: { exitCode: 0 } } });
  await makePod(cluster, "early", { main: { waiting: { reason: "ContainerCreating" } } });
  for (const pod of ["done", "early"]) {
    assert.deepEqual(await refused(cluster, `${PODS}/${pod}/exec?${QUERY}`), {
      status: 500,
      text: 'container not found ("main")',
    });
    assert.deepEqual(await refused(cluster, `${PODS}/${pod}/attach?${QUERY}`), {
      status: 500,
      text: `container main not found in pod ${pod}_default`,
    });
    assert.deepEqual(await refused(cluster, `${PODS}/${pod}/portforward?ports=80`), {
      status: 500,
      text: `pod not found ("${pod}_default")`,
    });
  }
});

Deno.test("a stream needs something to carry", async () => {
  await using cluster = await clusterWith({});
  assert.deepEqual(await refused(cluster, `${PODS}/a/exec?command=x`), {
    status: 400,
    text: "you must specify at least 1 of stdin, stdout, stderr",
  });
  const ports = (text: string) => refused(cluster, `${PODS}/a/portforward${text}`);
  assert.equal((await ports("")).text, 'query parameter "ports" is required');
  assert.equal((await ports("?ports=0")).text, 'port "0" must be > 0');
  assert.equal(
    await message(cluster, `${PODS}/a/portforward?ports=70000`),
    '400 cannot convert to []int32: strconv.ParseUint: parsing "70000": value out of range',
  );
  assert.equal(
    await message(cluster, `${PODS}/a/portforward?ports=80,x`),
    '400 cannot convert to []int32: strconv.ParseUint: parsing "x": invalid syntax',
  );
});

Deno.test("a client that speaks none of the protocols is turned away", async () => {
  await using cluster = await clusterWith({});
  for (const path of [`exec?${QUERY}`, `attach?${QUERY}`, "portforward?ports=80"]) {
    const protocols = ["v9.channel.k8s.io"];
    assert.deepEqual(await refused(cluster, `${PODS}/a/${path}`, { protocols }), {
      status: 403,
      text: "",
    });
  }
});

Deno.test("without a change of protocol there is no stream", async () => {
  await using cluster = await clusterWith({});
  for (const subresource of ["exec", "attach", "portforward"]) {
    const path = `${PODS}/a/${subresource}?${QUERY}&ports=80`;
    const { status, body } = await ask(cluster, "GET", path);
    assert.equal(`${status} ${body.message}`, "400 Upgrade request required");
    const request = new Request(`${SERVER}${path}`, { headers: { upgrade: "websocket" } });
    const answer = await cluster.fetch(request);
    assert.equal(answer.status, 400);
    await answer.body?.cancel();
    assert.equal(
      await message(cluster, path, { headers: { upgrade: "SPDY/3.1" } }),
      "400 unable to upgrade to SPDY/3.1: only websocket is served",
    );
  }
});

Deno.test("where nothing plays the containers, the answer says so", async () => {
  await using cluster = createEmbeddedCluster();
  await cluster.settled();
  await makePod(cluster, "a", { main: { running: {} } });
  for (const subresource of ["exec", "attach", "portforward"]) {
    assert.equal(
      await message(cluster, `${PODS}/a/${subresource}?${QUERY}&ports=80`),
      "500 Internal error occurred: no container runtime",
    );
  }
});

Deno.test("a WebSocket is asked for by GET and needs the right to create", async () => {
  const users = {
    root: { username: "root", groups: ["system:masters"] },
    reader: { username: "reader", groups: [] },
    writer: { username: "writer", groups: [] },
  };
  await using cluster = await clusterWith({}, { users });
  const rbac = "/apis/rbac.authorization.k8s.io/v1/namespaces/default";
  for (const [name, verbs] of [["reader", ["get"]], ["writer", ["get", "create"]]] as const) {
    const resources = ["pods/exec", "pods/attach", "pods/portforward"];
    await make(cluster, `${rbac}/roles`, {
      metadata: { name },
      rules: [{ apiGroups: [""], resources, verbs }],
    });
    await make(cluster, `${rbac}/rolebindings`, {
      metadata: { name },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name },
      subjects: [{ kind: "User", name, apiGroup: "rbac.authorization.k8s.io" }],
    });
  }
  const as = (token: string): OpenOptions => ({ headers: { authorization: `Bearer ${token}` } });
  for (const path of [`exec?${QUERY}`, `attach?${QUERY}`]) {
    const whole = `${PODS}/a/${path}`;
    assert.equal(await message(cluster, whole, as("reader")), '403 pods "a" is forbidden: ');
    assert.equal(await message(cluster, whole, as("nobody")), "401 Unauthorized");
    const { socket, served } = await open(cluster, whole, as("writer"));
    socket.close();
    await served;
  }
  assert.equal(
    await message(cluster, `${PODS}/a/portforward?ports=1`, as("reader")),
    '403 pods "a" is forbidden: ',
  );
});
