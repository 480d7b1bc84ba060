import assert from "node:assert/strict";
import { ConflictError, InvalidError } from "../../lib/core/errors.ts";
import { writeFailure, type WriteFailureContext } from "../../lib/core/write_failure.ts";

// The answers are those of kube-apiserver 1.36.3; tests/live/write_errors_test.ts asks it again.
const CALL = { verb: "apply", resource: "deployment", namespace: "shop", name: "web" };
const CANNOT = 'Cannot apply deployment "shop/web": ';

function status(code: number, message: string, more: object = {}): object {
  return { kind: "Status", apiVersion: "v1", status: "Failure", code, message, ...more };
}

const BASE64 = "illegal base64 data at input byte 4";

function messageOf(body: object, context: Partial<WriteFailureContext> = {}): string {
  const { code } = body as { code: number };
  const { message } = writeFailure(code, body, { call: CALL, ...context });
  assert.ok(message.startsWith(CANNOT), message);
  return message.slice(CANNOT.length);
}

function conflict(message: string, field: string): object {
  return { reason: "FieldManagerConflict", message, field };
}

Deno.test("writeFailure() names field, manager, subresource and time of an apply's conflicts", () => {
  const causes = [
    conflict('conflict with "kubectl" with subresource "scale" using apps/v1', ".spec.replicas"),
    conflict('conflict with "hpa" using apps/v1 at 2026-05-01T12:00:00Z', ".spec.paused"),
    conflict('conflict with "a \\"quoted\\" one"', ".spec.x"),
  ];
  const body = status(409, "Apply failed with 3 conflicts", {
    reason: "Conflict",
    details: { causes },
  });
  const error = writeFailure(409, body, { call: CALL });
  assert.ok(error instanceof ConflictError);
  assert.deepEqual(error.conflicts, [
    { field: ".spec.replicas", manager: "kubectl", subresource: "scale", apiVersion: "apps/v1" },
    { field: ".spec.paused", manager: "hpa", apiVersion: "apps/v1", time: "2026-05-01T12:00:00Z" },
    { field: ".spec.x", manager: 'a "quoted" one' },
  ]);
  assert.equal(
    error.message,
    CANNOT + '.spec.replicas belongs to "kubectl" (subresource scale, apps/v1), ' +
      '.spec.paused belongs to "hpa" (apps/v1, since 2026-05-01T12:00:00Z), ' +
      '.spec.x belongs to "a \\"quoted\\" one": take them over with { force: true }, ' +
      "leave the fields out, or give them the value that is there to share it",
  );
});

Deno.test("writeFailure() calls an earlier write of the same manager its own", () => {
  const causes = [conflict('conflict with "skiff" using v1 at 2026-05-01T12:00:00Z', ".data.a")];
  const body = status(409, "Apply failed", { reason: "Conflict", details: { causes } });
  assert.equal(
    messageOf(body, { fieldManager: "skiff" }),
    '.data.a was set by "skiff" (v1, since 2026-05-01T12:00:00Z) itself, by a create, a patch or ' +
      "the like and not by an apply: take it over once with { force: true }, " +
      "and apply from the beginning where you can",
  );
  assert.match(messageOf(body, { fieldManager: "other" }), /^\.data\.a belongs to "skiff" /);
  const both = { ...body, details: { causes: [...causes, conflict('conflict with "x"', ".b")] } };
  assert.match(
    messageOf(both, { fieldManager: "skiff" }),
    /itself.*, \.b belongs to "x": take them over with \{ force: true \}, leave the fields out/,
  );
});

Deno.test("writeFailure() says what a conflict of versions and a taken name are", () => {
  const changed =
    'Operation cannot be fulfilled on deployments.apps "web": the object has been modified; ' +
    "please apply your changes to the latest version and try again";
  const error = writeFailure(409, status(409, changed, { reason: "Conflict" }), { call: CALL });
  assert.ok(error instanceof ConflictError);
  assert.deepEqual([error.conflicts, error.reason], [[], "Conflict"]);
  assert.equal(messageOf(status(409, changed)), changed.slice(changed.indexOf("the object")));
  assert.equal(
    messageOf(status(409, 'deployments.apps "web" already exists')),
    "it exists already",
  );
});

Deno.test("writeFailure() makes one line of each shape in which fields are refused", () => {
  const strict =
    'strict decoding error: unknown field "spec.replcas", duplicate field "spec.paused"';
  const type =
    "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32";
  const cannot = 'Deployment in version "v1" cannot be handled as a Deployment: ';
  const echo = 'Invalid value: "{\\"spec\\":{\\"x\\":\\"a: b\\"}}": ';
  const patch = (rest: string) =>
    status(422, ` "" is invalid: patch: ${echo}${rest}`, {
      details: { causes: [{ field: "patch", message: echo + rest }] },
    });
  const fields =
    'unknown field "spec.replcas": did you mean "spec.replicas"; spec.paused: duplicate field';
  const suggest = (path: string) => path === "spec.replcas" ? "spec.replicas" : undefined;
  const typed = "failed to create typed patch object (/web; apps/v1, Kind=Deployment): ";
  const cases: readonly [object, string][] = [
    [status(400, cannot + strict), fields],
    [patch(strict), fields],
    [status(400, cannot + type), "spec.replicas: a whole number is needed, not text"],
    [patch(type), "spec.replicas: a whole number is needed, not text"],
    [
      status(500, `${typed}.spec.replcas: field not declared in schema`),
      'unknown field "spec.replcas": did you mean "spec.replicas"',
    ],
    [
      status(
        500,
        `${typed}errors:\n  .spec.replcas: field not declared in schema\n` +
          '  .spec.template.spec.containers[name="web"].imge: field not declared in schema',
      ),
      'unknown field "spec.replcas": did you mean "spec.replicas"; ' +
      'unknown field "spec.template.spec.containers[name=\\"web\\"].imge"',
    ],
    [
      status(500, `${typed}.spec.replicas: expected numeric (int or float), got string`),
      "spec.replicas: expected numeric (int or float), got string",
    ],
    [patch(`error decoding from json: ${BASE64}`), `data: ${BASE64}: write text as stringData`],
    [
      status(500, `failed to convert new object (/s; /v1, Kind=Secret): x: ${BASE64}`),
      `data: ${BASE64}: write text as stringData`,
    ],
    [
      status(500, "map: map[image:x y:map[z:1]] does not contain declared merge key: name"),
      'an entry of a list has no "name", by which it is merged',
    ],
    [
      status(422, "the server rejected our request due to an error in our request", {
        details: {},
      }),
      "an operation of the patch failed: a test does not hold or a path is missing",
    ],
  ];
  for (const [body, message] of cases) {
    assert.equal(messageOf(body, { suggest }), message);
    const { code } = body as { code: number };
    assert.ok(writeFailure(code, body, { call: CALL }) instanceof InvalidError);
  }
});

Deno.test("writeFailure() says each complaint once", () => {
  const cause = { field: "metadata.uid", message: 'Invalid value: "1": field is immutable' };
  assert.equal(
    messageOf(status(422, "x", { details: { causes: [cause, cause] } })),
    'metadata.uid: Invalid value: "1": field is immutable',
  );
});

Deno.test("writeFailure() repeats no value of a Secret, whoever quotes it", () => {
  const context = { confidential: true, secrets: ["hunter2", "aHVudGVyMg=="] };
  const echo =
    'Invalid value: "{\\"data\\":{\\"password\\":\\"b3RoZXI=\\",\\"x\\":\\"hunter2\\"}}": ';
  const answers = [
    status(422, echo + "illegal base64 data at input byte 4", {
      details: {
        causes: [{ field: "patch", message: `${echo}illegal base64 data at input byte 4` }],
      },
    }),
    status(
      500,
      "failed to create typed patch object (/s; /v1, Kind=Secret): " +
        ".stringData.password: expected string, got &value.valueUnstructured{Value:12345}",
    ),
    status(400, 'admission webhook "x" denied the request: "hunter2" (aHVudGVyMg==) is too weak'),
    status(422, 'data[a]: Invalid value: "b3RoZXI=": bad', {
      details: { causes: [{ field: "data[a]", message: 'Invalid value: "b3RoZXI=": bad' }] },
    }),
    status(409, 'cannot: "hunter2"'),
    status(422, "x", {
      details: { causes: [{ field: "patch", message: 'odd {"data":{"a":"b3RoZXI="}} cut off' }] },
    }),
  ];
  for (const body of answers) {
    const { code } = body as { code: number };
    const error = writeFailure(code, body, { call: CALL, ...context });
    const shown = Deno.inspect(error, { depth: 9 }) + JSON.stringify(error.causes);
    assert.ok(!/hunter2|aHVudGVyMg|b3RoZXI|12345/.test(shown), shown);
  }
});
