/**
 * Commands about the session itself: time, requests, limits, history, rights. Layer 7.
 *
 * @module
 */
import { formatDuration, parseDuration } from "../core/duration.ts";
import { QueryError } from "../core/errors.ts";
import { quote, safeLine } from "../core/message.ts";
import { sanitize } from "../core/terminal.ts";
import { describeAttributes } from "../policy/attributes.ts";
import type { CommandTarget } from "./command.ts";
import { readSwitch } from "./command_place.ts";
import { formatInput } from "./history_text.ts";

/** Shows the time of each line from now on, or no longer. */
export async function setTime(session: CommandTarget, argument: string): Promise<void> {
  session.timed = readSwitch("time", argument, session.timed);
  await session.write(`time is ${session.timed ? "shown" : "not shown"}\n`);
}

/** Lists what the last line has sent. */
export async function showRequests(session: CommandTarget, argument: string): Promise<void> {
  takesNothing("requests", argument);
  const { requests, count } = session.requests;
  if (count === 0) return session.note("The last line has sent nothing");
  const lines = requests.map(({ method, path, status, ms }) =>
    `${method.padEnd(6)} ${status ?? "..."} ${ms === undefined ? "" : `${Math.round(ms)} ms`}`
      .padEnd(18) + ` ${safeLine(path)}\n`
  );
  const more = count - requests.length;
  await session.write(lines.join("") + (more > 0 ? `and ${more} more\n` : ""));
}

/** Says or sets how long a line may compute without a pause. */
export async function setLimit(session: CommandTarget, argument: string): Promise<void> {
  const { runner } = session;
  if (argument !== "") runner.limitMs = argument === "off" ? 0 : readLimit(argument);
  const { limitMs } = runner;
  await session.write(
    limitMs === 0
      ? "a line may compute without a pause as long as it likes\n"
      : `a line may compute without a pause for ${formatDuration(limitMs)}\n`,
  );
}

function readLimit(text: string): number {
  const ms = parseDuration(text as `${number}s`);
  if (ms > 0) return ms;
  throw new QueryError('Cannot set .limit to nothing: write ".limit off" for no limit');
}

/** Lists earlier lines. */
export async function showHistory(session: CommandTarget, argument: string): Promise<void> {
  const lines = session.history().filter((line) => line.includes(argument));
  if (lines.length === 0) {
    return session.note(argument === "" ? "No lines yet" : `No line holds ${quote(argument)}`);
  }
  await session.write(lines.map((line) => `${sanitize(formatInput(line))}\n`).join(""));
}

/** Lists the rights that the lines of the session needed. */
export async function showRights(session: CommandTarget, argument: string): Promise<void> {
  takesNothing("perms", argument);
  const asked = await session.record.asked();
  if (asked.length === 0) return session.note("This session has asked for nothing yet");
  const rights = new Set(asked.map(describeAttributes));
  await session.write([...rights].sort().map((right) => `${safeLine(right)}\n`).join(""));
}

function takesNothing(name: string, argument: string): void {
  if (argument === "") return;
  throw new QueryError(`Cannot use .${name} with ${quote(argument)}: it takes none`);
}
