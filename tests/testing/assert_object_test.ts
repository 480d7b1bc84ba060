import assert from "node:assert/strict";
import { AssertionError } from "node:assert";
import { assertObject } from "skiff/testing";

const WEB = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: {
    name: "web",
    namespace: "shop",
    uid: "4711",
    resourceVersion: "12",
    generation: 3,
    creationTimestamp: "2026-01-01T00:00:00Z",
    labels: { app: "web", "app.kubernetes.io/name": "web" },
    managedFields: [],
  },
  spec: {
    replicas: 2,
    template: { spec: { containers: [{ name: "main", image: "nginx:1" }] } },
  },
};

function failure(...words: Parameters<typeof assertObject>): string {
  try {
    assertObject(...words);
  } catch (error) {
    assert.ok(error instanceof AssertionError);
    return error.message;
  }
  throw new Error("it should have failed");
}

Deno.test("assertObject() compares the fields that are named", () => {
  assertObject(WEB, {});
  assertObject(WEB, { spec: { replicas: 2 }, metadata: { labels: { app: "web" } } });
  assertObject(WEB, { metadata: { name: /^w/ }, spec: { paused: undefined } });
  assertObject(WEB, { spec: { replicas: (count: number) => count > 1 } });
  assertObject([WEB, WEB], [{ kind: "Deployment" }, {}]);
});

Deno.test("assertObject() shows each field that differs", () => {
  const expected = {
    metadata: { labels: { "app.kubernetes.io/name": "api", tier: "front" }, name: /^a/ },
    spec: {
      replicas: 3,
      template: { spec: { containers: [{ image: "nginx:2" }, { name: "sidecar" }] } },
    },
  };
  assert.equal(
    failure(WEB, expected),
    `Deployment "shop/web" is not as expected:
  metadata.labels["app.kubernetes.io/name"]
    - "api"
    + "web"
  metadata.labels.tier
    - "front"
    + (absent)
  metadata.name
    - /^a/
    + "web"
  spec.replicas
    - 3
    + 2
  spec.template.spec.containers[0].image
    - "nginx:2"
    + "nginx:1"
  spec.template.spec.containers[1]
    - {"name":"sidecar"}
    + (absent)`,
  );
});

Deno.test("assertObject() passes over what the server writes on its own", () => {
  const { uid: _, resourceVersion: __, ...metadata } = WEB.metadata;
  const expected = {
    ...WEB,
    metadata: { ...metadata, creationTimestamp: "2020-01-01T00:00:00Z", generation: 1 },
  };
  assertObject(WEB, expected, { exact: true });
  assertObject({ kind: "List", items: [WEB] }, { kind: "List", items: [expected] }, {
    exact: true,
  });
  assertObject([WEB], [expected], { exact: true });
  assert.equal(
    failure(WEB, { ...expected, spec: { replicas: 2 } }, { exact: true }),
    `Deployment "shop/web" is not as expected:
  spec.template
    - (absent)
    + {"spec":{"containers":[{"name":"main","image":"nginx:1"}]}}`,
  );
  assertObject(WEB, { ...expected, spec: { replicas: 2 } }, {
    exact: true,
    ignore: ["spec.template"],
  });
  assertObject(WEB, { metadata: { labels: { "app.kubernetes.io/name": "?" } } }, {
    ignore: ['metadata.labels["app.kubernetes.io/name"]'],
  });
});

Deno.test("assertObject() says in its own words what was expected", () => {
  assert.match(
    failure(WEB, { spec: { replicas: 3 } }, { message: "after scaling" }),
    /^after scaling:\n {2}spec\.replicas/,
  );
  assert.match(failure(undefined, WEB), /^The value is not as expected:\n {2}the whole value\n/);
  assert.match(failure([WEB], []), /^A list of 1 is not as expected:\n {2}\[0\]\n/);
  const many = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`f${index}`, 1]));
  assert.match(failure({}, many), / {2}f19\n[^]*\n {2}… and 10 more$/);
});

Deno.test("assertObject() never shows data of a Secret", () => {
  const secret = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "db", labels: { app: "db" } },
    data: { password: "aHVudGVyMg==" },
  };
  for (
    const text of [
      failure(secret, { data: { password: "eHh4" } }),
      failure(secret, { data: { other: "eHh4" } }),
      failure([secret], [{ data: { password: "eHh4" } }]),
      failure({ kind: "SecretList", items: [{ data: { a: "aHVudGVyMg==" } }] }, { items: [] }),
      failure(secret, undefined),
    ]
  ) {
    assert.doesNotMatch(text, /aHVudGVyMg|eHh4/);
    assert.match(text, /\[hidden\]/);
  }
  assert.match(failure(secret, { metadata: { labels: { app: "web" } } }), /- "web"\n {4}\+ "db"/);
});
