/** Objects that clients send as Protocol Buffers. */
import assert from "node:assert/strict";
import { createEmbeddedCluster, type EmbeddedCluster } from "../../lib/embedded/cluster.ts";

const TYPE = "application/vnd.kubernetes.protobuf";
const encoder = new TextEncoder();

/** A field of a message: text, a message, or a small number. */
type Field = readonly [number: number, value: string | number | readonly Field[]];

function message(fields: readonly Field[]): Uint8Array<ArrayBuffer> {
  const bytes = fields.flatMap(([number, value]): number[] => {
    if (typeof value === "number") return [number << 3, value];
    const inner = typeof value === "string" ? encoder.encode(value) : message(value);
    assert(inner.length < 128 * 128);
    const length = inner.length < 128
      ? [inner.length]
      : [inner.length & 0x7f | 0x80, inner.length >> 7];
    const tag = number << 3 | 2;
    return [...tag < 128 ? [tag] : [tag & 0x7f | 0x80, tag >> 7], ...length, ...inner];
  });
  return Uint8Array.from(bytes);
}

/** An object in the envelope that says what it is. */
function envelope(apiVersion: string, kind: string, fields: readonly Field[]) {
  const outside = message([[1, [[1, apiVersion], [2, kind]]], [2, fields], [3, ""], [4, ""]]);
  return Uint8Array.from([0x6b, 0x38, 0x73, 0, ...outside]);
}

async function send(
  cluster: EmbeddedCluster,
  path: string,
  body: Uint8Array<ArrayBuffer>,
  method = "POST",
  // deno-lint-ignore no-explicit-any
): Promise<{ readonly status: number; readonly body: any }> {
  const response = await cluster.transport().send(path, {
    method,
    headers: { "content-type": TYPE },
    body,
  });
  return { status: response.status, body: await response.json() };
}

Deno.test("a pod that is sent as Protocol Buffers is the pod that it is", async () => {
  await using cluster = createEmbeddedCluster();
  await cluster.settled();
  const pod = envelope("v1", "Pod", [
    [1, [[1, "web"], [2, ""], [3, ""], [11, [[1, "app"], [2, "web"]]], [8, []]]],
    [2, [
      // What JSON writes inline is a message of its own: the source of the volume.
      [1, [[1, "scratch"], [2, [[2, [[1, "Memory"], [2, [[1, "64Mi"]]]]]]]]],
      [2, [
        [1, "nginx"],
        [2, "nginx:1.29"],
        [3, "nginx"],
        [3, "-g"],
        [6, [[1, "http"], [3, 80]]],
        [8, [[1, [[1, "cpu"], [2, [[1, "500m"]]]]]]],
        [10, [[1, [[2, [[1, "/healthz"], [2, [[1, 1], [2, 0], [3, "http"]]]]]]], [3, 5]]],
      ]],
      [4, 30],
    ]],
    [3, [[1, ""]]],
  ]);
  const { status, body } = await send(cluster, "/api/v1/namespaces/default/pods", pod);
  assert.equal(status, 201, JSON.stringify(body));
  assert.deepEqual(body.metadata.labels, { app: "web" });
  assert.deepEqual(body.spec.volumes[0], {
    name: "scratch",
    emptyDir: { medium: "Memory", sizeLimit: "64Mi" },
  });
  const [container] = body.spec.containers;
  assert.deepEqual(container.command, ["nginx", "-g"]);
  assert.deepEqual(container.resources.limits, { cpu: "500m" });
  assert.equal(container.ports[0].containerPort, 80);
  assert.deepEqual(container.livenessProbe.httpGet, {
    path: "/healthz",
    port: "http",
    scheme: "HTTP",
  });
  assert.equal(container.livenessProbe.timeoutSeconds, 5);
  assert.equal(body.spec.terminationGracePeriodSeconds, 30);
});

Deno.test("options of a delete are read as Protocol Buffers, too", async () => {
  await using cluster = createEmbeddedCluster();
  await cluster.settled();
  const path = "/api/v1/namespaces/default/configmaps";
  const made = await send(cluster, path, envelope("v1", "ConfigMap", [[1, [[1, "a"]]]]));
  assert.equal(made.status, 201);
  const options = envelope("v1", "DeleteOptions", [[2, [[1, "another-uid"]]]]);
  const refused = await send(cluster, `${path}/a`, options, "DELETE");
  assert.equal(refused.status, 409);
  assert.match(refused.body.message, /the UID in the precondition \(another-uid\) does not match/);
});

Deno.test("a body that is no object of Protocol Buffers is refused", async () => {
  await using cluster = createEmbeddedCluster();
  const path = "/api/v1/namespaces/default/configmaps";
  for (
    const [body, reason] of [
      [encoder.encode("{}"), /does not appear to be a protobuf message/],
      [envelope("v1", "Widget", []), /no kind "Widget" is registered for version "v1"/],
      [envelope("v1", "ConfigMap", [[1, "\x0aA"]]), /unexpected EOF/],
      [Uint8Array.from([0x6b, 0x38, 0x73, 0, 0xff]), /unexpected EOF/],
    ] as const
  ) {
    const answer = await send(cluster, path, body);
    assert.equal(answer.status, 400);
    assert.match(answer.body.message, reason);
  }
});
