/**
 * The object types of the built-in kinds by accessor. Written by scripts/dev/generate_types.ts.
 * Layer 1: types only.
 *
 * @module
 */
import type {
  APIService,
  CertificateSigningRequest,
  ClusterRole,
  ClusterRoleBinding,
  ComponentStatus,
  ConfigMap,
  ControllerRevision,
  CronJob,
  CSIDriver,
  CSINode,
  CSIStorageCapacity,
  CustomResourceDefinition,
  DaemonSet,
  Deployment,
  DeviceClass,
  Endpoints,
  EndpointSlice,
  Event,
  FlowSchema,
  HorizontalPodAutoscaler,
  Ingress,
  IngressClass,
  IPAddress,
  Job,
  Lease,
  LimitRange,
  MutatingAdmissionPolicy,
  MutatingAdmissionPolicyBinding,
  MutatingWebhookConfiguration,
  Namespace,
  NetworkPolicy,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  PodDisruptionBudget,
  PodTemplate,
  PriorityClass,
  PriorityLevelConfiguration,
  ReplicaSet,
  ReplicationController,
  ResourceClaim,
  ResourceClaimTemplate,
  ResourceQuota,
  ResourceSlice,
  Role,
  RoleBinding,
  RuntimeClass,
  Secret,
  Service,
  ServiceAccount,
  ServiceCIDR,
  StatefulSet,
  StorageClass,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
  ValidatingWebhookConfiguration,
  VolumeAttachment,
  VolumeAttributesClass,
} from "./types.ts";

/** The object types by the name of the accessor that gives them: `pods` to `Pod`. */
export interface KindModels {
  /** {@link APIService} */
  readonly apiServices: APIService;
  /** {@link CSIDriver} */
  readonly csiDrivers: CSIDriver;
  /** {@link CSINode} */
  readonly csiNodes: CSINode;
  /** {@link CSIStorageCapacity} */
  readonly csiStorageCapacities: CSIStorageCapacity;
  /** {@link CertificateSigningRequest} */
  readonly certificateSigningRequests: CertificateSigningRequest;
  /** {@link ClusterRole} */
  readonly clusterRoles: ClusterRole;
  /** {@link ClusterRoleBinding} */
  readonly clusterRoleBindings: ClusterRoleBinding;
  /** {@link ComponentStatus} */
  readonly componentStatuses: ComponentStatus;
  /** {@link ConfigMap} */
  readonly configMaps: ConfigMap;
  /** {@link ControllerRevision} */
  readonly controllerRevisions: ControllerRevision;
  /** {@link CronJob} */
  readonly cronJobs: CronJob;
  /** {@link CustomResourceDefinition} */
  readonly customResourceDefinitions: CustomResourceDefinition;
  /** {@link DaemonSet} */
  readonly daemonSets: DaemonSet;
  /** {@link Deployment} */
  readonly deployments: Deployment;
  /** {@link DeviceClass} */
  readonly deviceClasses: DeviceClass;
  /** {@link EndpointSlice} */
  readonly endpointSlices: EndpointSlice;
  /** {@link Endpoints} */
  readonly endpoints: Endpoints;
  /** {@link Event} */
  readonly events: Event;
  /** {@link FlowSchema} */
  readonly flowSchemas: FlowSchema;
  /** {@link HorizontalPodAutoscaler} */
  readonly horizontalPodAutoscalers: HorizontalPodAutoscaler;
  /** {@link IPAddress} */
  readonly ipAddresses: IPAddress;
  /** {@link Ingress} */
  readonly ingresses: Ingress;
  /** {@link IngressClass} */
  readonly ingressClasses: IngressClass;
  /** {@link Job} */
  readonly jobs: Job;
  /** {@link Lease} */
  readonly leases: Lease;
  /** {@link LimitRange} */
  readonly limitRanges: LimitRange;
  /** {@link MutatingAdmissionPolicy} */
  readonly mutatingAdmissionPolicies: MutatingAdmissionPolicy;
  /** {@link MutatingAdmissionPolicyBinding} */
  readonly mutatingAdmissionPolicyBindings: MutatingAdmissionPolicyBinding;
  /** {@link MutatingWebhookConfiguration} */
  readonly mutatingWebhookConfigurations: MutatingWebhookConfiguration;
  /** {@link Namespace} */
  readonly namespaces: Namespace;
  /** {@link NetworkPolicy} */
  readonly networkPolicies: NetworkPolicy;
  /** {@link Node} */
  readonly nodes: Node;
  /** {@link PersistentVolume} */
  readonly persistentVolumes: PersistentVolume;
  /** {@link PersistentVolumeClaim} */
  readonly persistentVolumeClaims: PersistentVolumeClaim;
  /** {@link Pod} */
  readonly pods: Pod;
  /** {@link PodDisruptionBudget} */
  readonly podDisruptionBudgets: PodDisruptionBudget;
  /** {@link PodTemplate} */
  readonly podTemplates: PodTemplate;
  /** {@link PriorityClass} */
  readonly priorityClasses: PriorityClass;
  /** {@link PriorityLevelConfiguration} */
  readonly priorityLevelConfigurations: PriorityLevelConfiguration;
  /** {@link ReplicaSet} */
  readonly replicaSets: ReplicaSet;
  /** {@link ReplicationController} */
  readonly replicationControllers: ReplicationController;
  /** {@link ResourceClaim} */
  readonly resourceClaims: ResourceClaim;
  /** {@link ResourceClaimTemplate} */
  readonly resourceClaimTemplates: ResourceClaimTemplate;
  /** {@link ResourceQuota} */
  readonly resourceQuotas: ResourceQuota;
  /** {@link ResourceSlice} */
  readonly resourceSlices: ResourceSlice;
  /** {@link Role} */
  readonly roles: Role;
  /** {@link RoleBinding} */
  readonly roleBindings: RoleBinding;
  /** {@link RuntimeClass} */
  readonly runtimeClasses: RuntimeClass;
  /** {@link Secret} */
  readonly secrets: Secret;
  /** {@link Service} */
  readonly services: Service;
  /** {@link ServiceAccount} */
  readonly serviceAccounts: ServiceAccount;
  /** {@link ServiceCIDR} */
  readonly serviceCidrs: ServiceCIDR;
  /** {@link StatefulSet} */
  readonly statefulSets: StatefulSet;
  /** {@link StorageClass} */
  readonly storageClasses: StorageClass;
  /** {@link ValidatingAdmissionPolicy} */
  readonly validatingAdmissionPolicies: ValidatingAdmissionPolicy;
  /** {@link ValidatingAdmissionPolicyBinding} */
  readonly validatingAdmissionPolicyBindings: ValidatingAdmissionPolicyBinding;
  /** {@link ValidatingWebhookConfiguration} */
  readonly validatingWebhookConfigurations: ValidatingWebhookConfiguration;
  /** {@link VolumeAttachment} */
  readonly volumeAttachments: VolumeAttachment;
  /** {@link VolumeAttributesClass} */
  readonly volumeAttributesClasses: VolumeAttributesClass;
}
