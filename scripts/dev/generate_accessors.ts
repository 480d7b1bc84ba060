/**
 * Writes lib/api/namespaced_kinds.ts and cluster_kinds.ts: the declared properties `pods`, `pod(name)` and
 * their like, one pair for every built-in kind that can be read.
 *
 * `deno run --allow-read --allow-write --allow-run scripts/dev/generate_accessors.ts [--check]`
 *
 * @module
 */
import { BUILTIN_KINDS } from "../../lib/kinds/builtin.ts";
import type { BuiltinKind } from "../../lib/kinds/builtin_row.ts";
import { updateFile } from "./generated_file.ts";
import { typeNameOf } from "./models_of_kinds.ts";

interface AccessorFile {
  readonly file: string;
  readonly className: string;
  readonly of: string;
  readonly kinds: readonly BuiltinKind[];
}

const accessible = BUILTIN_KINDS.filter(({ accessor }) => accessor !== undefined)
  .sort((a, b) => (a.accessor ?? "") < (b.accessor ?? "") ? -1 : 1);

const FILES: readonly AccessorFile[] = [
  {
    file: "namespaced_kinds.ts",
    className: "NamespacedKinds",
    of: "of a namespace",
    kinds: accessible.filter(({ namespaced }) => namespaced),
  },
  {
    file: "cluster_kinds.ts",
    className: "ClusterKinds",
    of: "of the whole cluster",
    kinds: accessible.filter(({ namespaced }) => !namespaced),
  },
];

function properties(kind: BuiltinKind): string {
  const type = typeNameOf(kind);
  const singular = type === kind.kind && /^[AEIOU]/.test(type) ? `an ${type}` : `a ${type}`;
  return `  /** Objects of kind ${type}: \`kubectl get ${kind.plural}\`. */
  declare readonly ${kind.accessor}: Query<${type}>;
  /** Refers to ${singular} by name. */
  declare readonly ${kind.singularAccessor}: (name: string) => Ref<${type}>;`;
}

function source({ className, of, kinds }: AccessorFile): string {
  const types = kinds.map(typeNameOf).sort();
  return `/**
 * The built-in kinds ${of} as declared properties; a loop over the table of kinds fills them.
 * Written by scripts/dev/generate_accessors.ts. Layer 5.
 *
 * @module
 */
import type { ${types.join(", ")} } from "../kinds/types.ts";
import type { Query } from "./query.ts";
import type { Ref } from "./ref.ts";

/** The built-in kinds ${of}: a query by the plural, one object by the singular. */
export class ${className} {
${kinds.map(properties).join("\n")}
}
`;
}

for (const entry of FILES) await updateFile(`lib/api/${entry.file}`, source(entry));
