/**
 * `skiff grants`: recorded rights as roles, permissions or flags. Layer 8.
 *
 * @module
 */
import { EXIT_CODES, QueryError } from "../core/errors.ts";
import { quote } from "../core/message.ts";
import { formatYaml } from "../core/yaml.ts";
import { roleName } from "../gate/check_rights.ts";
import { readGrants } from "../gate/grants_file.ts";
import { quoteForShell } from "../policy/decision.ts";
import { rolesOf, type Subject } from "../policy/roles.ts";
import { STDOUT } from "../process/output.ts";
import type { GrantsFlags } from "./command_flags.ts";

/**
 * Prints recorded rights.
 *
 * @param flags The options of the command.
 * @param file What was recorded.
 * @returns The exit code.
 */
export async function runGrants(flags: GrantsFlags, file: string): Promise<number> {
  const { script, rights, deno, rules } = await readGrants(file);
  const { output = "role", name = roleName(script) } = flags;
  if (output === "role") {
    const objects = rolesOf(rules, { name, subjects: subjectsOf(flags) });
    await STDOUT.write(objects.map(formatYaml).join("---\n"));
    return EXIT_CODES.done;
  }
  const kube = output === "flags" ? rights.map((right) => `--allow-kube=${right}`) : [];
  const lines = [...kube, ...deno].map((flag) => `${quoteForShell(flag)}\n`);
  await STDOUT.write(lines.join(""));
  return EXIT_CODES.done;
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
