/**
 * `skiff run`: checks a script, copies it, opens the gate and runs the copy behind it. Layer 6.
 *
 * @module
 */
import { makePolicy } from "../client/policy.ts";
import type { ClusterAccess } from "../connect/access.ts";
import { loadAccess } from "../connect/access_loader.ts";
import { credentialProvider } from "../connect/credentials.ts";
import type { Dialer, DialerSettings } from "../connect/dialer.ts";
import { DirectDialer } from "../connect/direct_dialer.ts";
import { HandoverDialer } from "../connect/handover_dialer.ts";
import { openTransport } from "../connect/open_transport.ts";
import type { Transport } from "../connect/transport.ts";
import { guardWrites } from "../connect/write_guard.ts";
import { quote, safeLine } from "../core/message.ts";
import { sanitize } from "../core/terminal.ts";
import { EXIT_CODES } from "../core/errors.ts";
import { grantError, type Policy, quoteForShell } from "../policy/decision.ts";
import { Recording } from "../policy/recording.ts";
import { Authority } from "./authority.ts";
import { forwarder } from "./exchange.ts";
import { openGrantsFile } from "./grants_file.ts";
import { hiddenFiles } from "./hidden_files.ts";
import { Journal } from "./journal.ts";
import { journaled } from "./journaled.ts";
import { checkHidden } from "./permissions.ts";
import { noteRun } from "./last_run.ts";
import { prepareScript } from "./prepare_script.ts";
import { RuleWarnings } from "./rule_warnings.ts";
import type { PlanOptions, RunScriptOptions } from "./run_options.ts";
import { runChild, type RunSetup } from "./run_child.ts";
import { canAsk, plainScreen, TerminalAsker } from "./terminal_asker.ts";

/**
 * Runs a script in the sandbox to its end.
 *
 * @param options What is run, and how.
 * @returns The script's exit code.
 * @throws {GrantError} when the script is made of files or addresses that it may not import.
 * @throws {QueryError} when the script was given rights with which the sandbox would not hold.
 * @throws {ConfigError} when the script, the kubeconfig or the credentials are wrong.
 */
export async function runScript(options: RunScriptOptions): Promise<number> {
  const policy = runPolicy(options);
  const opening = openCluster(options);
  using warnings = new RuleWarnings({
    policy,
    granted: options.grants?.rules ?? [],
    namespace: options.embedded === true ? undefined : options.access.namespace,
    opening,
    isKept: options.embedded !== true,
  });
  const [cluster, prepared] = await Promise.all([
    opening,
    prepareScript(options.script, options.permissions),
  ]);
  await using transport = cluster.transport;
  const { access } = cluster;
  const hidden = hiddenFiles(access);
  checkHidden(options.permissions, hidden);
  for (const warning of [...access.warnings, ...await warnings.lines]) options.onWarning(warning);
  const recording = options.recordFile === undefined ? undefined : new Recording(policy.kinds);
  const recordFile = options.recordFile === undefined
    ? undefined
    : await openGrantsFile(options.recordFile);
  if (options.grants !== undefined) {
    const { checkRights } = await import("./check_rights.ts");
    await checkRights(transport, options.grants, options);
  }
  const asked = { script: scriptName(options.script), context: access.contextName };
  const asker = canAsk() ? new TerminalAsker(asked) : undefined;
  const started = new Date().toISOString();
  using journal = new Journal({ ...asked, server: access.server, started }, {
    isKept: options.embedded !== true,
  });
  const setup: RunSetup = { ...cluster, options, prepared, hidden, policy, asker, journal };
  const onRun = async () => {
    if (options.embedded === true) return;
    await noteRun(access.server, { id: journal.id, script: asked.script, started });
  };
  let code: number | undefined;
  try {
    code = options.plan === undefined
      ? await runFree(setup, recording, onRun)
      : await runPlanned(setup, options.plan, recording, onRun);
    const place = await recordFile?.write({
      script: scriptName(options.script),
      namespace: access.namespace,
      rights: recording?.rights ?? [],
      deno: options.denoFlags,
    }, code);
    if (place !== undefined) {
      options.onWarning(`the run failed: its rights are in ${quote(place)}, the recording is kept`);
    } else if (recordFile !== undefined && code !== EXIT_CODES.done) {
      options.onWarning(
        `the run failed: ${quote(options.recordFile!)} has what it used until then`,
      );
    }
    if (recording !== undefined) await sayMadeUp(recording, options);
    journal.end(code);
    return code;
  } finally {
    if (code !== EXIT_CODES.done && journal.done > 0) {
      const what = journal.done === 1 ? "1 change was made" : `${journal.done} changes were made`;
      options.onText(`${what}: skiff undo ${journal.id} takes back what can be\n`);
    }
    if (journal.secrets.length > 0) options.onWarning(lostSecrets(journal.secrets));
  }
}

/** Names that are others the next time give nobody a right then. */
async function sayMadeUp({ rights }: Recording, options: RunScriptOptions): Promise<void> {
  const { madeUpRights } = await import("./made_up_rights.ts");
  const count = madeUpRights(rights).filter(({ isKept }) => isKept !== true).length;
  if (count === 0) return;
  const what = count === 1 ? "1 right names an object" : `${count} rights name objects`;
  options.onWarning(
    `${what} whose name was made up, and is another next time: ` +
      `skiff grants ${quoteForShell(options.recordFile!)} --widen -o grants means all like it`,
  );
}

/** What somebody has to know who counts on an undo. */
function lostSecrets(names: readonly string[]): string {
  const named = names.slice(0, MAX_NAMED).join(", ");
  const more = names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : "";
  return sanitize(safeLine(
    `skiff undo cannot restore secrets ${named}${more}: the data of Secrets is in no journal`,
  ));
}

/** Said before a script's own words, which tell of work that is not done. */
function planning(setup: RunSetup): string {
  return `skiff: planning ${runName(setup)}, nothing is written: ` +
    "what follows is printed by the script\n";
}

/**
 * Tells a person at the terminal where the script's words end, which may look like a plan, or leave the
 * terminal so that nothing is seen.
 */
function planHeading(setup: RunSetup): string {
  const plain = Deno.stderr.isTerminal() ? plainScreen() : "";
  return `${plain}skiff: the plan of ${runName(setup)}:\n`;
}

/** The script and the cluster, so that nobody agrees to work on another one. */
function runName({ options, access }: RunSetup): string {
  const script = quoteForShell(scriptName(options.script));
  return sanitize(safeLine(`${script} for context ${quote(access.contextName)}`));
}

const MAX_NAMED = 3;
const NOTHING = "Nothing was done.\n";
const RUNNING = "skiff: running by the plan, now it is written\n";

/** Runs the script by what it was granted. */
async function runFree(
  setup: RunSetup,
  recording: Recording | undefined,
  onRun: () => Promise<void>,
): Promise<number> {
  const { options, transport, policy, asker, journal } = setup;
  const { dryRun } = options;
  // What is a dry run is nothing that anybody takes back.
  if (!dryRun) await onRun();
  const authority = new Authority({ policy, limits: options.limits, asker, recording });
  const guarded = guardWrites(transport, { dryRun });
  const send = forwarder(guarded);
  return await runChild(setup, {
    transport: guarded,
    authority,
    // What is a dry run changes nothing.
    exchange: dryRun
      ? send
      : journaled(send, { journal, transport, authority, onUnseen: sayUnseen(options) }),
    onUpgrade: (attributes, path) => {
      if (attributes.isResource && !dryRun) journal.begin({ attributes, path });
    },
  });
}

/** Makes a plan, shows it, and runs the script by it where that is wanted. */
async function runPlanned(
  setup: RunSetup,
  wanted: PlanOptions,
  recording: Recording | undefined,
  onRun: () => Promise<void>,
): Promise<number> {
  const { options, transport, asker, journal } = setup;
  const { makePlan } = await import("./make_plan.ts");
  // Who has said yes before thinks that it ran.
  if (wanted.yes) await onRun();
  options.onText(planning(setup));
  const { plan, steps, code } = await makePlan(setup, wanted.json);
  const { describeWrite, formatPlan, planJson } = await import("./plan_text.ts");
  if (!wanted.json && Deno.stdout.isTerminal()) options.onText(planHeading(setup));
  await wanted.onPlan(wanted.json ? planJson(plan, code) : formatPlan(plan, code));
  if (plan.stopped !== undefined) return code === EXIT_CODES.done ? EXIT_CODES.failed : code;
  if (code !== EXIT_CODES.done || plan.writes.length === 0) return code;
  if (!wanted.yes) {
    if (asker === undefined) return code;
    if (!await asker.confirm(`Run ${runName(setup)} now, with exactly these writes?`)) {
      options.onText(NOTHING);
      return code;
    }
    await onRun();
  }
  const { findObstacles } = await import("./apply_plan.ts");
  const drift = await findObstacles(steps, transport, undefined);
  for (const { step, why } of drift) {
    options.onText(
      sanitize(`skiff: not run: ${safeLine(describeWrite(step.write))}: ${why}`) + "\n",
    );
  }
  if (drift.length > 0) return EXIT_CODES.failed;
  const { PlannedWrites } = await import("./planned_writes.ts");
  const planned = new PlannedWrites(steps, transport, asker);
  const authority = new Authority({
    policy: setup.policy,
    limits: options.limits,
    asker,
    recording,
  });
  options.onText(RUNNING);
  const done = await runChild(setup, {
    transport,
    authority,
    exchange: planned.guard(
      journaled(forwarder(transport), {
        journal,
        transport,
        authority,
        onUnseen: sayUnseen(options),
      }),
      authority,
    ),
    onUpgrade: (attributes) => {
      throw authority.refuse(attributes, grantError(attributes, "it is not in the plan"));
    },
  });
  if (planned.left > 0) options.onWarning(`${planned.left} of the planned writes were not done`);
  return done;
}

/** Says once that not all of a run can be taken back. */
function sayUnseen({ onWarning }: RunScriptOptions): (why: string) => void {
  let isSaid = false;
  return (why) => {
    if (isSaid) return;
    isSaid = true;
    onWarning(sanitize(safeLine(`skiff undo cannot take back all of this run: ${why}`)));
  };
}

function scriptName(path: string): string {
  return path.split("/").at(-1)!;
}

/** What is granted by a file is all that is granted, beside what is added. */
function runPolicy({ rules, grants, dryRun, plan }: RunScriptOptions): Policy {
  const isDry = dryRun || plan !== undefined;
  const policy = makePolicy({ ...rules, dryRun: isDry, defaultReads: grants === undefined });
  return grants === undefined ? policy : { ...policy, allow: [...policy.allow, ...grants.rules] };
}

interface OpenedCluster {
  readonly access: ClusterAccess;
  readonly transport: Transport;
  readonly hasCredentials: Promise<boolean>;
}

async function openCluster(options: RunScriptOptions): Promise<OpenedCluster> {
  if (options.embedded === true) {
    const { openEmbeddedCluster } = await import("./embedded_cluster.ts");
    const cluster = await openEmbeddedCluster(options.access);
    return { ...cluster, hasCredentials: Promise.resolve(true) };
  }
  const access = await loadAccess(options.access);
  const credentials = credentialProvider(access);
  const transport = await openTransport(access, credentials, {
    direct: (settings) => openDialer(access, settings),
  });
  // A plugin takes its time, which the start of the script hides; the first request hears if it fails.
  const hasCredentials = credentials.get().then(() => true, () => false);
  return { access, transport, hasCredentials };
}

/**
 * Connections of Deno's own carry requests in the least time, but with a client certificate one takes some
 * 40 ms to open, as {@link DirectDialer} explains: the first request of a run goes another way.
 */
async function openDialer({ server }: ClusterAccess, settings: DialerSettings): Promise<Dialer> {
  const direct = new DirectDialer(settings);
  if (settings.clientCertificate === undefined || !/^https:/i.test(server)) return direct;
  const { TlsDialer } = await import("../connect/tls_dialer.ts");
  return new HandoverDialer(new TlsDialer(settings), direct);
}
