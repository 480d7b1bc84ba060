// Compiled by `deno check`, never run: what `where()` takes, and what it does not.
import { ago } from "../../lib/core/duration.ts";
import type { KubeObject } from "../../lib/core/gvk.ts";
import { quantity } from "../../lib/core/quantity.ts";
import type { CronJob, Job, Pod, Secret, Service } from "../../lib/kinds/types.ts";
import type {
  Path,
  PathOperand,
  PathOperator,
  PathValue,
  QueryTypeError,
  Where,
} from "../../lib/query/filter.ts";
import {
  absent,
  anyOf,
  exists,
  gt,
  gte,
  like,
  lt,
  matches,
  not,
  oneOf,
} from "../../lib/query/operators.ts";

/** The two overloads of the fluent query. */
interface Queried<T> {
  where(filter: Where<T>): Queried<T>;
  where<P extends Path<T>, O extends PathOperator>(
    path: P,
    operator: O,
    value: PathOperand<T, P, O>,
  ): Queried<T>;
}

/** A kind with words of its own for a field. */
interface Light extends KubeObject {
  spec?: { color?: "red" | "green"; on?: boolean; level?: number; notes?: string[] };
}

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true
  : false;

function assertType<_Holds extends true>(): void {}

export function objectsThatFit(pods: Queried<Pod>, secrets: Queried<Secret>): void {
  pods.where({});
  pods.where({ status: { phase: "Running" }, metadata: { labels: { "a.b/c": "web", x: null } } });
  pods.where({ spec: { nodeName: null, hostNetwork: true, priority: gte(5) } });
  pods.where({ spec: { containers: { $some: { image: like("*:latest") } } } });
  pods.where({ spec: { containers: { $every: { name: not("side") }, $size: 2 } } });
  pods.where({ spec: { tolerations: { $size: gt(0) }, affinity: exists() } });
  pods.where({ metadata: { finalizers: { $some: "a" }, ownerReferences: null } });
  pods.where({ metadata: { creationTimestamp: lt(ago("2h")), name: matches(/^web-\d+$/) } });
  pods.where({ status: { phase: oneOf("Failed", "Unknown") } });
  pods.where({ status: { phase: not(oneOf("Failed", "Unknown")), reason: not(null) } });
  pods.where({ spec: { nodeName: absent(), subdomain: not(exists()), hostname: not(like("a*")) } });
  pods.where({
    spec: {
      containers: { $some: { resources: { requests: { memory: gt(quantity("1Gi")) } } } },
    },
  });
  secrets.where({ type: "Opaque", data: { token: exists() } });
}

export function predicatesAndAlternativesThatFit(pods: Queried<Pod>): void {
  pods.where((pod) => (pod.status?.containerStatuses ?? []).some((c) => c.restartCount > 3));
  pods.where(anyOf({ status: { phase: "Failed" } }, { spec: { nodeName: null } }));
  pods.where(anyOf({ status: { phase: oneOf("Failed") } }, (pod) => pod.metadata?.name === "a"));
  const failed = anyOf({ status: { phase: "Failed" } });
  pods.where(failed);
  pods.where(anyOf(anyOf({ spec: { hostPID: true } }), { spec: { hostIPC: true } }));
}

export function pathsThatFit(
  pods: Queried<Pod>,
  jobs: Queried<Job>,
  crons: Queried<CronJob>,
): void {
  pods.where("metadata.creationTimestamp", "<", ago("2h"));
  pods.where("metadata.creationTimestamp", "=", ago("2h"));
  pods.where("status.phase", "=", "Running").where("status.phase", "!=", null);
  pods.where("spec.priority", ">=", 5).where("spec.priority", "in", [1, 2]);
  pods.where("metadata.name", "like", "web-*").where("metadata.name", "matches", /^web/);
  jobs.where("status.succeeded", "=", 1);
  crons.where("spec.jobTemplate.spec.template.spec.nodeName", "=", "n1");
}

export function wordsOfAKind(lights: Queried<Light>): void {
  lights.where({ spec: { color: "red", on: true, level: gt(1), notes: { $some: like("*!") } } });
  lights.where({ spec: { color: oneOf("red", "green") } }).where({ spec: { color: not("red") } });
  lights.where({ spec: { color: like("r*") } }).where("spec.color", "in", ["red"]);
  // @ts-expect-error no such colour
  lights.where({ spec: { color: "blue" } });
  // @ts-expect-error no such colour
  lights.where({ spec: { color: oneOf("red", "blue") } });
  // @ts-expect-error no such colour
  lights.where({ spec: { color: not("blue") } });
  // @ts-expect-error no such colour
  lights.where("spec.color", "=", "blue");
  // @ts-expect-error true and false have no order
  lights.where({ spec: { on: gt(1) } });
  // @ts-expect-error true and false have no order
  lights.where("spec.on", "<", 1);
  // @ts-expect-error true and false are no text
  lights.where("spec.on", "like", "t*");
  // @ts-expect-error a number is no text
  lights.where({ spec: { level: like("1*") } });
}

export function anyKind(objects: Queried<KubeObject & Record<string, unknown>>): void {
  objects.where({ spec: { deep: { deeper: "x" } }, metadata: { labels: { a: "b" } } });
  objects.where("spec.deep.deeper", "=", 1).where("anything", "like", "a*");
}

export function objectsThatDoNotFit(pods: Queried<Pod>, name: string | undefined): void {
  // @ts-expect-error a typing mistake in a field
  pods.where({ status: { phse: "Running" } });
  // @ts-expect-error a typing mistake at the top
  pods.where({ stauts: { phase: "Running" } });
  // @ts-expect-error text where a number is
  pods.where({ spec: { priority: "5" } });
  // @ts-expect-error a number where text is
  pods.where({ status: { phase: 5 } });
  // @ts-expect-error an undefined value would filter nothing
  pods.where({ metadata: { name } });
  // @ts-expect-error a list is asked by $some, $every and $size
  pods.where({ spec: { containers: { image: "a" } } });
  // @ts-expect-error a list is no value
  pods.where({ metadata: { finalizers: ["a"] } });
  // @ts-expect-error a typing mistake inside a list
  pods.where({ spec: { containers: { $some: { imag: "a" } } } });
  // @ts-expect-error a size is a number
  pods.where({ spec: { containers: { $size: "2" } } });
  // @ts-expect-error labels are text
  pods.where({ metadata: { labels: { replicas: 3 } } });
  // @ts-expect-error an operator stands for the value of a field
  pods.where(oneOf("a"));
  // @ts-expect-error an alternative stands for a whole filter
  pods.where({ status: anyOf({ phase: "Running" }) });
  // @ts-expect-error a typing mistake in an alternative
  pods.where(anyOf({ status: { phse: "Running" } }));
}

export function predicatesThatDoNotFit(pods: Queried<Pod>): void {
  // @ts-expect-error a promise is always true
  pods.where(async (pod) => await Promise.resolve(pod.metadata?.name === "a"));
  // @ts-expect-error a typing mistake in a predicate
  pods.where((pod) => pod.status?.phse === "Running");
  // @ts-expect-error a path needs an operator and a value
  pods.where("status.phase");
}

export function pathsThatDoNotFit(pods: Queried<Pod>, services: Queried<Service>): void {
  // @ts-expect-error a typing mistake in a path
  pods.where("status.phse", "=", "Running");
  // @ts-expect-error a path ends at a single value
  pods.where("status", "=", "Running");
  // @ts-expect-error a path stops at a list
  pods.where("spec.containers.0.image", "=", "a");
  // @ts-expect-error keys of a map are no path
  pods.where("metadata.labels.app", "=", "web");
  // @ts-expect-error no such operator
  pods.where("status.phase", "~", "Running");
  // @ts-expect-error a number where text is
  pods.where("status.phase", "=", 5);
  // @ts-expect-error text has no order
  services.where("spec.type", "<", "ClusterIP");
  // @ts-expect-error an array is needed
  pods.where("status.phase", "in", "Running");
}

assertType<Equal<PathValue<Pod, "spec.priority">, number>>();
assertType<Equal<PathValue<Pod, "status.phase">, string>>();
assertType<
  Equal<PathValue<Pod, "status.phse">, QueryTypeError<"There is no field at the path phse">>
>();
assertType<
  Equal<
    PathOperand<Light, "spec.on", "<">,
    QueryTypeError<"True and false have no order: compare them with = or !=">
  >
>();
// Seven names deep: beyond the limit.
assertType<
  Equal<
    Extract<"spec.jobTemplate.spec.template.spec.securityContext.runAsUser", Path<CronJob>>,
    never
  >
>();
