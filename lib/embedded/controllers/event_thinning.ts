/**
 * Keeps events few: much that is alike is told together, and of one object only so much at a time.
 * Layer 3.
 *
 * @module
 * @see k8s.io/client-go/tools/record/events_cache.go
 */

/** So many different messages of one reason are told one by one; further ones together. */
const MAX_SIMILAR = 10;
const SIMILAR_MS = 600_000;
/** An object may have so many events at once, and one more each time this long has passed. */
const BURST = 25;
const REFILL_MS = 300_000;
/** So many objects are remembered. */
const MAX_REMEMBERED = 4096;

interface Similar {
  readonly lastMs: number;
  readonly messages: Set<string>;
}

interface Budget {
  readonly tokens: number;
  readonly lastMs: number;
}

/** What is left to say of an event. */
export interface ThinnedText {
  readonly message: string;
  /** Whether it is said together with others that differ in their message only. */
  readonly isCombined: boolean;
}

/** Thins out what one component says. */
export class EventThinning {
  readonly #similar = new Map<string, Similar>();
  readonly #budgets = new Map<string, Budget>();

  /**
   * What is said of an event.
   *
   * @param uid Whom it is about.
   * @param reason Its type and reason.
   * @param message Its message.
   * @param nowMs Milliseconds since 1970.
   * @returns What to say, or `undefined` where too much has been said of the object.
   */
  thin(uid: string, reason: string, message: string, nowMs: number): ThinnedText | undefined {
    const isCombined = this.#isOneOfMany(`${uid} ${reason}`, message, nowMs);
    if (!this.#spend(uid, nowMs)) return undefined;
    return isCombined
      ? { message: `(combined from similar events): ${message}`, isCombined }
      : { message, isCombined };
  }

  #isOneOfMany(like: string, message: string, nowMs: number): boolean {
    const before = this.#similar.get(like);
    const messages = before === undefined || nowMs - before.lastMs > SIMILAR_MS
      ? new Set<string>()
      : before.messages;
    messages.add(message);
    remember(this.#similar, like, { lastMs: nowMs, messages });
    if (messages.size < MAX_SIMILAR) return false;
    const [oldest] = messages;
    if (oldest !== undefined) messages.delete(oldest);
    return true;
  }

  #spend(uid: string, nowMs: number): boolean {
    const before = this.#budgets.get(uid) ?? { tokens: BURST, lastMs: nowMs };
    const tokens = Math.min(BURST, before.tokens + (nowMs - before.lastMs) / REFILL_MS);
    remember(this.#budgets, uid, { tokens: tokens < 1 ? tokens : tokens - 1, lastMs: nowMs });
    return tokens >= 1;
  }
}

/** Remembers a value as the newest of not too many. */
function remember<V>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > MAX_REMEMBERED && oldest !== undefined) map.delete(oldest);
}
