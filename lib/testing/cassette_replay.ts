/**
 * Answers as it was recorded, and nothing else. Layer 6.
 *
 * @module
 */
import type { SendOptions, Transport } from "../connect/transport.ts";
import { ConnectionError, QueryError } from "../core/errors.ts";
import { quote, safeLine } from "../core/message.ts";
import type { Exchange, Tape, TapedRequest } from "./cassette_format.ts";
import { RequestMask } from "./cassette_mask.ts";
import { hasNoBody, tapedRequest } from "./cassette_record.ts";
import { findDifferences } from "./difference.ts";

/** The address of a cluster that is not there. */
export const REPLAYED_SERVER = "https://cassette.skiff.invalid";

/** A tape that is played: each answer once. */
export class Player implements Transport {
  readonly server = REPLAYED_SERVER;
  readonly #file: string;
  readonly #mask: RequestMask;
  readonly #left: Exchange[];
  readonly #played: Exchange[] = [];
  readonly #closed = new AbortController();

  /**
   * @param tape What was recorded.
   * @param options Its name, for messages; further texts that were masked.
   */
  constructor(tape: Tape, options: { readonly file: string; readonly secrets: readonly string[] }) {
    this.#left = [...tape.exchanges];
    this.#file = options.file;
    this.#mask = new RequestMask(tape, options.secrets);
  }

  /** The requests that nobody has sent yet, one line each. */
  unplayed(): string[] {
    return this.#left.map(({ request }) => showRequest(request));
  }

  /** Answers as it was recorded. */
  // deno-lint-ignore require-await -- a transport is asynchronous
  async send(path: string, options: SendOptions = {}): Promise<Response> {
    options.signal?.throwIfAborted();
    this.#closed.signal.throwIfAborted();
    const request = this.#mask.mask(tapedRequest(path, options));
    const index = this.#left.findIndex((exchange) => isSame(exchange.request, request));
    const [exchange] = index < 0 ? [] : this.#left.splice(index, 1);
    if (exchange === undefined) throw this.#unknown(request);
    this.#played.push(exchange);
    const { status, headers, body, lines } = exchange;
    if (lines !== undefined) {
      const signals = [this.#closed.signal, ...(options.signal ? [options.signal] : [])];
      return new Response(play(lines, exchange.end ?? "closed", AbortSignal.any(signals)), {
        status,
        headers,
      });
    }
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return new Response(hasNoBody(status) ? null : text, { status, headers });
  }

  /** Ends what is still open. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed.abort(new ConnectionError("Cannot use the cassette: it was closed"));
    await Promise.resolve();
  }

  #unknown(request: TapedRequest): QueryError {
    const again = this.#played.filter((exchange) => isSame(exchange.request, request)).length;
    const what = `Cannot replay ${showRequest(request)}: `;
    const file = quote(this.#file);
    const help = ": record it again with SKIFF_CASSETTE=record";
    if (again > 0) {
      const times = again === 1 ? "once" : `${again} times`;
      return new QueryError(`${what}${file} has it ${times}, and it is sent once more${help}`);
    }
    const near = nearest(request, [...this.#left, ...this.#played]);
    return new QueryError(
      `${what}${file} does not have it${near === undefined ? "" : `; nearest is ${near}`}${help}`,
    );
  }
}

function isSame(recorded: TapedRequest, sent: TapedRequest): boolean {
  return recorded.path === sent.path && distance(recorded, sent) === 0;
}

/** How far two requests are from each other; 0 where they are the same. */
function distance(recorded: TapedRequest, sent: TapedRequest): number {
  return (recorded.method === sent.method ? 0 : 10) +
    (recorded.path === sent.path ? 0 : 4 * pathDistance(recorded.path, sent.path)) +
    differences(recorded, sent).length;
}

function pathDistance(recorded: string, sent: string): number {
  const left = recorded.split("/");
  const right = sent.split("/");
  let count = Math.abs(left.length - right.length);
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    if (left[index] !== right[index]) count++;
  }
  return Math.max(count, 1);
}

function differences(recorded: TapedRequest, sent: TapedRequest): string[] {
  const of = ({ query, body, accept, contentType }: TapedRequest) => ({
    query,
    body,
    accept,
    contentType,
  });
  return findDifferences(of(sent), of(recorded), { exact: true }).map(({ path }) => path);
}

const MAX_SHOWN = 3;

/** The request on the tape that differs least, and in what. */
function nearest(sent: TapedRequest, exchanges: readonly Exchange[]): string | undefined {
  let best: TapedRequest | undefined;
  for (const { request } of exchanges) {
    if (best === undefined || distance(request, sent) < distance(best, sent)) best = request;
  }
  if (best === undefined) return undefined;
  const shown = showRequest(best);
  if (shown !== showRequest(sent)) return shown;
  const fields = differences(best, sent);
  const more = fields.length > MAX_SHOWN ? ` and ${fields.length - MAX_SHOWN} more` : "";
  return `the same with another ${fields.slice(0, MAX_SHOWN).join(", ")}${more}`;
}

function showRequest({ method, path, query }: TapedRequest): string {
  const parameters = Object.entries(query).map(([name, value]) => `${name}=${value}`).join("&");
  return safeLine(`${method} ${path}${parameters === "" ? "" : `?${parameters}`}`);
}

/** A stream as it came; one that did not end is open until its request ends. */
function play(
  lines: readonly unknown[],
  end: NonNullable<Exchange["end"]>,
  signal: AbortSignal,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  let index = 0;
  let onAbort = () => {};
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      onAbort = () => controller.error(signal.reason);
      signal.addEventListener("abort", onAbort, { once: true });
    },
    async pull(controller) {
      if (index < lines.length) {
        const line = lines[index++];
        const text = typeof line === "string" ? line : JSON.stringify(line);
        return controller.enqueue(encoder.encode(`${text}\n`));
      }
      if (end === "open") return await new Promise<void>(() => {});
      signal.removeEventListener("abort", onAbort);
      if (end === "lost") {
        controller.error(
          new ConnectionError("Cannot go on: the connection was lost while it was recorded"),
        );
      } else controller.close();
    },
    cancel() {
      signal.removeEventListener("abort", onAbort);
    },
  }, { highWaterMark: 0 });
}
