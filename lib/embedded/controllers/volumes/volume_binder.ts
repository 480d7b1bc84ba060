/**
 * Binds claims to volumes: to one that fits and is free, else to one that is made for the claim, as
 * the provisioner of its class would. Layer 3.
 *
 * A claim that names no class gets a volume of its own all the same, as on a cluster that has a default
 * class; `storageClassName: ""` asks for a volume that is there.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/controller/volume/persistentvolume
 */
import { type ApiObject, type JsonObject, textOf, textsOf } from "../../json.ts";
import type { Resource } from "../../resources/resource.ts";
import type { Controller, ControllerContext } from "../controller.ts";
import { EventRecorder, type EventText } from "../events.ts";
import { startKeyed } from "../workload/keyed.ts";
import { nodeNameOf } from "../workload/pods.ts";
import { annotationsOf, byAge, keyOf, placeOf, specOf, statusOf } from "../workload/reading.ts";
import {
  bestVolume,
  BIND_COMPLETED,
  BOUND_BY_CONTROLLER,
  claimNamesOf,
  claimOf,
  claimReference,
  CLAIMS,
  CLASSES,
  isBound,
  isDelayed,
  isReserved,
  NO_PROVISIONER,
  requestOf,
  reservedFor,
  SELECTED_NODE,
  storageClassOf,
  VOLUMES,
} from "./matching.ts";

const PROVISIONED_BY = "pv.kubernetes.io/provisioned-by";
const PROVISIONER = "skiff.invalid/embedded";
/** Who is to make a claim's volume, by the newer and the older name. */
const PROVISIONER_OF_CLAIM = [
  "volume.beta.kubernetes.io/storage-provisioner",
  "volume.kubernetes.io/storage-provisioner",
];

/** The controller that binds claims. */
export const VOLUME_BINDER: Controller = {
  name: "persistentvolume-binder",
  start(context) {
    const binder = new Binder(context);
    const { store } = context.cluster;
    for (const volume of store.list(VOLUMES)) context.enqueue(keyOf(volume));
    return startKeyed(context, {
      collection: CLAIMS,
      others: {
        [VOLUMES]: (volume) => {
          const bound = claimOf(volume);
          if (bound !== undefined) {
            return [keyOf(volume), `${bound["namespace"]}/${bound["name"]}`];
          }
          // Whoever waited longest has the first choice.
          const waiting = store.list(CLAIMS).filter((claim) => !isBound(claim)).sort(byAge);
          const users = store.list(CLAIMS)
            .filter((claim) => specOf(claim)["volumeName"] === volume.metadata.name);
          return [keyOf(volume), ...[...users, ...waiting].map(keyOf)];
        },
      },
      everything: { [CLASSES]: () => false },
      reconcile: (key) => binder.reconcile(key),
    });
  },
};

class Binder {
  readonly #context: ControllerContext;
  readonly #volumes: Resource;
  readonly #claims: Resource;
  readonly #events: EventRecorder;

  constructor(context: ControllerContext) {
    const { resources } = context.cluster;
    this.#context = context;
    this.#volumes = resources.get("", "v1", VOLUMES);
    this.#claims = resources.get("", "v1", CLAIMS);
    this.#events = new EventRecorder(context, "persistentvolume-controller");
  }

  reconcile(key: string): void {
    const place = placeOf(key);
    // Volumes have no namespace.
    if (place.namespace === "") return this.#offer(place.name);
    const claim = this.#context.client.find(this.#claims, place);
    if (claim === undefined) return this.#reclaim(place.namespace, place.name);
    if (claim.metadata.deletionTimestamp !== undefined) return;
    const name = textOf(specOf(claim)["volumeName"]);
    if (name === "") return this.#find(claim);
    const volume = this.#context.client.find(this.#volumes, { name });
    if (volume !== undefined) return this.#bind(claim, volume);
    if (statusOf(claim)["phase"] === "Bound") this.#lose(claim);
  }

  /** A volume that nobody has is there for everybody. */
  #offer(name: string): void {
    const volume = this.#context.client.find(this.#volumes, { name });
    if (volume === undefined || textOf(claimOf(volume)?.["uid"]) !== "") return;
    const phase = textOf(statusOf(volume)["phase"]);
    if (phase !== "Available") this.#setPhase(this.#volumes, { name }, { phase: "Available" });
  }

  /** Looks for a volume for a claim, has one made, or says what the claim waits for. */
  #find(claim: ApiObject): void {
    const { store } = this.#context.cluster;
    const delayed = isDelayed(claim, store);
    const volume = bestVolume(claim, store, { reservedOnly: delayed });
    if (volume !== undefined) return this.#bind(claim, volume);
    if (delayed && annotationsOf(claim)[SELECTED_NODE] === undefined) {
      return this.#events.record(claim, this.#delay(claim));
    }
    const { storageClassName } = specOf(claim);
    const className = textOf(storageClassName);
    const found = storageClassOf(claim, store);
    if (className !== "" && found === undefined) {
      return this.#fail(claim, `storageclass.storage.k8s.io "${className}" not found`);
    }
    const provisioner = textOf(found?.["provisioner"]);
    if (provisioner === NO_PROVISIONER) {
      return this.#fail(claim, `no volume plugin matched name: ${provisioner}`);
    }
    if (storageClassName === "") {
      return this.#events.record(claim, {
        type: "Normal",
        reason: "FailedBinding",
        message: "no persistent volumes available for this claim and no storage class is set",
      });
    }
    this.#bind(claim, this.#provision(claim, found));
  }

  /** What is said of a claim that waits until its pod has a node. */
  #delay(claim: ApiObject): EventText {
    const { namespace, name } = claim.metadata;
    const pods = this.#context.cluster.store.list("pods", namespace)
      .filter((pod) =>
        nodeNameOf(pod) === "" && claimNamesOf(pod).some((used) => used.name === name)
      )
      .map(({ metadata }) => metadata.name);
    const type = "Normal";
    if (pods.length === 0) {
      const message = "waiting for first consumer to be created before binding";
      return { type, reason: "WaitForFirstConsumer", message };
    }
    const message = `waiting for pod${pods.length > 1 ? "s" : ""} ${
      pods.join(",")
    } to be scheduled`;
    return { type, reason: "WaitForPodScheduled", message };
  }

  #fail(claim: ApiObject, message: string): void {
    this.#events.record(claim, { type: "Warning", reason: "ProvisioningFailed", message });
  }

  /** Makes a volume for a claim. */
  #provision(claim: ApiObject, storageClass: ApiObject | undefined): ApiObject {
    const { accessModes, storageClassName, volumeMode } = specOf(claim);
    const name = `pvc-${claim.metadata.uid}`;
    const found = this.#context.client.find(this.#volumes, { name });
    if (found !== undefined) return found;
    const className = textOf(storageClassName);
    const provisioner = textOf(storageClass?.["provisioner"]) || PROVISIONER;
    if (storageClass !== undefined) this.#annotate(claim, provisioner);
    const made = this.#context.client.create(this.#volumes, {
      apiVersion: "v1",
      kind: "PersistentVolume",
      metadata: { name, annotations: { [PROVISIONED_BY]: provisioner } },
      spec: {
        accessModes: accessModes ?? [],
        capacity: { storage: requestOf(claim) },
        claimRef: claimReference(claim),
        hostPath: { path: `/var/lib/embedded/${name}` },
        persistentVolumeReclaimPolicy: textOf(storageClass?.["reclaimPolicy"]) || "Delete",
        ...(className === "" ? {} : { storageClassName: className }),
        ...(volumeMode === undefined ? {} : { volumeMode }),
      },
    });
    this.#events.record(claim, {
      type: "Normal",
      reason: "ProvisioningSucceeded",
      message: `Successfully provisioned volume ${name}`,
    });
    return made;
  }

  #annotate(claim: ApiObject, provisioner: string): void {
    const { namespace, name = "" } = claim.metadata;
    this.#context.client.change(this.#claims, { namespace, name }, (live) => ({
      ...live,
      metadata: {
        ...live.metadata,
        annotations: {
          ...annotationsOf(live),
          ...Object.fromEntries(PROVISIONER_OF_CLAIM.map((key) => [key, provisioner])),
        },
      },
    }));
  }

  #bind(claim: ApiObject, volume: ApiObject): void {
    const { client } = this.#context;
    const { namespace, name = "" } = claim.metadata;
    const { name: volumeName = "" } = volume.metadata;
    if (isReserved(volume, claim) === false) return;
    if (claimOf(volume)?.["uid"] !== claim.metadata.uid) {
      client.change(this.#volumes, { name: volumeName }, (live) => reservedFor(live, claim));
    }
    this.#setPhase(this.#volumes, { name: volumeName }, { phase: "Bound" });
    if (specOf(claim)["volumeName"] !== volumeName) {
      client.change(this.#claims, { namespace, name }, (live) => ({
        ...live,
        metadata: {
          ...live.metadata,
          annotations: {
            ...annotationsOf(live),
            [BIND_COMPLETED]: "yes",
            [BOUND_BY_CONTROLLER]: "yes",
          },
        },
        spec: { ...specOf(live), volumeName },
      }));
    }
    const { accessModes } = specOf(volume);
    this.#setPhase(this.#claims, { namespace, name }, {
      phase: "Bound",
      accessModes: accessModes ?? [],
      capacity: textsOf(specOf(volume)["capacity"]),
    });
  }

  #lose(claim: ApiObject): void {
    const { namespace, name = "" } = claim.metadata;
    this.#setPhase(this.#claims, { namespace, name }, { phase: "Lost" });
    this.#events.record(claim, {
      type: "Warning",
      reason: "ClaimLost",
      message: "Bound claim has lost its PersistentVolume. Data on the volume is lost!",
    });
  }

  /** A claim has gone: its volume goes with it, or waits for somebody to look after it. */
  #reclaim(namespace: string, name: string): void {
    for (const volume of this.#context.cluster.store.list(VOLUMES)) {
      const bound = claimOf(volume);
      if (bound?.["namespace"] !== namespace || bound["name"] !== name) continue;
      if (!textOf(bound["uid"])) continue;
      const place = { name: volume.metadata.name ?? "" };
      this.#setPhase(this.#volumes, place, { phase: "Released" });
      if (specOf(volume)["persistentVolumeReclaimPolicy"] === "Delete") {
        this.#context.client.delete(this.#volumes, place);
      }
    }
  }

  #setPhase(
    resource: Resource,
    place: { readonly namespace?: string | undefined; readonly name: string },
    status: JsonObject,
  ): void {
    this.#context.client.change(
      resource,
      { ...place, subresource: "status" },
      (live) => ({ ...live, status: { ...statusOf(live), ...status } }),
    );
  }
}
