/**
 * Requests that a person at the prompt is asked about: writes to a protected context, and what the rules of
 * the session leave open. A guard against mistakes, and no boundary. Layer 7.
 *
 * @module
 */
import type { ConnectionInfo, ConnectPolicy } from "../api/connection.ts";
import { makePolicy } from "../client/policy.ts";
import type { SendOptions, Transport } from "../connect/transport.ts";
import { safeLine } from "../core/message.ts";
import {
  attributesOf,
  describeAttributes,
  isWrite,
  type RequestAttributes,
} from "../policy/attributes.ts";
import {
  canBeDry,
  COMMAND_ADVICE,
  decide,
  type GrantAdvice,
  grantError,
  refusal,
} from "../policy/decision.ts";
import { formatRule } from "../policy/rule.ts";
import { parseTarget, type RequestTarget } from "../policy/target.ts";

/** What a person says to a question: this once, all like it whatever the name, or no. */
export type Answer = "yes" | "all" | "no";

/** Shows a question of one line to a person and waits for the answer. */
export interface AskPerson {
  (question: string): Promise<Answer>;
}

/** What a session goes by. */
export interface ConsentOptions {
  readonly info: ConnectionInfo;
  /** The rules of the session; left out: only writes are asked about. */
  readonly policy?: ConnectPolicy | undefined;
  /** Left out: what the rules leave open is refused. */
  readonly ask?: AskPerson | undefined;
}

const ADVICE: GrantAdvice = { ...COMMAND_ADVICE, readOnly: "the session is read-only" };
/** What does not fit on a screen cannot be agreed to. */
const MAX_QUESTION = 400;

/**
 * Puts the questions in front of a transport.
 *
 * @param transport Where requests go.
 * @param options The rules, and whom to ask.
 * @throws {QueryError} when a rule is none.
 */
export function askFirst(transport: Transport, options: ConsentOptions): Transport {
  const consent = new Consent(options);
  return {
    server: transport.server,
    async send(path, sent = {}) {
      await consent.admit((sent.method ?? "GET").toUpperCase(), path, sent.body);
      return await transport.send(path, sent);
    },
    ...(transport.upgrade === undefined ? {} : {
      async upgrade(path, sent) {
        await consent.admit("GET", path);
        return await transport.upgrade!(path, sent);
      },
    }),
    [Symbol.asyncDispose]: () => transport[Symbol.asyncDispose](),
  };
}

class Consent {
  readonly #options: ConsentOptions;
  readonly #policy: ReturnType<typeof makePolicy>;
  /** The rules that a person has said yes to for the whole session. */
  readonly #granted = new Set<string>();
  /** One question at a time. */
  #asking: Promise<unknown> = Promise.resolve();

  constructor(options: ConsentOptions) {
    const { readOnly, dryRun } = options.info;
    this.#options = options;
    this.#policy = makePolicy({ ...options.policy, readOnly, dryRun });
  }

  async admit(method: string, path: string, body?: SendOptions["body"]): Promise<void> {
    const target = parseTarget(path);
    const request = attributesOf(method, target);
    if (this.#options.policy === undefined && !isWrite(request)) return;
    const decision = decide(this.#policy, request);
    if (decision.verdict === "allowed" || isDryRun(request, target, body)) return;
    const { ask } = this.#options;
    if (decision.verdict !== "open" || ask === undefined) {
      throw refusal(decision, request, ADVICE);
    }
    const turn = this.#asking.then(() => this.#ask(request, ask));
    this.#asking = turn.catch(() => undefined);
    if (!await turn) throw grantError(request, "you did not allow it");
  }

  async #ask(request: RequestAttributes, ask: AskPerson): Promise<boolean> {
    const all = formatRule(request, true);
    if (this.#granted.has(all)) return true;
    const { context } = this.#options.info;
    const question = safeLine(`${context}: ${describeAttributes(request)}? (a: every ${all})`);
    if (question.length > MAX_QUESTION) return false;
    const answer = await ask(`${question} [y/N/a] `);
    if (answer === "all") this.#granted.add(all);
    return answer !== "no";
  }
}

/** A dry run changes nothing; the options of a delete may stand in its body, which is then what counts. */
function isDryRun(
  request: RequestAttributes,
  { query }: RequestTarget,
  body: SendOptions["body"],
): boolean {
  if (!request.isResource || !canBeDry(request) || !isWrite(request)) return false;
  if (/^delete/.test(request.verb) && body !== undefined) return false;
  return query.some(([name, value]) => name === "dryRun" && value === "All");
}
