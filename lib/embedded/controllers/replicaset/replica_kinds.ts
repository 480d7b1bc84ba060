/**
 * The two kinds that keep a number of equal pods: what differs between them. Layer 3.
 *
 * @module
 */
import { type ApiObject, isObject, textsOf } from "../../json.ts";
import { selects } from "../../kinds/selectors.ts";
import { specOf } from "../workload/reading.ts";

/** A kind that keeps a number of pods. */
export interface ReplicaKind {
  /** The controller's name. */
  readonly name: string;
  readonly group: string;
  readonly plural: string;
  readonly kind: string;
  /** Who tells events. */
  readonly component: string;
  /** Whether the status counts pods that are on their way out. */
  readonly countsTerminating: boolean;
  /** Whether an object of the kind selects labels. */
  selects(owner: ApiObject, labels: Record<string, string>): boolean;
}

/** Replica sets. */
export const REPLICA_SETS: ReplicaKind = {
  name: "replicaset",
  group: "apps",
  plural: "replicasets",
  kind: "ReplicaSet",
  component: "replicaset-controller",
  countsTerminating: true,
  selects: (owner, labels) => selects(specOf(owner)["selector"], labels),
};

/** Replication controllers: their selector is a map of labels. */
export const REPLICATION_CONTROLLERS: ReplicaKind = {
  name: "replicationcontroller",
  group: "",
  plural: "replicationcontrollers",
  kind: "ReplicationController",
  component: "replication-controller",
  countsTerminating: false,
  selects(owner, labels) {
    const { selector } = specOf(owner);
    return isObject(selector) &&
      Object.entries(textsOf(selector)).every(([key, value]) => labels[key] === value);
  },
};
