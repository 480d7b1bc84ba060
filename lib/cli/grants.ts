/**
 * `skiff grants`: recorded rights as roles, permissions or flags. Layer 8.
 *
 * @module
 */
import { EXIT_CODES, QueryError } from "../core/errors.ts";
import { BUILTIN_NAMES } from "../client/policy.ts";
import { quote, safeLine } from "../core/message.ts";
import { sanitize } from "../core/terminal.ts";
import { formatYaml } from "../core/yaml.ts";
import { roleName } from "../gate/check_rights.ts";
import { readGrants } from "../gate/grants_file.ts";
import { quoteForShell } from "../policy/decision.ts";
import { rolesOf, type Subject } from "../policy/roles.ts";
import { formatGrants } from "../policy/recording.ts";
import { parseRule, type Rule } from "../policy/rule.ts";
import { type WidenedRight, widenedRights } from "../policy/widen.ts";
import { undoRights } from "../policy/undo_rights.ts";
import { STDERR, STDOUT } from "../process/output.ts";
import type { GrantsFlags } from "./command_flags.ts";

/**
 * Prints recorded rights.
 *
 * @param flags The options of the command.
 * @param file What was recorded.
 * @returns The exit code.
 */
export async function runGrants(flags: GrantsFlags, file: string): Promise<number> {
  const grants = await readGrants(file);
  const { script, deno } = grants;
  const { output = "role", name = roleName(script) } = flags;
  const made = widenedRights(grants.rules);
  const wide = flags.widen === true ? made : [];
  const rights = withWide(grants.rights, wide, output === "role" ? "unnamed" : "pattern");
  const rules = rights.map((right) => parseRule("the right", right, BUILTIN_NAMES));
  const withUndo = flags["with-undo"] === true;
  if (withUndo && output !== "role") {
    throw new QueryError(
      `Cannot use --with-undo with --output ${output}: the look before a write is no right of the ` +
        "script: it is for roles",
    );
  }
  if (rights.length + deno.length === 0) {
    const empty = `${quote(file)} holds no rights: the run of ${quote(script)} used none`;
    await STDERR.write(`Note: ${sanitize(safeLine(empty))}\n`);
  }
  if (output !== "deno") {
    await sayMadeUp(made, flags.widen === true, output === "role" ? "unnamed" : "pattern");
  }
  if (output === "grants") {
    const { namespace } = grants;
    await STDOUT.write(formatGrants({ script, namespace, rights, deno }));
    return EXIT_CODES.done;
  }
  if (output === "role") {
    const { looks, writes } = undoRights(rules, BUILTIN_NAMES);
    const given = withUndo ? [...rules, ...looks] : rules;
    const objects = rolesOf(given, { name, subjects: subjectsOf(flags) });
    if (withUndo) await sayUndo(looks, writes);
    await STDOUT.write(objects.map(formatYaml).join("---\n"));
    return EXIT_CODES.done;
  }
  const kube = output === "flags" ? rights.map((right) => `--allow-kube=${right}`) : [];
  const lines = [...kube, ...deno].map((flag) => `${quoteForShell(flag)}\n`);
  await STDOUT.write(lines.join(""));
  return EXIT_CODES.done;
}

/** The rights with the wider ones in their places, each once. */
function withWide(
  rights: readonly string[],
  wide: readonly WidenedRight[],
  form: "pattern" | "unnamed",
): readonly string[] {
  const inPlace = new Map(wide.map((one) => [one.right, one[form]]));
  return [...new Set(rights.map((right) => inPlace.get(right) ?? right))];
}

/** Names that are others the next time are said, whether or not something is done about them. */
async function sayMadeUp(
  made: readonly WidenedRight[],
  isWidened: boolean,
  form: "pattern" | "unnamed",
): Promise<void> {
  const [kept, open] = [made.filter(isKept), made.filter((one) => !isKept(one))];
  const lines = [
    ...(isWidened && made.length === 0
      ? ["nothing is widened: no name in the recording looks made up"]
      : []),
    ...(isWidened ? open.map((one) => `${one[form]} stands for ${one.right}`) : []),
    ...(isWidened || open.length === 0 ? [] : [`${sayNamed(open)}: --widen means all like it`]),
    ...(kept.length === 0
      ? []
      : [`${sayNamed(kept)}: --widen leaves Secrets and tokens as they are`]),
  ];
  for (const line of lines) await STDERR.write(`Note: ${sanitize(safeLine(line))}\n`);
}

function isKept(one: WidenedRight): boolean {
  return one.isKept === true;
}

function sayNamed(made: readonly WidenedRight[]): string {
  const what = made.length === 1 ? "names an object" : "name objects";
  const rights = list(made.map(({ right }) => ({ text: right })));
  return `${rights} ${what} whose name was made up, and is another next time`;
}

/** What is in the role that the script does not need, and what is not in it that an undo does. */
async function sayUndo(looks: readonly Rule[], writes: readonly Rule[]): Promise<void> {
  const lines = [
    looks.length === 0
      ? "the script is granted every look that skiff undo needs"
      : `the role gives ${list(looks)}, too: a run looks at what it changes, for skiff undo`,
    ...(writes.length === 0
      ? []
      : [`who takes the run back needs ${list(writes)}, too, which the role does not give`]),
  ];
  for (const line of lines) await STDERR.write(`Note: ${sanitize(safeLine(line))}\n`);
}

function list(rules: readonly Pick<Rule, "text">[]): string {
  return rules.map(({ text }) => text).join(", ");
}

function subjectsOf({ user = [], group = [], serviceaccount = [] }: GrantsFlags): Subject[] {
  return [
    ...user.map((name) => ({ kind: "User", name }) as const),
    ...group.map((name) => ({ kind: "Group", name }) as const),
    ...serviceaccount.map((text) => {
      const [, namespace, name] = /^([^:]+):([^:]+)$/.exec(text) ?? [];
      if (namespace !== undefined && name !== undefined) {
        return { kind: "ServiceAccount", name, namespace } as const;
      }
      throw new QueryError(
        `Cannot use --serviceaccount ${quote(text)}: it takes a namespace and a name, shop:cleaner`,
      );
    }),
  ];
}
