/**
 * The subresource `token`: a token by which an account calls. Layer 3.
 *
 * @module
 */
import { formatTime } from "../clock.ts";
import { notFound } from "../fault.ts";
import { objectOf } from "../json.ts";
import { placeOf, type WriteTarget } from "../objects/target.ts";
import { type Answer, jsonAnswer } from "../server/answer.ts";
import { type Body, readObject } from "../server/body.ts";
import type { Call } from "../server/context.ts";
import { readWriteOptions } from "../server/options.ts";
import { invalid, invalidObject } from "../validation/field_fault.ts";

const DEFAULT_SECONDS = 3600;
const MIN_SECONDS = 600;

/** Answers for `token`. */
export function answerToken(call: Call, target: WriteTarget, body: Body): Answer {
  const { cluster } = call;
  const { name, namespace = "" } = target;
  const options = readWriteOptions(call, "CreateOptions");
  const kind = cluster.resources.virtual("authentication.k8s.io", "v1", "TokenRequest");
  const request = readObject(call, kind, body, options.fieldValidation);
  const account = cluster.store.get(placeOf(target));
  if (account === undefined) throw notFound(target.resource.kind, name);
  const spec = objectOf(request["spec"]);
  const seconds = Number(spec["expirationSeconds"] ?? DEFAULT_SECONDS);
  if (seconds < MIN_SECONDS) {
    throw invalidObject({ kind: "TokenRequest", group: "authentication.k8s.io" }, "", [
      invalid("spec.expirationSeconds", seconds, "may not specify a duration less than 10 minutes"),
    ]);
  }
  const token = cluster.issueToken({
    username: `system:serviceaccount:${namespace}:${name}`,
    groups: [
      "system:serviceaccounts",
      `system:serviceaccounts:${namespace}`,
      "system:authenticated",
    ],
    ...(account.metadata.uid === undefined ? {} : { uid: account.metadata.uid }),
  });
  return jsonAnswer({
    kind: "TokenRequest",
    apiVersion: "authentication.k8s.io/v1",
    metadata: {
      name,
      namespace,
      creationTimestamp: formatTime(cluster.clock.now()),
    },
    spec: {
      audiences: spec["audiences"] ?? ["https://kubernetes.default.svc.cluster.local"],
      expirationSeconds: seconds,
      boundObjectRef: spec["boundObjectRef"] ?? null,
    },
    status: { token, expirationTimestamp: formatTime(cluster.clock.now() + seconds * 1000) },
  }, 201);
}
