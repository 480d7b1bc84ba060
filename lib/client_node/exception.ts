/**
 * The error of a call that the server refused: the official `ApiException`, with our explanation. Layer 5.
 *
 * @module
 */
import { ApiException as OfficialApiException } from "npm:@kubernetes/client-node@2.0.1/dist/gen/apis/exception.js";
import { readText } from "../connect/body.ts";
import type { RequestAttributes } from "../core/request.ts";
import { errorFromResponse } from "../core/status.ts";
import { BUILTIN_KINDS } from "../kinds/builtin.ts";

/**
 * The official class `ApiException`, thrown by the generated API when the server refuses: `code`, `body` as
 * text, `headers`; here with one line as its message, and an error of Skiff as its `cause`.
 */
export const ApiException:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/apis/exception.js")["ApiException"] =
    OfficialApiException;
/** An object of the official class `ApiException`. */
export type ApiException = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/apis/exception.js")["ApiException"]
>;

/** As official: `code`, `body` as text, `headers`. One line as its message, our own error as its cause. */
class ExplainedApiException extends OfficialApiException<string> {
  override readonly name = "ApiException";
  override readonly message: string;
  override readonly cause: Error;

  constructor(response: Response, body: string, cause: Error) {
    super(response.status, "", body, Object.fromEntries(response.headers));
    this.message = cause.message;
    this.cause = cause;
  }
}

const BODY_LIMIT_BYTES = 1024 * 1024;

/**
 * Makes the error for a refused request, reading its answer to the end.
 *
 * @param response The answer.
 * @param asked What was asked for.
 * @returns An `ApiException` whose cause is an error of Skiff.
 */
export async function apiException(
  response: Response,
  asked: RequestAttributes,
): Promise<OfficialApiException<string>> {
  const text = await readText(response, { limitBytes: BODY_LIMIT_BYTES });
  const cause = errorFromResponse(response.status, parsed(text), describe(asked));
  return new ExplainedApiException(response, text, cause);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // Not the server's own words then, but those of something in between.
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

function describe(asked: RequestAttributes) {
  const { verb, isResource, path, group, version, resource, subresource, namespace, name } = asked;
  if (!isResource) return { verb, resource: path };
  const kind = BUILTIN_KINDS.find((builtin) =>
    builtin.group === group && builtin.version === version && builtin.plural === resource
  );
  const word = name === undefined ? resource : kind?.singular ?? resource;
  const qualified = kind === undefined && group !== "" ? `${word}.${group}` : word;
  return {
    verb,
    resource: subresource === undefined ? qualified : `${qualified}/${subresource}`,
    namespace: resource === "namespaces" ? undefined : namespace,
    name,
    since: kind?.since,
  };
}
