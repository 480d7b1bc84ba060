/**
 * The claims of stateful pods: made before the pod, kept or deleted as the set says. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/controller/statefulset/stateful_pod_control.go
 */
import { Fault } from "../../fault.ts";
import { type ApiObject, equalJson, type JsonObject, objectOf, objectsOf } from "../../json.ts";
import type { Resource } from "../../resources/resource.ts";
import type { ControllerContext } from "../controller.ts";
import type { EventRecorder } from "../events.ts";
import { referenceTo } from "../workload/owners.ts";
import { specOf } from "../workload/reading.ts";
import { claimsOf, isWanted, ordinalOf } from "./identity.ts";

/** Makes the claims of pods, and says whose they are. */
export class ClaimControl {
  readonly #context: ControllerContext;
  readonly #events: EventRecorder;
  readonly #claims: Resource;

  constructor(context: ControllerContext, events: EventRecorder) {
    this.#context = context;
    this.#events = events;
    this.#claims = context.cluster.resources.get("", "v1", "persistentvolumeclaims");
  }

  /**
   * Makes the claims of a pod that are not there yet.
   *
   * @throws {Fault} when one may not be made, or is still being deleted.
   */
  create(set: ApiObject, pod: ApiObject): void {
    const { client } = this.#context;
    for (const claim of claimsOf(set, ordinalOf(set, pod)).values()) {
      const { namespace, name = "" } = claim.metadata;
      const found = client.find(this.#claims, { namespace, name });
      if (found === undefined) this.#create(set, pod, claim);
      else if (found.metadata.deletionTimestamp !== undefined) {
        throw new Fault(409, "Conflict", `pvc ${name} is being deleted`);
      }
    }
  }

  #create(set: ApiObject, pod: ApiObject, claim: ApiObject): void {
    const about = `Create Claim ${claim.metadata.name}`;
    const where = `Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name}`;
    try {
      this.#context.client.create(this.#claims, claim);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.#events.record(set, {
        type: "Warning",
        reason: "FailedCreate",
        message: `${about} for ${where} failed error: ${error.message}`,
      });
      throw error;
    }
    this.#events.record(set, {
      type: "Normal",
      reason: "SuccessfulCreate",
      message: `${about} ${where} success`,
    });
  }

  /** Whether a claim of a new pod is still one of the last pod of its name, and about to go with it. */
  isStale(set: ApiObject, pod: ApiObject): boolean {
    if (policyOf(set).whenScaled !== "Delete") return false;
    return this.#existing(set, pod).some((claim) =>
      objectsOf(claim.metadata["ownerReferences"]).some((reference) =>
        reference["kind"] === "Pod" && reference["name"] === pod.metadata.name &&
        reference["uid"] !== pod.metadata.uid
      )
    );
  }

  /** Says whose the claims of a pod are, so that they are deleted together with that. */
  own(set: ApiObject, pod: ApiObject): void {
    for (const claim of this.#existing(set, pod)) {
      const before = objectsOf(claim.metadata["ownerReferences"]);
      const mine = new Set([set.metadata.uid, pod.metadata.uid]);
      const others = before.filter(({ uid }) => !mine.has(String(uid)));
      // A claim that something else controls is left to that.
      if (others.some((reference) => reference["controller"] === true)) continue;
      const wanted = [...others, ...this.#owners(set, pod)];
      if (equalJson(before, wanted)) continue;
      const { namespace, name = "" } = claim.metadata;
      this.#context.client.change(this.#claims, { namespace, name }, (live) => {
        const { ownerReferences: _before, ...metadata } = live.metadata;
        return {
          ...live,
          metadata: wanted.length > 0 ? { ...metadata, ownerReferences: wanted } : metadata,
        };
      });
    }
  }

  #owners(set: ApiObject, pod: ApiObject): JsonObject[] {
    const { whenDeleted, whenScaled } = policyOf(set);
    const isLeaving = !isWanted(set, ordinalOf(set, pod));
    if (whenScaled === "Delete" && isLeaving) return [referenceTo(pod)];
    return whenDeleted === "Delete" ? [referenceTo(set)] : [];
  }

  #existing(set: ApiObject, pod: ApiObject): ApiObject[] {
    return [...claimsOf(set, ordinalOf(set, pod)).values()].flatMap(({ metadata }) => {
      const { namespace, name = "" } = metadata;
      const found = this.#context.client.find(this.#claims, { namespace, name });
      return found === undefined ? [] : [found];
    });
  }
}

function policyOf(set: ApiObject): JsonObject {
  return objectOf(specOf(set)["persistentVolumeClaimRetentionPolicy"]);
}
