/**
 * Making and deleting pods for a controller, which tells so in events. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/controller/controller_utils.go
 */
import { Fault } from "../../fault.ts";
import {
  type ApiObject,
  cloneJson,
  type JsonObject,
  listOf,
  objectOf,
  textsOf,
} from "../../json.ts";
import { subdomainFaults } from "../../validation/formats.ts";
import type { ControllerContext } from "../controller.ts";
import type { EventRecorder } from "../events.ts";
import { referenceTo } from "./owners.ts";
import { isNamespaceEnding } from "./refusals.ts";

/** The pod that a template stands for. */
export function podFromTemplate(template: JsonObject, owner: ApiObject): ApiObject {
  const metadata = objectOf(template["metadata"]);
  const finalizers = listOf(metadata["finalizers"]);
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      generateName: prefixOf(owner.metadata.name ?? ""),
      namespace: owner.metadata.namespace ?? "",
      labels: textsOf(metadata["labels"]),
      ...(metadata["annotations"] === undefined
        ? {}
        : { annotations: textsOf(metadata["annotations"]) }),
      ...(finalizers.length === 0 ? {} : { finalizers: [...finalizers] }),
      ownerReferences: [referenceTo(owner)],
    },
    spec: cloneJson(objectOf(template["spec"])),
  };
}

/** Names are begun with the owner's, where that makes a name. */
function prefixOf(name: string): string {
  return subdomainFaults(`${name}-`, true).length === 0 ? `${name}-` : name;
}

/** Makes and deletes pods. */
export class PodControl {
  readonly #context: ControllerContext;
  readonly #events: EventRecorder;

  constructor(context: ControllerContext, events: EventRecorder) {
    this.#context = context;
    this.#events = events;
  }

  /**
   * Makes a pod of a template.
   *
   * @throws {Fault} when it may not be made.
   */
  create(template: JsonObject, owner: ApiObject): void {
    const { client, cluster } = this.#context;
    try {
      const made = client.create(
        cluster.resources.get("", "v1", "pods"),
        podFromTemplate(template, owner),
      );
      this.#events.record(owner, {
        type: "Normal",
        reason: "SuccessfulCreate",
        message: `Created pod: ${made.metadata.name}`,
      });
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      if (isNamespaceEnding(error)) return;
      this.#events.record(owner, {
        type: "Warning",
        reason: "FailedCreate",
        message: `Error creating: ${error.message}`,
      });
      throw error;
    }
  }

  /**
   * Makes pods, one at first and then more at a time; a refusal ends it after those of its turn.
   *
   * @throws {Fault} when one of them may not be made.
   */
  createAll(templates: readonly JsonObject[], owner: ApiObject): void {
    for (let start = 0, size = 1; start < templates.length; start += size, size *= 2) {
      let refusal: Fault | undefined;
      for (const template of templates.slice(start, start + size)) {
        try {
          this.create(template, owner);
        } catch (error) {
          if (!(error instanceof Fault)) throw error;
          refusal ??= error;
        }
      }
      if (refusal !== undefined) throw refusal;
    }
  }

  /**
   * Deletes a pod.
   *
   * @throws {Fault} when it may not be deleted.
   */
  delete(pod: ApiObject, owner: ApiObject): void {
    const { client, cluster } = this.#context;
    const { namespace, name = "" } = pod.metadata;
    try {
      client.delete(cluster.resources.get("", "v1", "pods"), { namespace, name });
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.#events.record(owner, {
        type: "Warning",
        reason: "FailedDelete",
        message: `Error deleting: ${error.message}`,
      });
      throw error;
    }
    this.#events.record(owner, {
      type: "Normal",
      reason: "SuccessfulDelete",
      message: `Deleted pod: ${name}`,
    });
  }
}
