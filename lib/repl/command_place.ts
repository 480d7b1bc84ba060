/**
 * Commands that say where the session is and what it may do there. Layer 7.
 *
 * @module
 */
import type { OpenOptions } from "../api/open_for_command.ts";
import { QueryError } from "../core/errors.ts";
import { quote, safeLine } from "../core/message.ts";
import type { CommandTarget } from "./command.ts";

/** Lists contexts, or connects to another one. */
export async function useContext(session: CommandTarget, argument: string): Promise<void> {
  if (argument !== "") {
    refuseInPlan(session, "use another context");
    const { namespace: _, context: __, ...rest } = session.connectOptions;
    await session.reconnect({ ...rest, context: argument, namespace: undefined });
    const { warnOfNamespace } = await import("./namespace_hint.ts");
    return await warnOfNamespace(session);
  }
  const used = session.cluster.info?.context;
  const listed = (await session.contexts()).map(({ name }) => name);
  // A cluster in the process stands in no kubeconfig.
  const names = used === undefined || listed.includes(used) ? listed : [used, ...listed];
  if (names.length === 0) return session.note("There are no contexts yet");
  await session.write(
    names.map((name) => `${name === used ? "*" : " "} ${safeLine(name)}\n`).join(""),
  );
}

/** Lists namespaces, or uses another one. */
export async function useNamespace(
  session: CommandTarget,
  argument: string,
  signal?: AbortSignal,
): Promise<void> {
  const used = session.cluster.info?.namespace;
  if (argument === "") {
    const names = await session.cluster.namespaces.names(signal === undefined ? {} : { signal });
    await session.write(
      names.map((name) => `${name === used ? "*" : " "} ${safeLine(name)}\n`).join(""),
    );
    return;
  }
  await session.reconnect({ ...await pinned(session), namespace: argument });
  const { warnOfNamespace } = await import("./namespace_hint.ts");
  await warnOfNamespace(session);
}

/** Refuses changes from now on, or no longer. */
export async function setReadOnly(session: CommandTarget, argument: string): Promise<void> {
  refuseInPlan(session, "set .readonly");
  const readOnly = readSwitch("readonly", argument, session.connectOptions.readOnly === true);
  await session.reconnect({ ...await pinned(session), readOnly });
  await session.write(
    readOnly ? "whatever could change something is refused\n" : "changes are sent\n",
  );
}

/** Makes dry runs of changes from now on, or no longer. */
export async function setDryRun(session: CommandTarget, argument: string): Promise<void> {
  refuseInPlan(session, "set .dryrun");
  const dryRun = readSwitch("dryrun", argument, session.connectOptions.dryRun === true);
  await session.reconnect({ ...await pinned(session), dryRun });
  await session.write(
    dryRun ? "the server checks every change, and keeps none\n" : "changes are kept\n",
  );
}

/** A plan is for one cluster, and made of what would be written there. */
function refuseInPlan({ traffic }: CommandTarget, what: string): void {
  if (traffic.detour === undefined) return;
  throw new QueryError(`Cannot ${what}: a plan is open: .plan apply or .plan off ends it`);
}

/** What is asked for: the opposite of what is, where nothing was said. */
export function readSwitch(name: string, argument: string, isOn: boolean): boolean {
  if (argument === "") return !isOn;
  if (argument === "on" || argument === "off") return argument === "on";
  throw new QueryError(`Cannot set .${name} to ${quote(argument)}: it is on or off`);
}

/** The context and the namespace of now: a change of the current ones elsewhere is not followed. */
async function pinned(session: CommandTarget): Promise<OpenOptions> {
  const { info } = session.cluster;
  if (info === undefined) return {};
  const known = await session.contexts();
  const { context, namespace } = info;
  return known.some(({ name }) => name === context) ? { context, namespace } : { namespace };
}
