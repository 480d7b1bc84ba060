/**
 * Reading a list body element by element. Layer 2.
 *
 * @module
 */
import { readChunks } from "../connect/body.ts";
import { ApiError } from "../core/errors.ts";
import {
  type ListEnvelope,
  ListSplitter,
  type ListSplitterOptions,
} from "../core/list_splitter.ts";
import { type CallDescription, describeCall } from "../core/status.ts";

/**
 * Reads a list body to its end, handing out each element as soon as it has arrived.
 *
 * @param onElement Called with each parsed element, in order; what it throws is thrown.
 * @returns What surrounded the elements.
 * @throws {ApiError} when the body is not a whole list.
 */
export async function readElements<T>(
  response: Response,
  call: CallDescription,
  options: ListSplitterOptions,
  onElement: (element: T) => void,
): Promise<ListEnvelope> {
  const splitter = new ListSplitter(options);
  for await (const chunk of readChunks(response)) {
    const elements: T[] = [];
    asListError(
      response,
      call,
      () => splitter.push(chunk, (json) => elements.push(JSON.parse(json))),
    );
    for (const element of elements) onElement(element);
  }
  return asListError(response, call, () => {
    const envelope = splitter.end();
    if (envelope.isList || (options.field ?? "items") in envelope) return envelope;
    throw new SyntaxError(`its kind is "${envelope.kind ?? ""}"`);
  });
}

function asListError<R>(response: Response, call: CallDescription, parse: () => R): R {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ApiError(
      `Cannot ${call.verb} ${describeCall(call)}: the answer is not a whole list: ${error.message}`,
      {
        verb: call.verb,
        kind: call.resource,
        namespace: call.namespace,
        status: response.status,
        cause: error,
      },
    );
  }
}
