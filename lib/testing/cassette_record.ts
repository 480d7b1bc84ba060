/**
 * Writes down what goes to a cluster and what comes back. Layer 6.
 *
 * @module
 */
import type { SendOptions, Transport } from "../connect/transport.ts";
import { isStream } from "../connect/exchange.ts";
import { ConnectionError, QueryError } from "../core/errors.ts";
import type { Exchange, StreamEnd, TapedRequest } from "./cassette_format.ts";

/** Headers of an answer that matter. */
const KEPT_HEADERS = ["content-type", "retry-after", "warning"];
/** A watch is asked for a time of its own making. */
const CHANCE_PARAMETERS: ReadonlySet<string> = new Set(["timeoutSeconds"]);

/** A recording under way. */
export class Recorder {
  readonly #exchanges: (() => Exchange | undefined)[] = [];

  /** What was recorded so far; what has no answer yet is left out. */
  exchanges(): Exchange[] {
    return this.#exchanges.map((read) => read()).filter((exchange) => exchange !== undefined);
  }

  /**
   * A transport that records what goes through it.
   *
   * @param transport Where requests go.
   */
  record(transport: Transport): Transport {
    return {
      server: transport.server,
      send: (path, options) => this.#send(transport, path, options),
      upgrade: (path) =>
        Promise.reject(
          new QueryError(
            `Cannot record ${
              path.split("?", 1)[0]
            }: a cassette takes requests and watches, no exec, attach ` +
              "or portforward",
          ),
        ),
      [Symbol.asyncDispose]: () => transport[Symbol.asyncDispose](),
    };
  }

  async #send(transport: Transport, path: string, options: SendOptions = {}): Promise<Response> {
    let exchange: Exchange | undefined;
    this.#exchanges.push(() => exchange);
    const request = tapedRequest(path, options);
    const response = await transport.send(path, options);
    const common = { request, status: response.status, headers: keptHeaders(response) };
    if (options.longLived === true && response.ok) {
      const lines: unknown[] = [];
      const state: { end: StreamEnd } = { end: "open" };
      // Read when all is over.
      exchange = {
        ...common,
        lines,
        get end() {
          return state.end;
        },
      };
      return recordLines(response, lines, (end) => {
        state.end = end;
      });
    }
    const text = await response.text();
    exchange = { ...common, body: parseText(text) };
    return new Response(hasNoBody(response.status) ? null : text, {
      status: response.status,
      headers: response.headers,
    });
  }
}

/** A request as a cassette knows it. */
export function tapedRequest(target: string, options: SendOptions): TapedRequest {
  const { body, headers = {}, method = "GET" } = options;
  if (isStream(body)) {
    throw new QueryError(
      `Cannot record ${method} ${target.split("?", 1)[0]}: its body is a stream`,
    );
  }
  const [path = "", query = ""] = target.split("?", 2);
  const parameters = [...new URLSearchParams(query)]
    .filter(([name]) => !CHANCE_PARAMETERS.has(name))
    .sort(([left], [right]) => left < right ? -1 : left > right ? 1 : 0);
  const accept = headers["accept"];
  const contentType = headers["content-type"];
  const text = body === undefined || typeof body === "string"
    ? body
    : new TextDecoder().decode(body);
  return {
    method,
    path,
    query: Object.fromEntries(parameters),
    ...(accept === undefined ? {} : { accept }),
    ...(contentType === undefined ? {} : { contentType }),
    ...(text === undefined ? {} : { body: parseText(text) }),
  };
}

/** Whether an answer of this status may not have a body. */
export function hasNoBody(status: number): boolean {
  return status === 204 || status === 304;
}

function keptHeaders({ headers }: Response): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of KEPT_HEADERS) {
    const value = headers.get(name);
    if (value !== null) kept[name] = value;
  }
  return kept;
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

/** Passes a stream on as it comes, and keeps its whole lines. */
function recordLines(
  response: Response,
  lines: unknown[],
  onEnd: (end: StreamEnd) => void,
): Response {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      try {
        const { done, value } = await reader?.read() ?? { done: true, value: undefined };
        if (done) {
          if (rest !== "") lines.push(parseText(rest));
          onEnd("closed");
          return controller.close();
        }
        const pieces = (rest + decoder.decode(value, { stream: true })).split("\n");
        rest = pieces.pop() ?? "";
        lines.push(...pieces.map(parseText));
        controller.enqueue(value);
      } catch (error) {
        if (error instanceof ConnectionError) onEnd("lost");
        controller.error(error);
      }
    },
    async cancel(reason) {
      await reader?.cancel(reason);
    },
  }, { highWaterMark: 0 });
  return new Response(body, { status: response.status, headers: response.headers });
}
