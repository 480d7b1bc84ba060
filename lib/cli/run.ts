/**
 * `skiff run`: a script behind the gate. Layer 8.
 *
 * @module
 */
import { parseDuration } from "../core/duration.ts";
import { QueryError } from "../core/errors.ts";
import {
  type Grant,
  parseGrant,
  PERMISSION_KINDS,
  type PermissionKind,
  type ScriptPermissions,
} from "../gate/permissions.ts";
import { quote, safeLine } from "../core/message.ts";
import { sanitize } from "../core/terminal.ts";
import { useLibraryOfCommand } from "../gate/library.ts";
import { readGrants } from "../gate/grants_file.ts";
import type { PlanOptions } from "../gate/run_options.ts";
import { runScript } from "../gate/run_script.ts";
import { quoteForShell } from "../policy/decision.ts";
import { readBehind } from "./behind_script.ts";
import type { RunFlags } from "./command_flags.ts";
import { kubePolicy } from "./kube_policy.ts";
import { connectOptions } from "../script/connect_flags.ts";
import { sayDryRun, STDOUT } from "../process/output.ts";

/** Why a permission of Deno is not given to a script in the sandbox. */
const REFUSED: Readonly<Record<"allow-run" | "allow-ffi" | "allow-import", string>> = {
  "allow-run": "a program that a script starts is held by nothing",
  "allow-ffi": "native code is held by nothing",
  "allow-import": "code from elsewhere does not run in the sandbox",
};

/**
 * Runs a script.
 *
 * @param flags The options of the command.
 * @param script Path of the script.
 * @param args What is handed over to it.
 * @returns The script's exit code.
 */
export async function runRun(
  flags: RunFlags,
  script: string,
  args: readonly string[],
): Promise<number> {
  useLibraryOfCommand(Deno.mainModule);
  for (const [name, reason] of Object.entries(REFUSED)) {
    if (flags[name as keyof typeof REFUSED] === undefined) continue;
    throw new QueryError(`Cannot use --${name}: ${reason}: such a script runs by deno run only`);
  }
  const { timeout, readOnly = false, dryRun = false, embedded = false, ...connect } =
    connectOptions(flags);
  kubePolicy(flags, {
    "allow-kube": "-A allows every verb of the cluster",
    "deny-kube": "--read-only denies writes",
  });
  const behind = await readBehind(script, args);
  const { context, namespace, kubeconfig, as } = connect;
  const access = { context, namespace, kubeconfig, as, front: "skiff" } as const;
  if (flags["print-flags"] === true) {
    if (embedded) {
      throw new QueryError(
        "Cannot use --print-flags together with --embedded: the in-memory cluster is in this process",
      );
    }
    const { printFlags } = await import("./print_flags.ts");
    return await printFlags(script, access, scriptPermissions(flags));
  }
  if (flags.grants !== undefined && flags["allow-all"] === true) {
    throw new QueryError(
      "Cannot use -A together with --grants: -A allows what the grants hold the script to",
    );
  }
  const grants = flags.grants === undefined ? undefined : await readGrants(flags.grants);
  if (flags.verbose === true && grants === undefined) {
    throw new QueryError(
      "Cannot use --verbose without --grants: it lists what the user may beyond them",
    );
  }
  const given = denoFlagsOf(flags);
  const permissions = parsePermissions([...given, ...grants?.deno ?? []]);
  if (grants !== undefined && grants.deno.length > 0) {
    const also = grants.deno.map(quoteForShell).join(" ");
    say(sanitize(safeLine(`Note: the grants ${quote(flags.grants!)} also give ${also}`)) + "\n");
  }
  const isDryRun = dryRun || behind.dryRun;
  const exitCode = await runScript({
    script,
    grants,
    verbose: flags.verbose === true,
    recordFile: flags.record,
    denoFlags: given,
    args,
    access,
    dryRun: isDryRun,
    embedded,
    timeoutMs: timeout === undefined ? undefined : parseDuration(timeout),
    permissions,
    rules: {
      allow: flags["allow-kube"],
      deny: flags["deny-kube"],
      allowAll: flags["allow-all"] === true,
      // Behind the script these words are the script's, but whoever writes them wants nothing changed.
      readOnly: readOnly || behind.readOnly,
    },
    plan: planOptions(flags),
    limits: { maxWrites: count(flags, "max-writes"), maxDeletes: count(flags, "max-deletes") },
    deadlineMs: flags.deadline === undefined ? undefined : parseDuration(flags.deadline),
    onText: say,
    onWarning: (text) => say(`Warning: ${text}\n`),
  });
  if (isDryRun) await sayDryRun();
  return exitCode;
}

/** Written before anything else happens: the end of this process may be next. */
function say(text: string): void {
  let bytes = new TextEncoder().encode(text);
  while (bytes.length > 0) bytes = bytes.subarray(Deno.stderr.writeSync(bytes));
}

function scriptPermissions(flags: RunFlags): ScriptPermissions {
  return parsePermissions(denoFlagsOf(flags));
}

/** Deno's permissions as they were given, one option for each time. */
function denoFlagsOf(flags: RunFlags): readonly string[] {
  return PERMISSION_KINDS.flatMap((kind) =>
    (["allow", "deny"] as const).flatMap((word) =>
      (flags[`${word}-${kind}`] ?? []).map((value) =>
        value === "" ? `--${word}-${kind}` : `--${word}-${kind}=${value}`
      )
    )
  );
}

function parsePermissions(given: readonly string[]): ScriptPermissions {
  const permissions = {
    allow: {} as Partial<Record<PermissionKind, Grant>>,
    deny: {} as Partial<Record<PermissionKind, Grant>>,
  };
  for (const flag of given) {
    const [, word, kind, value = ""] = /^--(allow|deny)-([a-z]+)(?:=([\s\S]*))?$/.exec(flag) ?? [];
    const known = PERMISSION_KINDS.find((name) => name === kind);
    if (known === undefined || (word !== "allow" && word !== "deny")) {
      throw new QueryError(
        `Cannot use ${quote(flag)}: it is no permission for scripts in the sandbox`,
      );
    }
    const grant = parseGrant(`--${word}-${known}`, known, value);
    const before = permissions[word][known];
    permissions[word][known] = grant === "all" || before === "all"
      ? "all"
      : [...before ?? [], ...grant];
  }
  return permissions;
}

function planOptions({ plan, yes, output }: RunFlags): PlanOptions | undefined {
  if (plan === true) {
    return { yes: yes === true, json: output === "json", onPlan: (text) => STDOUT.write(text) };
  }
  const alone = yes === true ? "--yes" : output === undefined ? undefined : "--output";
  if (alone === undefined) return undefined;
  throw new QueryError(`Cannot use ${alone} without --plan: it is about the plan`);
}

function count(flags: RunFlags, name: "max-writes" | "max-deletes"): number | undefined {
  const text = flags[name];
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new QueryError(
    `Cannot use --${name}=${text}: it takes a number of requests, as in --${name}=10`,
  );
}
