/**
 * The models behind the object types: the JSON shapes of client-node's classes. Written by
 * scripts/dev/generate_types.ts. Layer 1: types only.
 *
 * @module
 */
import type { AsJson } from "./as_json.ts";
import type { V1APIService } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1APIService.js";
import type { V1Binding } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1Binding.js";
import type { V1CSIDriver } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1CSIDriver.js";
import type { V1CSINode } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1CSINode.js";
import type { V1CSIStorageCapacity } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1CSIStorageCapacity.js";
import type { V1CertificateSigningRequest } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1CertificateSigningRequest.js";
import type { V1ClusterRole } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1ClusterRole.js";
import type { V1ClusterRoleBinding } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1ClusterRoleBinding.js";
import type { V1ComponentStatus } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1ComponentStatus.js";
import type { V1ConfigMap } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1ConfigMap.js";
import type { V1ControllerRevision } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1ControllerRevision.js";
import type { V1CronJob } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1CronJob.js";
import type { V1CustomResourceDefinition } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1CustomResourceDefinition.js";
import type { V1DaemonSet } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1DaemonSet.js";
import type { V1Deployment } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1Deployment.js";
import type { V1DeviceClass } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1DeviceClass.js";
import type { V1EndpointSlice } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1EndpointSlice.js";
import type { V1Endpoints } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1Endpoints.js";
import type { CoreV1Event } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/CoreV1Event.js";
import type { EventsV1Event } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/EventsV1Event.js";
import type { V1FlowSchema } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1FlowSchema.js";
import type { V2HorizontalPodAutoscaler } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V2HorizontalPodAutoscaler.js";
import type { V1IPAddress } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1IPAddress.js";
import type { V1Ingress } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1Ingress.js";
import type { V1IngressClass } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1IngressClass.js";
import type { V1Job } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1Job.js";
import type { V1Lease } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1Lease.js";
import type { V1LimitRange } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1LimitRange.js";
import type { V1LocalSubjectAccessReview } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1LocalSubjectAccessReview.js";
import type { V1MutatingAdmissionPolicy } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1MutatingAdmissionPolicy.js";
import type { V1MutatingAdmissionPolicyBinding } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1MutatingAdmissionPolicyBinding.js";
import type { V1MutatingWebhookConfiguration } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1MutatingWebhookConfiguration.js";
import type { V1Namespace } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1Namespace.js";
import type { V1NetworkPolicy } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1NetworkPolicy.js";
import type { V1Node } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1Node.js";
import type { V1PersistentVolume } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1PersistentVolume.js";
import type { V1PersistentVolumeClaim } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1PersistentVolumeClaim.js";
import type { V1Pod } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1Pod.js";
import type { V1PodDisruptionBudget } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1PodDisruptionBudget.js";
import type { V1PodTemplate } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1PodTemplate.js";
import type { V1PriorityClass } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1PriorityClass.js";
import type { V1PriorityLevelConfiguration } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1PriorityLevelConfiguration.js";
import type { V1ReplicaSet } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1ReplicaSet.js";
import type { V1ReplicationController } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1ReplicationController.js";
import type { ResourceV1ResourceClaim } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/ResourceV1ResourceClaim.js";
import type { V1ResourceClaimTemplate } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1ResourceClaimTemplate.js";
import type { V1ResourceQuota } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1ResourceQuota.js";
import type { V1ResourceSlice } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1ResourceSlice.js";
import type { V1Role } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1Role.js";
import type { V1RoleBinding } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1RoleBinding.js";
import type { V1RuntimeClass } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1RuntimeClass.js";
import type { V1Secret } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1Secret.js";
import type { V1SelfSubjectAccessReview } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1SelfSubjectAccessReview.js";
import type { V1SelfSubjectReview } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1SelfSubjectReview.js";
import type { V1SelfSubjectRulesReview } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1SelfSubjectRulesReview.js";
import type { V1Service } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1Service.js";
import type { V1ServiceAccount } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1ServiceAccount.js";
import type { V1ServiceCIDR } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1ServiceCIDR.js";
import type { V1StatefulSet } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1StatefulSet.js";
import type { V1StorageClass } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1StorageClass.js";
import type { V1SubjectAccessReview } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1SubjectAccessReview.js";
import type { V1TokenReview } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1TokenReview.js";
import type { V1ValidatingAdmissionPolicy } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1ValidatingAdmissionPolicy.js";
import type { V1ValidatingAdmissionPolicyBinding } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1ValidatingAdmissionPolicyBinding.js";
import type { V1ValidatingWebhookConfiguration } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1ValidatingWebhookConfiguration.js";
import type { V1VolumeAttachment } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1VolumeAttachment.js";
import type { V1VolumeAttributesClass } from "npm:@kubernetes/client-node@2.0.1/dist/gen/models/V1VolumeAttributesClass.js";

/** The JSON of `APIService` of `apiregistration.k8s.io/v1`. */
export type APIServiceModel = AsJson<V1APIService>;
/** The JSON of `Binding` of `v1`. */
export type BindingModel = AsJson<V1Binding>;
/** The JSON of `CSIDriver` of `storage.k8s.io/v1`. */
export type CSIDriverModel = AsJson<V1CSIDriver>;
/** The JSON of `CSINode` of `storage.k8s.io/v1`. */
export type CSINodeModel = AsJson<V1CSINode>;
/** The JSON of `CSIStorageCapacity` of `storage.k8s.io/v1`. */
export type CSIStorageCapacityModel = AsJson<V1CSIStorageCapacity>;
/** The JSON of `CertificateSigningRequest` of `certificates.k8s.io/v1`. */
export type CertificateSigningRequestModel = AsJson<V1CertificateSigningRequest>;
/** The JSON of `ClusterRole` of `rbac.authorization.k8s.io/v1`. */
export type ClusterRoleModel = AsJson<V1ClusterRole>;
/** The JSON of `ClusterRoleBinding` of `rbac.authorization.k8s.io/v1`. */
export type ClusterRoleBindingModel = AsJson<V1ClusterRoleBinding>;
/** The JSON of `ComponentStatus` of `v1`. */
export type ComponentStatusModel = AsJson<V1ComponentStatus>;
/** The JSON of `ConfigMap` of `v1`. */
export type ConfigMapModel = AsJson<V1ConfigMap>;
/** The JSON of `ControllerRevision` of `apps/v1`. */
export type ControllerRevisionModel = AsJson<V1ControllerRevision>;
/** The JSON of `CronJob` of `batch/v1`. */
export type CronJobModel = AsJson<V1CronJob>;
/** The JSON of `CustomResourceDefinition` of `apiextensions.k8s.io/v1`. */
export type CustomResourceDefinitionModel = AsJson<V1CustomResourceDefinition>;
/** The JSON of `DaemonSet` of `apps/v1`. */
export type DaemonSetModel = AsJson<V1DaemonSet>;
/** The JSON of `Deployment` of `apps/v1`. */
export type DeploymentModel = AsJson<V1Deployment>;
/** The JSON of `DeviceClass` of `resource.k8s.io/v1`. */
export type DeviceClassModel = AsJson<V1DeviceClass>;
/** The JSON of `EndpointSlice` of `discovery.k8s.io/v1`. */
export type EndpointSliceModel = AsJson<V1EndpointSlice>;
/** The JSON of `Endpoints` of `v1`. */
export type EndpointsModel = AsJson<V1Endpoints>;
/** The JSON of `Event` of `v1`. */
export type EventModel = AsJson<CoreV1Event>;
/** The JSON of `Event` of `events.k8s.io/v1`. */
export type EventsV1EventModel = AsJson<EventsV1Event>;
/** The JSON of `FlowSchema` of `flowcontrol.apiserver.k8s.io/v1`. */
export type FlowSchemaModel = AsJson<V1FlowSchema>;
/** The JSON of `HorizontalPodAutoscaler` of `autoscaling/v2`. */
export type HorizontalPodAutoscalerModel = AsJson<V2HorizontalPodAutoscaler>;
/** The JSON of `IPAddress` of `networking.k8s.io/v1`. */
export type IPAddressModel = AsJson<V1IPAddress>;
/** The JSON of `Ingress` of `networking.k8s.io/v1`. */
export type IngressModel = AsJson<V1Ingress>;
/** The JSON of `IngressClass` of `networking.k8s.io/v1`. */
export type IngressClassModel = AsJson<V1IngressClass>;
/** The JSON of `Job` of `batch/v1`. */
export type JobModel = AsJson<V1Job>;
/** The JSON of `Lease` of `coordination.k8s.io/v1`. */
export type LeaseModel = AsJson<V1Lease>;
/** The JSON of `LimitRange` of `v1`. */
export type LimitRangeModel = AsJson<V1LimitRange>;
/** The JSON of `LocalSubjectAccessReview` of `authorization.k8s.io/v1`. */
export type LocalSubjectAccessReviewModel = AsJson<V1LocalSubjectAccessReview>;
/** The JSON of `MutatingAdmissionPolicy` of `admissionregistration.k8s.io/v1`. */
export type MutatingAdmissionPolicyModel = AsJson<V1MutatingAdmissionPolicy>;
/** The JSON of `MutatingAdmissionPolicyBinding` of `admissionregistration.k8s.io/v1`. */
export type MutatingAdmissionPolicyBindingModel = AsJson<V1MutatingAdmissionPolicyBinding>;
/** The JSON of `MutatingWebhookConfiguration` of `admissionregistration.k8s.io/v1`. */
export type MutatingWebhookConfigurationModel = AsJson<V1MutatingWebhookConfiguration>;
/** The JSON of `Namespace` of `v1`. */
export type NamespaceModel = AsJson<V1Namespace>;
/** The JSON of `NetworkPolicy` of `networking.k8s.io/v1`. */
export type NetworkPolicyModel = AsJson<V1NetworkPolicy>;
/** The JSON of `Node` of `v1`. */
export type NodeModel = AsJson<V1Node>;
/** The JSON of `PersistentVolume` of `v1`. */
export type PersistentVolumeModel = AsJson<V1PersistentVolume>;
/** The JSON of `PersistentVolumeClaim` of `v1`. */
export type PersistentVolumeClaimModel = AsJson<V1PersistentVolumeClaim>;
/** The JSON of `Pod` of `v1`. */
export type PodModel = AsJson<V1Pod>;
/** The JSON of `PodDisruptionBudget` of `policy/v1`. */
export type PodDisruptionBudgetModel = AsJson<V1PodDisruptionBudget>;
/** The JSON of `PodTemplate` of `v1`. */
export type PodTemplateModel = AsJson<V1PodTemplate>;
/** The JSON of `PriorityClass` of `scheduling.k8s.io/v1`. */
export type PriorityClassModel = AsJson<V1PriorityClass>;
/** The JSON of `PriorityLevelConfiguration` of `flowcontrol.apiserver.k8s.io/v1`. */
export type PriorityLevelConfigurationModel = AsJson<V1PriorityLevelConfiguration>;
/** The JSON of `ReplicaSet` of `apps/v1`. */
export type ReplicaSetModel = AsJson<V1ReplicaSet>;
/** The JSON of `ReplicationController` of `v1`. */
export type ReplicationControllerModel = AsJson<V1ReplicationController>;
/** The JSON of `ResourceClaim` of `resource.k8s.io/v1`. */
export type ResourceClaimModel = AsJson<ResourceV1ResourceClaim>;
/** The JSON of `ResourceClaimTemplate` of `resource.k8s.io/v1`. */
export type ResourceClaimTemplateModel = AsJson<V1ResourceClaimTemplate>;
/** The JSON of `ResourceQuota` of `v1`. */
export type ResourceQuotaModel = AsJson<V1ResourceQuota>;
/** The JSON of `ResourceSlice` of `resource.k8s.io/v1`. */
export type ResourceSliceModel = AsJson<V1ResourceSlice>;
/** The JSON of `Role` of `rbac.authorization.k8s.io/v1`. */
export type RoleModel = AsJson<V1Role>;
/** The JSON of `RoleBinding` of `rbac.authorization.k8s.io/v1`. */
export type RoleBindingModel = AsJson<V1RoleBinding>;
/** The JSON of `RuntimeClass` of `node.k8s.io/v1`. */
export type RuntimeClassModel = AsJson<V1RuntimeClass>;
/** The JSON of `Secret` of `v1`. */
export type SecretModel = AsJson<V1Secret>;
/** The JSON of `SelfSubjectAccessReview` of `authorization.k8s.io/v1`. */
export type SelfSubjectAccessReviewModel = AsJson<V1SelfSubjectAccessReview>;
/** The JSON of `SelfSubjectReview` of `authentication.k8s.io/v1`. */
export type SelfSubjectReviewModel = AsJson<V1SelfSubjectReview>;
/** The JSON of `SelfSubjectRulesReview` of `authorization.k8s.io/v1`. */
export type SelfSubjectRulesReviewModel = AsJson<V1SelfSubjectRulesReview>;
/** The JSON of `Service` of `v1`. */
export type ServiceModel = AsJson<V1Service>;
/** The JSON of `ServiceAccount` of `v1`. */
export type ServiceAccountModel = AsJson<V1ServiceAccount>;
/** The JSON of `ServiceCIDR` of `networking.k8s.io/v1`. */
export type ServiceCIDRModel = AsJson<V1ServiceCIDR>;
/** The JSON of `StatefulSet` of `apps/v1`. */
export type StatefulSetModel = AsJson<V1StatefulSet>;
/** The JSON of `StorageClass` of `storage.k8s.io/v1`. */
export type StorageClassModel = AsJson<V1StorageClass>;
/** The JSON of `SubjectAccessReview` of `authorization.k8s.io/v1`. */
export type SubjectAccessReviewModel = AsJson<V1SubjectAccessReview>;
/** The JSON of `TokenReview` of `authentication.k8s.io/v1`. */
export type TokenReviewModel = AsJson<V1TokenReview>;
/** The JSON of `ValidatingAdmissionPolicy` of `admissionregistration.k8s.io/v1`. */
export type ValidatingAdmissionPolicyModel = AsJson<V1ValidatingAdmissionPolicy>;
/** The JSON of `ValidatingAdmissionPolicyBinding` of `admissionregistration.k8s.io/v1`. */
export type ValidatingAdmissionPolicyBindingModel = AsJson<V1ValidatingAdmissionPolicyBinding>;
/** The JSON of `ValidatingWebhookConfiguration` of `admissionregistration.k8s.io/v1`. */
export type ValidatingWebhookConfigurationModel = AsJson<V1ValidatingWebhookConfiguration>;
/** The JSON of `VolumeAttachment` of `storage.k8s.io/v1`. */
export type VolumeAttachmentModel = AsJson<V1VolumeAttachment>;
/** The JSON of `VolumeAttributesClass` of `storage.k8s.io/v1`. */
export type VolumeAttributesClassModel = AsJson<V1VolumeAttributesClass>;
