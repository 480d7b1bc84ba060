/**
 * The fields of every built-in kind, written by scripts/dev/generate_schema.ts and read by `schema.ts`.
 * Layer 1: pure data.
 *
 * @module
 */

/**
 * One line a kind (`=apps/v1/Deployment Deployment`: its type) or type (its name, then its fields).
 *
 * A field is its name and, unless it is text, `:` and its type: `n` number, `i` int32, `l` int64, `d`
 * double, `b` boolean, `t` timestamp, `q` quantity, `o` number or text, `y` base64, `s` text, `a`
 * anything, another type's name, `[` and the type of the items, `{` and the type of the values.
 */
export const SCHEMA_DATA = `
=v1/Binding Binding
=v1/ComponentStatus ComponentStatus
=v1/ConfigMap ConfigMap
=v1/Endpoints Endpoints
=v1/Event CoreV1Event
=v1/LimitRange LimitRange
=v1/Namespace Namespace
=v1/Node Node
=v1/PersistentVolumeClaim PersistentVolumeClaim
=v1/PersistentVolume PersistentVolume
=v1/Pod Pod
=v1/PodTemplate PodTemplate
=v1/ReplicationController ReplicationController
=v1/ResourceQuota ResourceQuota
=v1/Secret Secret
=v1/ServiceAccount ServiceAccount
=v1/Service Service
=apiregistration.k8s.io/v1/APIService APIService
=apps/v1/ControllerRevision ControllerRevision
=apps/v1/DaemonSet DaemonSet
=apps/v1/Deployment Deployment
=apps/v1/ReplicaSet ReplicaSet
=apps/v1/StatefulSet StatefulSet
=events.k8s.io/v1/Event EventsV1Event
=authentication.k8s.io/v1/SelfSubjectReview SelfSubjectReview
=authentication.k8s.io/v1/TokenReview TokenReview
=authorization.k8s.io/v1/LocalSubjectAccessReview LocalSubjectAccessReview
=authorization.k8s.io/v1/SelfSubjectAccessReview SelfSubjectAccessReview
=authorization.k8s.io/v1/SelfSubjectRulesReview SelfSubjectRulesReview
=authorization.k8s.io/v1/SubjectAccessReview SubjectAccessReview
=autoscaling/v2/HorizontalPodAutoscaler V2HorizontalPodAutoscaler
=batch/v1/CronJob CronJob
=batch/v1/Job Job
=certificates.k8s.io/v1/CertificateSigningRequest CertificateSigningRequest
=networking.k8s.io/v1/IngressClass IngressClass
=networking.k8s.io/v1/Ingress Ingress
=networking.k8s.io/v1/IPAddress IPAddress
=networking.k8s.io/v1/NetworkPolicy NetworkPolicy
=networking.k8s.io/v1/ServiceCIDR ServiceCIDR
=policy/v1/PodDisruptionBudget PodDisruptionBudget
=rbac.authorization.k8s.io/v1/ClusterRoleBinding ClusterRoleBinding
=rbac.authorization.k8s.io/v1/ClusterRole ClusterRole
=rbac.authorization.k8s.io/v1/RoleBinding RoleBinding
=rbac.authorization.k8s.io/v1/Role Role
=storage.k8s.io/v1/CSIDriver CSIDriver
=storage.k8s.io/v1/CSINode CSINode
=storage.k8s.io/v1/CSIStorageCapacity CSIStorageCapacity
=storage.k8s.io/v1/StorageClass StorageClass
=storage.k8s.io/v1/VolumeAttachment VolumeAttachment
=storage.k8s.io/v1/VolumeAttributesClass VolumeAttributesClass
=admissionregistration.k8s.io/v1/MutatingAdmissionPolicy MutatingAdmissionPolicy
=admissionregistration.k8s.io/v1/MutatingAdmissionPolicyBinding MutatingAdmissionPolicyBinding
=admissionregistration.k8s.io/v1/MutatingWebhookConfiguration MutatingWebhookConfiguration
=admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy ValidatingAdmissionPolicy
=admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding ValidatingAdmissionPolicyBinding
=admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration ValidatingWebhookConfiguration
=apiextensions.k8s.io/v1/CustomResourceDefinition CustomResourceDefinition
=scheduling.k8s.io/v1/PriorityClass PriorityClass
=coordination.k8s.io/v1/Lease Lease
=node.k8s.io/v1/RuntimeClass RuntimeClass
=discovery.k8s.io/v1/EndpointSlice EndpointSlice
=resource.k8s.io/v1/DeviceClass DeviceClass
=resource.k8s.io/v1/ResourceClaim ResourceV1ResourceClaim
=resource.k8s.io/v1/ResourceClaimTemplate ResourceClaimTemplate
=resource.k8s.io/v1/ResourceSlice ResourceSlice
=flowcontrol.apiserver.k8s.io/v1/FlowSchema FlowSchema
=flowcontrol.apiserver.k8s.io/v1/PriorityLevelConfiguration PriorityLevelConfiguration
APIService apiVersion kind metadata:ObjectMeta spec:APIServiceSpec status:APIServiceStatus
APIServiceCondition lastTransitionTime:t message reason status type
APIServiceSpec caBundle:y group groupPriorityMinimum:i insecureSkipTLSVerify:b service:ApiregistrationV1ServiceReference version versionPriority:i
APIServiceStatus conditions:[APIServiceCondition
AWSElasticBlockStoreVolumeSource fsType partition:i readOnly:b volumeID
AdmissionregistrationV1ServiceReference name namespace path port:i
AdmissionregistrationV1WebhookClientConfig caBundle:y service:AdmissionregistrationV1ServiceReference url
Affinity nodeAffinity:NodeAffinity podAffinity:PodAffinity podAntiAffinity:PodAntiAffinity
AggregationRule clusterRoleSelectors:[LabelSelector
AllocatedDeviceStatus conditions:[Condition data:a device driver networkData:NetworkDeviceData pool shareID
AllocationResult allocationTimestamp:t devices:DeviceAllocationResult nodeSelector:NodeSelector
ApiextensionsV1ServiceReference name namespace path port:i
ApiextensionsV1WebhookClientConfig caBundle:y service:ApiextensionsV1ServiceReference url
ApiregistrationV1ServiceReference name namespace port:i
AppArmorProfile localhostProfile type
ApplyConfiguration expression
AttachedVolume devicePath name
AuditAnnotation key valueExpression
AzureDiskVolumeSource cachingMode diskName diskURI fsType kind readOnly:b
AzureFilePersistentVolumeSource readOnly:b secretName secretNamespace shareName
AzureFileVolumeSource readOnly:b secretName shareName
Binding apiVersion kind metadata:ObjectMeta target:ObjectReference
CELDeviceSelector expression
CSIDriver apiVersion kind metadata:ObjectMeta spec:CSIDriverSpec
CSIDriverSpec attachRequired:b fsGroupPolicy nodeAllocatableUpdatePeriodSeconds:l podInfoOnMount:b preventPodSchedulingIfMissing:b requiresRepublish:b seLinuxMount:b serviceAccountTokenInSecrets:b storageCapacity:b tokenRequests:[StorageV1TokenRequest volumeLifecycleModes:[s
CSINode apiVersion kind metadata:ObjectMeta spec:CSINodeSpec
CSINodeDriver allocatable:VolumeNodeResources name nodeID topologyKeys:[s
CSINodeSpec drivers:[CSINodeDriver
CSIPersistentVolumeSource controllerExpandSecretRef:SecretReference controllerPublishSecretRef:SecretReference driver fsType nodeExpandSecretRef:SecretReference nodePublishSecretRef:SecretReference nodeStageSecretRef:SecretReference readOnly:b volumeAttributes:{s volumeHandle
CSIStorageCapacity apiVersion capacity:q kind maximumVolumeSize:q metadata:ObjectMeta nodeTopology:LabelSelector storageClassName
CSIVolumeSource driver fsType nodePublishSecretRef:LocalObjectReference readOnly:b volumeAttributes:{s
Capabilities add:[s drop:[s
CapacityRequestPolicy default:q validRange:CapacityRequestPolicyRange validValues:[q
CapacityRequestPolicyRange max:q min:q step:q
CapacityRequirements requests:{q
CephFSPersistentVolumeSource monitors:[s path readOnly:b secretFile secretRef:SecretReference user
CephFSVolumeSource monitors:[s path readOnly:b secretFile secretRef:LocalObjectReference user
CertificateSigningRequest apiVersion kind metadata:ObjectMeta spec:CertificateSigningRequestSpec status:CertificateSigningRequestStatus
CertificateSigningRequestCondition lastTransitionTime:t lastUpdateTime:t message reason status type
CertificateSigningRequestSpec expirationSeconds:i extra:{[s groups:[s request:y signerName uid usages:[s username
CertificateSigningRequestStatus certificate:y conditions:[CertificateSigningRequestCondition
CinderPersistentVolumeSource fsType readOnly:b secretRef:SecretReference volumeID
CinderVolumeSource fsType readOnly:b secretRef:LocalObjectReference volumeID
ClientIPConfig timeoutSeconds:i
ClusterRole aggregationRule:AggregationRule apiVersion kind metadata:ObjectMeta rules:[PolicyRule
ClusterRoleBinding apiVersion kind metadata:ObjectMeta roleRef:RoleRef subjects:[RbacV1Subject
ClusterTrustBundleProjection labelSelector:LabelSelector name optional:b path signerName
ComponentCondition error message status type
ComponentStatus apiVersion conditions:[ComponentCondition kind metadata:ObjectMeta
Condition lastTransitionTime:t message observedGeneration:l reason status type
ConfigMap apiVersion binaryData:{y data:{s immutable:b kind metadata:ObjectMeta
ConfigMapEnvSource name optional:b
ConfigMapKeySelector key name optional:b
ConfigMapNodeConfigSource kubeletConfigKey name namespace resourceVersion uid
ConfigMapProjection items:[KeyToPath name optional:b
ConfigMapVolumeSource defaultMode:i items:[KeyToPath name optional:b
Container args:[s command:[s env:[EnvVar envFrom:[EnvFromSource image imagePullPolicy lifecycle:Lifecycle livenessProbe:Probe name ports:[ContainerPort readinessProbe:Probe resizePolicy:[ContainerResizePolicy resources:ResourceRequirements restartPolicy restartPolicyRules:[ContainerRestartRule securityContext:SecurityContext startupProbe:Probe stdin:b stdinOnce:b terminationMessagePath terminationMessagePolicy tty:b volumeDevices:[VolumeDevice volumeMounts:[VolumeMount workingDir
ContainerExtendedResourceRequest containerName requestName resourceName
ContainerImage names:[s sizeBytes:l
ContainerPort containerPort:i hostIP hostPort:i name protocol
ContainerResizePolicy resourceName restartPolicy
ContainerRestartRule action exitCodes:ContainerRestartRuleOnExitCodes
ContainerRestartRuleOnExitCodes operator values:[i
ContainerState running:ContainerStateRunning terminated:ContainerStateTerminated waiting:ContainerStateWaiting
ContainerStateRunning startedAt:t
ContainerStateTerminated containerID exitCode:i finishedAt:t message reason signal:i startedAt:t
ContainerStateWaiting message reason
ContainerStatus allocatedResources:{q allocatedResourcesStatus:[ResourceStatus containerID image imageID lastState:ContainerState name ready:b resources:ResourceRequirements restartCount:i started:b state:ContainerState stopSignal user:ContainerUser volumeMounts:[VolumeMountStatus
ContainerUser linux:LinuxContainerUser
ControllerRevision apiVersion data:a kind metadata:ObjectMeta revision:l
CoreV1EndpointPort appProtocol name port:i protocol
CoreV1Event action apiVersion count:i eventTime:t firstTimestamp:t involvedObject:ObjectReference kind lastTimestamp:t message metadata:ObjectMeta reason related:ObjectReference reportingComponent reportingInstance series:CoreV1EventSeries source:EventSource type
CoreV1EventSeries count:i lastObservedTime:t
CoreV1ResourceClaim name request
Counter value:q
CounterSet counters:{Counter name
CronJob apiVersion kind metadata:ObjectMeta spec:CronJobSpec status:CronJobStatus
CronJobSpec concurrencyPolicy failedJobsHistoryLimit:i jobTemplate:JobTemplateSpec schedule startingDeadlineSeconds:l successfulJobsHistoryLimit:i suspend:b timeZone
CronJobStatus active:[ObjectReference lastScheduleTime:t lastSuccessfulTime:t
CustomResourceColumnDefinition description format jsonPath name priority:i type
CustomResourceConversion strategy webhook:WebhookConversion
CustomResourceDefinition apiVersion kind metadata:ObjectMeta spec:CustomResourceDefinitionSpec status:CustomResourceDefinitionStatus
CustomResourceDefinitionCondition lastTransitionTime:t message observedGeneration:l reason status type
CustomResourceDefinitionNames categories:[s kind listKind plural shortNames:[s singular
CustomResourceDefinitionSpec conversion:CustomResourceConversion group names:CustomResourceDefinitionNames preserveUnknownFields:b scope versions:[CustomResourceDefinitionVersion
CustomResourceDefinitionStatus acceptedNames:CustomResourceDefinitionNames conditions:[CustomResourceDefinitionCondition observedGeneration:l storedVersions:[s
CustomResourceDefinitionVersion additionalPrinterColumns:[CustomResourceColumnDefinition deprecated:b deprecationWarning name schema:CustomResourceValidation selectableFields:[SelectableField served:b storage:b subresources:CustomResourceSubresources
CustomResourceSubresourceScale labelSelectorPath specReplicasPath statusReplicasPath
CustomResourceSubresources scale:CustomResourceSubresourceScale status:a
CustomResourceValidation openAPIV3Schema:JSONSchemaProps
DaemonEndpoint Port:i
DaemonSet apiVersion kind metadata:ObjectMeta spec:DaemonSetSpec status:DaemonSetStatus
DaemonSetCondition lastTransitionTime:t message reason status type
DaemonSetSpec minReadySeconds:i revisionHistoryLimit:i selector:LabelSelector template:PodTemplateSpec updateStrategy:DaemonSetUpdateStrategy
DaemonSetStatus collisionCount:i conditions:[DaemonSetCondition currentNumberScheduled:i desiredNumberScheduled:i numberAvailable:i numberMisscheduled:i numberReady:i numberUnavailable:i observedGeneration:l updatedNumberScheduled:i
DaemonSetUpdateStrategy rollingUpdate:RollingUpdateDaemonSet type
Deployment apiVersion kind metadata:ObjectMeta spec:DeploymentSpec status:DeploymentStatus
DeploymentCondition lastTransitionTime:t lastUpdateTime:t message reason status type
DeploymentSpec minReadySeconds:i paused:b progressDeadlineSeconds:i replicas:i revisionHistoryLimit:i selector:LabelSelector strategy:DeploymentStrategy template:PodTemplateSpec
DeploymentStatus availableReplicas:i collisionCount:i conditions:[DeploymentCondition observedGeneration:l readyReplicas:i replicas:i terminatingReplicas:i unavailableReplicas:i updatedReplicas:i
DeploymentStrategy rollingUpdate:RollingUpdateDeployment type
Device allNodes:b allowMultipleAllocations:b attributes:{DeviceAttribute bindingConditions:[s bindingFailureConditions:[s bindsToNode:b capacity:{DeviceCapacity consumesCounters:[DeviceCounterConsumption name nodeAllocatableResourceMappings:{NodeAllocatableResourceMapping nodeName nodeSelector:NodeSelector taints:[DeviceTaint
DeviceAllocationConfiguration opaque:OpaqueDeviceConfiguration requests:[s source
DeviceAllocationResult config:[DeviceAllocationConfiguration results:[DeviceRequestAllocationResult
DeviceAttribute bool:b bools:[b int:l ints:[l string strings:[s version versions:[s
DeviceCapacity requestPolicy:CapacityRequestPolicy value:q
DeviceClaim config:[DeviceClaimConfiguration constraints:[DeviceConstraint requests:[DeviceRequest
DeviceClaimConfiguration opaque:OpaqueDeviceConfiguration requests:[s
DeviceClass apiVersion kind metadata:ObjectMeta spec:DeviceClassSpec
DeviceClassConfiguration opaque:OpaqueDeviceConfiguration
DeviceClassSpec config:[DeviceClassConfiguration extendedResourceName selectors:[DeviceSelector
DeviceConstraint distinctAttribute matchAttribute requests:[s
DeviceCounterConsumption counterSet counters:{Counter
DeviceRequest exactly:ExactDeviceRequest firstAvailable:[DeviceSubRequest name
DeviceRequestAllocationResult adminAccess:b bindingConditions:[s bindingFailureConditions:[s consumedCapacity:{q device driver pool request shareID tolerations:[DeviceToleration
DeviceSelector cel:CELDeviceSelector
DeviceSubRequest allocationMode capacity:CapacityRequirements count:l deviceClassName name selectors:[DeviceSelector tolerations:[DeviceToleration
DeviceTaint effect key timeAdded:t value
DeviceToleration effect key operator tolerationSeconds:l value
DiscoveryV1EndpointPort appProtocol name port:i protocol
DownwardAPIProjection items:[DownwardAPIVolumeFile
DownwardAPIVolumeFile fieldRef:ObjectFieldSelector mode:i path resourceFieldRef:ResourceFieldSelector
DownwardAPIVolumeSource defaultMode:i items:[DownwardAPIVolumeFile
EmptyDirVolumeSource medium sizeLimit:q
Endpoint addresses:[s conditions:EndpointConditions deprecatedTopology:{s hints:EndpointHints hostname nodeName targetRef:ObjectReference zone
EndpointAddress hostname ip nodeName targetRef:ObjectReference
EndpointConditions ready:b serving:b terminating:b
EndpointHints forNodes:[ForNode forZones:[ForZone
EndpointSlice addressType apiVersion endpoints:[Endpoint kind metadata:ObjectMeta ports:[DiscoveryV1EndpointPort
EndpointSubset addresses:[EndpointAddress notReadyAddresses:[EndpointAddress ports:[CoreV1EndpointPort
Endpoints apiVersion kind metadata:ObjectMeta subsets:[EndpointSubset
EnvFromSource configMapRef:ConfigMapEnvSource prefix secretRef:SecretEnvSource
EnvVar name value valueFrom:EnvVarSource
EnvVarSource configMapKeyRef:ConfigMapKeySelector fieldRef:ObjectFieldSelector fileKeyRef:FileKeySelector resourceFieldRef:ResourceFieldSelector secretKeyRef:SecretKeySelector
EphemeralContainer args:[s command:[s env:[EnvVar envFrom:[EnvFromSource image imagePullPolicy lifecycle:Lifecycle livenessProbe:Probe name ports:[ContainerPort readinessProbe:Probe resizePolicy:[ContainerResizePolicy resources:ResourceRequirements restartPolicy restartPolicyRules:[ContainerRestartRule securityContext:SecurityContext startupProbe:Probe stdin:b stdinOnce:b targetContainerName terminationMessagePath terminationMessagePolicy tty:b volumeDevices:[VolumeDevice volumeMounts:[VolumeMount workingDir
EphemeralVolumeSource volumeClaimTemplate:PersistentVolumeClaimTemplate
EventSource component host
EventsV1Event action apiVersion deprecatedCount:i deprecatedFirstTimestamp:t deprecatedLastTimestamp:t deprecatedSource:EventSource eventTime:t kind metadata:ObjectMeta note reason regarding:ObjectReference related:ObjectReference reportingController reportingInstance series:EventsV1EventSeries type
EventsV1EventSeries count:i lastObservedTime:t
ExactDeviceRequest adminAccess:b allocationMode capacity:CapacityRequirements count:l deviceClassName selectors:[DeviceSelector tolerations:[DeviceToleration
ExecAction command:[s
ExemptPriorityLevelConfiguration lendablePercent:i nominalConcurrencyShares:i
ExpressionWarning fieldRef warning
ExternalDocumentation description url
FCVolumeSource fsType lun:i readOnly:b targetWWNs:[s wwids:[s
FieldSelectorAttributes rawSelector requirements:[FieldSelectorRequirement
FieldSelectorRequirement key operator values:[s
FileKeySelector key optional:b path volumeName
FlexPersistentVolumeSource driver fsType options:{s readOnly:b secretRef:SecretReference
FlexVolumeSource driver fsType options:{s readOnly:b secretRef:LocalObjectReference
FlockerVolumeSource datasetName datasetUUID
FlowDistinguisherMethod type
FlowSchema apiVersion kind metadata:ObjectMeta spec:FlowSchemaSpec status:FlowSchemaStatus
FlowSchemaCondition lastTransitionTime:t message reason status type
FlowSchemaSpec distinguisherMethod:FlowDistinguisherMethod matchingPrecedence:i priorityLevelConfiguration:PriorityLevelConfigurationReference rules:[PolicyRulesWithSubjects
FlowSchemaStatus conditions:[FlowSchemaCondition
FlowcontrolV1Subject group:GroupSubject kind serviceAccount:ServiceAccountSubject user:UserSubject
ForNode name
ForZone name
GCEPersistentDiskVolumeSource fsType partition:i pdName readOnly:b
GRPCAction port:i service
GitRepoVolumeSource directory repository revision
GlusterfsPersistentVolumeSource endpoints endpointsNamespace path readOnly:b
GlusterfsVolumeSource endpoints path readOnly:b
GroupSubject name
HTTPGetAction host httpHeaders:[HTTPHeader path port:o scheme
HTTPHeader name value
HTTPIngressPath backend:IngressBackend path pathType
HTTPIngressRuleValue paths:[HTTPIngressPath
HostAlias hostnames:[s ip
HostIP ip
HostPathVolumeSource path type
IPAddress apiVersion kind metadata:ObjectMeta spec:IPAddressSpec
IPAddressSpec parentRef:ParentReference
IPBlock cidr except:[s
ISCSIPersistentVolumeSource chapAuthDiscovery:b chapAuthSession:b fsType initiatorName iqn iscsiInterface lun:i portals:[s readOnly:b secretRef:SecretReference targetPortal
ISCSIVolumeSource chapAuthDiscovery:b chapAuthSession:b fsType initiatorName iqn iscsiInterface lun:i portals:[s readOnly:b secretRef:LocalObjectReference targetPortal
ImageVolumeSource pullPolicy reference
ImageVolumeStatus imageRef
Ingress apiVersion kind metadata:ObjectMeta spec:IngressSpec status:IngressStatus
IngressBackend resource:TypedLocalObjectReference service:IngressServiceBackend
IngressClass apiVersion kind metadata:ObjectMeta spec:IngressClassSpec
IngressClassParametersReference apiGroup kind name namespace scope
IngressClassSpec controller parameters:IngressClassParametersReference
IngressLoadBalancerIngress hostname ip ports:[IngressPortStatus
IngressLoadBalancerStatus ingress:[IngressLoadBalancerIngress
IngressPortStatus error port:i protocol
IngressRule host http:HTTPIngressRuleValue
IngressServiceBackend name port:ServiceBackendPort
IngressSpec defaultBackend:IngressBackend ingressClassName rules:[IngressRule tls:[IngressTLS
IngressStatus loadBalancer:IngressLoadBalancerStatus
IngressTLS hosts:[s secretName
JSONPatch expression
JSONSchemaProps \$ref \$schema additionalItems:a additionalProperties:a allOf:[JSONSchemaProps anyOf:[JSONSchemaProps default:a definitions:{JSONSchemaProps dependencies:{a description enum:[a example:a exclusiveMaximum:b exclusiveMinimum:b externalDocs:ExternalDocumentation format id items:a maxItems:l maxLength:l maxProperties:l maximum:d minItems:l minLength:l minProperties:l minimum:d multipleOf:d not:JSONSchemaProps nullable:b oneOf:[JSONSchemaProps pattern patternProperties:{JSONSchemaProps properties:{JSONSchemaProps required:[s title type uniqueItems:b x-kubernetes-embedded-resource:b x-kubernetes-int-or-string:b x-kubernetes-list-map-keys:[s x-kubernetes-list-type x-kubernetes-map-type x-kubernetes-preserve-unknown-fields:b x-kubernetes-validations:[ValidationRule
Job apiVersion kind metadata:ObjectMeta spec:JobSpec status:JobStatus
JobCondition lastProbeTime:t lastTransitionTime:t message reason status type
JobSpec activeDeadlineSeconds:l backoffLimit:i backoffLimitPerIndex:i completionMode completions:i managedBy manualSelector:b maxFailedIndexes:i parallelism:i podFailurePolicy:PodFailurePolicy podReplacementPolicy selector:LabelSelector successPolicy:SuccessPolicy suspend:b template:PodTemplateSpec ttlSecondsAfterFinished:i
JobStatus active:i completedIndexes completionTime:t conditions:[JobCondition failed:i failedIndexes ready:i startTime:t succeeded:i terminating:i uncountedTerminatedPods:UncountedTerminatedPods
JobTemplateSpec metadata:ObjectMeta spec:JobSpec
KeyToPath key mode:i path
LabelSelector matchExpressions:[LabelSelectorRequirement matchLabels:{s
LabelSelectorAttributes rawSelector requirements:[LabelSelectorRequirement
LabelSelectorRequirement key operator values:[s
Lease apiVersion kind metadata:ObjectMeta spec:LeaseSpec
LeaseSpec acquireTime:t holderIdentity leaseDurationSeconds:i leaseTransitions:i preferredHolder renewTime:t strategy
Lifecycle postStart:LifecycleHandler preStop:LifecycleHandler stopSignal
LifecycleHandler exec:ExecAction httpGet:HTTPGetAction sleep:SleepAction tcpSocket:TCPSocketAction
LimitRange apiVersion kind metadata:ObjectMeta spec:LimitRangeSpec
LimitRangeItem default:{q defaultRequest:{q max:{q maxLimitRequestRatio:{q min:{q type
LimitRangeSpec limits:[LimitRangeItem
LimitResponse queuing:QueuingConfiguration type
LimitedPriorityLevelConfiguration borrowingLimitPercent:i lendablePercent:i limitResponse:LimitResponse nominalConcurrencyShares:i
LinuxContainerUser gid:l supplementalGroups:[l uid:l
LoadBalancerIngress hostname ip ipMode ports:[PortStatus
LoadBalancerStatus ingress:[LoadBalancerIngress
LocalObjectReference name
LocalSubjectAccessReview apiVersion kind metadata:ObjectMeta spec:SubjectAccessReviewSpec status:SubjectAccessReviewStatus
LocalVolumeSource fsType path
ManagedFieldsEntry apiVersion fieldsType fieldsV1:a manager operation subresource time:t
MatchCondition expression name
MatchResources excludeResourceRules:[NamedRuleWithOperations matchPolicy namespaceSelector:LabelSelector objectSelector:LabelSelector resourceRules:[NamedRuleWithOperations
ModifyVolumeStatus status targetVolumeAttributesClassName
MutatingAdmissionPolicy apiVersion kind metadata:ObjectMeta spec:MutatingAdmissionPolicySpec
MutatingAdmissionPolicyBinding apiVersion kind metadata:ObjectMeta spec:MutatingAdmissionPolicyBindingSpec
MutatingAdmissionPolicyBindingSpec matchResources:MatchResources paramRef:ParamRef policyName
MutatingAdmissionPolicySpec failurePolicy matchConditions:[MatchCondition matchConstraints:MatchResources mutations:[Mutation paramKind:ParamKind reinvocationPolicy variables:[Variable
MutatingWebhook admissionReviewVersions:[s clientConfig:AdmissionregistrationV1WebhookClientConfig failurePolicy matchConditions:[MatchCondition matchPolicy name namespaceSelector:LabelSelector objectSelector:LabelSelector reinvocationPolicy rules:[RuleWithOperations sideEffects timeoutSeconds:i
MutatingWebhookConfiguration apiVersion kind metadata:ObjectMeta webhooks:[MutatingWebhook
Mutation applyConfiguration:ApplyConfiguration jsonPatch:JSONPatch patchType
NFSVolumeSource path readOnly:b server
NamedRuleWithOperations apiGroups:[s apiVersions:[s operations:[s resourceNames:[s resources:[s scope
Namespace apiVersion kind metadata:ObjectMeta spec:NamespaceSpec status:NamespaceStatus
NamespaceCondition lastTransitionTime:t message reason status type
NamespaceSpec finalizers:[s
NamespaceStatus conditions:[NamespaceCondition phase
NetworkDeviceData hardwareAddress interfaceName ips:[s
NetworkPolicy apiVersion kind metadata:ObjectMeta spec:NetworkPolicySpec
NetworkPolicyEgressRule ports:[NetworkPolicyPort to:[NetworkPolicyPeer
NetworkPolicyIngressRule from:[NetworkPolicyPeer ports:[NetworkPolicyPort
NetworkPolicyPeer ipBlock:IPBlock namespaceSelector:LabelSelector podSelector:LabelSelector
NetworkPolicyPort endPort:i port:o protocol
NetworkPolicySpec egress:[NetworkPolicyEgressRule ingress:[NetworkPolicyIngressRule podSelector:LabelSelector policyTypes:[s
Node apiVersion kind metadata:ObjectMeta spec:NodeSpec status:NodeStatus
NodeAddress address type
NodeAffinity preferredDuringSchedulingIgnoredDuringExecution:[PreferredSchedulingTerm requiredDuringSchedulingIgnoredDuringExecution:NodeSelector
NodeAllocatableResourceClaimStatus containers:[s resourceClaimName resources:{q
NodeAllocatableResourceMapping allocationMultiplier:q capacityKey
NodeCondition lastHeartbeatTime:t lastTransitionTime:t message reason status type
NodeConfigSource configMap:ConfigMapNodeConfigSource
NodeConfigStatus active:NodeConfigSource assigned:NodeConfigSource error lastKnownGood:NodeConfigSource
NodeDaemonEndpoints kubeletEndpoint:DaemonEndpoint
NodeFeatures supplementalGroupsPolicy:b
NodeRuntimeHandler features:NodeRuntimeHandlerFeatures name
NodeRuntimeHandlerFeatures recursiveReadOnlyMounts:b userNamespaces:b
NodeSelector nodeSelectorTerms:[NodeSelectorTerm
NodeSelectorRequirement key operator values:[s
NodeSelectorTerm matchExpressions:[NodeSelectorRequirement matchFields:[NodeSelectorRequirement
NodeSpec configSource:NodeConfigSource externalID podCIDR podCIDRs:[s providerID taints:[Taint unschedulable:b
NodeStatus addresses:[NodeAddress allocatable:{q capacity:{q conditions:[NodeCondition config:NodeConfigStatus daemonEndpoints:NodeDaemonEndpoints declaredFeatures:[s features:NodeFeatures images:[ContainerImage nodeInfo:NodeSystemInfo phase runtimeHandlers:[NodeRuntimeHandler volumesAttached:[AttachedVolume volumesInUse:[s
NodeSwapStatus capacity:l
NodeSystemInfo architecture bootID containerRuntimeVersion kernelVersion kubeProxyVersion kubeletVersion machineID operatingSystem osImage swap:NodeSwapStatus systemUUID
NonResourceAttributes path verb
NonResourcePolicyRule nonResourceURLs:[s verbs:[s
NonResourceRule nonResourceURLs:[s verbs:[s
ObjectFieldSelector apiVersion fieldPath
ObjectMeta annotations:{s creationTimestamp:t deletionGracePeriodSeconds:l deletionTimestamp:t finalizers:[s generateName generation:l labels:{s managedFields:[ManagedFieldsEntry name namespace ownerReferences:[OwnerReference resourceVersion selfLink uid
ObjectReference apiVersion fieldPath kind name namespace resourceVersion uid
OpaqueDeviceConfiguration driver parameters:a
Overhead podFixed:{q
OwnerReference apiVersion blockOwnerDeletion:b controller:b kind name uid
ParamKind apiVersion kind
ParamRef name namespace parameterNotFoundAction selector:LabelSelector
ParentReference group name namespace resource
PersistentVolume apiVersion kind metadata:ObjectMeta spec:PersistentVolumeSpec status:PersistentVolumeStatus
PersistentVolumeClaim apiVersion kind metadata:ObjectMeta spec:PersistentVolumeClaimSpec status:PersistentVolumeClaimStatus
PersistentVolumeClaimCondition lastProbeTime:t lastTransitionTime:t message reason status type
PersistentVolumeClaimSpec accessModes:[s dataSource:TypedLocalObjectReference dataSourceRef:TypedObjectReference resources:VolumeResourceRequirements selector:LabelSelector storageClassName volumeAttributesClassName volumeMode volumeName
PersistentVolumeClaimStatus accessModes:[s allocatedResourceStatuses:{s allocatedResources:{q capacity:{q conditions:[PersistentVolumeClaimCondition currentVolumeAttributesClassName modifyVolumeStatus:ModifyVolumeStatus phase
PersistentVolumeClaimTemplate metadata:ObjectMeta spec:PersistentVolumeClaimSpec
PersistentVolumeClaimVolumeSource claimName readOnly:b
PersistentVolumeSpec accessModes:[s awsElasticBlockStore:AWSElasticBlockStoreVolumeSource azureDisk:AzureDiskVolumeSource azureFile:AzureFilePersistentVolumeSource capacity:{q cephfs:CephFSPersistentVolumeSource cinder:CinderPersistentVolumeSource claimRef:ObjectReference csi:CSIPersistentVolumeSource fc:FCVolumeSource flexVolume:FlexPersistentVolumeSource flocker:FlockerVolumeSource gcePersistentDisk:GCEPersistentDiskVolumeSource glusterfs:GlusterfsPersistentVolumeSource hostPath:HostPathVolumeSource iscsi:ISCSIPersistentVolumeSource local:LocalVolumeSource mountOptions:[s nfs:NFSVolumeSource nodeAffinity:VolumeNodeAffinity persistentVolumeReclaimPolicy photonPersistentDisk:PhotonPersistentDiskVolumeSource portworxVolume:PortworxVolumeSource quobyte:QuobyteVolumeSource rbd:RBDPersistentVolumeSource scaleIO:ScaleIOPersistentVolumeSource storageClassName storageos:StorageOSPersistentVolumeSource volumeAttributesClassName volumeMode vsphereVolume:VsphereVirtualDiskVolumeSource
PersistentVolumeStatus lastPhaseTransitionTime:t message phase reason
PhotonPersistentDiskVolumeSource fsType pdID
Pod apiVersion kind metadata:ObjectMeta spec:PodSpec status:PodStatus
PodAffinity preferredDuringSchedulingIgnoredDuringExecution:[WeightedPodAffinityTerm requiredDuringSchedulingIgnoredDuringExecution:[PodAffinityTerm
PodAffinityTerm labelSelector:LabelSelector matchLabelKeys:[s mismatchLabelKeys:[s namespaceSelector:LabelSelector namespaces:[s topologyKey
PodAntiAffinity preferredDuringSchedulingIgnoredDuringExecution:[WeightedPodAffinityTerm requiredDuringSchedulingIgnoredDuringExecution:[PodAffinityTerm
PodCertificateProjection certificateChainPath credentialBundlePath keyPath keyType maxExpirationSeconds:i signerName userAnnotations:{s
PodCondition lastProbeTime:t lastTransitionTime:t message observedGeneration:l reason status type
PodDNSConfig nameservers:[s options:[PodDNSConfigOption searches:[s
PodDNSConfigOption name value
PodDisruptionBudget apiVersion kind metadata:ObjectMeta spec:PodDisruptionBudgetSpec status:PodDisruptionBudgetStatus
PodDisruptionBudgetSpec maxUnavailable:o minAvailable:o selector:LabelSelector unhealthyPodEvictionPolicy
PodDisruptionBudgetStatus conditions:[Condition currentHealthy:i desiredHealthy:i disruptedPods:{t disruptionsAllowed:i expectedPods:i observedGeneration:l
PodExtendedResourceClaimStatus requestMappings:[ContainerExtendedResourceRequest resourceClaimName
PodFailurePolicy rules:[PodFailurePolicyRule
PodFailurePolicyOnExitCodesRequirement containerName operator values:[i
PodFailurePolicyOnPodConditionsPattern status type
PodFailurePolicyRule action onExitCodes:PodFailurePolicyOnExitCodesRequirement onPodConditions:[PodFailurePolicyOnPodConditionsPattern
PodIP ip
PodOS name
PodReadinessGate conditionType
PodResourceClaim name resourceClaimName resourceClaimTemplateName
PodResourceClaimStatus name resourceClaimName
PodSchedulingGate name
PodSchedulingGroup podGroupName
PodSecurityContext appArmorProfile:AppArmorProfile fsGroup:l fsGroupChangePolicy runAsGroup:l runAsNonRoot:b runAsUser:l seLinuxChangePolicy seLinuxOptions:SELinuxOptions seccompProfile:SeccompProfile supplementalGroups:[l supplementalGroupsPolicy sysctls:[Sysctl windowsOptions:WindowsSecurityContextOptions
PodSpec activeDeadlineSeconds:l affinity:Affinity automountServiceAccountToken:b containers:[Container dnsConfig:PodDNSConfig dnsPolicy enableServiceLinks:b ephemeralContainers:[EphemeralContainer hostAliases:[HostAlias hostIPC:b hostNetwork:b hostPID:b hostUsers:b hostname hostnameOverride imagePullSecrets:[LocalObjectReference initContainers:[Container nodeName nodeSelector:{s os:PodOS overhead:{q preemptionPolicy priority:i priorityClassName readinessGates:[PodReadinessGate resourceClaims:[PodResourceClaim resources:ResourceRequirements restartPolicy runtimeClassName schedulerName schedulingGates:[PodSchedulingGate schedulingGroup:PodSchedulingGroup securityContext:PodSecurityContext serviceAccount serviceAccountName setHostnameAsFQDN:b shareProcessNamespace:b subdomain terminationGracePeriodSeconds:l tolerations:[Toleration topologySpreadConstraints:[TopologySpreadConstraint volumes:[Volume
PodStatus allocatedResources:{q conditions:[PodCondition containerStatuses:[ContainerStatus ephemeralContainerStatuses:[ContainerStatus extendedResourceClaimStatus:PodExtendedResourceClaimStatus hostIP hostIPs:[HostIP initContainerStatuses:[ContainerStatus message nodeAllocatableResourceClaimStatuses:[NodeAllocatableResourceClaimStatus nominatedNodeName observedGeneration:l phase podIP podIPs:[PodIP qosClass reason resize resourceClaimStatuses:[PodResourceClaimStatus resources:ResourceRequirements startTime:t
PodTemplate apiVersion kind metadata:ObjectMeta template:PodTemplateSpec
PodTemplateSpec metadata:ObjectMeta spec:PodSpec
PolicyRule apiGroups:[s nonResourceURLs:[s resourceNames:[s resources:[s verbs:[s
PolicyRulesWithSubjects nonResourceRules:[NonResourcePolicyRule resourceRules:[ResourcePolicyRule subjects:[FlowcontrolV1Subject
PortStatus error port:i protocol
PortworxVolumeSource fsType readOnly:b volumeID
PreferredSchedulingTerm preference:NodeSelectorTerm weight:i
PriorityClass apiVersion description globalDefault:b kind metadata:ObjectMeta preemptionPolicy value:i
PriorityLevelConfiguration apiVersion kind metadata:ObjectMeta spec:PriorityLevelConfigurationSpec status:PriorityLevelConfigurationStatus
PriorityLevelConfigurationCondition lastTransitionTime:t message reason status type
PriorityLevelConfigurationReference name
PriorityLevelConfigurationSpec exempt:ExemptPriorityLevelConfiguration limited:LimitedPriorityLevelConfiguration type
PriorityLevelConfigurationStatus conditions:[PriorityLevelConfigurationCondition
Probe exec:ExecAction failureThreshold:i grpc:GRPCAction httpGet:HTTPGetAction initialDelaySeconds:i periodSeconds:i successThreshold:i tcpSocket:TCPSocketAction terminationGracePeriodSeconds:l timeoutSeconds:i
ProjectedVolumeSource defaultMode:i sources:[VolumeProjection
QueuingConfiguration handSize:i queueLengthLimit:i queues:i
QuobyteVolumeSource group readOnly:b registry tenant user volume
RBDPersistentVolumeSource fsType image keyring monitors:[s pool readOnly:b secretRef:SecretReference user
RBDVolumeSource fsType image keyring monitors:[s pool readOnly:b secretRef:LocalObjectReference user
RbacV1Subject apiGroup kind name namespace
ReplicaSet apiVersion kind metadata:ObjectMeta spec:ReplicaSetSpec status:ReplicaSetStatus
ReplicaSetCondition lastTransitionTime:t message reason status type
ReplicaSetSpec minReadySeconds:i replicas:i selector:LabelSelector template:PodTemplateSpec
ReplicaSetStatus availableReplicas:i conditions:[ReplicaSetCondition fullyLabeledReplicas:i observedGeneration:l readyReplicas:i replicas:i terminatingReplicas:i
ReplicationController apiVersion kind metadata:ObjectMeta spec:ReplicationControllerSpec status:ReplicationControllerStatus
ReplicationControllerCondition lastTransitionTime:t message reason status type
ReplicationControllerSpec minReadySeconds:i replicas:i selector:{s template:PodTemplateSpec
ReplicationControllerStatus availableReplicas:i conditions:[ReplicationControllerCondition fullyLabeledReplicas:i observedGeneration:l readyReplicas:i replicas:i
ResourceAttributes fieldSelector:FieldSelectorAttributes group labelSelector:LabelSelectorAttributes name namespace resource subresource verb version
ResourceClaimConsumerReference apiGroup name resource uid
ResourceClaimSpec devices:DeviceClaim
ResourceClaimStatus allocation:AllocationResult devices:[AllocatedDeviceStatus reservedFor:[ResourceClaimConsumerReference
ResourceClaimTemplate apiVersion kind metadata:ObjectMeta spec:ResourceClaimTemplateSpec
ResourceClaimTemplateSpec metadata:ObjectMeta spec:ResourceClaimSpec
ResourceFieldSelector containerName divisor:q resource
ResourceHealth health message resourceID
ResourcePolicyRule apiGroups:[s clusterScope:b namespaces:[s resources:[s verbs:[s
ResourcePool generation:l name resourceSliceCount:l
ResourceQuota apiVersion kind metadata:ObjectMeta spec:ResourceQuotaSpec status:ResourceQuotaStatus
ResourceQuotaSpec hard:{q scopeSelector:ScopeSelector scopes:[s
ResourceQuotaStatus hard:{q used:{q
ResourceRequirements claims:[CoreV1ResourceClaim limits:{q requests:{q
ResourceRule apiGroups:[s resourceNames:[s resources:[s verbs:[s
ResourceSlice apiVersion kind metadata:ObjectMeta spec:ResourceSliceSpec
ResourceSliceSpec allNodes:b devices:[Device driver nodeName nodeSelector:NodeSelector perDeviceNodeSelection:b pool:ResourcePool sharedCounters:[CounterSet
ResourceStatus name resources:[ResourceHealth
ResourceV1ResourceClaim apiVersion kind metadata:ObjectMeta spec:ResourceClaimSpec status:ResourceClaimStatus
Role apiVersion kind metadata:ObjectMeta rules:[PolicyRule
RoleBinding apiVersion kind metadata:ObjectMeta roleRef:RoleRef subjects:[RbacV1Subject
RoleRef apiGroup kind name
RollingUpdateDaemonSet maxSurge:o maxUnavailable:o
RollingUpdateDeployment maxSurge:o maxUnavailable:o
RollingUpdateStatefulSetStrategy maxUnavailable:o partition:i
RuleWithOperations apiGroups:[s apiVersions:[s operations:[s resources:[s scope
RuntimeClass apiVersion handler kind metadata:ObjectMeta overhead:Overhead scheduling:Scheduling
SELinuxOptions level role type user
ScaleIOPersistentVolumeSource fsType gateway protectionDomain readOnly:b secretRef:SecretReference sslEnabled:b storageMode storagePool system volumeName
ScaleIOVolumeSource fsType gateway protectionDomain readOnly:b secretRef:LocalObjectReference sslEnabled:b storageMode storagePool system volumeName
Scheduling nodeSelector:{s tolerations:[Toleration
ScopeSelector matchExpressions:[ScopedResourceSelectorRequirement
ScopedResourceSelectorRequirement operator scopeName values:[s
SeccompProfile localhostProfile type
Secret apiVersion data:{y immutable:b kind metadata:ObjectMeta stringData:{s type
SecretEnvSource name optional:b
SecretKeySelector key name optional:b
SecretProjection items:[KeyToPath name optional:b
SecretReference name namespace
SecretVolumeSource defaultMode:i items:[KeyToPath optional:b secretName
SecurityContext allowPrivilegeEscalation:b appArmorProfile:AppArmorProfile capabilities:Capabilities privileged:b procMount readOnlyRootFilesystem:b runAsGroup:l runAsNonRoot:b runAsUser:l seLinuxOptions:SELinuxOptions seccompProfile:SeccompProfile windowsOptions:WindowsSecurityContextOptions
SelectableField jsonPath
SelfSubjectAccessReview apiVersion kind metadata:ObjectMeta spec:SelfSubjectAccessReviewSpec status:SubjectAccessReviewStatus
SelfSubjectAccessReviewSpec nonResourceAttributes:NonResourceAttributes resourceAttributes:ResourceAttributes
SelfSubjectReview apiVersion kind metadata:ObjectMeta status:SelfSubjectReviewStatus
SelfSubjectReviewStatus userInfo:UserInfo
SelfSubjectRulesReview apiVersion kind metadata:ObjectMeta spec:SelfSubjectRulesReviewSpec status:SubjectRulesReviewStatus
SelfSubjectRulesReviewSpec namespace
Service apiVersion kind metadata:ObjectMeta spec:ServiceSpec status:ServiceStatus
ServiceAccount apiVersion automountServiceAccountToken:b imagePullSecrets:[LocalObjectReference kind metadata:ObjectMeta secrets:[ObjectReference
ServiceAccountSubject name namespace
ServiceAccountTokenProjection audience expirationSeconds:l path
ServiceBackendPort name number:i
ServiceCIDR apiVersion kind metadata:ObjectMeta spec:ServiceCIDRSpec status:ServiceCIDRStatus
ServiceCIDRSpec cidrs:[s
ServiceCIDRStatus conditions:[Condition
ServicePort appProtocol name nodePort:i port:i protocol targetPort:o
ServiceSpec allocateLoadBalancerNodePorts:b clusterIP clusterIPs:[s externalIPs:[s externalName externalTrafficPolicy healthCheckNodePort:i internalTrafficPolicy ipFamilies:[s ipFamilyPolicy loadBalancerClass loadBalancerIP loadBalancerSourceRanges:[s ports:[ServicePort publishNotReadyAddresses:b selector:{s sessionAffinity sessionAffinityConfig:SessionAffinityConfig trafficDistribution type
ServiceStatus conditions:[Condition loadBalancer:LoadBalancerStatus
SessionAffinityConfig clientIP:ClientIPConfig
SleepAction seconds:l
StatefulSet apiVersion kind metadata:ObjectMeta spec:StatefulSetSpec status:StatefulSetStatus
StatefulSetCondition lastTransitionTime:t message reason status type
StatefulSetOrdinals start:i
StatefulSetPersistentVolumeClaimRetentionPolicy whenDeleted whenScaled
StatefulSetSpec minReadySeconds:i ordinals:StatefulSetOrdinals persistentVolumeClaimRetentionPolicy:StatefulSetPersistentVolumeClaimRetentionPolicy podManagementPolicy replicas:i revisionHistoryLimit:i selector:LabelSelector serviceName template:PodTemplateSpec updateStrategy:StatefulSetUpdateStrategy volumeClaimTemplates:[PersistentVolumeClaim
StatefulSetStatus availableReplicas:i collisionCount:i conditions:[StatefulSetCondition currentReplicas:i currentRevision observedGeneration:l readyReplicas:i replicas:i updateRevision updatedReplicas:i
StatefulSetUpdateStrategy rollingUpdate:RollingUpdateStatefulSetStrategy type
StorageClass allowVolumeExpansion:b allowedTopologies:[TopologySelectorTerm apiVersion kind metadata:ObjectMeta mountOptions:[s parameters:{s provisioner reclaimPolicy volumeBindingMode
StorageOSPersistentVolumeSource fsType readOnly:b secretRef:ObjectReference volumeName volumeNamespace
StorageOSVolumeSource fsType readOnly:b secretRef:LocalObjectReference volumeName volumeNamespace
StorageV1TokenRequest audience expirationSeconds:l
SubjectAccessReview apiVersion kind metadata:ObjectMeta spec:SubjectAccessReviewSpec status:SubjectAccessReviewStatus
SubjectAccessReviewSpec extra:{[s groups:[s nonResourceAttributes:NonResourceAttributes resourceAttributes:ResourceAttributes uid user
SubjectAccessReviewStatus allowed:b denied:b evaluationError reason
SubjectRulesReviewStatus evaluationError incomplete:b nonResourceRules:[NonResourceRule resourceRules:[ResourceRule
SuccessPolicy rules:[SuccessPolicyRule
SuccessPolicyRule succeededCount:i succeededIndexes
Sysctl name value
TCPSocketAction host port:o
Taint effect key timeAdded:t value
TokenReview apiVersion kind metadata:ObjectMeta spec:TokenReviewSpec status:TokenReviewStatus
TokenReviewSpec audiences:[s token
TokenReviewStatus audiences:[s authenticated:b error user:UserInfo
Toleration effect key operator tolerationSeconds:l value
TopologySelectorLabelRequirement key values:[s
TopologySelectorTerm matchLabelExpressions:[TopologySelectorLabelRequirement
TopologySpreadConstraint labelSelector:LabelSelector matchLabelKeys:[s maxSkew:i minDomains:i nodeAffinityPolicy nodeTaintsPolicy topologyKey whenUnsatisfiable
TypeChecking expressionWarnings:[ExpressionWarning
TypedLocalObjectReference apiGroup kind name
TypedObjectReference apiGroup kind name namespace
UncountedTerminatedPods failed:[s succeeded:[s
UserInfo extra:{[s groups:[s uid username
UserSubject name
V2ContainerResourceMetricSource container name target:V2MetricTarget
V2ContainerResourceMetricStatus container current:V2MetricValueStatus name
V2CrossVersionObjectReference apiVersion kind name
V2ExternalMetricSource metric:V2MetricIdentifier target:V2MetricTarget
V2ExternalMetricStatus current:V2MetricValueStatus metric:V2MetricIdentifier
V2HPAScalingPolicy periodSeconds:i type value:i
V2HPAScalingRules policies:[V2HPAScalingPolicy selectPolicy stabilizationWindowSeconds:i tolerance:q
V2HorizontalPodAutoscaler apiVersion kind metadata:ObjectMeta spec:V2HorizontalPodAutoscalerSpec status:V2HorizontalPodAutoscalerStatus
V2HorizontalPodAutoscalerBehavior scaleDown:V2HPAScalingRules scaleUp:V2HPAScalingRules
V2HorizontalPodAutoscalerCondition lastTransitionTime:t message reason status type
V2HorizontalPodAutoscalerSpec behavior:V2HorizontalPodAutoscalerBehavior maxReplicas:i metrics:[V2MetricSpec minReplicas:i scaleTargetRef:V2CrossVersionObjectReference
V2HorizontalPodAutoscalerStatus conditions:[V2HorizontalPodAutoscalerCondition currentMetrics:[V2MetricStatus currentReplicas:i desiredReplicas:i lastScaleTime:t observedGeneration:l
V2MetricIdentifier name selector:LabelSelector
V2MetricSpec containerResource:V2ContainerResourceMetricSource external:V2ExternalMetricSource object:V2ObjectMetricSource pods:V2PodsMetricSource resource:V2ResourceMetricSource type
V2MetricStatus containerResource:V2ContainerResourceMetricStatus external:V2ExternalMetricStatus object:V2ObjectMetricStatus pods:V2PodsMetricStatus resource:V2ResourceMetricStatus type
V2MetricTarget averageUtilization:i averageValue:q type value:q
V2MetricValueStatus averageUtilization:i averageValue:q value:q
V2ObjectMetricSource describedObject:V2CrossVersionObjectReference metric:V2MetricIdentifier target:V2MetricTarget
V2ObjectMetricStatus current:V2MetricValueStatus describedObject:V2CrossVersionObjectReference metric:V2MetricIdentifier
V2PodsMetricSource metric:V2MetricIdentifier target:V2MetricTarget
V2PodsMetricStatus current:V2MetricValueStatus metric:V2MetricIdentifier
V2ResourceMetricSource name target:V2MetricTarget
V2ResourceMetricStatus current:V2MetricValueStatus name
ValidatingAdmissionPolicy apiVersion kind metadata:ObjectMeta spec:ValidatingAdmissionPolicySpec status:ValidatingAdmissionPolicyStatus
ValidatingAdmissionPolicyBinding apiVersion kind metadata:ObjectMeta spec:ValidatingAdmissionPolicyBindingSpec
ValidatingAdmissionPolicyBindingSpec matchResources:MatchResources paramRef:ParamRef policyName validationActions:[s
ValidatingAdmissionPolicySpec auditAnnotations:[AuditAnnotation failurePolicy matchConditions:[MatchCondition matchConstraints:MatchResources paramKind:ParamKind validations:[Validation variables:[Variable
ValidatingAdmissionPolicyStatus conditions:[Condition observedGeneration:l typeChecking:TypeChecking
ValidatingWebhook admissionReviewVersions:[s clientConfig:AdmissionregistrationV1WebhookClientConfig failurePolicy matchConditions:[MatchCondition matchPolicy name namespaceSelector:LabelSelector objectSelector:LabelSelector rules:[RuleWithOperations sideEffects timeoutSeconds:i
ValidatingWebhookConfiguration apiVersion kind metadata:ObjectMeta webhooks:[ValidatingWebhook
Validation expression message messageExpression reason
ValidationRule fieldPath message messageExpression optionalOldSelf:b reason rule
Variable expression name
Volume awsElasticBlockStore:AWSElasticBlockStoreVolumeSource azureDisk:AzureDiskVolumeSource azureFile:AzureFileVolumeSource cephfs:CephFSVolumeSource cinder:CinderVolumeSource configMap:ConfigMapVolumeSource csi:CSIVolumeSource downwardAPI:DownwardAPIVolumeSource emptyDir:EmptyDirVolumeSource ephemeral:EphemeralVolumeSource fc:FCVolumeSource flexVolume:FlexVolumeSource flocker:FlockerVolumeSource gcePersistentDisk:GCEPersistentDiskVolumeSource gitRepo:GitRepoVolumeSource glusterfs:GlusterfsVolumeSource hostPath:HostPathVolumeSource image:ImageVolumeSource iscsi:ISCSIVolumeSource name nfs:NFSVolumeSource persistentVolumeClaim:PersistentVolumeClaimVolumeSource photonPersistentDisk:PhotonPersistentDiskVolumeSource portworxVolume:PortworxVolumeSource projected:ProjectedVolumeSource quobyte:QuobyteVolumeSource rbd:RBDVolumeSource scaleIO:ScaleIOVolumeSource secret:SecretVolumeSource storageos:StorageOSVolumeSource vsphereVolume:VsphereVirtualDiskVolumeSource
VolumeAttachment apiVersion kind metadata:ObjectMeta spec:VolumeAttachmentSpec status:VolumeAttachmentStatus
VolumeAttachmentSource inlineVolumeSpec:PersistentVolumeSpec persistentVolumeName
VolumeAttachmentSpec attacher nodeName source:VolumeAttachmentSource
VolumeAttachmentStatus attachError:VolumeError attached:b attachmentMetadata:{s detachError:VolumeError
VolumeAttributesClass apiVersion driverName kind metadata:ObjectMeta parameters:{s
VolumeDevice devicePath name
VolumeError errorCode:i message time:t
VolumeMount mountPath mountPropagation name readOnly:b recursiveReadOnly subPath subPathExpr
VolumeMountStatus mountPath name readOnly:b recursiveReadOnly volumeStatus:VolumeStatus
VolumeNodeAffinity required:NodeSelector
VolumeNodeResources count:i
VolumeProjection clusterTrustBundle:ClusterTrustBundleProjection configMap:ConfigMapProjection downwardAPI:DownwardAPIProjection podCertificate:PodCertificateProjection secret:SecretProjection serviceAccountToken:ServiceAccountTokenProjection
VolumeResourceRequirements limits:{q requests:{q
VolumeStatus image:ImageVolumeStatus
VsphereVirtualDiskVolumeSource fsType storagePolicyID storagePolicyName volumePath
WebhookConversion clientConfig:ApiextensionsV1WebhookClientConfig conversionReviewVersions:[s
WeightedPodAffinityTerm podAffinityTerm:PodAffinityTerm weight:i
WindowsSecurityContextOptions gmsaCredentialSpec gmsaCredentialSpecName hostProcess:b runAsUserName
`;
