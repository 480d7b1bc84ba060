import assert from "node:assert/strict";
import { QueryError } from "../../lib/core/errors.ts";
import { BUILTIN_KINDS } from "../../lib/kinds/builtin.ts";
import type { Kind } from "../../lib/kinds/kind.ts";
import { formatKindName, formatResource, KindRegistry } from "../../lib/kinds/registry.ts";

const registry = new KindRegistry(BUILTIN_KINDS);

function custom(group: string, kind: string, more: Partial<Kind> = {}): Kind {
  const singular = kind.toLowerCase();
  return {
    group,
    version: "v1",
    kind,
    singular,
    plural: `${singular}s`,
    namespaced: true,
    shortNames: [],
    categories: [],
    verbs: ["get", "list"],
    subresources: [],
    fields: [],
    traits: [],
    ...more,
  };
}

function assertNames(spelling: string, name: string, known: KindRegistry = registry): void {
  const kind = known.find(spelling);
  assert.equal(kind && formatKindName(kind), name, spelling);
}

function messageOf(spelling: string, known: KindRegistry = registry): string {
  try {
    known.get(spelling);
  } catch (error) {
    assert(error instanceof QueryError);
    return error.message;
  }
  throw new assert.AssertionError({ message: `"${spelling}" was found` });
}

Deno.test("KindRegistry.find takes every spelling that kubectl takes", () => {
  for (
    const spelling of [
      "deploy",
      "deployment",
      "deployments",
      "Deployment",
      "DEPLOYMENTS",
      "deployments.apps",
      "deploy.apps",
      "deployments.v1.apps",
      "deployment.v1.apps",
      "Deployment.v1.apps",
      "apps/v1/deployments",
      "apps/v1/Deployment",
      "apps/Deployment",
      " deploy ",
    ]
  ) assertNames(spelling, "apps/v1/Deployment");
  for (const spelling of ["po", "pod", "pods", "Pod", "v1/Pod", "v1/pods", "pods.v1", "pods.v1."]) {
    assertNames(spelling, "v1/Pod");
  }
  assertNames("ing", "networking.k8s.io/v1/Ingress");
  assertNames("crds", "apiextensions.k8s.io/v1/CustomResourceDefinition");
  assertNames("netpol", "networking.k8s.io/v1/NetworkPolicy");
  assertNames("hpa", "autoscaling/v2/HorizontalPodAutoscaler");
});

Deno.test("KindRegistry.find takes the beginning of a group", () => {
  assertNames("ingresses.networking", "networking.k8s.io/v1/Ingress");
  assertNames("events.events", "events.k8s.io/v1/Event");
});

Deno.test("KindRegistry.find gives the first built-in kind where groups share a name", () => {
  assertNames("events", "v1/Event");
  assertNames("ev", "v1/Event");
  assertNames("events.events.k8s.io", "events.k8s.io/v1/Event");
  assertNames("events.v1.events.k8s.io", "events.k8s.io/v1/Event");
});

Deno.test("KindRegistry.find gives nothing for another version, group or word", () => {
  for (
    const spelling of [
      "apps/v2/Deployment",
      "v1/Deployment",
      "deployments.batch",
      "pods/log",
      "widget",
      "",
      "/",
      ".",
      "constructor",
      "__proto__",
    ]
  ) assert.equal(registry.find(spelling), undefined, spelling);
});

Deno.test("KindRegistry.find prefers built-in kinds to custom ones of the same name", () => {
  const known = new KindRegistry([
    custom("serving.example", "Service", { shortNames: ["po"] }),
    ...BUILTIN_KINDS,
  ]);
  assertNames("services", "v1/Service", known);
  assertNames("po", "v1/Pod", known);
  assertNames("services.serving.example", "serving.example/v1/Service", known);
  assertNames("service.serving", "serving.example/v1/Service", known);
});

Deno.test("KindRegistry.find prefers a full name to a short name", () => {
  const known = new KindRegistry([
    custom("a.example", "Gadget", { shortNames: ["widget"] }),
    custom("b.example", "Widget"),
  ]);
  assertNames("widget", "b.example/v1/Widget", known);
});

Deno.test("KindRegistry.find gives the preferred version of a custom kind", () => {
  const known = new KindRegistry([
    custom("a.example", "Widget", { version: "v1" }),
    custom("a.example", "Widget", { version: "v1alpha1" }),
  ]);
  assertNames("widgets", "a.example/v1/Widget", known);
  assertNames("widgets.v1alpha1.a.example", "a.example/v1alpha1/Widget", known);
  assertNames("a.example/v1alpha1/Widget", "a.example/v1alpha1/Widget", known);
});

Deno.test("KindRegistry.find lists the groups of an ambiguous name", () => {
  const known = new KindRegistry([
    custom("a.example", "Cluster", { shortNames: ["cl"] }),
    custom("b.example", "Cluster", { shortNames: ["cl"] }),
  ]);
  for (const spelling of ["cl", "clusters", "Cluster"]) {
    assert.equal(
      messageOf(spelling, known),
      `Cannot use "${spelling}" as a kind: it names several: ` +
        `use one of "clusters.a.example", "clusters.b.example"`,
    );
  }
  assertNames("cl.b.example", "b.example/v1/Cluster", known);
});

Deno.test("KindRegistry.get suggests the nearest name", () => {
  assert.equal(
    messageOf("deploymnets"),
    `Cannot find kind "deploymnets": the cluster has no kind of that name: did you mean "deployments"`,
  );
  assert.equal(
    messageOf("banana"),
    `Cannot find kind "banana": the cluster has no kind of that name`,
  );
  assert.equal(messageOf(""), `Cannot find kind "": it is empty`);
});

Deno.test("KindRegistry.get names what took the place of a removed version", () => {
  assert.equal(
    messageOf("extensions/v1beta1/Ingress"),
    `Cannot find kind "extensions/v1beta1/Ingress": removed in Kubernetes 1.22: ` +
      `use "networking.k8s.io/v1/Ingress"`,
  );
  assert.equal(
    messageOf("cronjobs.v1beta1.batch"),
    `Cannot find kind "cronjobs.v1beta1.batch": removed in Kubernetes 1.25: use "batch/v1/CronJob"`,
  );
  assert.equal(
    messageOf("podsecuritypolicies"),
    `Cannot find kind "podsecuritypolicies": removed in Kubernetes 1.25: use "Pod Security Admission"`,
  );
  assert.equal(
    messageOf("networkpolicies.v1beta1.extensions"),
    `Cannot find kind "networkpolicies.v1beta1.extensions": removed in Kubernetes 1.16: ` +
      `use "networking.k8s.io/v1/NetworkPolicy"`,
  );
});

Deno.test("KindRegistry.get names the group and version that has the kind", () => {
  assert.equal(
    messageOf("v1/Deployment"),
    `Cannot find kind "v1/Deployment": not in that group and version: ` +
      `did you mean "apps/v1/Deployment"`,
  );
});

Deno.test("KindRegistry.findType matches group, version and kind exactly", () => {
  assert.equal(registry.findType("apps/v1", "Deployment")?.plural, "deployments");
  assert.equal(registry.findType("events.k8s.io/v1", "Event")?.group, "events.k8s.io");
  assert.equal(registry.findType("apps/v1", "deployment"), undefined);
  assert.equal(registry.findType("v1", "Deployment"), undefined);
});

Deno.test("formatResource spells every built-in kind so that it is found again", () => {
  for (const kind of BUILTIN_KINDS) {
    if (kind.group === "") assertNames(formatResource(kind), formatKindName(kind));
    else assert.equal(registry.find(formatResource(kind)), kind);
    assert.equal(registry.find(formatKindName(kind)), kind);
  }
});
