/**
 * Writes lib/kinds/schema_data.ts: the field names and types of every built-in kind, from the type maps
 * that client-node's models carry.
 *
 * `deno run --allow-read --allow-write --allow-run --allow-env scripts/dev/generate_schema.ts [--check]`
 *
 * @module
 */
import * as models from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/all.js";
import { BUILTIN_KINDS } from "../../lib/kinds/builtin.ts";
import { updateFile } from "./generated_file.ts";
import { formatKind, modelClassOf } from "./models_of_kinds.ts";

interface Attribute {
  readonly baseName: string;
  readonly type: string;
  readonly format: string;
}

/** Quantities are plain strings in the models; the server's OpenAPI document names them (see the live test). */
const QUANTITIES: Readonly<Record<string, readonly string[]>> = {
  CapacityRequestPolicy: ["default", "validValues"],
  CapacityRequestPolicyRange: ["max", "min", "step"],
  CapacityRequirements: ["requests"],
  ContainerStatus: ["allocatedResources"],
  Counter: ["value"],
  CSIStorageCapacity: ["capacity", "maximumVolumeSize"],
  DeviceCapacity: ["value"],
  DeviceRequestAllocationResult: ["consumedCapacity"],
  EmptyDirVolumeSource: ["sizeLimit"],
  LimitRangeItem: ["default", "defaultRequest", "max", "maxLimitRequestRatio", "min"],
  NodeAllocatableResourceClaimStatus: ["resources"],
  NodeAllocatableResourceMapping: ["allocationMultiplier"],
  NodeStatus: ["allocatable", "capacity"],
  Overhead: ["podFixed"],
  PersistentVolumeClaimStatus: ["allocatedResources", "capacity"],
  PersistentVolumeSpec: ["capacity"],
  PodSpec: ["overhead"],
  PodStatus: ["allocatedResources"],
  ResourceFieldSelector: ["divisor"],
  ResourceQuotaSpec: ["hard"],
  ResourceQuotaStatus: ["hard", "used"],
  ResourceRequirements: ["limits", "requests"],
  V2HPAScalingRules: ["tolerance"],
  V2MetricTarget: ["averageValue", "value"],
  V2MetricValueStatus: ["averageValue", "value"],
  VolumeResourceRequirements: ["limits", "requests"],
};

/** How a field's format is written, where the model has one. */
const FORMATS: Readonly<Record<string, string>> = {
  "byte": "y",
  "date-time": "t",
  "date-time-micro": "t",
  "double": "d",
  "int-or-string": "o",
  "int32": "i",
  "int64": "l",
};

const PLAIN: Readonly<Record<string, string>> = {
  any: "a",
  boolean: "b",
  number: "n",
  string: "s",
  Date: "t",
  V1MicroTime: "t",
  IntOrString: "o",
};

const lines = new Map<string, string>();
const quantitiesSeen = new Set<string>();

/** `V1PodSpec` becomes `PodSpec`: nearly every model is of version 1. */
function shortName(model: string): string {
  return model.replace(/^V1(?=[A-Z])/, "");
}

function attributesOf(model: string): readonly Attribute[] {
  const found: unknown = Reflect.get(models, model);
  if (typeof found !== "function") throw new Error(`Cannot find model "${model}" in client-node`);
  return Reflect.get(found, "attributeTypeMap");
}

function addModel(model: string): void {
  const name = shortName(model);
  if (lines.has(name)) return;
  lines.set(name, "");
  const quantities = QUANTITIES[name] ?? [];
  const fields = attributesOf(model).map(({ baseName, type, format }) => {
    const isQuantity = quantities.includes(baseName);
    if (isQuantity) quantitiesSeen.add(`${name}.${baseName}`);
    const code = encode(type, isQuantity ? "q" : FORMATS[format]);
    return code === "s" ? baseName : `${baseName}:${code}`;
  });
  lines.set(name, [name, ...fields].join(" "));
}

function encode(type: string, format: string | undefined): string {
  const list = /^Array<(.*)>$/.exec(type)?.[1];
  if (list !== undefined) return `[${encode(list, format)}`;
  const map = /^\{ \[key: string\]: (.*); \}$/.exec(type)?.[1];
  if (map !== undefined) return `{${encode(map, format)}`;
  const plain = PLAIN[type];
  if (plain !== undefined) return plain === "s" || plain === "n" ? format ?? plain : plain;
  addModel(type);
  return shortName(type);
}

const kinds = BUILTIN_KINDS.map((kind) => {
  addModel(modelClassOf(kind));
  return `=${formatKind(kind)} ${shortName(modelClassOf(kind))}`;
});

for (const [name, fields] of Object.entries(QUANTITIES)) {
  for (const field of fields) {
    if (!quantitiesSeen.has(`${name}.${field}`)) {
      throw new Error(`Cannot mark ${name}.${field} as a quantity: there is no such field`);
    }
  }
}

await updateFile(
  "lib/kinds/schema_data.ts",
  `/**
 * The fields of every built-in kind, written by scripts/dev/generate_schema.ts and read by \`schema.ts\`.
 * Layer 1: pure data.
 *
 * @module
 */

/**
 * One line a kind (\`=apps/v1/Deployment Deployment\`: its type) or type (its name, then its fields).
 *
 * A field is its name and, unless it is text, \`:\` and its type: \`n\` number, \`i\` int32, \`l\` int64, \`d\`
 * double, \`b\` boolean, \`t\` timestamp, \`q\` quantity, \`o\` number or text, \`y\` base64, \`s\` text, \`a\`
 * anything, another type's name, \`[\` and the type of the items, \`{\` and the type of the values.
 */
export const SCHEMA_DATA = \`
${[...kinds, ...[...lines.values()].sort()].join("\n").replaceAll("$", "\\$")}
\`;
`,
);
