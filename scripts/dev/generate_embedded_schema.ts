/**
 * Writes lib/embedded/schema/data.ts: the types of every built-in kind as an API server decodes, merges
 * and applies them. What is required, defaulted and merged by which key comes from the OpenAPI documents
 * of a running server; what is a pointer or left out when empty comes from the Go types.
 *
 * `deno run --allow-read --allow-write --allow-run --allow-env --allow-net=127.0.0.1
 * scripts/dev/generate_embedded_schema.ts --kubeconfig FILE`
 *
 * @module
 */
import { parseArgs } from "node:util";
import { loadAccess } from "../../lib/connect/access_loader.ts";
import { readJson } from "../../lib/connect/body.ts";
import { credentialProvider } from "../../lib/connect/credentials.ts";
import { openTransport } from "../../lib/connect/open_transport.ts";
import type { Transport } from "../../lib/connect/transport.ts";
import { ROOT } from "./deno_command.ts";
import { updateFile } from "./generated_file.ts";

interface GoField {
  readonly name: string;
  readonly type: string;
  readonly omitEmpty: boolean;
  readonly omitZero: boolean;
  readonly pointer: boolean;
  readonly strategy?: string;
  readonly mergeKey?: string;
  readonly numbers?: string;
}

interface GoTypes {
  readonly kinds: Readonly<Record<string, string>>;
  readonly types: Readonly<
    Record<string, { readonly go: string; readonly fields: readonly GoField[] }>
  >;
}

interface Property {
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly items?: Property;
  readonly additionalProperties?: Property;
  readonly $ref?: string;
  readonly allOf?: readonly Property[];
  readonly "x-kubernetes-list-type"?: string;
  readonly "x-kubernetes-list-map-keys"?: readonly string[];
  readonly "x-kubernetes-map-type"?: string;
}

interface Definition extends Property {
  readonly properties?: Readonly<Record<string, Property>>;
  readonly required?: readonly string[];
}

/** The types without a schema of their own in the documents. */
const PLAIN: Readonly<Record<string, string>> = {
  any: "a",
  bool: "b",
  bytes: "y",
  duration: "w",
  float64: "d",
  int: "l",
  int32: "i",
  int64: "l",
  uint: "l",
  uint32: "l",
  intorstring: "o",
  microtime: "u",
  quantity: "q",
  string: "s",
  time: "t",
  uint8: "i",
};

const definitions = new Map<string, Definition>();
const names = new Map<string, string>();
const lines: string[] = [];

async function readDefinitions(transport: Transport): Promise<void> {
  const { paths } = await get<{ paths: Record<string, unknown> }>(transport, "/openapi/v3");
  for (const path of Object.keys(paths)) {
    const { components } = await get<
      { components?: { schemas?: Record<string, Definition> } }
    >(transport, `/openapi/v3/${path}`);
    for (const [name, schema] of Object.entries(components?.schemas ?? {})) {
      definitions.set(name, schema);
    }
  }
}

async function get<T>(transport: Transport, path: string): Promise<T> {
  const response = await transport.send(path, { timeoutMs: 30_000 });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return await readJson(response) as T;
}

async function readGoTypes(): Promise<GoTypes> {
  const command = new Deno.Command("go", {
    args: ["run", "."],
    cwd: `${ROOT}/scripts/dev/go_types`,
    stdout: "piped",
    stderr: "inherit",
  });
  const { code, stdout } = await command.output();
  if (code !== 0) throw new Error("go run failed");
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** `k8s.io/api/core/v1.Pod` is `io.k8s.api.core.v1.Pod` in the documents. */
function openApiName(goName: string): string {
  const [host = "", ...rest] = goName.split("/");
  return [host.split(".").reverse().join("."), ...rest].join(".");
}

/** The shortest name that no other type has. */
function nameTypes({ types }: GoTypes): void {
  const taken = new Set<string>();
  for (const id of Object.keys(types).sort()) {
    const short = types[id]?.go ?? "";
    const group = id.split("/").at(-2) ?? "";
    const version = id.split("/").at(-1)?.split(".")[0] ?? "";
    const candidates = [
      short,
      `${capital(group)}${short}`,
      `${capital(group)}${capital(version)}${short}`,
    ];
    const name = candidates.find((candidate) => !taken.has(candidate)) ?? id;
    taken.add(name);
    names.set(id, name);
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function encodeType(type: string, property: Property | undefined): string {
  if (type.startsWith("[")) {
    const listType = property?.["x-kubernetes-list-type"];
    const keys = property?.["x-kubernetes-list-map-keys"] ?? [];
    const mark = listType === "map" ? `m(${keys.join(",")})` : listType === "set" ? "e" : "";
    return `[${mark}${encodeType(type.slice(1), undefined)}`;
  }
  const atomic = property?.["x-kubernetes-map-type"] === "atomic" ? "@" : "";
  if (type.startsWith("{")) return `{${atomic}${encodeType(type.slice(1), undefined)}`;
  const [plain = "", named] = type.split("'");
  const code = PLAIN[plain];
  if (code !== undefined) return named === undefined ? code : `${code}'${named}'`;
  const name = names.get(type);
  if (name === undefined) throw new Error(`Cannot encode the type ${type}`);
  const own = definitions.get(openApiName(type))?.["x-kubernetes-map-type"] === "atomic" ? "@" : "";
  return (atomic || own) + name;
}

function encodeField(field: GoField, definition: Definition | undefined): string {
  const property = definition?.properties?.[field.name];
  const { strategy = "", mergeKey } = field;
  const standard = property?.default;
  const isZero = standard === undefined || JSON.stringify(standard) === "{}" || standard === "" ||
    standard === 0 || standard === false;
  const marks = [
    field.pointer ? "*" : "",
    field.omitEmpty || field.omitZero ? "" : "!",
    definition?.required?.includes(field.name) ? "+" : "",
    field.omitZero ? "0" : "",
    strategy === "replace" ? "%" : "",
    isZero ? "" : `=${encodeURIComponent(JSON.stringify(standard))};`,
    strategy.includes("merge") ? `~${mergeKey ?? ""};` : "",
    strategy.includes("retainKeys") ? "^" : "",
  ].join("");
  const code = `${marks}${encodeType(field.type, property)}`;
  return code === "s" ? field.name : `${field.name}:${code}`;
}

const { values } = parseArgs({ options: { kubeconfig: { type: "string" } } });
const access = await loadAccess(
  values.kubeconfig === undefined ? {} : { kubeconfig: values.kubeconfig },
);
await using transport = await openTransport(access, credentialProvider(access));
await readDefinitions(transport);
const goTypes = await readGoTypes();
nameTypes(goTypes);
const kinds = Object.entries(goTypes.kinds).map(([kind, id]) =>
  `=${kind.startsWith("/") ? kind.slice(1) : kind} ${names.get(id)} ${
    definitions.has(openApiName(id)) ? openApiName(id) : "-"
  }`
);
for (const [id, { go, fields }] of Object.entries(goTypes.types)) {
  const definition = definitions.get(openApiName(id));
  const name = names.get(id) ?? "";
  lines.push([
    name === go ? name : `${name}/${go}`,
    ...fields.map((field) => encodeField(field, definition)),
  ].join(" "));
}

/** What documents say of a field that the types do not. */
function extrasOf(field: GoField, property: Property | undefined): object | undefined {
  if (property === undefined) return undefined;
  const reference = property.$ref ?? property.allOf?.[0]?.$ref;
  const listType = property["x-kubernetes-list-type"];
  const { type } = field;
  const extras = {
    ...(isUnexpected(field, property.default) ? { default: property.default } : {}),
    ...(property.items?.enum === undefined ? {} : { items: property.items }),
    ...(property.additionalProperties?.enum === undefined
      ? {}
      : { additionalProperties: property.additionalProperties }),
    ...(property.enum === undefined ? {} : { enum: property.enum }),
    ...(type === "any" && reference !== undefined ? { $ref: reference } : {}),
    ...(listType === "atomic" ? { "x-kubernetes-list-type": listType } : {}),
  };
  return Object.keys(extras).length === 0 ? undefined : extras;
}

/** A default that says that a value is empty, of a field that may be left out. */
function isUnexpected({ pointer, omitEmpty, omitZero }: GoField, standard: unknown): boolean {
  return (standard === "" || standard === 0 || standard === false) &&
    (pointer || omitEmpty || omitZero);
}

const models = new Map<string, string[]>();
const extras: string[] = [];
for (const [id, { go, fields }] of Object.entries(goTypes.types)) {
  const model = openApiName(id);
  const definition = definitions.get(model);
  if (definition === undefined) continue;
  const name = names.get(id) ?? "";
  const owner = model.slice(0, -go.length - 1);
  models.set(owner, [...models.get(owner) ?? [], name === go ? name : `${name}/${go}`]);
  const said = Object.entries(definition).filter(([key]) =>
    key.startsWith("x-") && key !== "x-kubernetes-group-version-kind"
  );
  if (said.length > 0) extras.push(`${name} ${JSON.stringify(Object.fromEntries(said))}`);
  for (const field of fields) {
    const found = extrasOf(field, definition.properties?.[field.name]);
    if (found !== undefined) extras.push(`${name}.${field.name} ${JSON.stringify(found)}`);
  }
}
const packages = [...models].map(([owner, types]) => `@${owner} ${types.sort().join(" ")}`);

await updateFile(
  "lib/embedded/openapi/data.ts",
  `/**
 * What the types of \`schema/data.ts\` are called in OpenAPI documents, and what those say beside them,
 * written by scripts/dev/generate_embedded_schema.ts and read by \`model_names.ts\`. Layer 3: pure data.
 *
 * @module
 */

/**
 * One line a package (\`@\`, its name, its types, with \`/\` and the last word of the model where that
 * differs), or a type or a field of one, with what is said of it as JSON.
 */
export const OPENAPI_DATA = \`
${[...packages.sort(), ...extras.sort()].join("\n").replaceAll("\\", "\\\\").replaceAll("$", "\\$")}
\`;
`,
);

const numbers = Object.entries(goTypes.types).map(([id, { fields }]) =>
  [names.get(id) ?? "", ...fields.map((field) => field.numbers ?? "-")].join(" ")
);

await updateFile(
  "lib/embedded/protobuf/data.ts",
  `/**
 * Where the fields of the types of \`schema/data.ts\` stand in Protocol Buffers, written by
 * scripts/dev/generate_embedded_schema.ts and read by \`decode.ts\`. Layer 3: pure data.
 *
 * @module
 */

/**
 * One line a type: its name, then the number of each field in their order, \`-\` where it has none. What
 * JSON writes inline is a message of its own, whose number stands before a dot.
 */
export const PROTOBUF_DATA = \`
${numbers.sort().join("\n")}
\`;
`,
);

await updateFile(
  "lib/embedded/schema/data.ts",
  `/**
 * The types of every built-in kind as a server decodes, merges and applies them, written by
 * scripts/dev/generate_embedded_schema.ts and read by \`types.ts\`. Layer 3: pure data.
 *
 * @module
 */

/**
 * One line a kind (\`=apps/v1/Deployment Deployment\`: its type) or type (its name, with \`/\` and the Go
 * name where that differs, then its fields).
 *
 * A field is its name and, unless it is optional text, \`:\`, marks and its type. Marks: \`*\` a pointer,
 * \`!\` written when empty, \`+\` required, \`0\` left out when zero, \`=JSON;\` default, \`~KEY;\` strategic merge
 * by this key, \`^\` keys not named are dropped. Types: \`s\` text, \`b\` boolean, \`i\` int32, \`l\` int64, \`d\`
 * double, \`q\` quantity, \`t\` timestamp, \`u\` timestamp with microseconds, \`w\` duration, \`o\` number or text,
 * \`y\` base64, \`a\` anything, each with \`'GoName'\` where it has one; \`[\` list of (\`[m(KEYS)\` by keys,
 * \`[e\` set), \`{\` map of, another type's name; \`@\` for maps and types that have one owner.
 */
export const EMBEDDED_SCHEMA_DATA = \`
${[...kinds.sort(), ...lines.sort()].join("\n").replaceAll("$", "\\$")}
\`;
`,
);
