/**
 * Reading a list body element by element. Layer 2.
 *
 * @module
 */
import { readReusedChunks } from "../connect/body.ts";
import type { ApiError } from "../core/errors.ts";
import {
  type ListEnvelope,
  ListSplitter,
  type ListSplitterOptions,
} from "../core/list_splitter.ts";
import type { CallDescription } from "../core/status.ts";
import { Beginning, describeNoList, wrongAnswer } from "./answer.ts";

/**
 * Reads a list body to its end, handing out each element as soon as it has arrived.
 *
 * @param onElement Called with each parsed element, in order; what it throws is thrown.
 * @returns What surrounded the elements.
 * @throws {ApiError} when the body is not a whole list.
 */
export async function readElements<T extends object>(
  response: Response,
  call: CallDescription,
  options: ListSplitterOptions,
  onElement: (element: T) => void,
): Promise<ListEnvelope> {
  return await readUnparsed<T>(response, call, options, (parse) => onElement(parse()));
}

/**
 * Reads a list body to its end as {@link readElements} does, but leaves the parsing to whoever wants an
 * element: its text takes a third of the memory.
 *
 * @param onElement Called with what gives the element, or throws the ApiError of a body that is no list,
 * and with the length of its text.
 */
export async function readUnparsed<T extends object>(
  response: Response,
  call: CallDescription,
  options: ListSplitterOptions,
  onElement: (parse: () => T, length: number) => void,
): Promise<ListEnvelope> {
  const reader = new ElementReader<T>(call, {
    ...options,
    contentType: response.headers.get("content-type"),
  });
  for await (const chunk of readReusedChunks(response)) reader.push(chunk, onElement);
  return reader.end();
}

/** What an {@link ElementReader} knows of its body. */
export interface ElementReaderOptions extends ListSplitterOptions {
  /** The content type it came with, for messages. */
  readonly contentType: string | null;
}

/** Takes a list body in pieces and hands out its elements; says in one error why a body is no list. */
export class ElementReader<T extends object> {
  readonly #call: CallDescription;
  readonly #options: ElementReaderOptions;
  readonly #splitter: ListSplitter;
  readonly #beginning = new Beginning();

  /** Makes a reader for one body. */
  constructor(call: CallDescription, options: ElementReaderOptions) {
    this.#call = call;
    this.#options = options;
    this.#splitter = new ListSplitter(options);
  }

  /**
   * Takes the next piece of the body.
   *
   * @param onElement Called with what gives an element, or throws the ApiError of a body that is no list,
   * and with the length of its text.
   * @throws {ApiError} when the body is no list.
   */
  push(chunk: Uint8Array, onElement: (parse: () => T, length: number) => void): void {
    this.#beginning.take(chunk);
    const texts: string[] = [];
    this.#orFault(() => this.#splitter.push(chunk, (json) => texts.push(json)));
    for (const json of texts) {
      onElement(() => this.#orFault(() => parseElement<T>(json)), json.length);
    }
  }

  /**
   * Ends the body.
   *
   * @returns What surrounded the elements.
   * @throws {ApiError} when it was not a whole list.
   */
  end(): ListEnvelope {
    const envelope = this.#orFault(() => this.#splitter.end());
    const field = this.#options.field ?? "items";
    // A server written in Go gives `null` for a list of nothing.
    if (!envelope.isList && !(field in envelope)) throw this.#fault(envelope.kind ?? "");
    return envelope;
  }

  #fault(kind?: string): ApiError {
    const { contentType } = this.#options;
    return wrongAnswer(this.#call, describeNoList(contentType, this.#beginning.text(), kind));
  }

  /** The parser's own words stay out of it: they quote what may be Secret data. */
  #orFault<R>(parse: () => R): R {
    try {
      return parse();
    } catch (error) {
      if (error instanceof SyntaxError) throw this.#fault();
      throw error;
    }
  }
}

function parseElement<T extends object>(json: string): T {
  const element: T = JSON.parse(json);
  if (Array.isArray(element)) throw new SyntaxError("an array is no object");
  return element;
}
