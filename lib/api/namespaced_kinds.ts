/**
 * The built-in kinds of a namespace as declared properties; a loop over the table of kinds fills them.
 * Written by scripts/dev/generate_accessors.ts. Layer 5.
 *
 * @module
 */
import type {
  ConfigMap,
  ControllerRevision,
  CronJob,
  CSIStorageCapacity,
  DaemonSet,
  Deployment,
  Endpoints,
  EndpointSlice,
  Event,
  HorizontalPodAutoscaler,
  Ingress,
  Job,
  Lease,
  LimitRange,
  NetworkPolicy,
  PersistentVolumeClaim,
  Pod,
  PodDisruptionBudget,
  PodTemplate,
  ReplicaSet,
  ReplicationController,
  ResourceClaim,
  ResourceClaimTemplate,
  ResourceQuota,
  Role,
  RoleBinding,
  Secret,
  Service,
  ServiceAccount,
  StatefulSet,
} from "../kinds/types.ts";
import type { Query } from "./query.ts";
import type { Ref } from "./ref.ts";

/** The built-in kinds of a namespace: a query by the plural, one object by the singular. */
export class NamespacedKinds {
  /** Objects of kind ConfigMap: `kubectl get configmaps`. */
  declare readonly configMaps: Query<ConfigMap>;
  /** Refers to a ConfigMap by name. */
  declare readonly configMap: (name: string) => Ref<ConfigMap>;
  /** Objects of kind ControllerRevision: `kubectl get controllerrevisions`. */
  declare readonly controllerRevisions: Query<ControllerRevision>;
  /** Refers to a ControllerRevision by name. */
  declare readonly controllerRevision: (name: string) => Ref<ControllerRevision>;
  /** Objects of kind CronJob: `kubectl get cronjobs`. */
  declare readonly cronJobs: Query<CronJob>;
  /** Refers to a CronJob by name. */
  declare readonly cronJob: (name: string) => Ref<CronJob>;
  /** Objects of kind CSIStorageCapacity: `kubectl get csistoragecapacities`. */
  declare readonly csiStorageCapacities: Query<CSIStorageCapacity>;
  /** Refers to a CSIStorageCapacity by name. */
  declare readonly csiStorageCapacity: (name: string) => Ref<CSIStorageCapacity>;
  /** Objects of kind DaemonSet: `kubectl get daemonsets`. */
  declare readonly daemonSets: Query<DaemonSet>;
  /** Refers to a DaemonSet by name. */
  declare readonly daemonSet: (name: string) => Ref<DaemonSet>;
  /** Objects of kind Deployment: `kubectl get deployments`. */
  declare readonly deployments: Query<Deployment>;
  /** Refers to a Deployment by name. */
  declare readonly deployment: (name: string) => Ref<Deployment>;
  /** Objects of kind EndpointSlice: `kubectl get endpointslices`. */
  declare readonly endpointSlices: Query<EndpointSlice>;
  /** Refers to an EndpointSlice by name. */
  declare readonly endpointSlice: (name: string) => Ref<EndpointSlice>;
  /** Objects of kind Endpoints: `kubectl get endpoints`. */
  declare readonly endpoints: Query<Endpoints>;
  /** Refers to an Endpoints by name. */
  declare readonly endpoint: (name: string) => Ref<Endpoints>;
  /** Objects of kind Event: `kubectl get events`. */
  declare readonly events: Query<Event>;
  /** Refers to an Event by name. */
  declare readonly event: (name: string) => Ref<Event>;
  /** Objects of kind HorizontalPodAutoscaler: `kubectl get horizontalpodautoscalers`. */
  declare readonly horizontalPodAutoscalers: Query<HorizontalPodAutoscaler>;
  /** Refers to a HorizontalPodAutoscaler by name. */
  declare readonly horizontalPodAutoscaler: (name: string) => Ref<HorizontalPodAutoscaler>;
  /** Objects of kind Ingress: `kubectl get ingresses`. */
  declare readonly ingresses: Query<Ingress>;
  /** Refers to an Ingress by name. */
  declare readonly ingress: (name: string) => Ref<Ingress>;
  /** Objects of kind Job: `kubectl get jobs`. */
  declare readonly jobs: Query<Job>;
  /** Refers to a Job by name. */
  declare readonly job: (name: string) => Ref<Job>;
  /** Objects of kind Lease: `kubectl get leases`. */
  declare readonly leases: Query<Lease>;
  /** Refers to a Lease by name. */
  declare readonly lease: (name: string) => Ref<Lease>;
  /** Objects of kind LimitRange: `kubectl get limitranges`. */
  declare readonly limitRanges: Query<LimitRange>;
  /** Refers to a LimitRange by name. */
  declare readonly limitRange: (name: string) => Ref<LimitRange>;
  /** Objects of kind NetworkPolicy: `kubectl get networkpolicies`. */
  declare readonly networkPolicies: Query<NetworkPolicy>;
  /** Refers to a NetworkPolicy by name. */
  declare readonly networkPolicy: (name: string) => Ref<NetworkPolicy>;
  /** Objects of kind PersistentVolumeClaim: `kubectl get persistentvolumeclaims`. */
  declare readonly persistentVolumeClaims: Query<PersistentVolumeClaim>;
  /** Refers to a PersistentVolumeClaim by name. */
  declare readonly persistentVolumeClaim: (name: string) => Ref<PersistentVolumeClaim>;
  /** Objects of kind PodDisruptionBudget: `kubectl get poddisruptionbudgets`. */
  declare readonly podDisruptionBudgets: Query<PodDisruptionBudget>;
  /** Refers to a PodDisruptionBudget by name. */
  declare readonly podDisruptionBudget: (name: string) => Ref<PodDisruptionBudget>;
  /** Objects of kind PodTemplate: `kubectl get podtemplates`. */
  declare readonly podTemplates: Query<PodTemplate>;
  /** Refers to a PodTemplate by name. */
  declare readonly podTemplate: (name: string) => Ref<PodTemplate>;
  /** Objects of kind Pod: `kubectl get pods`. */
  declare readonly pods: Query<Pod>;
  /** Refers to a Pod by name. */
  declare readonly pod: (name: string) => Ref<Pod>;
  /** Objects of kind ReplicaSet: `kubectl get replicasets`. */
  declare readonly replicaSets: Query<ReplicaSet>;
  /** Refers to a ReplicaSet by name. */
  declare readonly replicaSet: (name: string) => Ref<ReplicaSet>;
  /** Objects of kind ReplicationController: `kubectl get replicationcontrollers`. */
  declare readonly replicationControllers: Query<ReplicationController>;
  /** Refers to a ReplicationController by name. */
  declare readonly replicationController: (name: string) => Ref<ReplicationController>;
  /** Objects of kind ResourceClaimTemplate: `kubectl get resourceclaimtemplates`. */
  declare readonly resourceClaimTemplates: Query<ResourceClaimTemplate>;
  /** Refers to a ResourceClaimTemplate by name. */
  declare readonly resourceClaimTemplate: (name: string) => Ref<ResourceClaimTemplate>;
  /** Objects of kind ResourceClaim: `kubectl get resourceclaims`. */
  declare readonly resourceClaims: Query<ResourceClaim>;
  /** Refers to a ResourceClaim by name. */
  declare readonly resourceClaim: (name: string) => Ref<ResourceClaim>;
  /** Objects of kind ResourceQuota: `kubectl get resourcequotas`. */
  declare readonly resourceQuotas: Query<ResourceQuota>;
  /** Refers to a ResourceQuota by name. */
  declare readonly resourceQuota: (name: string) => Ref<ResourceQuota>;
  /** Objects of kind RoleBinding: `kubectl get rolebindings`. */
  declare readonly roleBindings: Query<RoleBinding>;
  /** Refers to a RoleBinding by name. */
  declare readonly roleBinding: (name: string) => Ref<RoleBinding>;
  /** Objects of kind Role: `kubectl get roles`. */
  declare readonly roles: Query<Role>;
  /** Refers to a Role by name. */
  declare readonly role: (name: string) => Ref<Role>;
  /** Objects of kind Secret: `kubectl get secrets`. */
  declare readonly secrets: Query<Secret>;
  /** Refers to a Secret by name. */
  declare readonly secret: (name: string) => Ref<Secret>;
  /** Objects of kind ServiceAccount: `kubectl get serviceaccounts`. */
  declare readonly serviceAccounts: Query<ServiceAccount>;
  /** Refers to a ServiceAccount by name. */
  declare readonly serviceAccount: (name: string) => Ref<ServiceAccount>;
  /** Objects of kind Service: `kubectl get services`. */
  declare readonly services: Query<Service>;
  /** Refers to a Service by name. */
  declare readonly service: (name: string) => Ref<Service>;
  /** Objects of kind StatefulSet: `kubectl get statefulsets`. */
  declare readonly statefulSets: Query<StatefulSet>;
  /** Refers to a StatefulSet by name. */
  declare readonly statefulSet: (name: string) => Ref<StatefulSet>;
}
