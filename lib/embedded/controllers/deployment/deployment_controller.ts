/**
 * Rolls out deployments: replica sets come and go so that enough pods stay available. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/controller/deployment/deployment_controller.go
 */
import type { ApiObject } from "../../json.ts";
import { isEmptySelector, selects } from "../../kinds/selectors.ts";
import { objectOf } from "../../json.ts";
import type { Resource } from "../../resources/resource.ts";
import type { Controller, ControllerContext, RunningController } from "../controller.ts";
import { EventRecorder } from "../events.ts";
import { startKeyed } from "../workload/keyed.ts";
import { OwnedIndex } from "../workload/owned_index.ts";
import { controllerKeys, ownerKeys } from "../workload/owners.ts";
import { labelsOf, placeOf, specOf } from "../workload/reading.ts";
import { isRolling } from "./arithmetic.ts";
import { Rollout } from "./rollout.ts";

const DEPLOYMENTS = "apps/deployments";
const REPLICA_SETS = "apps/replicasets";

/** The controller of deployments. */
export const DEPLOYMENT_CONTROLLER: Controller = {
  name: "deployment",
  start: (context) => new DeploymentController(context).start(),
};

class DeploymentController {
  readonly #context: ControllerContext;
  readonly #deployments: Resource;
  readonly #owned: OwnedIndex;
  readonly #pods: OwnedIndex;
  readonly #events: EventRecorder;

  constructor(context: ControllerContext) {
    const { resources } = context.cluster;
    this.#context = context;
    this.#deployments = resources.get("apps", "v1", "deployments");
    this.#owned = new OwnedIndex(context, resources.get("apps", "v1", "replicasets"));
    this.#pods = new OwnedIndex(context, resources.get("", "v1", "pods"));
    this.#events = new EventRecorder(context, "deployment-controller");
  }

  start(): RunningController {
    return startKeyed(this.#context, {
      collection: DEPLOYMENTS,
      others: {
        [REPLICA_SETS]: (replicaSet) =>
          ownerKeys(this.#context, replicaSet, {
            kind: "Deployment",
            collection: DEPLOYMENTS,
            wants: (deployment) => selects(specOf(deployment)["selector"], labelsOf(replicaSet)),
          }),
        pods: (pod) => this.#keysOfPod(pod),
      },
      reconcile: (key) => this.#reconcile(key),
      stop: () => {
        this.#owned.stop();
        this.#pods.stop();
      },
    });
  }

  /** Only where all old pods must have gone before new ones come, single pods matter. */
  #keysOfPod(pod: ApiObject): string[] {
    const { store } = this.#context.cluster;
    const { namespace } = pod.metadata;
    return controllerKeys(pod, "ReplicaSet").flatMap((key) => {
      const replicaSet = store.get({ collection: REPLICA_SETS, ...placeOf(key) });
      const [owner] = replicaSet === undefined ? [] : controllerKeys(replicaSet, "Deployment");
      if (owner === undefined) return [];
      const { name } = placeOf(owner);
      const deployment = store.get({ collection: DEPLOYMENTS, namespace, name });
      return deployment === undefined || isRolling(deployment) ? [] : [owner];
    });
  }

  #reconcile(key: string): void {
    const { client } = this.#context;
    const deployment = client.find(this.#deployments, placeOf(key));
    if (deployment === undefined) return;
    const { selector } = specOf(deployment);
    if (isEmptySelector(objectOf(selector))) return;
    const replicaSets = this.#owned.claim(
      deployment,
      (replicaSet) => selects(selector, labelsOf(replicaSet)),
    );
    const rollout = new Rollout(
      {
        context: this.#context,
        events: this.#events,
        podsOf: (replicaSet) => this.#pods.ownedBy(replicaSet),
      },
      deployment,
      replicaSets,
    );
    const wait = rollout.advance();
    if (wait !== undefined) this.#context.enqueueAfter(key, wait);
  }
}
