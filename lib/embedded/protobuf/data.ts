/**
 * Where the fields of the types of `schema/data.ts` stand in Protocol Buffers, written by
 * scripts/dev/generate_embedded_schema.ts and read by `decode.ts`. Layer 3: pure data.
 *
 * @module
 */

/**
 * One line a type: its name, then the number of each field in their order, `-` where it has none. What
 * JSON writes inline is a message of its own, whose number stands before a dot.
 */
export const PROTOBUF_DATA = `
APIGroup - - 1 2 3 4
APIService - - 1 2 3
APIServiceCondition 1 2 3 4 5
APIServiceSpec 1 2 3 4 5 7 8
APIServiceStatus 1
APIVersions - - 1 2
AWSElasticBlockStoreVolumeSource 1 2 3 4
Affinity 1 2 3
AggregationRule 1
AllocatedDeviceStatus 1 2 3 7 4 5 6
AllocationResult 1 3 5
ApiextensionsServiceReference 1 2 3 4
ApiextensionsWebhookClientConfig 3 1 2
ApiregistrationServiceReference 1 2 3
AppArmorProfile 1 2
ApplyConfiguration 1
AttachedVolume 1 2
AuditAnnotation 1 2
AutoscalingCrossVersionObjectReference 1 2 3
AutoscalingHorizontalPodAutoscaler - - 1 2 3
AutoscalingHorizontalPodAutoscalerSpec 1 2 3 4 5
AutoscalingHorizontalPodAutoscalerStatus 1 2 3 4 5 6
AzureDiskVolumeSource 1 2 3 4 5 6
AzureFilePersistentVolumeSource 1 2 3 4
AzureFileVolumeSource 1 2 3
Binding - - 1 2
BoundObjectReference 1 2 3 4
CELDeviceSelector 1
CSIDriver - - 1 2
CSIDriverSpec 1 2 3 4 5 6 7 8 9 10 11
CSINode - - 1 2
CSINodeDriver 1 2 3 4
CSINodeSpec 1
CSIPersistentVolumeSource 1 2 3 4 5 6 7 8 9 10
CSIStorageCapacity - - 1 2 3 4 5
CSIVolumeSource 1 2 3 4 5
Capabilities 1 2
CapacityRequestPolicy 1 3 4
CapacityRequestPolicyRange 1 2 3
CapacityRequirements 1
CephFSPersistentVolumeSource 1 2 3 4 5 6
CephFSVolumeSource 1 2 3 4 5 6
CertificateSigningRequest - - 1 2 3
CertificateSigningRequestCondition 1 6 2 3 4 5
CertificateSigningRequestSpec 1 7 8 5 2 3 4 6
CertificateSigningRequestStatus 1 2
CinderPersistentVolumeSource 1 2 3 4
CinderVolumeSource 1 2 3 4
ClientIPConfig 1
ClusterRole - - 1 2 3
ClusterRoleBinding - - 1 2 3
ClusterTrustBundleProjection 1 2 3 5 4
ComponentCondition 1 2 3 4
ComponentStatus - - 1 2
Condition 1 2 3 4 5 6
ConfigMap - - 1 4 2 3
ConfigMapEnvSource 1.1 2
ConfigMapKeySelector 1.1 2 3
ConfigMapNodeConfigSource 1 2 3 4 5
ConfigMapProjection 1.1 2 4
ConfigMapVolumeSource 1.1 2 3 4
Container 1 2 3 4 5 6 19 7 8 23 24 25 9 21 10 11 22 12 13 20 14 15 16 17 18
ContainerExtendedResourceRequest 1 2 3
ContainerImage 1 2
ContainerPort 1 2 3 4 5
ContainerResizePolicy 1 2
ContainerResourceMetricSource 1 2 3
ContainerResourceMetricStatus 1 2 3
ContainerRestartRule 1 2
ContainerRestartRuleOnExitCodes 1 2
ContainerState 1 2 3
ContainerStateRunning 1
ContainerStateTerminated 1 2 3 4 5 6 7
ContainerStateWaiting 1 2
ContainerStatus 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15
ContainerUser 1
ControllerRevision - - 1 2 3
ConversionRequest 1 2 3
ConversionResponse 1 2 3
ConversionReview - - 1 2
Counter 1
CounterSet 1 2
CronJob - - 1 2 3
CronJobSpec 1 8 2 3 4 5 6 7
CronJobStatus 1 4 5
CrossVersionObjectReference 1 2 3
CustomResourceColumnDefinition 1 2 3 4 5 6
CustomResourceConversion 1 2
CustomResourceDefinition - - 1 2 3
CustomResourceDefinitionCondition 1 2 3 4 5 6
CustomResourceDefinitionNames 1 2 3 4 5 6
CustomResourceDefinitionSpec 1 3 4 7 9 10
CustomResourceDefinitionStatus 1 2 3 4
CustomResourceDefinitionVersion 1 2 3 7 8 4 5 6 9
CustomResourceSubresourceScale 1 2 3
CustomResourceSubresourceStatus
CustomResourceSubresources 1 2
CustomResourceValidation 1
DaemonEndpoint 1
DaemonSet - - 1 2 3
DaemonSetCondition 1 2 3 4 5
DaemonSetSpec 1 2 3 4 6
DaemonSetStatus 1 2 3 4 5 6 7 8 9 10
DaemonSetUpdateStrategy 1 2
DeleteOptions - - 1 2 3 4 5 6
Deployment - - 1 2 3
DeploymentCondition 1 2 6 7 4 5
DeploymentSpec 1 2 3 4 5 6 7 9
DeploymentStatus 1 2 3 7 4 5 9 6 8
DeploymentStrategy 1 2
Device 1 2 3 4 5 6 7 8 9 10 11 12 13
DeviceAllocationConfiguration 1 2 3.1
DeviceAllocationResult 1 2
DeviceAttribute 2 3 4 5 6 7 8 9
DeviceCapacity 1 2
DeviceClaim 1 2 3
DeviceClaimConfiguration 1 2.1
DeviceClass - - 1 2
DeviceClassConfiguration 1.1
DeviceClassSpec 1 2 4
DeviceConstraint 1 2 3
DeviceCounterConsumption 1 2
DeviceRequest 1 2 3
DeviceRequestAllocationResult 1 2 3 4 5 6 7 8 9 10
DeviceSelector 1
DeviceSubRequest 1 2 3 4 5 6 7
DeviceTaint 1 2 3 4
DeviceToleration 1 2 3 4 5
DiscoveryEndpointPort 1 2 3 4
DownwardAPIProjection 1
DownwardAPIVolumeFile 1 2 3 4
DownwardAPIVolumeSource 1 2
EmptyDirVolumeSource 1 2
Endpoint 1 2 3 4 5 6 7 8
EndpointAddress 1 3 4 2
EndpointConditions 1 2 3
EndpointHints 1 2
EndpointPort 1 2 3 4
EndpointSlice - - 1 4 2 3
EndpointSubset 1 2 3
Endpoints - - 1 2
EnvFromSource 1 2 3
EnvVar 1 2 3
EnvVarSource 1 2 3 4 5
EphemeralContainer 1.1 1.2 1.3 1.4 1.5 1.6 1.19 1.7 1.8 1.23 1.24 1.25 1.9 1.21 1.10 1.11 1.22 1.12 1.13 1.20 1.14 1.15 1.16 1.17 1.18 2
EphemeralVolumeSource 1
Event - - 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15
EventSeries 1 2
EventSource 1 2
EventsEvent - - 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15
EventsEventSeries 1 2
Eviction - - 1 2
ExactDeviceRequest 1 2 3 4 5 6 7
ExecAction 1
ExemptPriorityLevelConfiguration 1 2
ExpressionWarning 2 3
ExternalDocumentation 1 2
ExternalMetricSource 1 2
ExternalMetricStatus 1 2
FCVolumeSource 1 2 3 4 5
FieldSelectorAttributes 1 2
FieldSelectorRequirement 1 2 3
FileKeySelector 1 2 3 4
FlexPersistentVolumeSource 1 2 3 4 5
FlexVolumeSource 1 2 3 4 5
FlockerVolumeSource 1 2
FlowDistinguisherMethod 1
FlowSchema - - 1 2 3
FlowSchemaCondition 1 2 3 4 5
FlowSchemaSpec 1 2 3 4
FlowSchemaStatus 1
ForNode 1
ForZone 1
GCEPersistentDiskVolumeSource 1 2 3 4
GRPCAction 1 2
GitRepoVolumeSource 1 2 3
GlusterfsPersistentVolumeSource 1 2 3 4
GlusterfsVolumeSource 1 2 3
GroupSubject 1
GroupVersionForDiscovery 1 2
HPAScalingPolicy 1 2 3
HPAScalingRules 3 1 2 4
HTTPGetAction 1 2 3 4 5
HTTPHeader 1 2
HTTPIngressPath 1 3 2
HTTPIngressRuleValue 1
HorizontalPodAutoscaler - - 1 2 3
HorizontalPodAutoscalerBehavior 1 2
HorizontalPodAutoscalerCondition 1 2 3 4 5
HorizontalPodAutoscalerSpec 1 2 3 4
HorizontalPodAutoscalerStatus 1 2 3 4 5
HostAlias 1 2
HostIP 1
HostPathVolumeSource 1 2
IPAddress - - 1 2
IPAddressSpec 1
IPBlock 1 2
ISCSIPersistentVolumeSource 1 2 3 4 5 6 7 8 11 10 12
ISCSIVolumeSource 1 2 3 4 5 6 7 8 11 10 12
ImageVolumeSource 1 2
ImageVolumeStatus 1
Ingress - - 1 2 3
IngressBackend 4 3
IngressClass - - 1 2
IngressClassParametersReference 1 2 3 4 5
IngressClassSpec 1 2
IngressLoadBalancerIngress 1 2 4
IngressLoadBalancerStatus 1
IngressPortStatus 1 2 3
IngressRule 1 2.1
IngressServiceBackend 1 2
IngressSpec 4 1 2 3
IngressStatus 1
IngressTLS 1 2
JSONPatch 1
JSONSchemaProps 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42 43 44
Job - - 1 2 3
JobCondition 1 2 3 4 5 6
JobSpec 1 2 3 11 16 7 12 13 4 5 6 8 9 10 14 15
JobStatus 1 2 3 4 5 6 11 7 10 8 9
JobTemplateSpec 1 2
KeyToPath 1 2 3
LabelSelector 1 2
LabelSelectorAttributes 1 2
LabelSelectorRequirement 1 2 3
Lease - - 1 2
LeaseSpec 1 2 3 4 5 6 7
Lifecycle 1 2 3
LifecycleHandler 1 2 3 4
LimitRange - - 1 2
LimitRangeItem 1 2 3 4 5 6
LimitRangeSpec 1
LimitResponse 1 2
LimitedPriorityLevelConfiguration 1 2 3 4
LinuxContainerUser 1 2 3
ListMeta 1 2 3 4 5
LoadBalancerIngress 1 2 3 4
LoadBalancerStatus 1
LocalObjectReference 1
LocalSubjectAccessReview - - 1 2 3
LocalVolumeSource 1 2
ManagedFieldsEntry 1 2 3 4 6 7 8
MatchCondition 1 2
MatchResources 1 2 3 4 7
MetricIdentifier 1 2
MetricSpec 1 2 3 4 7 5
MetricStatus 1 2 3 4 7 5
MetricTarget 1 2 3 4
MetricValueStatus 1 2 3
ModifyVolumeStatus 1 2
MutatingAdmissionPolicy - - 1 2
MutatingAdmissionPolicyBinding - - 1 2
MutatingAdmissionPolicyBindingSpec 1 2 3
MutatingAdmissionPolicySpec 1 2 3 4 5 6 7
MutatingWebhook 1 2 3 4 9 5 11 6 7 8 10 12
MutatingWebhookConfiguration - - 1 2
Mutation 2 3 4
NFSVolumeSource 1 2 3
NamedRuleWithOperations 1 2.1 2.2.1 2.2.2 2.2.3 2.2.4
Namespace - - 1 2 3
NamespaceCondition 1 2 4 5 6
NamespaceSpec 1
NamespaceStatus 1 2
NetworkDeviceData 1 2 3
NetworkPolicy - - 1 2
NetworkPolicyEgressRule 1 2
NetworkPolicyIngressRule 1 2
NetworkPolicyPeer 1 2 3
NetworkPolicyPort 1 2 3
NetworkPolicySpec 1 2 3 4
Node - - 1 2 3
NodeAddress 1 2
NodeAffinity 1 2
NodeAllocatableResourceClaimStatus 1 2 3
NodeAllocatableResourceMapping 1 2
NodeCondition 1 2 3 4 5 6
NodeConfigSource 2
NodeConfigStatus 1 2 3 4
NodeDaemonEndpoints 1
NodeFeatures 1
NodeRuntimeHandler 1 2
NodeRuntimeHandlerFeatures 1 2
NodeSelector 1
NodeSelectorRequirement 1 2 3
NodeSelectorTerm 1 2
NodeSpec 1 7 3 4 5 6 2
NodeStatus 1 2 3 4 5 6 7 8 9 10 11 12 13 14
NodeSwapStatus 1
NodeSystemInfo 1 2 3 4 5 6 7 8 9 10 11
NonResourceAttributes 1 2
NonResourcePolicyRule 1 6
NonResourceRule 1 2
ObjectFieldSelector 1 2
ObjectMeta 1 2 3 4 5 6 7 8 9 10 11 12 13 14 17
ObjectMetricSource 1 2 3
ObjectMetricStatus 1 2 3
ObjectReference 1 2 3 4 5 6 7
OpaqueDeviceConfiguration 1 2
Overhead 1
OwnerReference 5 1 3 4 6 7
ParamKind 1 2
ParamRef 1 2 3 4
ParentReference 1 2 3 4
PersistentVolume - - 1 2 3
PersistentVolumeClaim - - 1 2 3
PersistentVolumeClaimCondition 1 2 3 4 5 6
PersistentVolumeClaimSpec 1 4 2 3 5 6 7 8 9
PersistentVolumeClaimStatus 1 2 3 4 5 7 8 9
PersistentVolumeClaimTemplate 1 2
PersistentVolumeClaimVolumeSource 1 2
PersistentVolumeSpec 1 2.1 2.2 2.3 2.4 2.5 2.6 2.7 2.8 2.9 2.10 2.11 2.12 2.13 2.14 2.15 2.16 2.17 2.18 2.19 2.20 2.21 2.22 3 4 5 6 7 8 9 10
PersistentVolumeStatus 1 2 3 4
PhotonPersistentDiskVolumeSource 1 2
Pod - - 1 2 3
PodAffinity 1 2
PodAffinityTerm 1 2 3 4 5 6
PodAntiAffinity 1 2
PodCertificateProjection 1 2 3 4 5 6 7
PodCondition 1 7 2 3 4 5 6
PodDNSConfig 1 2 3
PodDNSConfigOption 1 2
PodDisruptionBudget - - 1 2 3
PodDisruptionBudgetSpec 1 2 3 4
PodDisruptionBudgetStatus 1 2 3 4 5 6 7
PodExtendedResourceClaimStatus 1 2
PodFailurePolicy 1
PodFailurePolicyOnExitCodesRequirement 1 2 3
PodFailurePolicyOnPodConditionsPattern 1 2
PodFailurePolicyRule 1 2 3
PodIP 1
PodOS 1
PodReadinessGate 1
PodResourceClaim 1 3 4
PodResourceClaimStatus 1 2
PodSchedulingGate 1
PodSchedulingGroup 1
PodSecurityContext 1 8 2 6 3 4 12 5 7 9 10 11 13
PodSpec 1 20 2 34 3 4 5 6 7 8 9 21 10 11 12 13 27 14 15 16 17 18 19 22 23 24 25 26 28 29 30 31 32 33 35 36 37 38 39 40 41 43
PodStatus 17 1 2 3 4 11 5 16 6 12 7 10 8 9 13 14 15 18 19 20 21
PodStatusResult - - 1 2
PodTemplate - - 1 2
PodTemplateSpec 1 2
PodsMetricSource 1 2
PodsMetricStatus 1 2
PolicyRule 1 2 3 4 5
PolicyRulesWithSubjects 1 2 3
PortStatus 1 2 3
PortworxVolumeSource 1 2 3
Preconditions 1 2
PreferredSchedulingTerm 1 2
PriorityClass - - 1 2 3 4 5
PriorityLevelConfiguration - - 1 2 3
PriorityLevelConfigurationCondition 1 2 3 4 5
PriorityLevelConfigurationReference 1
PriorityLevelConfigurationSpec 1 2 3
PriorityLevelConfigurationStatus 1
Probe 1.1 1.2 1.3 1.4 2 3 4 5 6 7
ProjectedVolumeSource 1 2
QueuingConfiguration 1 2 3
QuobyteVolumeSource 1 2 3 4 5 6
RBDPersistentVolumeSource 1 2 3 4 5 6 7 8
RBDVolumeSource 1 2 3 4 5 6 7 8
RangeAllocation - - 1 2 3
RbacSubject 1 2 3 4
ReplicaSet - - 1 2 3
ReplicaSetCondition 1 2 3 4 5
ReplicaSetSpec 1 4 2 3
ReplicaSetStatus 1 2 4 5 7 3 6
ReplicationController - - 1 2 3
ReplicationControllerCondition 1 2 3 4 5
ReplicationControllerSpec 1 4 2 3
ReplicationControllerStatus 1 2 4 5 3 6
ResourceAttributes 1 2 3 4 5 6 7 8 9
ResourceClaim 1 2
ResourceClaimConsumerReference 1 3 4 5
ResourceClaimSpec 1
ResourceClaimStatus 1 2 4
ResourceClaimTemplate - - 1 2
ResourceClaimTemplateSpec 1 2
ResourceFieldSelector 1 2 3
ResourceHealth 1 2 6
ResourceMetricSource 1 2
ResourceMetricStatus 1 2
ResourcePolicyRule 1 2 3 4 5
ResourcePool 1 2 3
ResourceQuota - - 1 2 3
ResourceQuotaSpec 1 2 3
ResourceQuotaStatus 1 2
ResourceRequirements 1 2 3
ResourceResourceClaim - - 1 2 3
ResourceRule 1 2 3 4
ResourceSlice - - 1 2
ResourceSliceSpec 1 2 3 4 5 6 7 8
ResourceStatus 1 2
Role - - 1 2
RoleBinding - - 1 2 3
RoleRef 1 2 3
RollingUpdateDaemonSet 1 2
RollingUpdateDeployment 1 2
RollingUpdateStatefulSetStrategy 1 2
RuleWithOperations 1 2.1 2.2 2.3 2.4
RuntimeClass - - 1 2 3 4
SELinuxOptions 1 2 3 4
Scale - - 1 2 3
ScaleIOPersistentVolumeSource 1 2 3 4 5 6 7 8 9 10
ScaleIOVolumeSource 1 2 3 4 5 6 7 8 9 10
ScaleSpec 1
ScaleStatus 1 2
Scheduling 1 2
ScopeSelector 1
ScopedResourceSelectorRequirement 1 2 3
SeccompProfile 1 2
Secret - - 1 5 2 4 3
SecretEnvSource 1.1 2
SecretKeySelector 1.1 2 3
SecretProjection 1.1 2 4
SecretReference 1 2
SecretVolumeSource 1 2 3 4
SecurityContext 1 2 3 10 4 8 5 6 7 9 11 12
SelectableField 1
SelfSubjectAccessReview - - 1 2 3
SelfSubjectAccessReviewSpec 1 2
SelfSubjectReview - - 1 2
SelfSubjectReviewStatus 1
SelfSubjectRulesReview - - 1 2 3
SelfSubjectRulesReviewSpec 1
SerializedReference - - 1
ServerAddressByClientCIDR 1 2
Service - - 1 2 3
ServiceAccount - - 1 2 3 4
ServiceAccountSubject 1 2
ServiceAccountTokenProjection 1 2 3
ServiceBackendPort 1 2
ServiceCIDR - - 1 2 3
ServiceCIDRSpec 1
ServiceCIDRStatus 1
ServicePort 1 2 6 3 4 5
ServiceReference 1 2 3 4
ServiceSpec 1 2 3 18 4 5 7 8 9 10 11 12 13 14 19 17 20 21 22 23
ServiceStatus 1 2
SessionAffinityConfig 1
ShardInfo 1
SleepAction 1
StatefulSet - - 1 2 3
StatefulSetCondition 1 2 3 4 5
StatefulSetOrdinals 1
StatefulSetPersistentVolumeClaimRetentionPolicy 1 2
StatefulSetSpec 1 2 3 4 5 6 7 8 9 10 11
StatefulSetStatus 1 2 3 4 5 6 7 9 10 11
StatefulSetUpdateStrategy 1 2
Status - - 1 2 3 4 5 6
StatusCause 1 2 3
StatusDetails 1 2 3 6 4 5
StorageClass - - 1 2 3 4 5 6 7 8
StorageOSPersistentVolumeSource 1 2 3 4 5
StorageOSVolumeSource 1 2 3 4 5
StorageTokenRequest 1 2
Subject 1 2 3 4
SubjectAccessReview - - 1 2 3
SubjectAccessReviewSpec 1 2 3 4 5 6
SubjectAccessReviewStatus 1 4 2 3
SubjectRulesReviewStatus 1 2 3 4
SuccessPolicy 1
SuccessPolicyRule 1 2
Sysctl 1 2
TCPSocketAction 1 2
Taint 1 2 3 4
TokenRequest - - 1 2 3
TokenRequestSpec 1 4 3
TokenRequestStatus 1 2
TokenReview - - 1 2 3
TokenReviewSpec 1 2
TokenReviewStatus 1 2 4 3
Toleration 1 2 3 4 5
TopologySelectorLabelRequirement 1 2
TopologySelectorTerm 1
TopologySpreadConstraint 1 2 3 4 5 6 7 8
TypeChecking 1
TypedLocalObjectReference 1 2 3
TypedObjectReference 1 2 3 4
UncountedTerminatedPods 1 2
UserInfo 1 2 3 4
UserSubject 1
ValidatingAdmissionPolicy - - 1 2 3
ValidatingAdmissionPolicyBinding - - 1 2
ValidatingAdmissionPolicyBindingSpec 1 2 3 4
ValidatingAdmissionPolicySpec 1 2 3 4 5 6 7
ValidatingAdmissionPolicyStatus 1 2 3
ValidatingWebhook 1 2 3 4 9 5 10 6 7 8 11
ValidatingWebhookConfiguration - - 1 2
Validation 1 2 3 4
ValidationRule 1 2 3 4 5 6
Variable 1 2
Volume 1 2.1 2.2 2.3 2.4 2.5 2.6 2.7 2.8 2.9 2.10 2.11 2.12 2.13 2.14 2.15 2.16 2.17 2.18 2.19 2.20 2.21 2.22 2.23 2.26 2.24 2.25 2.27 2.28 2.29 2.30
VolumeAttachment - - 1 2 3
VolumeAttachmentSource 1 2
VolumeAttachmentSpec 1 2 3
VolumeAttachmentStatus 1 2 3 4
VolumeAttributesClass - - 1 2 3
VolumeDevice 1 2
VolumeError 1 2 3
VolumeMount 1 2 7 3 4 5 6
VolumeMountStatus 1 2 3 4 5
VolumeNodeAffinity 1
VolumeNodeResources 1
VolumeProjection 1 2 3 4 5 6
VolumeResourceRequirements 1 2
VolumeStatus 1
VsphereVirtualDiskVolumeSource 1 2 3 4
WatchEvent 1 2
WebhookClientConfig 3 1 2
WebhookConversion 2 3
WeightedPodAffinityTerm 1 2
WindowsSecurityContextOptions 1 2 3 4
`;
