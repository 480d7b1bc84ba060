/**
 * Binds claims to volumes: to one that fits and is free, else to one that is made for the claim, as
 * a provisioner would. Layer 3.
 *
 * Every claim gets its volume at once, whatever its storage class says of provisioners and waiting.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/controller/volume/persistentvolume
 */
import { type ApiObject, type JsonObject, listOf, objectOf, textOf, textsOf } from "../../json.ts";
import { selects } from "../../kinds/selectors.ts";
import type { Resource } from "../../resources/resource.ts";
import { compareAmounts } from "../../schema/quantities.ts";
import type { Controller, ControllerContext } from "../controller.ts";
import { EventRecorder } from "../events.ts";
import { startKeyed } from "../workload/keyed.ts";
import {
  annotationsOf,
  byAge,
  keyOf,
  labelsOf,
  placeOf,
  specOf,
  statusOf,
} from "../workload/reading.ts";

const VOLUMES = "persistentvolumes";
const CLAIMS = "persistentvolumeclaims";
const BOUND_BY_CONTROLLER = "pv.kubernetes.io/bound-by-controller";
const BIND_COMPLETED = "pv.kubernetes.io/bind-completed";
const PROVISIONED_BY = "pv.kubernetes.io/provisioned-by";
const PROVISIONER = "skiff.invalid/embedded";

/** The controller that binds claims. */
export const VOLUME_BINDER: Controller = {
  name: "persistentvolume-binder",
  start(context) {
    const binder = new Binder(context);
    const { store } = context.cluster;
    return startKeyed(context, {
      collection: CLAIMS,
      others: {
        [VOLUMES]: (volume) => {
          const bound = claimOf(volume);
          if (bound !== undefined) return [`${bound["namespace"]}/${bound["name"]}`];
          return store.list(CLAIMS)
            .filter((claim) => specOf(claim)["volumeName"] === volume.metadata.name)
            .map(keyOf);
        },
      },
      reconcile: (key) => binder.reconcile(key),
    });
  },
};

function claimOf(volume: ApiObject): JsonObject | undefined {
  const { claimRef } = specOf(volume);
  return claimRef === undefined ? undefined : objectOf(claimRef);
}

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
    const claim = this.#context.client.find(this.#claims, place);
    if (claim === undefined) return this.#reclaim(place.namespace, place.name);
    if (claim.metadata.deletionTimestamp !== undefined) return;
    const name = textOf(specOf(claim)["volumeName"]);
    if (name === "") return this.#bind(claim, this.#freeVolume(claim) ?? this.#provision(claim));
    const volume = this.#context.client.find(this.#volumes, { name });
    if (volume !== undefined) return this.#bind(claim, volume);
    if (statusOf(claim)["phase"] === "Bound") this.#lose(claim);
  }

  /** The smallest free volume that has what a claim asks for. */
  #freeVolume(claim: ApiObject): ApiObject | undefined {
    const spec = specOf(claim);
    const modes = listOf(spec["accessModes"]);
    return this.#context.cluster.store.list(VOLUMES)
      .filter((volume) => {
        const own = specOf(volume);
        return volume.metadata.deletionTimestamp === undefined &&
          isReserved(volume, claim) !== false &&
          statusOf(volume)["phase"] !== "Released" && statusOf(volume)["phase"] !== "Failed" &&
          textOf(own["storageClassName"]) === textOf(spec["storageClassName"]) &&
          (textOf(own["volumeMode"]) || "Filesystem") === textOf(spec["volumeMode"]) &&
          modes.every((mode) => listOf(own["accessModes"]).includes(mode)) &&
          (spec["selector"] === undefined || selects(spec["selector"], labelsOf(volume))) &&
          compareAmounts(sizeOf(volume), requestOf(claim)) >= 0;
      })
      .sort((left, right) =>
        Number(isReserved(right, claim) === true) - Number(isReserved(left, claim) === true) ||
        compareAmounts(sizeOf(left), sizeOf(right)) || byAge(left, right)
      )[0];
  }

  /** Makes a volume for a claim. */
  #provision(claim: ApiObject): ApiObject {
    const { accessModes, storageClassName, volumeMode } = specOf(claim);
    const name = `pvc-${claim.metadata.uid}`;
    const found = this.#context.client.find(this.#volumes, { name });
    if (found !== undefined) return found;
    const className = textOf(storageClassName);
    const made = this.#context.client.create(this.#volumes, {
      apiVersion: "v1",
      kind: "PersistentVolume",
      metadata: { name, annotations: { [PROVISIONED_BY]: PROVISIONER } },
      spec: {
        accessModes: accessModes ?? [],
        capacity: { storage: requestOf(claim) },
        claimRef: claimReference(claim),
        hostPath: { path: `/var/lib/embedded/${name}` },
        persistentVolumeReclaimPolicy: "Delete",
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

  #bind(claim: ApiObject, volume: ApiObject): void {
    const { client } = this.#context;
    const { namespace, name = "" } = claim.metadata;
    const { name: volumeName = "" } = volume.metadata;
    if (isReserved(volume, claim) === false) return;
    if (claimOf(volume)?.["uid"] !== claim.metadata.uid) {
      client.change(this.#volumes, { name: volumeName }, (live) => ({
        ...live,
        metadata: {
          ...live.metadata,
          annotations: { ...annotationsOf(live), [BOUND_BY_CONTROLLER]: "yes" },
        },
        spec: { ...specOf(live), claimRef: claimReference(claim) },
      }));
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

/** Whether a volume is kept for a claim; `undefined` where it is kept for none. */
function isReserved(volume: ApiObject, { metadata }: ApiObject): boolean | undefined {
  const bound = claimOf(volume);
  if (bound === undefined) return undefined;
  const uid = textOf(bound["uid"]);
  return bound["namespace"] === metadata.namespace && bound["name"] === metadata.name &&
    (uid === "" || uid === metadata.uid);
}

function sizeOf(volume: ApiObject): string {
  return textsOf(specOf(volume)["capacity"])["storage"] ?? "0";
}

function requestOf(claim: ApiObject): string {
  return textsOf(objectOf(specOf(claim)["resources"])["requests"])["storage"] ?? "0";
}

function claimReference({ metadata }: ApiObject): JsonObject {
  const { namespace = "", name = "", uid = "", resourceVersion = "" } = metadata;
  return {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    namespace,
    name,
    uid,
    resourceVersion,
  };
}
