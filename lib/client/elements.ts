/**
 * Reading a list body element by element. Layer 2.
 *
 * @module
 */
import { readChunks } from "../connect/body.ts";
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
 * @param onElement Called with what gives the element, or throws the ApiError of a body that is no list.
 */
export async function readUnparsed<T extends object>(
  response: Response,
  call: CallDescription,
  options: ListSplitterOptions,
  onElement: (parse: () => T) => void,
): Promise<ListEnvelope> {
  const splitter = new ListSplitter(options);
  const beginning = new Beginning();
  function fault(kind?: string): ApiError {
    const type = response.headers.get("content-type");
    return wrongAnswer(call, describeNoList(type, beginning.text(), kind));
  }
  for await (const chunk of readChunks(response)) {
    beginning.take(chunk);
    const texts: string[] = [];
    orFault(fault, () => splitter.push(chunk, (json) => texts.push(json)));
    for (const json of texts) onElement(() => orFault(fault, () => parseElement<T>(json)));
  }
  const envelope = orFault(fault, () => splitter.end());
  const field = options.field ?? "items";
  // A server written in Go gives `null` for a list of nothing.
  if (!envelope.isList && !(field in envelope)) throw fault(envelope.kind ?? "");
  return envelope;
}

function parseElement<T extends object>(json: string): T {
  const element: T = JSON.parse(json);
  if (Array.isArray(element)) throw new SyntaxError("an array is no object");
  return element;
}

/** The parser's own words stay out of it: they quote what may be Secret data. */
function orFault<R>(fault: () => ApiError, parse: () => R): R {
  try {
    return parse();
  } catch (error) {
    if (error instanceof SyntaxError) throw fault();
    throw error;
  }
}
