/**
 * In which form a client wants its answer. Layer 3.
 *
 * @module
 * @see k8s.io/apiserver/pkg/endpoints/handlers/negotiation
 */
import { Fault } from "../fault.ts";

/** The form of an answer. */
export interface Accepted {
  readonly format: "json" | "yaml";
  readonly as: "object" | "table" | "metadata" | "metadataList" | "discovery";
  /** The version of a table or of metadata. */
  readonly version: string;
}

const FORMATS: Readonly<Record<string, Accepted["format"]>> = {
  "application/json": "json",
  "application/yaml": "yaml",
  "application/*": "json",
  "*/*": "json",
  "": "json",
};

/** How an answer can be transformed: on one object, on a list, or not at all. */
export type AnswerScope = "object" | "list" | "discovery" | "plain";

/**
 * Chooses the first form that the client accepts and the server can give.
 *
 * @param accept The `Accept` header.
 * @param scope What is answered.
 * @throws {Fault} 406 when there is none.
 */
export function negotiate(accept: string | null, scope: AnswerScope): Accepted {
  const clauses = accept === null || accept.trim() === "" ? ["*/*"] : accept.split(",");
  const ranked = clauses.map((text, index) => ({ ...parseClause(text), index }))
    .sort((a, b) => b.quality - a.quality || a.index - b.index);
  for (const { type, parameters } of ranked) {
    const format = FORMATS[type];
    if (format === undefined) continue;
    const chosen = choose(format, parameters, scope);
    if (chosen !== undefined) return chosen;
  }
  throw notAcceptable(scope, ranked.some(({ type }) => type in FORMATS));
}

function choose(
  format: Accepted["format"],
  parameters: ReadonlyMap<string, string>,
  scope: AnswerScope,
): Accepted | undefined {
  const as = parameters.get("as");
  if (as === undefined) return { format, as: "object", version: "" };
  const group = parameters.get("g");
  const version = parameters.get("v") ?? "";
  if (group === "meta.k8s.io" && (version === "v1" || version === "v1beta1")) {
    if (as === "Table" && (scope === "object" || scope === "list")) {
      return { format, as: "table", version };
    }
    const isMetadata = as === "PartialObjectMetadata" || as === "PartialObjectMetadataList";
    if (isMetadata && (scope === "object" || scope === "list")) {
      const isList = as === "PartialObjectMetadataList";
      return { format, as: isList ? "metadataList" : "metadata", version };
    }
  }
  if (
    scope === "discovery" && group === "apidiscovery.k8s.io" && as === "APIGroupDiscoveryList" &&
    version === "v2"
  ) return { format, as: "discovery", version };
  return undefined;
}

function parseClause(text: string) {
  const [type = "", ...pairs] = text.split(";").map((part) => part.trim());
  const parameters = new Map<string, string>();
  for (const pair of pairs) {
    const [key = "", value = ""] = pair.split("=");
    parameters.set(key, value);
  }
  const quality = parameters.has("q") ? Number(parameters.get("q")) : 1;
  return { type: type.toLowerCase(), parameters, quality: Number.isNaN(quality) ? 1 : quality };
}

const MEDIA_TYPES = [
  "application/json",
  "application/yaml",
  "application/vnd.kubernetes.protobuf",
];
const STREAM_TYPES = [
  "application/json;stream=watch",
  "application/vnd.kubernetes.protobuf;stream=watch",
];

/** Whether the client names a media type that the server knows decides who refuses, and in which words. */
function notAcceptable(scope: AnswerScope, isKnown: boolean): Fault {
  if (isKnown) {
    return new Fault(
      406,
      "NotAcceptable",
      `only the following media types are accepted: ${MEDIA_TYPES.join(", ")}`,
    );
  }
  const types = scope === "list" ? [...MEDIA_TYPES, ...STREAM_TYPES] : MEDIA_TYPES;
  return new Fault(
    406,
    "NotAcceptable",
    `406: Not Acceptable\n\nAvailable representations: ${types.join(", ")}`,
    {},
  );
}
