/**
 * The paths that are no resources: health, version, discovery, OpenAPI. Layer 3.
 *
 * @module
 */
import { unknownPath } from "../fault.ts";
import { type Answer, jsonAnswer, noSuchPage, textAnswer } from "./answer.ts";
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
  if (path === "/version") return jsonAnswer(versionOf(call.cluster.version));
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
  if (prefix === "openapi") throw unknownPath();
  return noSuchPage();
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
