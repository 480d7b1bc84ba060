/**
 * The built-in kinds of the whole cluster as declared properties; a loop over the table of kinds fills them.
 * Written by scripts/dev/generate_accessors.ts. Layer 5.
 *
 * @module
 */
import type {
  APIService,
  CertificateSigningRequest,
  ClusterRole,
  ClusterRoleBinding,
  ComponentStatus,
  CSIDriver,
  CSINode,
  CustomResourceDefinition,
  DeviceClass,
  FlowSchema,
  IngressClass,
  IPAddress,
  MutatingAdmissionPolicy,
  MutatingAdmissionPolicyBinding,
  MutatingWebhookConfiguration,
  Namespace,
  Node,
  PersistentVolume,
  PriorityClass,
  PriorityLevelConfiguration,
  ResourceSlice,
  RuntimeClass,
  ServiceCIDR,
  StorageClass,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
  ValidatingWebhookConfiguration,
  VolumeAttachment,
  VolumeAttributesClass,
} from "../kinds/types.ts";
import type { Query } from "./query.ts";
import type { Ref } from "./ref.ts";

/** The built-in kinds of the whole cluster: a query by the plural, one object by the singular. */
export class ClusterKinds {
  /** Objects of kind APIService: `kubectl get apiservices`. */
  declare readonly apiServices: Query<APIService>;
  /** Refers to an APIService by name. */
  declare readonly apiService: (name: string) => Ref<APIService>;
  /** Objects of kind CertificateSigningRequest: `kubectl get certificatesigningrequests`. */
  declare readonly certificateSigningRequests: Query<CertificateSigningRequest>;
  /** Refers to a CertificateSigningRequest by name. */
  declare readonly certificateSigningRequest: (name: string) => Ref<CertificateSigningRequest>;
  /** Objects of kind ClusterRoleBinding: `kubectl get clusterrolebindings`. */
  declare readonly clusterRoleBindings: Query<ClusterRoleBinding>;
  /** Refers to a ClusterRoleBinding by name. */
  declare readonly clusterRoleBinding: (name: string) => Ref<ClusterRoleBinding>;
  /** Objects of kind ClusterRole: `kubectl get clusterroles`. */
  declare readonly clusterRoles: Query<ClusterRole>;
  /** Refers to a ClusterRole by name. */
  declare readonly clusterRole: (name: string) => Ref<ClusterRole>;
  /** Objects of kind ComponentStatus: `kubectl get componentstatuses`. */
  declare readonly componentStatuses: Query<ComponentStatus>;
  /** Refers to a ComponentStatus by name. */
  declare readonly componentStatus: (name: string) => Ref<ComponentStatus>;
  /** Objects of kind CSIDriver: `kubectl get csidrivers`. */
  declare readonly csiDrivers: Query<CSIDriver>;
  /** Refers to a CSIDriver by name. */
  declare readonly csiDriver: (name: string) => Ref<CSIDriver>;
  /** Objects of kind CSINode: `kubectl get csinodes`. */
  declare readonly csiNodes: Query<CSINode>;
  /** Refers to a CSINode by name. */
  declare readonly csiNode: (name: string) => Ref<CSINode>;
  /** Objects of kind CustomResourceDefinition: `kubectl get customresourcedefinitions`. */
  declare readonly customResourceDefinitions: Query<CustomResourceDefinition>;
  /** Refers to a CustomResourceDefinition by name. */
  declare readonly customResourceDefinition: (name: string) => Ref<CustomResourceDefinition>;
  /** Objects of kind DeviceClass: `kubectl get deviceclasses`. */
  declare readonly deviceClasses: Query<DeviceClass>;
  /** Refers to a DeviceClass by name. */
  declare readonly deviceClass: (name: string) => Ref<DeviceClass>;
  /** Objects of kind FlowSchema: `kubectl get flowschemas`. */
  declare readonly flowSchemas: Query<FlowSchema>;
  /** Refers to a FlowSchema by name. */
  declare readonly flowSchema: (name: string) => Ref<FlowSchema>;
  /** Objects of kind IngressClass: `kubectl get ingressclasses`. */
  declare readonly ingressClasses: Query<IngressClass>;
  /** Refers to an IngressClass by name. */
  declare readonly ingressClass: (name: string) => Ref<IngressClass>;
  /** Objects of kind IPAddress: `kubectl get ipaddresses`. */
  declare readonly ipAddresses: Query<IPAddress>;
  /** Refers to an IPAddress by name. */
  declare readonly ipAddress: (name: string) => Ref<IPAddress>;
  /** Objects of kind MutatingAdmissionPolicy: `kubectl get mutatingadmissionpolicies`. */
  declare readonly mutatingAdmissionPolicies: Query<MutatingAdmissionPolicy>;
  /** Refers to a MutatingAdmissionPolicy by name. */
  declare readonly mutatingAdmissionPolicy: (name: string) => Ref<MutatingAdmissionPolicy>;
  /** Objects of kind MutatingAdmissionPolicyBinding: `kubectl get mutatingadmissionpolicybindings`. */
  declare readonly mutatingAdmissionPolicyBindings: Query<MutatingAdmissionPolicyBinding>;
  /** Refers to a MutatingAdmissionPolicyBinding by name. */
  declare readonly mutatingAdmissionPolicyBinding: (
    name: string,
  ) => Ref<MutatingAdmissionPolicyBinding>;
  /** Objects of kind MutatingWebhookConfiguration: `kubectl get mutatingwebhookconfigurations`. */
  declare readonly mutatingWebhookConfigurations: Query<MutatingWebhookConfiguration>;
  /** Refers to a MutatingWebhookConfiguration by name. */
  declare readonly mutatingWebhookConfiguration: (
    name: string,
  ) => Ref<MutatingWebhookConfiguration>;
  /** Objects of kind Namespace: `kubectl get namespaces`. */
  declare readonly namespaces: Query<Namespace>;
  /** Refers to a Namespace by name. */
  declare readonly namespace: (name: string) => Ref<Namespace>;
  /** Objects of kind Node: `kubectl get nodes`. */
  declare readonly nodes: Query<Node>;
  /** Refers to a Node by name. */
  declare readonly node: (name: string) => Ref<Node>;
  /** Objects of kind PersistentVolume: `kubectl get persistentvolumes`. */
  declare readonly persistentVolumes: Query<PersistentVolume>;
  /** Refers to a PersistentVolume by name. */
  declare readonly persistentVolume: (name: string) => Ref<PersistentVolume>;
  /** Objects of kind PriorityClass: `kubectl get priorityclasses`. */
  declare readonly priorityClasses: Query<PriorityClass>;
  /** Refers to a PriorityClass by name. */
  declare readonly priorityClass: (name: string) => Ref<PriorityClass>;
  /** Objects of kind PriorityLevelConfiguration: `kubectl get prioritylevelconfigurations`. */
  declare readonly priorityLevelConfigurations: Query<PriorityLevelConfiguration>;
  /** Refers to a PriorityLevelConfiguration by name. */
  declare readonly priorityLevelConfiguration: (name: string) => Ref<PriorityLevelConfiguration>;
  /** Objects of kind ResourceSlice: `kubectl get resourceslices`. */
  declare readonly resourceSlices: Query<ResourceSlice>;
  /** Refers to a ResourceSlice by name. */
  declare readonly resourceSlice: (name: string) => Ref<ResourceSlice>;
  /** Objects of kind RuntimeClass: `kubectl get runtimeclasses`. */
  declare readonly runtimeClasses: Query<RuntimeClass>;
  /** Refers to a RuntimeClass by name. */
  declare readonly runtimeClass: (name: string) => Ref<RuntimeClass>;
  /** Objects of kind ServiceCIDR: `kubectl get servicecidrs`. */
  declare readonly serviceCidrs: Query<ServiceCIDR>;
  /** Refers to a ServiceCIDR by name. */
  declare readonly serviceCidr: (name: string) => Ref<ServiceCIDR>;
  /** Objects of kind StorageClass: `kubectl get storageclasses`. */
  declare readonly storageClasses: Query<StorageClass>;
  /** Refers to a StorageClass by name. */
  declare readonly storageClass: (name: string) => Ref<StorageClass>;
  /** Objects of kind ValidatingAdmissionPolicy: `kubectl get validatingadmissionpolicies`. */
  declare readonly validatingAdmissionPolicies: Query<ValidatingAdmissionPolicy>;
  /** Refers to a ValidatingAdmissionPolicy by name. */
  declare readonly validatingAdmissionPolicy: (name: string) => Ref<ValidatingAdmissionPolicy>;
  /** Objects of kind ValidatingAdmissionPolicyBinding: `kubectl get validatingadmissionpolicybindings`. */
  declare readonly validatingAdmissionPolicyBindings: Query<ValidatingAdmissionPolicyBinding>;
  /** Refers to a ValidatingAdmissionPolicyBinding by name. */
  declare readonly validatingAdmissionPolicyBinding: (
    name: string,
  ) => Ref<ValidatingAdmissionPolicyBinding>;
  /** Objects of kind ValidatingWebhookConfiguration: `kubectl get validatingwebhookconfigurations`. */
  declare readonly validatingWebhookConfigurations: Query<ValidatingWebhookConfiguration>;
  /** Refers to a ValidatingWebhookConfiguration by name. */
  declare readonly validatingWebhookConfiguration: (
    name: string,
  ) => Ref<ValidatingWebhookConfiguration>;
  /** Objects of kind VolumeAttachment: `kubectl get volumeattachments`. */
  declare readonly volumeAttachments: Query<VolumeAttachment>;
  /** Refers to a VolumeAttachment by name. */
  declare readonly volumeAttachment: (name: string) => Ref<VolumeAttachment>;
  /** Objects of kind VolumeAttributesClass: `kubectl get volumeattributesclasses`. */
  declare readonly volumeAttributesClasses: Query<VolumeAttributesClass>;
  /** Refers to a VolumeAttributesClass by name. */
  declare readonly volumeAttributesClass: (name: string) => Ref<VolumeAttributesClass>;
}
