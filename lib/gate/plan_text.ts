/**
 * A plan as people read it. Layer 6.
 *
 * @module
 */
import { sanitize } from "../core/terminal.ts";
import { changesSecret, SECRET_UNDO } from "../policy/undo_limit.ts";
import type {
  FieldChange,
  Plan,
  PlannedContents,
  PlannedOwned,
  PlannedWrite,
} from "../policy/plan.ts";

const SIGNS: Readonly<Record<PlannedWrite["change"], string>> = {
  create: "+",
  change: "~",
  delete: "-",
  action: "!",
  none: "=",
};
/** In characters; what is longer is cut with its length, and whole as JSON. */
const MAX_VALUE = 1000;

/** What the line above says of an object that is made. */
const NAMING: ReadonlySet<string> = new Set([
  "apiVersion",
  "kind",
  "metadata.name",
  "metadata.namespace",
]);

/** Why a plan is not complete; `undefined`: it is. */
function faultOf({ stopped }: Plan, code: number): string | undefined {
  if (stopped !== undefined) return `the plan stops at ${stopped}`;
  return code === 0 ? undefined : `it ended with ${code}`;
}

/**
 * Writes a plan.
 *
 * @param plan The plan.
 * @param code The exit code of the script that was planned.
 */
export function formatPlan(plan: Plan, code: number): string {
  const lines: string[] = [];
  for (const write of plan.writes) {
    const simulated = write.source === "simulated" ? "   (simulated)" : "";
    lines.push(`${SIGNS[write.change]} ${describeWrite(write)}${simulated}`);
    const fields = write.change === "create" ? write.fields.filter(isNews) : write.fields;
    lines.push(...fields.map(formatField));
    if (isLost(write)) lines.push(`    ${SECRET_UNDO}`);
    if (write.contents !== undefined) lines.push(...formatContents(write.contents));
    if (write.owned !== undefined) lines.push(formatOwned(write.owned));
  }
  for (const wait of plan.assumed) lines.push(`? assumed: ${wait}`);
  if (plan.stopped !== undefined) lines.push(`x the plan stops here: ${plan.stopped}`);
  lines.push(summarizePlan(plan));
  const fault = faultOf(plan, code);
  if (fault !== undefined) lines.push(`This is not all that the script would do: ${fault}.`);
  return lines.map((line) => `${sanitize(line)}\n`).join("");
}

/**
 * Says what a planned write is.
 *
 * @param write The write.
 * @returns E.g. `patch deployments.apps "shop/web"`.
 */
export function describeWrite({ attributes, name, namespace }: PlannedWrite): string {
  const { group, resource, subresource, verb } = attributes;
  const kind = `${resource}${group === "" ? "" : `.${group}`}`;
  const part = subresource === "" ? "" : `/${subresource}`;
  const what = `${verb} ${kind}${part}`;
  // Of what is deleted by selectors nothing may be there, or nothing seen.
  if (name === "") return namespace === "" ? what : `${what} in ${JSON.stringify(namespace)}`;
  return `${what} ${JSON.stringify(namespace === "" ? name : `${namespace}/${name}`)}`;
}

/** What is there and will be another, or gone. */
function isLost({ attributes, change }: PlannedWrite): boolean {
  return changesSecret(attributes) && (change === "change" || change === "delete");
}

function isNews({ path }: FieldChange): boolean {
  return !NAMING.has(path);
}

function formatContents({ counts, unread }: PlannedContents): string[] {
  const things = counts.map(({ resource, count }) => `${count} ${resource}`).join(", ");
  const lines: string[] = [];
  if (things !== "") lines.push(`    with what is in it: ${things}`);
  if (unread.length > 0) lines.push(`    with what may not be listed: ${unread.join(", ")}`);
  return lines.length > 0 ? lines : ["    with nothing in it"];
}

function formatOwned({ pods = 0 }: PlannedOwned): string {
  if (pods === 0) return "    with what it owns";
  return `    with what it owns: ${pods} ${pods === 1 ? "pod" : "pods"} by its status`;
}

function formatField({ path, ...change }: FieldChange): string {
  if (!("before" in change)) return `    + ${path}: ${formatValue(change.after)}`;
  if (!("after" in change)) return `    - ${path}: ${formatValue(change.before)}`;
  return `    ${path}: ${formatValue(change.before)} -> ${formatValue(change.after)}`;
}

function formatValue(value: unknown): string {
  const text = JSON.stringify(value);
  if (text.length <= MAX_VALUE) return text;
  return `${text.slice(0, MAX_VALUE)}... (${text.length} characters, whole as JSON)`;
}

/**
 * Counts what a plan holds.
 *
 * @param plan The plan.
 * @returns E.g. `Plan: 1 to create, 0 to change, 0 to delete.`
 */
export function summarizePlan({ writes, assumed }: Plan): string {
  const count = (change: PlannedWrite["change"]) =>
    writes.filter((write) => write.change === change).length;
  const simulated = writes.filter(({ source }) => source === "simulated").length;
  const inside = writes.flatMap(({ contents }) => contents?.counts ?? [])
    .reduce((sum, { count }) => sum + count, 0);
  const parts = [
    `${count("create")} to create`,
    `${count("change")} to change`,
    `${count("delete")} to delete`,
    ...(inside === 0 ? [] : [`${inside} more with ${count("delete") === 1 ? "it" : "them"}`]),
    ...(count("action") === 0 ? [] : [`${count("action")} other`]),
    ...(count("none") === 0 ? [] : [`${count("none")} without an effect`]),
    ...(simulated === 0 ? [] : [`${simulated} simulated`]),
    ...(assumed.length === 0
      ? []
      : [`${assumed.length} ${assumed.length === 1 ? "wait" : "waits"} assumed`]),
  ];
  return `Plan: ${parts.join(", ")}.`;
}

/**
 * A plan as programs read it.
 *
 * @param plan The plan.
 * @param code The exit code of the script that was planned.
 */
export function planJson(plan: Plan, code: number): string {
  const { script, writes, assumed, stopped } = plan;
  const error = faultOf(plan, code);
  const value = {
    script,
    complete: error === undefined,
    ...(error === undefined ? {} : { error }),
    writes: writes.map(
      ({ attributes, name, namespace, change, source, fields, contents, owned }) => {
        const { verb, group, version, resource, subresource } = attributes;
        return {
          verb,
          group,
          version,
          resource,
          subresource,
          namespace,
          name,
          change,
          source,
          fields,
          ...(contents === undefined ? {} : { contents }),
          ...(owned === undefined ? {} : { owned }),
        };
      },
    ),
    assumed,
    ...(stopped === undefined ? {} : { stopped }),
  };
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
