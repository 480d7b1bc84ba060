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
}

interface GoTypes {
  readonly kinds: Readonly<Record<string, string>>;
  readonly types: Readonly<
    Record<string, { readonly go: string; readonly fields: readonly GoField[] }>
  >;
}

interface Property {
  readonly default?: unknown;
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
