/**
 * Keeps the pods of stateful sets, each with its name and its claims. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/controller/statefulset/stateful_set.go
 */
import type { ApiObject } from "../../json.ts";
import { selects } from "../../kinds/selectors.ts";
import type { Resource } from "../../resources/resource.ts";
import type { Controller, ControllerContext, RunningController } from "../controller.ts";
import { EventRecorder } from "../events.ts";
import { startKeyed } from "../workload/keyed.ts";
import { OwnedIndex } from "../workload/owned_index.ts";
import { ownerKeys } from "../workload/owners.ts";
import { nextAvailableMs } from "../workload/pods.ts";
import {
  countOf,
  keyOf,
  labelsOf,
  numberOr,
  placeOf,
  specOf,
  statusOf,
} from "../workload/reading.ts";
import {
  byNumber,
  deleteRevisions,
  keepsTemplate,
  numberOf,
  renumber,
  revisionResource,
  writeRevision,
} from "../workload/revisions.ts";
import { writeStatus } from "../workload/status.ts";
import { ClaimControl } from "./claims.ts";
import { ordinalOf, podRevision } from "./identity.ts";
import { minReadySecondsOf, type Revisions, statefulStatus } from "./stateful_status.ts";
import { StatefulStep } from "./stateful_step.ts";

const SETS = "apps/statefulsets";
const CLAIMS = "persistentvolumeclaims";
const HASH_LABEL = "controller.kubernetes.io/hash";

/** The controller of stateful sets. */
export const STATEFUL_SET_CONTROLLER: Controller = {
  name: "statefulset",
  start: (context) => new StatefulSetController(context).start(),
};

function isMember(set: ApiObject, pod: ApiObject): boolean {
  return ordinalOf(set, pod) >= 0 && selects(specOf(set)["selector"], labelsOf(pod));
}

class StatefulSetController {
  readonly #context: ControllerContext;
  readonly #sets: Resource;
  readonly #pods: OwnedIndex;
  readonly #revisions: OwnedIndex;
  readonly #events: EventRecorder;
  readonly #claims: ClaimControl;

  constructor(context: ControllerContext) {
    const { resources } = context.cluster;
    this.#context = context;
    this.#sets = resources.get("apps", "v1", "statefulsets");
    this.#pods = new OwnedIndex(context, resources.get("", "v1", "pods"));
    this.#revisions = new OwnedIndex(context, revisionResource(context));
    this.#events = new EventRecorder(context, "statefulset-controller");
    this.#claims = new ClaimControl(context, this.#events);
  }

  start(): RunningController {
    return startKeyed(this.#context, {
      collection: SETS,
      others: {
        pods: (pod) =>
          ownerKeys(this.#context, pod, { kind: "StatefulSet", collection: SETS, wants: isMember }),
        [CLAIMS]: (claim) => this.#keysOfClaim(claim),
      },
      reconcile: (key) => this.#reconcile(key),
      stop: () => {
        this.#pods.stop();
        this.#revisions.stop();
      },
    });
  }

  /** A claim that is in the way of a new pod concerns its set once it has gone. */
  #keysOfClaim({ metadata }: ApiObject): string[] {
    return this.#context.cluster.store.list(SETS, metadata.namespace)
      .filter((set) => metadata.name?.includes(`-${set.metadata.name}-`))
      .map(keyOf);
  }

  #reconcile(key: string): void {
    const { client, cluster } = this.#context;
    const set = client.find(this.#sets, placeOf(key));
    if (set === undefined) return;
    const { selector } = specOf(set);
    const history = this.#revisions.claim(set, (one) => selects(selector, labelsOf(one)))
      .sort(byNumber);
    const pods = this.#pods.claim(set, (pod) => isMember(set, pod));
    const revisions = this.#findRevisions(set, history);
    const step = new StatefulStep(
      { context: this.#context, events: this.#events, claims: this.#claims },
      set,
      revisions,
      pods,
    );
    const { pods: found, marked, refusal } = step.take();
    const nowMs = cluster.clock.now();
    const status = statefulStatus(set, revisions, found, nowMs, marked);
    writeStatus(this.#context, this.#sets, set, status);
    this.#forget(set, pods, history, revisions);
    if (refusal !== undefined) throw refusal;
    const wait = nextAvailableMs(pods, minReadySecondsOf(set), nowMs);
    if (wait !== undefined) this.#context.enqueueAfter(key, wait);
  }

  /** The revision of the template, written down where it is new, and that which the pods come from. */
  #findRevisions(set: ApiObject, history: readonly ApiObject[]): Revisions {
    let collisionCount = countOf(set, "collisionCount");
    const last = history.at(-1);
    const next = last === undefined ? 1 : numberOf(last) + 1;
    const known = history.findLast((revision) => keepsTemplate(revision, set));
    let update = known === undefined || known === last
      ? known
      : renumber(this.#context, known, next);
    while (update === undefined) {
      update = writeRevision(this.#context, {
        owner: set,
        number: next,
        hashLabel: HASH_LABEL,
        collisions: collisionCount,
      });
      if (update === undefined) collisionCount++;
    }
    const { currentRevision } = statusOf(set);
    const current = history.find(({ metadata }) => metadata.name === currentRevision) ?? update;
    return { current, update, collisionCount };
  }

  /** Deletes the oldest revisions that no pod is of, where there are more than the set keeps. */
  #forget(
    set: ApiObject,
    pods: readonly ApiObject[],
    history: readonly ApiObject[],
    { current, update }: Revisions,
  ): void {
    const live = new Set([current.metadata.name, update.metadata.name, ...pods.map(podRevision)]);
    const old = history.filter(({ metadata }) => !live.has(metadata.name));
    const limit = numberOr(specOf(set)["revisionHistoryLimit"], 10);
    deleteRevisions(this.#context, old.slice(0, Math.max(0, old.length - limit)));
  }
}
