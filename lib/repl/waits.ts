/**
 * Says what a line is waiting for when it takes longer than a moment, and again when something else is missing.
 * Layer 7.
 *
 * @module
 */
import { safeLine } from "../core/message.ts";
import { SYSTEM_CLOCK, type WatchClock } from "../watch/clock.ts";
import type { LoggedRequest } from "./request_log.ts";

/** So often it is looked what a line waits for. */
const EVERY_MS = 2000;
const HINT = "(Ctrl-C ends it)";

/** What lines wait for. */
export class Waits {
  readonly #going = new Set<() => string>();
  readonly #unanswered: () => LoggedRequest | undefined;
  readonly #clock: Pick<WatchClock, "timer">;
  /** Takes what is said; left out: nothing is. */
  note: ((line: string) => void) | undefined;

  /**
   * Waits for nothing yet.
   *
   * @param unanswered The oldest request of the line that has no answer yet.
   * @param clock The passing of time.
   */
  constructor(
    unanswered: () => LoggedRequest | undefined,
    clock: Pick<WatchClock, "timer"> = SYSTEM_CLOCK,
  ) {
    this.#unanswered = unanswered;
    this.#clock = clock;
  }

  /**
   * Hears that something is waited for.
   *
   * @param what Says it, with what is missing, e.g. `wait for pod "shop/web": it does not exist`.
   * @returns Says that the wait is over.
   */
  begin(what: () => string): () => void {
    // Each has a place of its own, whatever function says it.
    const entry = () => what();
    this.#going.add(entry);
    return () => void this.#going.delete(entry);
  }

  /**
   * Says from now on what is waited for.
   *
   * @returns Ends that.
   */
  watch(): () => void {
    const { note } = this;
    if (note === undefined) return () => {};
    let said: string | undefined;
    let asked: LoggedRequest | undefined;
    let cancel = () => {};
    const look = () => {
      const request = this.#unanswered();
      // A request of just now has not had its time.
      const text = this.text ?? (request === asked ? textOf(request) : undefined);
      asked = request;
      if (text !== undefined && text !== said) note(`${text} ${HINT}`);
      said = text ?? said;
      cancel = this.#clock.timer(EVERY_MS, look);
    };
    cancel = this.#clock.timer(EVERY_MS, look);
    return () => cancel();
  }

  /** Makes a clock that hears of waits. */
  hear(clock: WatchClock = SYSTEM_CLOCK): WatchClock {
    return {
      now: () => clock.now(),
      random: () => clock.random(),
      timer: (delayMs, callback) => clock.timer(delayMs, callback),
      waiting: (what) => {
        const over = [clock.waiting?.(what), this.begin(what)];
        return () => over.forEach((end) => end?.());
      },
    };
  }

  /** What is waited for, with what is missing; `undefined` where that is not known. */
  get text(): string | undefined {
    const [first, ...others] = this.#going;
    if (first === undefined) return undefined;
    const text = safeLine(first()).replace(
      /^(?:wait for|(?=\w))/,
      (verb) => verb === "" ? "waiting to " : "waiting for",
    );
    return others.length === 0 ? text : `${text}; and for ${others.length} more`;
  }
}

function textOf(request: LoggedRequest | undefined): string | undefined {
  if (request === undefined) return undefined;
  const [path = ""] = request.path.split("?");
  return `waiting for the answer to ${request.method} ${safeLine(path)}`;
}
