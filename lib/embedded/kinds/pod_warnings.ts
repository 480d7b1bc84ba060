/**
 * What the server warns of in the spec of a pod. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/api/pod/warnings.go
 */
import { type JsonObject, objectOf, objectsOf, textOf, textsOf } from "../json.ts";

const MILLI = /m$/;

/** Warnings of a pod's spec at a path. */
export function podSpecWarnings(spec: JsonObject, path: string): string[] {
  const warnings: string[] = [];
  const secrets = new Set<string>();
  objectsOf(spec["imagePullSecrets"]).forEach((secret, index) => {
    const name = textOf(secret["name"]);
    const place = `${path}.imagePullSecrets[${index}].name`;
    if (name === "") warnings.push(`${place}: invalid empty name ""`);
    else if (secrets.has(name)) warnings.push(`${place}: duplicate name ${JSON.stringify(name)}`);
    secrets.add(name);
  });
  const containers = placed(spec, path);
  for (const { container, place } of containers) {
    warnings.push(...amountWarnings(container, place), ...variableWarnings(container, place));
  }
  warnings.push(...portWarnings(containers), ...portNameWarnings(containers));
  return warnings;
}

interface Placed {
  readonly container: JsonObject;
  readonly place: string;
}

function placed(spec: JsonObject, path: string): Placed[] {
  return ["initContainers", "containers", "ephemeralContainers"].flatMap((field) =>
    objectsOf(spec[field]).map((container, index) => ({
      container,
      place: `${path}.${field}[${index}]`,
    }))
  );
}

function amountWarnings(container: JsonObject, place: string): string[] {
  const resources = objectOf(container["resources"]);
  const warnings: string[] = [];
  for (const name of ["memory", "ephemeral-storage"]) {
    for (const list of ["limits", "requests"]) {
      const value = textsOf(resources[list])[name] ?? "";
      if (!MILLI.test(value)) continue;
      warnings.push(
        `${place}.resources.${list}[${name}]: fractional byte value ${
          JSON.stringify(value)
        } is invalid, must be an integer`,
      );
    }
  }
  return warnings;
}

/** A variable hides an earlier one, unless it is made of it. */
function variableWarnings(container: JsonObject, place: string): string[] {
  const values = new Map<string, string>();
  return objectsOf(container["env"]).flatMap((variable, index) => {
    const name = textOf(variable["name"]);
    const value = textOf(variable["value"]);
    const before = values.get(name);
    values.set(name, value);
    const isBuiltOn = value.includes(`$(${name})`);
    return before === undefined || isBuiltOn ? [] : [
      `${place}.env[${index}]: hides previous definition of ${
        JSON.stringify(name)
      }, which may be dropped when using apply`,
    ];
  });
}

function portWarnings(containers: readonly Placed[]): string[] {
  const seen = new Map<string, { port: JsonObject; place: string }[]>();
  const warnings: string[] = [];
  for (const { container, place } of containers) {
    objectsOf(container["ports"]).forEach((port, index) => {
      const own = `${place}.ports[${index}]`;
      const key = `${port["containerPort"]}/${textOf(port["protocol"])}`;
      const others = seen.get(key) ?? [];
      for (const other of others) {
        const kind = relation(port, other.port);
        if (kind !== "") warnings.push(`${own}: ${kind} port definition with ${other.place}`);
      }
      seen.set(key, [...others, { port, place: own }]);
    });
  }
  return warnings;
}

function relation(port: JsonObject, other: JsonObject): string {
  const [host, otherHost] = [Number(port["hostPort"] ?? 0), Number(other["hostPort"] ?? 0)];
  const [ip, otherIp] = [textOf(port["hostIP"]), textOf(other["hostIP"])];
  if (ip === otherIp && host === otherHost) return "duplicate";
  if (host === 0 || otherHost === 0) return "overlapping";
  return host === otherHost && (ip === "") !== (otherIp === "") ? "dangerously ambiguous" : "";
}

function portNameWarnings(containers: readonly Placed[]): string[] {
  const seen = new Map<string, string>();
  const warnings: string[] = [];
  for (const { container, place } of containers) {
    const isSidecar = container["restartPolicy"] === "Always";
    if (place.includes(".initContainers[") && !isSidecar) continue;
    objectsOf(container["ports"]).forEach((port, index) => {
      const name = textOf(port["name"]);
      const own = `${place}.ports[${index}]`;
      const other = seen.get(name);
      if (name === "") return;
      if (other === undefined) seen.set(name, own);
      else {
        warnings.push(
          `${own}: duplicate port name ${
            JSON.stringify(name)
          } with ${other}, services and probes that select ports by name will use ${other}`,
        );
      }
    });
  }
  return warnings;
}
