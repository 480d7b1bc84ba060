/**
 * `skiff check`: what is known of a script before it runs. Layer 8.
 *
 * @module
 */
import { EXIT_CODES } from "../core/errors.ts";
import { suggest } from "../core/suggest.ts";
import { sanitize } from "../core/terminal.ts";
import { checkScript, type ScriptReport } from "../gate/check_script.ts";
import type { DenoUse } from "../gate/deno_uses.ts";
import type { ClusterUse, Place } from "../gate/script_uses.ts";
import { BUILTIN_KINDS } from "../kinds/builtin.ts";
import { STDERR, STDOUT } from "../process/output.ts";
import type { CheckFlags } from "./command_flags.ts";
import { startProgress } from "./progress.ts";

/**
 * Checks a script and prints what was found.
 *
 * @param flags The options of the command.
 * @param script Path of the script.
 * @returns The exit code: failed where a type is wrong.
 */
export async function runCheck(flags: CheckFlags, script: string): Promise<number> {
  const progress = startProgress(STDERR, "checking types, most of them once for all scripts");
  const report = await checkScript(script).finally(() => progress.stop());
  const text = flags.output === "json"
    ? `${JSON.stringify(asJson(report), undefined, 2)}\n`
    : formatReport(report);
  await STDOUT.write(text);
  return report.types.length === 0 ? EXIT_CODES.done : EXIT_CODES.failed;
}

function asJson({ types, cluster, deno }: ScriptReport): unknown {
  return {
    types,
    verbs: cluster.map(({ place, ...use }) => ({
      verb: use.verb,
      group: use.group,
      resource: use.resource ?? null,
      subresource: use.subresource,
      namespace: use.namespace ?? null,
      name: use.name ?? null,
      ...place,
      ...(unknownKind(use) === undefined ? {} : { note: unknownKind(use) }),
    })),
    permissions: deno.map(({ place, kind, value }) => ({
      flag: `--allow-${kind}`,
      value: value ?? null,
      ...place,
    })),
  };
}

function formatReport({ types, cluster, deno }: ScriptReport): string {
  const lines: string[] = [];
  for (const { file, line, column, code, message } of types) {
    lines.push(`${file}:${line}:${column}: ${code}: ${message}`);
  }
  if (types.length === 0) lines.push("Types: no faults");
  lines.push("", "In the cluster:");
  lines.push(...grouped(cluster.map((use) => [describeUse(use), use.place])));
  lines.push("", "Of Deno, beside what skiff run gives:");
  lines.push(...grouped(deno.map((use) => [describePermission(use), use.place])));
  return `${lines.map(sanitize).join("\n")}\n`;
}

/** One line for each thing, with the places where it is done. */
function grouped(found: readonly (readonly [text: string, place: Place])[]): string[] {
  const places = new Map<string, Set<string>>();
  for (const [text, { file, line, column }] of found) {
    const at = line === undefined ? file : `${file}:${line}:${column}`;
    places.set(text, (places.get(text) ?? new Set()).add(at));
  }
  if (places.size === 0) return ["  nothing that can be seen"];
  const width = Math.min(60, Math.max(...[...places.keys()].map((text) => text.length)));
  return [...places].map(([text, at]) => `  ${text.padEnd(width)}  ${[...at].join(", ")}`);
}

function describeUse(use: ClusterUse): string {
  const { verb, group, resource, subresource, namespace, name } = use;
  const kind = resource === undefined
    ? "objects of a kind that is known only when it runs"
    : `${resource}${group === "" ? "" : `.${group}`}`;
  const part = subresource === "" ? "" : `/${subresource}`;
  const named = name === ""
    ? ""
    : name === undefined
    ? " of some name"
    : ` ${JSON.stringify(name)}`;
  const note = unknownKind(use);
  return `${verb} ${kind}${part}${named}${describeNamespace(namespace)}${
    note === undefined ? "" : ` (${note})`
  }`;
}

function describeNamespace(namespace: string | undefined): string {
  if (namespace === undefined) return " in some namespace";
  if (namespace === "") return " in the context's namespace";
  return namespace === "*" ? "" : ` in ${JSON.stringify(namespace)}`;
}

/** What to say of a kind that is not built in: the cluster may have it, or it is a slip. */
function unknownKind({ group, resource }: Omit<ClusterUse, "place">): string | undefined {
  if (resource === undefined || group !== "") return undefined;
  const names = BUILTIN_KINDS.flatMap(({ plural, singular, kind }) => [plural, singular, kind]);
  if (BUILTIN_KINDS.some(({ plural }) => plural === resource)) return undefined;
  const near = suggest(resource, names);
  return near === undefined ? "no built-in kind" : `no built-in kind: did you mean "${near}"`;
}

function describePermission({ kind, value }: DenoUse): string {
  if (kind === "run" || kind === "ffi") {
    return `--allow-${kind}, which skiff run does not give`;
  }
  return value === undefined
    ? `--allow-${kind}, for what is known only when it runs`
    : `--allow-${kind}=${value}`;
}
