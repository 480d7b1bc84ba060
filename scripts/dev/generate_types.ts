/**
 * Writes lib/kinds/models.ts and types.ts: one object type for every built-in kind.
 *
 * `deno run --allow-read --allow-write --allow-run --allow-env scripts/dev/generate_types.ts [--check]`
 *
 * @module
 */
import { BUILTIN_KINDS } from "../../lib/kinds/builtin.ts";
import type { BuiltinKind } from "../../lib/kinds/builtin_row.ts";
import { updateFile } from "./generated_file.ts";
import { formatKind, modelClassOf, typeNameOf } from "./models_of_kinds.ts";

const CLIENT_NODE = "npm:@kubernetes/client-node@2.0.1";

/** `apps/v1 DaemonSet`, as a sentence needs it. */
function describe(kind: BuiltinKind): string {
  return `\`${kind.kind}\` of \`${kind.group === "" ? "" : `${kind.group}/`}${kind.version}\``;
}

const rows = BUILTIN_KINDS.map((kind) => ({
  kind,
  name: typeNameOf(kind),
  model: modelClassOf(kind),
}))
  .sort((a, b) => a.name < b.name ? -1 : 1);

function typesOf(namespaced: boolean): string {
  const members = rows.filter(({ kind }) => kind.namespaced === namespaced).map(({ kind, name }) =>
    `  /** An object of kind ${describe(kind)}. */\n  "${formatKind(kind)}": ${name};`
  );
  return members.join("\n");
}

const models = `/**
 * The models behind the object types: the JSON shapes of client-node's classes. Written by
 * scripts/dev/generate_types.ts. Layer 1: types only.
 *
 * @module
 */
import type { AsJson } from "./as_json.ts";
${
  rows.map(({ model }) =>
    `import type { ${model} } from "${CLIENT_NODE}/dist/gen/models/${model}.js";`
  ).join("\n")
}

${
  rows.map(({ kind, name, model }) =>
    `/** The JSON of ${describe(kind)}. */\nexport type ${name}Model = AsJson<${model}>;`
  ).join("\n")
}
`;

const types = `/**
 * The object types of every built-in kind, as the API serves them in JSON. Written by
 * scripts/dev/generate_types.ts. Layer 1: types only.
 *
 * @module
 */
import type {
${rows.map(({ name }) => `  ${name}Model,`).join("\n")}
} from "./models.ts";

${
  rows.map(({ kind, name }) =>
    `/** An object of kind ${describe(kind)}. */\nexport type ${name} = ${name}Model;`
  ).join("\n")
}

/** The types of the kinds that live in namespaces, by what their objects say of themselves. */
export interface NamespacedTypes {
${typesOf(true)}
}

/** The types of the kinds of the whole cluster, by what their objects say of themselves. */
export interface ClusterTypes {
${typesOf(false)}
}
`;

await updateFile("lib/kinds/models.ts", models);
await updateFile("lib/kinds/types.ts", types);
