/**
 * The way from a script to its test's cluster: what is sent is written down, faults get hold of it, and it is sent
 * again where the library's own transport would. Layer 6.
 *
 * @module
 */
import { sleep } from "../connect/exchange.ts";
import { networkError } from "../connect/network_fault.ts";
import { retryDelayMs } from "../connect/retry.ts";
import type { SendOptions, Transport, UpgradeOptions } from "../connect/transport.ts";
import { ConnectionError, TimeoutError } from "../core/errors.ts";
import { discard } from "../connect/body.ts";
import { isStream } from "../connect/exchange.ts";
import { FaultBox } from "./fault_box.ts";
import type { Fault } from "./fault.ts";
import { answered, compileMatch, type RequestMatch, SentRequest } from "./sent_request.ts";
import type { TestClock } from "./test_clock.ts";

/** What a wire is made of. */
export interface WireOptions {
  /** What faults draw their chances from. */
  readonly seed: number;
  /** Moved on by waits; without one they take their time. */
  readonly clock: TestClock | undefined;
  /** The cluster's name, for messages. */
  readonly name: string;
}

/** One way that all users of a cluster share. */
export class Wire {
  readonly #options: WireOptions;
  #requests: SentRequest[] = [];
  #clears = 0;
  #boxes: readonly FaultBox[] = [];
  #injected = 0;

  constructor(options: WireOptions) {
    this.#options = options;
  }

  /** What was sent, in order. */
  requests(match?: RequestMatch): SentRequest[] {
    return this.#requests.filter(compileMatch(match));
  }

  /** Forgets what was sent. */
  clearRequests(): void {
    this.#requests = [];
    this.#clears++;
  }

  /**
   * Lets faults get hold of requests, the first ones first; those of earlier calls come before.
   *
   * @returns What ends them.
   */
  inject(faults: readonly Fault[]): () => void {
    const boxes = faults.map((fault) =>
      new FaultBox(fault, this.#options.seed * 1009 + this.#injected++)
    );
    this.#boxes = [...this.#boxes, ...boxes];
    return () => {
      this.#boxes = this.#boxes.filter((box) => !boxes.includes(box));
    };
  }

  /**
   * Puts the wire before a transport.
   *
   * @param transport Where requests go.
   * @param user Who sends them.
   */
  transport(transport: Transport, user: string): Transport {
    const { upgrade } = transport;
    return {
      server: transport.server,
      send: (target, options = {}) => this.#send({ transport, user, target, options }),
      ...(upgrade === undefined ? {} : {
        upgrade: async (target: string, options: UpgradeOptions) => {
          const noted = this.#note({ target, options: { headers: options.headers }, user });
          const answer = await upgrade.call(transport, target, options);
          noted.answered(answer instanceof Response ? answer.status : 101);
          return answer;
        },
      }),
      [Symbol.asyncDispose]: () => transport[Symbol.asyncDispose](),
    };
  }

  /** Sends a request again as the network's transport does. */
  async #send(sending: Sending): Promise<Response> {
    const { options, target } = sending;
    const { method = "GET", timeoutMs, body, onStage } = options;
    const signal = options.signal ?? new AbortController().signal;
    const deadlineMs = timeoutMs === undefined ? undefined : this.#nowMs() + timeoutMs;
    const wait = async (delayMs: number) => {
      const leftMs = deadlineMs === undefined ? Infinity : deadlineMs - this.#nowMs();
      await this.#sleep(Math.min(delayMs, Math.max(leftMs, 0)), signal);
      if (delayMs <= leftMs) return;
      throw new TimeoutError(
        `Cannot ${method} ${target.split("?", 1)[0]}: not done after ${timeoutMs} ms: still ` +
          "waiting for the answer",
      );
    };
    for (let retries = 0;; retries++) {
      onStage?.("answer");
      const outcome = await this.#attempt(sending, signal, wait);
      const lost = outcome instanceof ConnectionError;
      const delayMs = retryDelayMs({
        retries,
        method,
        resendable: !isStream(body),
        outcome: lost
          ? { lostConnection: true }
          : { status: outcome.status, retryAfter: outcome.headers.get("retry-after") },
      });
      if (delayMs === undefined) {
        if (lost) throw outcome;
        return outcome;
      }
      if (!lost) await discard(outcome);
      onStage?.("retry");
      await wait(delayMs);
    }
  }

  async #attempt(
    sending: Sending,
    signal: AbortSignal,
    wait: (delayMs: number) => Promise<void>,
  ): Promise<Response | ConnectionError> {
    signal.throwIfAborted();
    const noted = this.#note(sending);
    const { transport, target, options } = sending;
    try {
      const response = await this.#through(noted.request, {
        signal,
        wait,
        send: () => transport.send(target, options),
      });
      noted.answered(response.status);
      return response;
    } catch (error) {
      if (error instanceof ConnectionError) return error;
      throw error;
    }
  }

  /** Sends through what of the faults is left, each of which may let the request on to the next. */
  #through(request: SentRequest, way: Way, index = 0): Promise<Response> {
    const box = this.#boxes[index];
    if (box === undefined) return way.send();
    const next = () => this.#through(request, way, index + 1);
    if (!box.takes(request)) return next();
    return box.fault.apply({
      request,
      signal: way.signal,
      send: next,
      sleep: way.wait,
      random: box.random,
      lost: () => this.#lost(),
    });
  }

  /** Keeps a request at its place, first without an answer. */
  #note(sending: Pick<Sending, "target" | "options" | "user">): Noted {
    const clears = this.#clears;
    const request = new SentRequest(sending);
    const index = this.#requests.push(request) - 1;
    return {
      request,
      answered: (status) => {
        if (clears !== this.#clears) return;
        this.#requests[index] = answered(request, status);
      },
    };
  }

  #nowMs(): number {
    return this.#options.clock?.now().getTime() ?? Date.now();
  }

  async #sleep(delayMs: number, signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    if (clock === undefined) return await sleep(delayMs, signal);
    signal.throwIfAborted();
    await clock.advanceTo(this.#nowMs() + delayMs);
    signal.throwIfAborted();
  }

  #lost(): Error {
    const cause = new TypeError("Connection reset by peer");
    return networkError({ kind: "lost", text: cause.message, cause }, {
      clusterName: this.#options.name,
      server: "https://embedded.skiff.invalid",
      trust: "",
    });
  }
}

interface Sending {
  readonly transport: Transport;
  readonly user: string;
  readonly target: string;
  readonly options: SendOptions;
}

interface Noted {
  readonly request: SentRequest;
  answered(status: number): void;
}

interface Way {
  readonly signal: AbortSignal;
  wait(delayMs: number): Promise<void>;
  send(): Promise<Response>;
}
