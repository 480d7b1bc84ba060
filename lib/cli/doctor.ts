/**
 * `skiff doctor`: what works, what does not, what to do about it. Layer 8.
 *
 * @module
 */
import { Cluster } from "../api/cluster.ts";
import { Connection } from "../api/connection.ts";
import { openForCommand, type OpenOptions } from "../api/open_for_command.ts";
import { listContexts } from "../connect/context.ts";
import { parseDuration } from "../core/duration.ts";
import { EXIT_CODES } from "../core/errors.ts";
import { safeLine } from "../core/message.ts";
import { formatJson } from "../repl/json_text.ts";
import type { DoctorFlags } from "./command_flags.ts";
import {
  type CheckContext,
  checkIdentity,
  checkNamespace,
  checkServer,
  failedFinding,
  type Finding,
} from "./doctor_checks.ts";
import { checkRights, checkRules } from "./doctor_rights.ts";
import { connectOptions } from "../script/connect_flags.ts";
import { type Output, STDOUT } from "../process/output.ts";

/** How long each request may take where no limit was given. */
const DEFAULT_LIMIT_MS = 10_000;

/**
 * Runs the checks and prints what they find.
 *
 * @param flags The options of the command.
 * @returns The exit code: that of the first check that failed, or done.
 */
export async function runDoctor(flags: DoctorFlags): Promise<number> {
  const { readOnly: _, ...connect } = connectOptions(flags);
  const findings: Finding[] = [];
  const json = flags.output === "json";
  for await (const finding of examine(connect)) {
    findings.push(finding);
    if (!json) await STDOUT.write(formatFinding(finding, STDOUT));
  }
  if (json) {
    const plain = findings.map(({ exitCode: _, ...finding }) => finding);
    await STDOUT.write(`${formatJson(plain)}\n`);
  }
  const failed = findings.find(({ status }) => status === "fail");
  return failed === undefined ? EXIT_CODES.done : failed.exitCode ?? EXIT_CODES.failed;
}

async function* examine(connect: OpenOptions): AsyncGenerator<Finding> {
  if (connect.embedded !== true) yield* await attempt("kubeconfig", () => checkContexts(connect));
  const warnings: string[] = [];
  await using cluster = new Cluster(
    new Connection(() =>
      openForCommand({ ...connect, onWarning: (warning) => warnings.push(warning) })
    ),
  );
  const opened = await attempt("context", async () => {
    const { info } = await cluster.open();
    if (info === undefined) return [];
    const user = info.user === "" ? "no user entry" : `user entry "${info.user}"`;
    const message = `"${info.context}", namespace "${info.namespace}", ${user}`;
    return [{ status: "ok", check: "context", message }];
  });
  yield* opened;
  yield* warningFindings(warnings);
  const { info } = cluster;
  if (info === undefined) return;
  const { timeout } = connect;
  const timeoutMs = timeout === undefined ? DEFAULT_LIMIT_MS : parseDuration(timeout);
  const context: CheckContext = { cluster, info, timeoutMs };
  const server = await attempt("server", () => checkServer(context));
  yield* server;
  // Without an answer from the server every other check would fail in the same way.
  if (server.some(({ status }) => status === "fail")) return;
  yield* await attempt("identity", () => checkIdentity(context));
  yield* await attempt("namespace", () => checkNamespace(context));
  yield* await attempt("rules", () => checkRules(context));
  yield* await attempt("rights", () => checkRights(context));
  yield* warningFindings(warnings);
}

async function attempt(check: string, work: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await work();
  } catch (error) {
    return [failedFinding(check, error)];
  }
}

async function checkContexts({ kubeconfig }: OpenOptions): Promise<Finding[]> {
  const contexts = await listContexts(kubeconfig === undefined ? {} : { kubeconfig });
  if (contexts.length === 0) {
    // No kubeconfig is no fault in a pod: the next check says whether there is a way to the cluster.
    return [{
      status: "warn",
      check: "kubeconfig",
      message: "no kubeconfig with contexts was found",
    }];
  }
  const files = new Set(contexts.map(({ file }) => file));
  const message = `${contexts.length} ${contexts.length === 1 ? "context" : "contexts"} in ${
    [...files].join(", ")
  }`;
  return [{ status: "ok", check: "kubeconfig", message }];
}

function* warningFindings(warnings: string[]): Generator<Finding> {
  for (const warning of warnings.splice(0)) {
    yield { status: "warn", check: "warning", message: safeLine(warning) };
  }
}

const COLORS: Readonly<Record<Finding["status"], string>> = { ok: "32", warn: "33", fail: "31" };

/**
 * Formats a finding: its status, what was looked at, what was found, and what would help.
 *
 * @param finding What a check found.
 * @param output Where it is printed, for the colour of the status.
 */
export function formatFinding(
  { status, check, message, help }: Finding,
  { color }: Pick<Output, "color">,
): string {
  const word = status.padEnd(4);
  const shown = color ? `\x1b[${COLORS[status]}m${word}\x1b[0m` : word;
  const todo = help === undefined ? "" : `: ${help}`;
  return `${shown}  ${check.padEnd(10)}  ${safeLine(`${message}${todo}`)}\n`;
}
