/**
 * Scaling single objects by their scale subresource. Layer 2.
 *
 * @module
 */
import { ConflictError } from "../core/errors.ts";
import type { ObjectMeta } from "../core/gvk.ts";
import { acceptObjects } from "../core/media.ts";
import { resourcePath } from "../core/path.ts";
import { type CallDescription, describeCall } from "../core/status.ts";
import { patchRequest } from "../core/write_request.ts";
import type { Kind } from "../kinds/kind.ts";
import { expectFields } from "./answer.ts";
import { sendForJson, startDeadline } from "./call.ts";
import { describeObject, type ObjectKey } from "./objects.ts";
import type { Session } from "./session.ts";
import { refusal } from "./write_body.ts";
import { parametersOf, sendRequest, type WriteOptions } from "./write_call.ts";

/** How an object is scaled. */
export interface ScaleObjectOptions extends WriteOptions {
  /** How many replicas it has to want now, or nothing is changed. */
  readonly currentReplicas?: number | undefined;
  /** The version it has to have, or nothing is changed. */
  readonly resourceVersion?: string | undefined;
}

/** The scale of an object. */
export interface Scale {
  /** Always `autoscaling/v1`. */
  readonly apiVersion?: string;
  /** Always `Scale`. */
  readonly kind?: string;
  /** Name, namespace, uid and version of the object. */
  readonly metadata?: ObjectMeta;
  /** How many replicas are wanted. */
  readonly spec?: { readonly replicas?: number };
  /** How many there are, and the label selector that finds them. */
  readonly status?: { readonly replicas: number; readonly selector?: string };
}

/**
 * Sets how many replicas an object has: one PATCH of its scale; with `currentReplicas` one GET before.
 *
 * @throws {QueryError} when the kind cannot be scaled, or the number is none.
 * @throws {ConflictError} when the object does not want `currentReplicas`, or has another version.
 */
export async function scaleObject(
  session: Session,
  kind: Kind,
  key: ObjectKey,
  replicas: number,
  options: ScaleObjectOptions = {},
): Promise<Scale> {
  const call = describeObject("scale", kind, key);
  checkScale(kind, replicas, call);
  const deadline = startDeadline(session, options, call);
  const target = { resource: kind, ...key, subresource: "scale" };
  let { resourceVersion } = options;
  if (options.currentReplicas !== undefined) {
    const answer = await sendForJson(session, call, resourcePath(target), deadline);
    const scale: Scale = expectFields(answer, call);
    const current = scale.spec?.replicas ?? 0;
    if (current !== options.currentReplicas) {
      throw new ConflictError(
        `Cannot scale ${describeCall(call)}: it wants ${current} replicas, not ` +
          options.currentReplicas,
        { verb: "scale", kind: call.resource, ...key },
      );
    }
    resourceVersion ??= scale.metadata?.resourceVersion;
  }
  const body = JSON.stringify({ metadata: { resourceVersion }, spec: { replicas } });
  const request = patchRequest(target, "merge", body, parametersOf(session, options));
  const answer = await sendRequest(session, kind, request, {
    call,
    deadline,
    accept: acceptObjects(),
  });
  return expectFields<Scale>(answer, call);
}

/**
 * Checks that objects of a kind can have so many replicas.
 *
 * @throws {QueryError} when the kind cannot be scaled, or the number is none.
 */
export function checkScale(kind: Kind, replicas: number, call: CallDescription): void {
  if (!kind.traits.includes("scale")) throw refusal(call, `${kind.kind} has no scale`);
  if (Number.isSafeInteger(replicas) && replicas >= 0) return;
  throw refusal(call, `replicas ${replicas} is no whole number from 0`);
}
