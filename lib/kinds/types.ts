/**
 * The object types of every built-in kind, as the API serves them in JSON. Written by
 * scripts/dev/generate_types.ts. Layer 1: types only.
 *
 * @module
 */
import type {
  APIServiceModel,
  BindingModel,
  CertificateSigningRequestModel,
  ClusterRoleBindingModel,
  ClusterRoleModel,
  ComponentStatusModel,
  ConfigMapModel,
  ControllerRevisionModel,
  CronJobModel,
  CSIDriverModel,
  CSINodeModel,
  CSIStorageCapacityModel,
  CustomResourceDefinitionModel,
  DaemonSetModel,
  DeploymentModel,
  DeviceClassModel,
  EndpointSliceModel,
  EndpointsModel,
  EventModel,
  EventsV1EventModel,
  FlowSchemaModel,
  HorizontalPodAutoscalerModel,
  IngressClassModel,
  IngressModel,
  IPAddressModel,
  JobModel,
  LeaseModel,
  LimitRangeModel,
  LocalSubjectAccessReviewModel,
  MutatingAdmissionPolicyBindingModel,
  MutatingAdmissionPolicyModel,
  MutatingWebhookConfigurationModel,
  NamespaceModel,
  NetworkPolicyModel,
  NodeModel,
  PersistentVolumeClaimModel,
  PersistentVolumeModel,
  PodDisruptionBudgetModel,
  PodModel,
  PodTemplateModel,
  PriorityClassModel,
  PriorityLevelConfigurationModel,
  ReplicaSetModel,
  ReplicationControllerModel,
  ResourceClaimModel,
  ResourceClaimTemplateModel,
  ResourceQuotaModel,
  ResourceSliceModel,
  RoleBindingModel,
  RoleModel,
  RuntimeClassModel,
  SecretModel,
  SelfSubjectAccessReviewModel,
  SelfSubjectReviewModel,
  SelfSubjectRulesReviewModel,
  ServiceAccountModel,
  ServiceCIDRModel,
  ServiceModel,
  StatefulSetModel,
  StorageClassModel,
  SubjectAccessReviewModel,
  TokenReviewModel,
  ValidatingAdmissionPolicyBindingModel,
  ValidatingAdmissionPolicyModel,
  ValidatingWebhookConfigurationModel,
  VolumeAttachmentModel,
  VolumeAttributesClassModel,
} from "./models.ts";

/** An object of kind `APIService` of `apiregistration.k8s.io/v1`. */
export type APIService = APIServiceModel;
/** An object of kind `Binding` of `v1`. */
export type Binding = BindingModel;
/** An object of kind `CSIDriver` of `storage.k8s.io/v1`. */
export type CSIDriver = CSIDriverModel;
/** An object of kind `CSINode` of `storage.k8s.io/v1`. */
export type CSINode = CSINodeModel;
/** An object of kind `CSIStorageCapacity` of `storage.k8s.io/v1`. */
export type CSIStorageCapacity = CSIStorageCapacityModel;
/** An object of kind `CertificateSigningRequest` of `certificates.k8s.io/v1`. */
export type CertificateSigningRequest = CertificateSigningRequestModel;
/** An object of kind `ClusterRole` of `rbac.authorization.k8s.io/v1`. */
export type ClusterRole = ClusterRoleModel;
/** An object of kind `ClusterRoleBinding` of `rbac.authorization.k8s.io/v1`. */
export type ClusterRoleBinding = ClusterRoleBindingModel;
/** An object of kind `ComponentStatus` of `v1`. */
export type ComponentStatus = ComponentStatusModel;
/** An object of kind `ConfigMap` of `v1`. */
export type ConfigMap = ConfigMapModel;
/** An object of kind `ControllerRevision` of `apps/v1`. */
export type ControllerRevision = ControllerRevisionModel;
/** An object of kind `CronJob` of `batch/v1`. */
export type CronJob = CronJobModel;
/** An object of kind `CustomResourceDefinition` of `apiextensions.k8s.io/v1`. */
export type CustomResourceDefinition = CustomResourceDefinitionModel;
/** An object of kind `DaemonSet` of `apps/v1`. */
export type DaemonSet = DaemonSetModel;
/** An object of kind `Deployment` of `apps/v1`. */
export type Deployment = DeploymentModel;
/** An object of kind `DeviceClass` of `resource.k8s.io/v1`. */
export type DeviceClass = DeviceClassModel;
/** An object of kind `EndpointSlice` of `discovery.k8s.io/v1`. */
export type EndpointSlice = EndpointSliceModel;
/** An object of kind `Endpoints` of `v1`. */
export type Endpoints = EndpointsModel;
/** An object of kind `Event` of `v1`. */
export type Event = EventModel;
/** An object of kind `Event` of `events.k8s.io/v1`. */
export type EventsV1Event = EventsV1EventModel;
/** An object of kind `FlowSchema` of `flowcontrol.apiserver.k8s.io/v1`. */
export type FlowSchema = FlowSchemaModel;
/** An object of kind `HorizontalPodAutoscaler` of `autoscaling/v2`. */
export type HorizontalPodAutoscaler = HorizontalPodAutoscalerModel;
/** An object of kind `IPAddress` of `networking.k8s.io/v1`. */
export type IPAddress = IPAddressModel;
/** An object of kind `Ingress` of `networking.k8s.io/v1`. */
export type Ingress = IngressModel;
/** An object of kind `IngressClass` of `networking.k8s.io/v1`. */
export type IngressClass = IngressClassModel;
/** An object of kind `Job` of `batch/v1`. */
export type Job = JobModel;
/** An object of kind `Lease` of `coordination.k8s.io/v1`. */
export type Lease = LeaseModel;
/** An object of kind `LimitRange` of `v1`. */
export type LimitRange = LimitRangeModel;
/** An object of kind `LocalSubjectAccessReview` of `authorization.k8s.io/v1`. */
export type LocalSubjectAccessReview = LocalSubjectAccessReviewModel;
/** An object of kind `MutatingAdmissionPolicy` of `admissionregistration.k8s.io/v1`. */
export type MutatingAdmissionPolicy = MutatingAdmissionPolicyModel;
/** An object of kind `MutatingAdmissionPolicyBinding` of `admissionregistration.k8s.io/v1`. */
export type MutatingAdmissionPolicyBinding = MutatingAdmissionPolicyBindingModel;
/** An object of kind `MutatingWebhookConfiguration` of `admissionregistration.k8s.io/v1`. */
export type MutatingWebhookConfiguration = MutatingWebhookConfigurationModel;
/** An object of kind `Namespace` of `v1`. */
export type Namespace = NamespaceModel;
/** An object of kind `NetworkPolicy` of `networking.k8s.io/v1`. */
export type NetworkPolicy = NetworkPolicyModel;
/** An object of kind `Node` of `v1`. */
export type Node = NodeModel;
/** An object of kind `PersistentVolume` of `v1`. */
export type PersistentVolume = PersistentVolumeModel;
/** An object of kind `PersistentVolumeClaim` of `v1`. */
export type PersistentVolumeClaim = PersistentVolumeClaimModel;
/** An object of kind `Pod` of `v1`. */
export type Pod = PodModel;
/** An object of kind `PodDisruptionBudget` of `policy/v1`. */
export type PodDisruptionBudget = PodDisruptionBudgetModel;
/** An object of kind `PodTemplate` of `v1`. */
export type PodTemplate = PodTemplateModel;
/** An object of kind `PriorityClass` of `scheduling.k8s.io/v1`. */
export type PriorityClass = PriorityClassModel;
/** An object of kind `PriorityLevelConfiguration` of `flowcontrol.apiserver.k8s.io/v1`. */
export type PriorityLevelConfiguration = PriorityLevelConfigurationModel;
/** An object of kind `ReplicaSet` of `apps/v1`. */
export type ReplicaSet = ReplicaSetModel;
/** An object of kind `ReplicationController` of `v1`. */
export type ReplicationController = ReplicationControllerModel;
/** An object of kind `ResourceClaim` of `resource.k8s.io/v1`. */
export type ResourceClaim = ResourceClaimModel;
/** An object of kind `ResourceClaimTemplate` of `resource.k8s.io/v1`. */
export type ResourceClaimTemplate = ResourceClaimTemplateModel;
/** An object of kind `ResourceQuota` of `v1`. */
export type ResourceQuota = ResourceQuotaModel;
/** An object of kind `ResourceSlice` of `resource.k8s.io/v1`. */
export type ResourceSlice = ResourceSliceModel;
/** An object of kind `Role` of `rbac.authorization.k8s.io/v1`. */
export type Role = RoleModel;
/** An object of kind `RoleBinding` of `rbac.authorization.k8s.io/v1`. */
export type RoleBinding = RoleBindingModel;
/** An object of kind `RuntimeClass` of `node.k8s.io/v1`. */
export type RuntimeClass = RuntimeClassModel;
/** An object of kind `Secret` of `v1`. */
export type Secret = SecretModel;
/** An object of kind `SelfSubjectAccessReview` of `authorization.k8s.io/v1`. */
export type SelfSubjectAccessReview = SelfSubjectAccessReviewModel;
/** An object of kind `SelfSubjectReview` of `authentication.k8s.io/v1`. */
export type SelfSubjectReview = SelfSubjectReviewModel;
/** An object of kind `SelfSubjectRulesReview` of `authorization.k8s.io/v1`. */
export type SelfSubjectRulesReview = SelfSubjectRulesReviewModel;
/** An object of kind `Service` of `v1`. */
export type Service = ServiceModel;
/** An object of kind `ServiceAccount` of `v1`. */
export type ServiceAccount = ServiceAccountModel;
/** An object of kind `ServiceCIDR` of `networking.k8s.io/v1`. */
export type ServiceCIDR = ServiceCIDRModel;
/** An object of kind `StatefulSet` of `apps/v1`. */
export type StatefulSet = StatefulSetModel;
/** An object of kind `StorageClass` of `storage.k8s.io/v1`. */
export type StorageClass = StorageClassModel;
/** An object of kind `SubjectAccessReview` of `authorization.k8s.io/v1`. */
export type SubjectAccessReview = SubjectAccessReviewModel;
/** An object of kind `TokenReview` of `authentication.k8s.io/v1`. */
export type TokenReview = TokenReviewModel;
/** An object of kind `ValidatingAdmissionPolicy` of `admissionregistration.k8s.io/v1`. */
export type ValidatingAdmissionPolicy = ValidatingAdmissionPolicyModel;
/** An object of kind `ValidatingAdmissionPolicyBinding` of `admissionregistration.k8s.io/v1`. */
export type ValidatingAdmissionPolicyBinding = ValidatingAdmissionPolicyBindingModel;
/** An object of kind `ValidatingWebhookConfiguration` of `admissionregistration.k8s.io/v1`. */
export type ValidatingWebhookConfiguration = ValidatingWebhookConfigurationModel;
/** An object of kind `VolumeAttachment` of `storage.k8s.io/v1`. */
export type VolumeAttachment = VolumeAttachmentModel;
/** An object of kind `VolumeAttributesClass` of `storage.k8s.io/v1`. */
export type VolumeAttributesClass = VolumeAttributesClassModel;

/** The types of the kinds that live in namespaces, by what their objects say of themselves. */
export interface NamespacedTypes {
  /** An object of kind `Binding` of `v1`. */
  "v1/Binding": Binding;
  /** An object of kind `CSIStorageCapacity` of `storage.k8s.io/v1`. */
  "storage.k8s.io/v1/CSIStorageCapacity": CSIStorageCapacity;
  /** An object of kind `ConfigMap` of `v1`. */
  "v1/ConfigMap": ConfigMap;
  /** An object of kind `ControllerRevision` of `apps/v1`. */
  "apps/v1/ControllerRevision": ControllerRevision;
  /** An object of kind `CronJob` of `batch/v1`. */
  "batch/v1/CronJob": CronJob;
  /** An object of kind `DaemonSet` of `apps/v1`. */
  "apps/v1/DaemonSet": DaemonSet;
  /** An object of kind `Deployment` of `apps/v1`. */
  "apps/v1/Deployment": Deployment;
  /** An object of kind `EndpointSlice` of `discovery.k8s.io/v1`. */
  "discovery.k8s.io/v1/EndpointSlice": EndpointSlice;
  /** An object of kind `Endpoints` of `v1`. */
  "v1/Endpoints": Endpoints;
  /** An object of kind `Event` of `v1`. */
  "v1/Event": Event;
  /** An object of kind `Event` of `events.k8s.io/v1`. */
  "events.k8s.io/v1/Event": EventsV1Event;
  /** An object of kind `HorizontalPodAutoscaler` of `autoscaling/v2`. */
  "autoscaling/v2/HorizontalPodAutoscaler": HorizontalPodAutoscaler;
  /** An object of kind `Ingress` of `networking.k8s.io/v1`. */
  "networking.k8s.io/v1/Ingress": Ingress;
  /** An object of kind `Job` of `batch/v1`. */
  "batch/v1/Job": Job;
  /** An object of kind `Lease` of `coordination.k8s.io/v1`. */
  "coordination.k8s.io/v1/Lease": Lease;
  /** An object of kind `LimitRange` of `v1`. */
  "v1/LimitRange": LimitRange;
  /** An object of kind `LocalSubjectAccessReview` of `authorization.k8s.io/v1`. */
  "authorization.k8s.io/v1/LocalSubjectAccessReview": LocalSubjectAccessReview;
  /** An object of kind `NetworkPolicy` of `networking.k8s.io/v1`. */
  "networking.k8s.io/v1/NetworkPolicy": NetworkPolicy;
  /** An object of kind `PersistentVolumeClaim` of `v1`. */
  "v1/PersistentVolumeClaim": PersistentVolumeClaim;
  /** An object of kind `Pod` of `v1`. */
  "v1/Pod": Pod;
  /** An object of kind `PodDisruptionBudget` of `policy/v1`. */
  "policy/v1/PodDisruptionBudget": PodDisruptionBudget;
  /** An object of kind `PodTemplate` of `v1`. */
  "v1/PodTemplate": PodTemplate;
  /** An object of kind `ReplicaSet` of `apps/v1`. */
  "apps/v1/ReplicaSet": ReplicaSet;
  /** An object of kind `ReplicationController` of `v1`. */
  "v1/ReplicationController": ReplicationController;
  /** An object of kind `ResourceClaim` of `resource.k8s.io/v1`. */
  "resource.k8s.io/v1/ResourceClaim": ResourceClaim;
  /** An object of kind `ResourceClaimTemplate` of `resource.k8s.io/v1`. */
  "resource.k8s.io/v1/ResourceClaimTemplate": ResourceClaimTemplate;
  /** An object of kind `ResourceQuota` of `v1`. */
  "v1/ResourceQuota": ResourceQuota;
  /** An object of kind `Role` of `rbac.authorization.k8s.io/v1`. */
  "rbac.authorization.k8s.io/v1/Role": Role;
  /** An object of kind `RoleBinding` of `rbac.authorization.k8s.io/v1`. */
  "rbac.authorization.k8s.io/v1/RoleBinding": RoleBinding;
  /** An object of kind `Secret` of `v1`. */
  "v1/Secret": Secret;
  /** An object of kind `Service` of `v1`. */
  "v1/Service": Service;
  /** An object of kind `ServiceAccount` of `v1`. */
  "v1/ServiceAccount": ServiceAccount;
  /** An object of kind `StatefulSet` of `apps/v1`. */
  "apps/v1/StatefulSet": StatefulSet;
}

/** The types of the kinds of the whole cluster, by what their objects say of themselves. */
export interface ClusterTypes {
  /** An object of kind `APIService` of `apiregistration.k8s.io/v1`. */
  "apiregistration.k8s.io/v1/APIService": APIService;
  /** An object of kind `CSIDriver` of `storage.k8s.io/v1`. */
  "storage.k8s.io/v1/CSIDriver": CSIDriver;
  /** An object of kind `CSINode` of `storage.k8s.io/v1`. */
  "storage.k8s.io/v1/CSINode": CSINode;
  /** An object of kind `CertificateSigningRequest` of `certificates.k8s.io/v1`. */
  "certificates.k8s.io/v1/CertificateSigningRequest": CertificateSigningRequest;
  /** An object of kind `ClusterRole` of `rbac.authorization.k8s.io/v1`. */
  "rbac.authorization.k8s.io/v1/ClusterRole": ClusterRole;
  /** An object of kind `ClusterRoleBinding` of `rbac.authorization.k8s.io/v1`. */
  "rbac.authorization.k8s.io/v1/ClusterRoleBinding": ClusterRoleBinding;
  /** An object of kind `ComponentStatus` of `v1`. */
  "v1/ComponentStatus": ComponentStatus;
  /** An object of kind `CustomResourceDefinition` of `apiextensions.k8s.io/v1`. */
  "apiextensions.k8s.io/v1/CustomResourceDefinition": CustomResourceDefinition;
  /** An object of kind `DeviceClass` of `resource.k8s.io/v1`. */
  "resource.k8s.io/v1/DeviceClass": DeviceClass;
  /** An object of kind `FlowSchema` of `flowcontrol.apiserver.k8s.io/v1`. */
  "flowcontrol.apiserver.k8s.io/v1/FlowSchema": FlowSchema;
  /** An object of kind `IPAddress` of `networking.k8s.io/v1`. */
  "networking.k8s.io/v1/IPAddress": IPAddress;
  /** An object of kind `IngressClass` of `networking.k8s.io/v1`. */
  "networking.k8s.io/v1/IngressClass": IngressClass;
  /** An object of kind `MutatingAdmissionPolicy` of `admissionregistration.k8s.io/v1`. */
  "admissionregistration.k8s.io/v1/MutatingAdmissionPolicy": MutatingAdmissionPolicy;
  /** An object of kind `MutatingAdmissionPolicyBinding` of `admissionregistration.k8s.io/v1`. */
  "admissionregistration.k8s.io/v1/MutatingAdmissionPolicyBinding": MutatingAdmissionPolicyBinding;
  /** An object of kind `MutatingWebhookConfiguration` of `admissionregistration.k8s.io/v1`. */
  "admissionregistration.k8s.io/v1/MutatingWebhookConfiguration": MutatingWebhookConfiguration;
  /** An object of kind `Namespace` of `v1`. */
  "v1/Namespace": Namespace;
  /** An object of kind `Node` of `v1`. */
  "v1/Node": Node;
  /** An object of kind `PersistentVolume` of `v1`. */
  "v1/PersistentVolume": PersistentVolume;
  /** An object of kind `PriorityClass` of `scheduling.k8s.io/v1`. */
  "scheduling.k8s.io/v1/PriorityClass": PriorityClass;
  /** An object of kind `PriorityLevelConfiguration` of `flowcontrol.apiserver.k8s.io/v1`. */
  "flowcontrol.apiserver.k8s.io/v1/PriorityLevelConfiguration": PriorityLevelConfiguration;
  /** An object of kind `ResourceSlice` of `resource.k8s.io/v1`. */
  "resource.k8s.io/v1/ResourceSlice": ResourceSlice;
  /** An object of kind `RuntimeClass` of `node.k8s.io/v1`. */
  "node.k8s.io/v1/RuntimeClass": RuntimeClass;
  /** An object of kind `SelfSubjectAccessReview` of `authorization.k8s.io/v1`. */
  "authorization.k8s.io/v1/SelfSubjectAccessReview": SelfSubjectAccessReview;
  /** An object of kind `SelfSubjectReview` of `authentication.k8s.io/v1`. */
  "authentication.k8s.io/v1/SelfSubjectReview": SelfSubjectReview;
  /** An object of kind `SelfSubjectRulesReview` of `authorization.k8s.io/v1`. */
  "authorization.k8s.io/v1/SelfSubjectRulesReview": SelfSubjectRulesReview;
  /** An object of kind `ServiceCIDR` of `networking.k8s.io/v1`. */
  "networking.k8s.io/v1/ServiceCIDR": ServiceCIDR;
  /** An object of kind `StorageClass` of `storage.k8s.io/v1`. */
  "storage.k8s.io/v1/StorageClass": StorageClass;
  /** An object of kind `SubjectAccessReview` of `authorization.k8s.io/v1`. */
  "authorization.k8s.io/v1/SubjectAccessReview": SubjectAccessReview;
  /** An object of kind `TokenReview` of `authentication.k8s.io/v1`. */
  "authentication.k8s.io/v1/TokenReview": TokenReview;
  /** An object of kind `ValidatingAdmissionPolicy` of `admissionregistration.k8s.io/v1`. */
  "admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy": ValidatingAdmissionPolicy;
  /** An object of kind `ValidatingAdmissionPolicyBinding` of `admissionregistration.k8s.io/v1`. */
  "admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding":
    ValidatingAdmissionPolicyBinding;
  /** An object of kind `ValidatingWebhookConfiguration` of `admissionregistration.k8s.io/v1`. */
  "admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration": ValidatingWebhookConfiguration;
  /** An object of kind `VolumeAttachment` of `storage.k8s.io/v1`. */
  "storage.k8s.io/v1/VolumeAttachment": VolumeAttachment;
  /** An object of kind `VolumeAttributesClass` of `storage.k8s.io/v1`. */
  "storage.k8s.io/v1/VolumeAttributesClass": VolumeAttributesClass;
}
