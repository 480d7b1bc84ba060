/**
 * The paths that are no resources: health, version, discovery, OpenAPI. Layer 3.
 *
 * @module
 */
import { unknownPath } from "../fault.ts";
import { type Answer, JSON_TYPE, noSuchPage, textAnswer } from "./answer.ts";
import type { Call } from "./context.ts";
import {
  answerApi,
  answerApis,
  answerGroup,
  answerGroupVersion,
  answerVersions,
} from "./discovery.ts";

const HEALTH = /^\/(?:healthz|livez|readyz)(?:\/ping)?$/;

/** Answers a path that is no resource. */
export function answerNonResource(call: Call): Answer | Promise<Answer> {
  const path = call.info.path.replace(/(.)\/$/, "$1");
  if (HEALTH.test(path)) return textAnswer("ok");
  if (path === "/version") {
    const text = JSON.stringify(versionOf(call.cluster.version), undefined, 2);
    return { status: 200, body: text, contentType: JSON_TYPE };
  }
  if (path === "/" || path === "") return answerVersions(call);
  if (path === "/api") return answerApi(call);
  if (path === "/apis") return answerApis(call);
  const [, prefix, first = "", second = ""] = path.split("/");
  if (prefix === "api") {
    if (first === "v1" && second === "") return answerGroupVersion(call, "", "v1");
    throw unknownPath();
  }
  if (prefix === "apis") {
    if (!call.cluster.resources.hasGroup(first)) return noSuchPage();
    if (second === "") return answerGroup(call, first);
    const isServed = call.cluster.resources.kinds().some((kind) =>
      kind.group === first && kind.version === second
    );
    if (!isServed && !call.cluster.resources.hasBuiltinVersion(first)) return noSuchPage();
    return answerGroupVersion(call, first, second);
  }
  if (prefix === "openapi") return answerOpenApiLater(call, path);
  return noSuchPage();
}

/** Documents are asked for by few clients: what writes them is loaded then. */
async function answerOpenApiLater(call: Call, path: string): Promise<Answer> {
  const { answerOpenApi } = await import("./openapi.ts");
  return await answerOpenApi(call, path);
}

function versionOf(version: string) {
  const [, major = "", minor = ""] = /^v(\d+)\.(\d+)/.exec(version) ?? [];
  return {
    major,
    minor,
    emulationMajor: major,
    emulationMinor: minor,
    minCompatibilityMajor: major,
    minCompatibilityMinor: String(Number(minor) - 1),
    gitVersion: version,
    gitCommit: "",
    gitTreeState: "",
    buildDate: "1970-01-01T00:00:00Z",
    goVersion: "",
    compiler: "",
    platform: "",
  };
}
