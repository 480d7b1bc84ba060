/** The random objects of the law of pushdown as a real server accepts them. */
import type { Json, KindCase } from "../query/_cases.ts";

/** What to create, and the status to write afterwards. */
export interface Manifest {
  readonly object: Json;
  /** Written through the status subresource; `undefined` where there is nothing to write. */
  readonly status: unknown;
}

/**
 * Turns a random object into one that the server takes.
 *
 * @param kindCase Its kind.
 * @param random The random object.
 * @param place A name of its own, and the namespace.
 */
export function manifestOf(
  { kind }: KindCase,
  random: Json,
  { name, namespace }: { readonly name: string; readonly namespace: string },
): Manifest {
  const metadata = { name, ...pick(record(random["metadata"]), ["labels", "annotations"]) };
  const { metadata: _, spec, status, ...rest } = random;
  const base = {
    ...rest,
    apiVersion: kind.group === "" ? kind.version : `${kind.group}/${kind.version}`,
    kind: kind.kind,
    metadata,
  };
  switch (kind.kind) {
    case "Pod":
      return { object: { ...base, spec: podSpec(record(spec)) }, status };
    case "Job":
      return { object: { ...base, spec: jobSpec(record(spec)) }, status: jobStatus(status) };
    case "Secret": {
      const tls = { "tls.crt": "", "tls.key": "" };
      return {
        object: base.apiVersion === "v1" && random["type"] === "kubernetes.io/tls"
          ? { ...base, data: tls }
          : base,
        status: undefined,
      };
    }
    case "Event":
      // The server takes events only about objects of their own namespace.
      return {
        object: { ...base, involvedObject: { ...record(rest["involvedObject"]), namespace } },
        status: undefined,
      };
    default:
      return { object: { ...base, ...(spec === undefined ? {} : { spec }) }, status: undefined };
  }
}

/** No scheduler knows the pods, so that nothing but the test changes them. */
function podSpec(spec: Json): Json {
  const containers = Array.isArray(spec["containers"]) ? spec["containers"].map(record) : [];
  const { nodeName: _node, priority: _priority, ...rest } = spec;
  return {
    ...rest,
    schedulerName: "nobody",
    containers: [{ name: "first" }, ...containers].map((container, index) => ({
      image: "nginx:latest",
      ...container,
      name: index === 1 ? record(container)["name"] ?? "app" : `c${index}`,
    })),
  };
}

/** Another controller is said to look after the jobs, so that the real one leaves them alone. */
function jobSpec(spec: Json): Json {
  return {
    ...spec,
    suspend: true,
    managedBy: "skiff.example/nobody",
    template: { spec: { restartPolicy: "Never", containers: [{ name: "a", image: "a" }] } },
  };
}

function jobStatus(status: unknown): unknown {
  const { succeeded } = record(status);
  return succeeded === undefined ? undefined : { succeeded };
}

function record(value: unknown): Json {
  return Object.fromEntries(Object.entries(value ?? {}));
}

function pick(from: Json, names: readonly string[]): Json {
  return Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));
}
