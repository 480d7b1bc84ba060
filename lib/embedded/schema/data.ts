/**
 * The types of every built-in kind as a server decodes, merges and applies them, written by
 * scripts/dev/generate_embedded_schema.ts and read by `types.ts`. Layer 3: pure data.
 *
 * @module
 */

/**
 * One line a kind (`=apps/v1/Deployment Deployment`: its type) or type (its name, with `/` and the Go
 * name where that differs, then its fields).
 *
 * A field is its name and, unless it is optional text, `:`, marks and its type. Marks: `*` a pointer,
 * `!` written when empty, `+` required, `0` left out when zero, `=JSON;` default, `~KEY;` strategic merge
 * by this key, `^` keys not named are dropped. Types: `s` text, `b` boolean, `i` int32, `l` int64, `d`
 * double, `q` quantity, `t` timestamp, `u` timestamp with microseconds, `w` duration, `o` number or text,
 * `y` base64, `a` anything, each with `'GoName'` where it has one; `[` list of (`[m(KEYS)` by keys,
 * `[e` set), `{` map of, another type's name; `@` for maps and types that have one owner.
 */
export const EMBEDDED_SCHEMA_DATA = `
=admissionregistration.k8s.io/v1/MutatingAdmissionPolicy MutatingAdmissionPolicy io.k8s.api.admissionregistration.v1.MutatingAdmissionPolicy
=admissionregistration.k8s.io/v1/MutatingAdmissionPolicyBinding MutatingAdmissionPolicyBinding io.k8s.api.admissionregistration.v1.MutatingAdmissionPolicyBinding
=admissionregistration.k8s.io/v1/MutatingWebhookConfiguration MutatingWebhookConfiguration io.k8s.api.admissionregistration.v1.MutatingWebhookConfiguration
=admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy ValidatingAdmissionPolicy io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicy
=admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding ValidatingAdmissionPolicyBinding io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicyBinding
=admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration ValidatingWebhookConfiguration io.k8s.api.admissionregistration.v1.ValidatingWebhookConfiguration
=admissionregistration.k8s.io/v1/WatchEvent WatchEvent io.k8s.apimachinery.pkg.apis.meta.v1.WatchEvent
=apiextensions.k8s.io/v1/ConversionReview ConversionReview -
=apiextensions.k8s.io/v1/CustomResourceDefinition CustomResourceDefinition io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition
=apiextensions.k8s.io/v1/WatchEvent WatchEvent io.k8s.apimachinery.pkg.apis.meta.v1.WatchEvent
=apiregistration.k8s.io/v1/APIService APIService io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIService
=apiregistration.k8s.io/v1/WatchEvent WatchEvent io.k8s.apimachinery.pkg.apis.meta.v1.WatchEvent
=apps/v1/ControllerRevision ControllerRevision io.k8s.api.apps.v1.ControllerRevision
=apps/v1/DaemonSet DaemonSet io.k8s.api.apps.v1.DaemonSet
=apps/v1/Deployment Deployment io.k8s.api.apps.v1.Deployment
=apps/v1/ReplicaSet ReplicaSet io.k8s.api.apps.v1.ReplicaSet
=apps/v1/StatefulSet StatefulSet io.k8s.api.apps.v1.StatefulSet
=apps/v1/WatchEvent WatchEvent io.k8s.apimachinery.pkg.apis.meta.v1.WatchEvent
=authentication.k8s.io/v1/SelfSubjectReview SelfSubjectReview io.k8s.api.authentication.v1.SelfSubjectReview
=authentication.k8s.io/v1/TokenRequest TokenRequest io.k8s.api.authentication.v1.TokenRequest
=authentication.k8s.io/v1/TokenReview TokenReview io.k8s.api.authentication.v1.TokenReview
=authentication.k8s.io/v1/WatchEvent WatchEvent io.k8s.apimachinery.pkg.apis.meta.v1.WatchEvent
=authorization.k8s.io/v1/LocalSubjectAccessReview LocalSubjectAccessReview io.k8s.api.authorization.v1.LocalSubjectAccessReview
=authorization.k8s.io/v1/SelfSubjectAccessReview SelfSubjectAccessReview io.k8s.api.authorization.v1.SelfSubjectAccessReview
=authorization.k8s.io/v1/SelfSubjectRulesReview SelfSubjectRulesReview io.k8s.api.authorization.v1.SelfSubjectRulesReview
=authorization.k8s.io/v1/SubjectAccessReview SubjectAccessReview io.k8s.api.authorization.v1.SubjectAccessReview
=authorization.k8s.io/v1/WatchEvent WatchEvent io.k8s.apimachinery.pkg.apis.meta.v1.WatchEvent
=autoscaling/v1/HorizontalPodAutoscaler HorizontalPodAutoscaler io.k8s.api.autoscaling.v1.HorizontalPodAutoscaler
=autoscaling/v1/Scale Scale io.k8s.api.autoscaling.v1.Scale
=autoscaling/v1/WatchEvent WatchEvent io.k8s.apimachinery.pkg.apis.meta.v1.WatchEvent
=autoscaling/v2/HorizontalPodAutoscaler AutoscalingHorizontalPodAutoscaler io.k8s.api.autoscaling.v2.HorizontalPodAutoscaler
=autoscaling/v2/WatchEvent WatchEvent io.k8s.apimachinery.pkg.apis.meta.v1.WatchEvent
=batch/v1/CronJob CronJob io.k8s.api.batch.v1.CronJob
=batch/v1/Job Job io.k8s.api.batch.v1.Job
=batch/v1/WatchEvent WatchEvent io.k8s.apimachinery.pkg.apis.meta.v1.WatchEvent
=certificates.k8s.io/v1/CertificateSigningRequest CertificateSigningRequest io.k8s.api.certificates.v1.CertificateSigningRequest
=certificates.k8s.io/v1/WatchEvent WatchEvent io.k8s.apimachinery.pkg.apis.meta.v1.WatchEvent
=coordination.k8s.io/v1/Lease Lease io.k8s.api.coordination.v1.Lease
=coordination.k8s.io/v1/WatchEvent WatchEvent io.k8s.apimachinery.pkg.apis.meta.v1.WatchEvent
=discovery.k8s.io/v1/EndpointSlice EndpointSlice io.k8s.api.discovery.v1.EndpointSlice
=discovery.k8s.io/v1/WatchEvent WatchEvent io.k8s.apimachinery.pkg.apis.meta.v1.WatchEvent
=events.k8s.io/v1/Event EventsEvent io.k8s.api.events.v1.Event
=events.k8s.io/v1/WatchEvent WatchEvent io.k8s.apimachinery.pkg.apis.meta.v1.WatchEvent
=flowcontrol.apiserver.k8s.io/v1/FlowSchema FlowSchema io.k8s.api.flowcontrol.v1.FlowSchema
=flowcontrol.apiserver.k8s.io/v1/PriorityLevelConfiguration PriorityLevelConfiguration io.k8s.api.flowcontrol.v1.PriorityLevelConfiguration
=flowcontrol.apiserver.k8s.io/v1/WatchEvent WatchEvent io.k8s.apimachinery.pkg.apis.meta.v1.WatchEvent
=networking.k8s.io/v1/IPAddress IPAddress io.k8s.api.networking.v1.IPAddress
=networking.k8s.io/v1/Ingress Ingress io.k8s.api.networking.v1.Ingress
=networking.k8s.io/v1/IngressClass IngressClass io.k8s.api.networking.v1.IngressClass
=networking.k8s.io/v1/NetworkPolicy NetworkPolicy io.k8s.api.networking.v1.NetworkPolicy
=networking.k8s.io/v1/ServiceCIDR ServiceCIDR io.k8s.api.networking.v1.ServiceCIDR
=networking.k8s.io/v1/WatchEvent WatchEvent io.k8s.apimachinery.pkg.apis.meta.v1.WatchEvent
=node.k8s.io/v1/RuntimeClass RuntimeClass io.k8s.api.node.v1.RuntimeClass
=node.k8s.io/v1/WatchEvent WatchEvent io.k8s.apimachinery.pkg.apis.meta.v1.WatchEvent
=policy/v1/Eviction Eviction io.k8s.api.policy.v1.Eviction
=policy/v1/PodDisruptionBudget PodDisruptionBudget io.k8s.api.policy.v1.PodDisruptionBudget
=policy/v1/WatchEvent WatchEvent io.k8s.apimachinery.pkg.apis.meta.v1.WatchEvent
=rbac.authorization.k8s.io/v1/ClusterRole ClusterRole io.k8s.api.rbac.v1.ClusterRole
=rbac.authorization.k8s.io/v1/ClusterRoleBinding ClusterRoleBinding io.k8s.api.rbac.v1.ClusterRoleBinding
=rbac.authorization.k8s.io/v1/Role Role io.k8s.api.rbac.v1.Role
=rbac.authorization.k8s.io/v1/RoleBinding RoleBinding io.k8s.api.rbac.v1.RoleBinding
=rbac.authorization.k8s.io/v1/WatchEvent WatchEvent io.k8s.apimachinery.pkg.apis.meta.v1.WatchEvent
=resource.k8s.io/v1/DeviceClass DeviceClass io.k8s.api.resource.v1.DeviceClass
=resource.k8s.io/v1/ResourceClaim ResourceResourceClaim io.k8s.api.resource.v1.ResourceClaim
=resource.k8s.io/v1/ResourceClaimTemplate ResourceClaimTemplate io.k8s.api.resource.v1.ResourceClaimTemplate
=resource.k8s.io/v1/ResourceSlice ResourceSlice io.k8s.api.resource.v1.ResourceSlice
=resource.k8s.io/v1/WatchEvent WatchEvent io.k8s.apimachinery.pkg.apis.meta.v1.WatchEvent
=scheduling.k8s.io/v1/PriorityClass PriorityClass io.k8s.api.scheduling.v1.PriorityClass
=scheduling.k8s.io/v1/WatchEvent WatchEvent io.k8s.apimachinery.pkg.apis.meta.v1.WatchEvent
=storage.k8s.io/v1/CSIDriver CSIDriver io.k8s.api.storage.v1.CSIDriver
=storage.k8s.io/v1/CSINode CSINode io.k8s.api.storage.v1.CSINode
=storage.k8s.io/v1/CSIStorageCapacity CSIStorageCapacity io.k8s.api.storage.v1.CSIStorageCapacity
=storage.k8s.io/v1/StorageClass StorageClass io.k8s.api.storage.v1.StorageClass
=storage.k8s.io/v1/VolumeAttachment VolumeAttachment io.k8s.api.storage.v1.VolumeAttachment
=storage.k8s.io/v1/VolumeAttributesClass VolumeAttributesClass io.k8s.api.storage.v1.VolumeAttributesClass
=storage.k8s.io/v1/WatchEvent WatchEvent io.k8s.apimachinery.pkg.apis.meta.v1.WatchEvent
=v1/APIGroup APIGroup io.k8s.apimachinery.pkg.apis.meta.v1.APIGroup
=v1/APIVersions APIVersions io.k8s.apimachinery.pkg.apis.meta.v1.APIVersions
=v1/Binding Binding io.k8s.api.core.v1.Binding
=v1/ComponentStatus ComponentStatus io.k8s.api.core.v1.ComponentStatus
=v1/ConfigMap ConfigMap io.k8s.api.core.v1.ConfigMap
=v1/Endpoints Endpoints io.k8s.api.core.v1.Endpoints
=v1/Event Event io.k8s.api.core.v1.Event
=v1/LimitRange LimitRange io.k8s.api.core.v1.LimitRange
=v1/Namespace Namespace io.k8s.api.core.v1.Namespace
=v1/Node Node io.k8s.api.core.v1.Node
=v1/PersistentVolume PersistentVolume io.k8s.api.core.v1.PersistentVolume
=v1/PersistentVolumeClaim PersistentVolumeClaim io.k8s.api.core.v1.PersistentVolumeClaim
=v1/Pod Pod io.k8s.api.core.v1.Pod
=v1/PodStatusResult PodStatusResult -
=v1/PodTemplate PodTemplate io.k8s.api.core.v1.PodTemplate
=v1/RangeAllocation RangeAllocation -
=v1/ReplicationController ReplicationController io.k8s.api.core.v1.ReplicationController
=v1/ResourceQuota ResourceQuota io.k8s.api.core.v1.ResourceQuota
=v1/Secret Secret io.k8s.api.core.v1.Secret
=v1/SerializedReference SerializedReference -
=v1/Service Service io.k8s.api.core.v1.Service
=v1/ServiceAccount ServiceAccount io.k8s.api.core.v1.ServiceAccount
=v1/Status Status io.k8s.apimachinery.pkg.apis.meta.v1.Status
=v1/WatchEvent WatchEvent io.k8s.apimachinery.pkg.apis.meta.v1.WatchEvent
APIGroup kind apiVersion name:!+s versions:!+[GroupVersionForDiscovery preferredVersion:GroupVersionForDiscovery serverAddressByClientCIDRs:[ServerAddressByClientCIDR
APIService kind apiVersion metadata:ObjectMeta spec:APIServiceSpec status:APIServiceStatus
APIServiceCondition type:!+s'v1.APIServiceConditionType' status:!+s'v1.ConditionStatus' lastTransitionTime:t reason message
APIServiceSpec service:*ApiregistrationServiceReference group version insecureSkipTLSVerify:b caBundle:y groupPriorityMinimum:!+i versionPriority:!+i
APIServiceStatus conditions:~type;[m(type)APIServiceCondition
APIVersions kind apiVersion versions:!+[s serverAddressByClientCIDRs:!+[ServerAddressByClientCIDR
AWSElasticBlockStoreVolumeSource volumeID:!+s fsType partition:i readOnly:b
Affinity nodeAffinity:*NodeAffinity podAffinity:*PodAffinity podAntiAffinity:*PodAntiAffinity
AggregationRule clusterRoleSelectors:[@LabelSelector
AllocatedDeviceStatus driver:!+s pool:!+s device:!+s shareID:*s conditions:![m(type)Condition data:*a networkData:*NetworkDeviceData
AllocationResult devices:DeviceAllocationResult nodeSelector:*@NodeSelector allocationTimestamp:*t
ApiextensionsServiceReference/ServiceReference namespace:!+s name:!+s path:*s port:*i
ApiextensionsWebhookClientConfig/WebhookClientConfig url:*s service:*ApiextensionsServiceReference caBundle:y
ApiregistrationServiceReference/ServiceReference namespace name port:*i
AppArmorProfile type:!+s'v1.AppArmorProfileType' localhostProfile:*s
ApplyConfiguration expression
AttachedVolume name:!+s'v1.UniqueVolumeName' devicePath:!+s
AuditAnnotation key:!+s valueExpression:!+s
AutoscalingCrossVersionObjectReference/CrossVersionObjectReference kind:!+s name:!+s apiVersion
AutoscalingHorizontalPodAutoscaler/HorizontalPodAutoscaler kind apiVersion metadata:ObjectMeta spec:+AutoscalingHorizontalPodAutoscalerSpec status:AutoscalingHorizontalPodAutoscalerStatus
AutoscalingHorizontalPodAutoscalerSpec/HorizontalPodAutoscalerSpec scaleTargetRef:!+AutoscalingCrossVersionObjectReference minReplicas:*i maxReplicas:!+i metrics:[MetricSpec behavior:*HorizontalPodAutoscalerBehavior
AutoscalingHorizontalPodAutoscalerStatus/HorizontalPodAutoscalerStatus observedGeneration:*l lastScaleTime:*t currentReplicas:i desiredReplicas:!+i currentMetrics:![MetricStatus conditions:~type;[m(type)HorizontalPodAutoscalerCondition
AzureDiskVolumeSource diskName:!+s diskURI:!+s cachingMode:*=%22ReadWrite%22;s'v1.AzureDataDiskCachingMode' fsType:*=%22ext4%22;s readOnly:*b kind:*=%22Shared%22;s'v1.AzureDataDiskKind'
AzureFilePersistentVolumeSource secretName:!+s shareName:!+s readOnly:b secretNamespace:*!s
AzureFileVolumeSource secretName:!+s shareName:!+s readOnly:b
Binding kind apiVersion metadata:ObjectMeta target:!+@ObjectReference
BoundObjectReference kind apiVersion name uid:s'types.UID'
CELDeviceSelector expression:!+s
CSIDriver kind apiVersion metadata:ObjectMeta spec:!+CSIDriverSpec
CSIDriverSpec attachRequired:*b podInfoOnMount:*b volumeLifecycleModes:[es'v1.VolumeLifecycleMode' storageCapacity:*b fsGroupPolicy:*s'v1.FSGroupPolicy' tokenRequests:[StorageTokenRequest requiresRepublish:*b seLinuxMount:*b nodeAllocatableUpdatePeriodSeconds:*l serviceAccountTokenInSecrets:*b preventPodSchedulingIfMissing:*b
CSINode kind apiVersion metadata:ObjectMeta spec:!+CSINodeSpec
CSINodeDriver name:!+s nodeID:!+s topologyKeys:![s allocatable:*VolumeNodeResources
CSINodeSpec drivers:!+~name;[m(name)CSINodeDriver
CSIPersistentVolumeSource driver:!+s volumeHandle:!+s readOnly:b fsType volumeAttributes:{s controllerPublishSecretRef:*@SecretReference nodeStageSecretRef:*@SecretReference nodePublishSecretRef:*@SecretReference controllerExpandSecretRef:*@SecretReference nodeExpandSecretRef:*@SecretReference
CSIStorageCapacity kind apiVersion metadata:ObjectMeta nodeTopology:*@LabelSelector storageClassName:!+s capacity:*q maximumVolumeSize:*q
CSIVolumeSource driver:!+s readOnly:*b fsType:*s volumeAttributes:{s nodePublishSecretRef:*@LocalObjectReference
Capabilities add:[s'v1.Capability' drop:[s'v1.Capability'
CapacityRequestPolicy default:*!q validValues:[q validRange:*CapacityRequestPolicyRange
CapacityRequestPolicyRange min:*+q max:*q step:*q
CapacityRequirements requests:{q
CephFSPersistentVolumeSource monitors:!+[s path user secretFile secretRef:*@SecretReference readOnly:b
CephFSVolumeSource monitors:!+[s path user secretFile secretRef:*@LocalObjectReference readOnly:b
CertificateSigningRequest kind apiVersion metadata:ObjectMeta spec:!+CertificateSigningRequestSpec status:CertificateSigningRequestStatus
CertificateSigningRequestCondition type:!+s'v1.RequestConditionType' status:!+s'v1.ConditionStatus' reason message lastUpdateTime:t lastTransitionTime:t
CertificateSigningRequestSpec request:!+y signerName:!+s expirationSeconds:*i usages:[s'v1.KeyUsage' username uid groups:[s extra:{[s
CertificateSigningRequestStatus conditions:[m(type)CertificateSigningRequestCondition certificate:y
CinderPersistentVolumeSource volumeID:!+s fsType readOnly:b secretRef:*@SecretReference
CinderVolumeSource volumeID:!+s fsType readOnly:b secretRef:*@LocalObjectReference
ClientIPConfig timeoutSeconds:*i
ClusterRole kind apiVersion metadata:ObjectMeta rules:![PolicyRule aggregationRule:*AggregationRule
ClusterRoleBinding kind apiVersion metadata:ObjectMeta subjects:[@RbacSubject roleRef:!+@RoleRef
ClusterTrustBundleProjection name:*s signerName:*s labelSelector:*@LabelSelector optional:*b path:!+s
ComponentCondition type:!+s'v1.ComponentConditionType' status:!+s'v1.ConditionStatus' message error
ComponentStatus kind apiVersion metadata:ObjectMeta conditions:~type;[m(type)ComponentCondition
Condition type:!+s status:!+s'v1.ConditionStatus' observedGeneration:l lastTransitionTime:!+t reason:!+s message:!+s
ConfigMap kind apiVersion metadata:ObjectMeta immutable:*b data:{s binaryData:{y
ConfigMapEnvSource name optional:*b
ConfigMapKeySelector name key:!+s optional:*b
ConfigMapNodeConfigSource namespace:!+s name:!+s uid:s'types.UID' resourceVersion kubeletConfigKey:!+s
ConfigMapProjection name items:[KeyToPath optional:*b
ConfigMapVolumeSource name items:[KeyToPath defaultMode:*i optional:*b
Container name:!+s image command:[s args:[s workingDir ports:~containerPort;[m(containerPort,protocol)ContainerPort envFrom:[EnvFromSource env:~name;[m(name)EnvVar resources:ResourceRequirements resizePolicy:[ContainerResizePolicy restartPolicy:*s'v1.ContainerRestartPolicy' restartPolicyRules:[ContainerRestartRule volumeMounts:~mountPath;[m(mountPath)VolumeMount volumeDevices:~devicePath;[m(devicePath)VolumeDevice livenessProbe:*Probe readinessProbe:*Probe startupProbe:*Probe lifecycle:*Lifecycle terminationMessagePath terminationMessagePolicy:s'v1.TerminationMessagePolicy' imagePullPolicy:s'v1.PullPolicy' securityContext:*SecurityContext stdin:b stdinOnce:b tty:b
ContainerExtendedResourceRequest containerName:!+s resourceName:!+s requestName:!+s
ContainerImage names:![s sizeBytes:l
ContainerPort name hostPort:i containerPort:!+i protocol:=%22TCP%22;s'v1.Protocol' hostIP
ContainerResizePolicy resourceName:!+s'v1.ResourceName' restartPolicy:!+s'v1.ResourceResizeRestartPolicy'
ContainerResourceMetricSource name:!+s'v1.ResourceName' target:!+MetricTarget container:!+s
ContainerResourceMetricStatus name:!+s'v1.ResourceName' current:!+MetricValueStatus container:!+s
ContainerRestartRule action:+s'v1.ContainerRestartRuleAction' exitCodes:*ContainerRestartRuleOnExitCodes
ContainerRestartRuleOnExitCodes operator:+s'v1.ContainerRestartRuleOnExitCodesOperator' values:[ei
ContainerState waiting:*ContainerStateWaiting running:*ContainerStateRunning terminated:*ContainerStateTerminated
ContainerStateRunning startedAt:t
ContainerStateTerminated exitCode:!+i signal:i reason message startedAt:t finishedAt:t containerID
ContainerStateWaiting reason message
ContainerStatus name:!+s state:ContainerState lastState:ContainerState ready:!+b restartCount:!+i image:!+s imageID:!+s containerID started:*b allocatedResources:{q resources:*ResourceRequirements volumeMounts:~mountPath;[m(mountPath)VolumeMountStatus user:*ContainerUser allocatedResourcesStatus:~name;[m(name)ResourceStatus stopSignal:*s'v1.Signal'
ContainerUser linux:*LinuxContainerUser
ControllerRevision kind apiVersion metadata:ObjectMeta data:a revision:!+l
ConversionRequest uid:!s'types.UID' desiredAPIVersion:!s objects:![a
ConversionResponse uid:!s'types.UID' convertedObjects:![a result:!Status
ConversionReview kind apiVersion request:*ConversionRequest response:*ConversionResponse
Counter value:!+q
CounterSet name:!+s counters:+{Counter
CronJob kind apiVersion metadata:ObjectMeta spec:+CronJobSpec status:CronJobStatus
CronJobSpec schedule:!+s timeZone:*s startingDeadlineSeconds:*l concurrencyPolicy:s'v1.ConcurrencyPolicy' suspend:*b jobTemplate:!+JobTemplateSpec successfulJobsHistoryLimit:*i failedJobsHistoryLimit:*i
CronJobStatus active:[@ObjectReference lastScheduleTime:*t lastSuccessfulTime:*t
CrossVersionObjectReference kind:!+s name:!+s apiVersion
CustomResourceColumnDefinition name:!+s type:!+s format description priority:i jsonPath:!+s
CustomResourceConversion strategy:!+s'v1.ConversionStrategyType' webhook:*WebhookConversion
CustomResourceDefinition kind apiVersion metadata:ObjectMeta spec:!+CustomResourceDefinitionSpec status:CustomResourceDefinitionStatus
CustomResourceDefinitionCondition type:!+s'v1.CustomResourceDefinitionConditionType' status:!+s'v1.ConditionStatus' lastTransitionTime:t reason message observedGeneration:l
CustomResourceDefinitionNames plural:!+s singular shortNames:[s kind:!+s listKind categories:[s
CustomResourceDefinitionSpec group:!+s names:!+CustomResourceDefinitionNames scope:!+s'v1.ResourceScope' versions:!+[CustomResourceDefinitionVersion conversion:*CustomResourceConversion preserveUnknownFields:b
CustomResourceDefinitionStatus conditions:![m(type)CustomResourceDefinitionCondition acceptedNames:!CustomResourceDefinitionNames storedVersions:![s observedGeneration:l
CustomResourceDefinitionVersion name:!+s served:!+b storage:!+b deprecated:b deprecationWarning:*s schema:*CustomResourceValidation subresources:*CustomResourceSubresources additionalPrinterColumns:[CustomResourceColumnDefinition selectableFields:[SelectableField
CustomResourceSubresourceScale specReplicasPath:!+s statusReplicasPath:!+s labelSelectorPath:*s
CustomResourceSubresourceStatus
CustomResourceSubresources status:*CustomResourceSubresourceStatus scale:*CustomResourceSubresourceScale
CustomResourceValidation openAPIV3Schema:*JSONSchemaProps
DaemonEndpoint Port:!+i
DaemonSet kind apiVersion metadata:ObjectMeta spec:DaemonSetSpec status:DaemonSetStatus
DaemonSetCondition type:!+s'v1.DaemonSetConditionType' status:!+s'v1.ConditionStatus' lastTransitionTime:t reason message
DaemonSetSpec selector:*!+@LabelSelector template:!+PodTemplateSpec updateStrategy:DaemonSetUpdateStrategy minReadySeconds:i revisionHistoryLimit:*i
DaemonSetStatus currentNumberScheduled:!+i numberMisscheduled:!+i desiredNumberScheduled:!+i numberReady:!+i observedGeneration:l updatedNumberScheduled:i numberAvailable:i numberUnavailable:i collisionCount:*i conditions:~type;[m(type)DaemonSetCondition
DaemonSetUpdateStrategy type:s'v1.DaemonSetUpdateStrategyType' rollingUpdate:*RollingUpdateDaemonSet
DeleteOptions kind apiVersion gracePeriodSeconds:*l preconditions:*Preconditions orphanDependents:*b propagationPolicy:*s'v1.DeletionPropagation' dryRun:[s ignoreStoreReadErrorWithClusterBreakingPotential:*b
Deployment kind apiVersion metadata:ObjectMeta spec:DeploymentSpec status:DeploymentStatus
DeploymentCondition type:!+s'v1.DeploymentConditionType' status:!+s'v1.ConditionStatus' lastUpdateTime:t lastTransitionTime:t reason message
DeploymentSpec replicas:*i selector:*!+@LabelSelector template:!+PodTemplateSpec strategy:^DeploymentStrategy minReadySeconds:i revisionHistoryLimit:*i paused:b progressDeadlineSeconds:*i
DeploymentStatus observedGeneration:l replicas:i updatedReplicas:i readyReplicas:i availableReplicas:i unavailableReplicas:i terminatingReplicas:*i conditions:~type;[m(type)DeploymentCondition collisionCount:*i
DeploymentStrategy type:s'v1.DeploymentStrategyType' rollingUpdate:*RollingUpdateDeployment
Device name:!+s attributes:{DeviceAttribute capacity:{DeviceCapacity consumesCounters:[DeviceCounterConsumption nodeName:*s nodeSelector:*@NodeSelector allNodes:*b taints:[DeviceTaint bindsToNode:*b bindingConditions:[s bindingFailureConditions:[s allowMultipleAllocations:*b nodeAllocatableResourceMappings:{NodeAllocatableResourceMapping
DeviceAllocationConfiguration source:!+s'v1.AllocationConfigSource' requests:[s opaque:*OpaqueDeviceConfiguration
DeviceAllocationResult results:[DeviceRequestAllocationResult config:[DeviceAllocationConfiguration
DeviceAttribute int:*l bool:*b string:*s version:*s ints:[l bools:[b strings:[s versions:[s
DeviceCapacity value:!+q requestPolicy:*CapacityRequestPolicy
DeviceClaim requests:![DeviceRequest constraints:[DeviceConstraint config:[DeviceClaimConfiguration
DeviceClaimConfiguration requests:[s opaque:*OpaqueDeviceConfiguration
DeviceClass kind apiVersion metadata:ObjectMeta spec:!+DeviceClassSpec
DeviceClassConfiguration opaque:*OpaqueDeviceConfiguration
DeviceClassSpec selectors:[DeviceSelector config:[DeviceClassConfiguration extendedResourceName:*s
DeviceConstraint requests:[s matchAttribute:*s'v1.FullyQualifiedName' distinctAttribute:*s'v1.FullyQualifiedName'
DeviceCounterConsumption counterSet:!+s counters:+{Counter
DeviceRequest name:!+s exactly:*ExactDeviceRequest firstAvailable:[DeviceSubRequest
DeviceRequestAllocationResult request:!+s driver:!+s pool:!+s device:!+s adminAccess:*b tolerations:[DeviceToleration bindingConditions:[s bindingFailureConditions:[s shareID:*s'types.UID' consumedCapacity:{q
DeviceSelector cel:*CELDeviceSelector
DeviceSubRequest name:!+s deviceClassName:!+s selectors:[DeviceSelector allocationMode:s'v1.DeviceAllocationMode' count:l tolerations:[DeviceToleration capacity:*CapacityRequirements
DeviceTaint key:!+s value effect:!+s'v1.DeviceTaintEffect' timeAdded:*t
DeviceToleration key operator:=%22Equal%22;s'v1.DeviceTolerationOperator' value effect:s'v1.DeviceTaintEffect' tolerationSeconds:*l
DiscoveryEndpointPort/EndpointPort name:*s protocol:*s'v1.Protocol' port:*i appProtocol:*s
DownwardAPIProjection items:[DownwardAPIVolumeFile
DownwardAPIVolumeFile path:!+s fieldRef:*@ObjectFieldSelector resourceFieldRef:*@ResourceFieldSelector mode:*i
DownwardAPIVolumeSource items:[DownwardAPIVolumeFile defaultMode:*i
EmptyDirVolumeSource medium:s'v1.StorageMedium' sizeLimit:*q
Endpoint addresses:!+[es conditions:EndpointConditions hostname:*s targetRef:*@ObjectReference deprecatedTopology:{s nodeName:*s zone:*s hints:*EndpointHints
EndpointAddress ip:!+s hostname nodeName:*s targetRef:*@ObjectReference
EndpointConditions ready:*b serving:*b terminating:*b
EndpointHints forZones:[ForZone forNodes:[ForNode
EndpointPort name port:!+i protocol:s'v1.Protocol' appProtocol:*s
EndpointSlice kind apiVersion metadata:ObjectMeta addressType:!+s'v1.AddressType' endpoints:![Endpoint ports:![@DiscoveryEndpointPort
EndpointSubset addresses:[@EndpointAddress notReadyAddresses:[@EndpointAddress ports:[@EndpointPort
Endpoints kind apiVersion metadata:ObjectMeta subsets:[EndpointSubset
EnvFromSource prefix configMapRef:*ConfigMapEnvSource secretRef:*SecretEnvSource
EnvVar name:!+s value valueFrom:*EnvVarSource
EnvVarSource fieldRef:*@ObjectFieldSelector resourceFieldRef:*@ResourceFieldSelector configMapKeyRef:*@ConfigMapKeySelector secretKeyRef:*@SecretKeySelector fileKeyRef:*@FileKeySelector
EphemeralContainer name:!+s image command:[s args:[s workingDir ports:~containerPort;[m(containerPort,protocol)ContainerPort envFrom:[EnvFromSource env:~name;[m(name)EnvVar resources:ResourceRequirements resizePolicy:[ContainerResizePolicy restartPolicy:*s'v1.ContainerRestartPolicy' restartPolicyRules:[ContainerRestartRule volumeMounts:~mountPath;[m(mountPath)VolumeMount volumeDevices:~devicePath;[m(devicePath)VolumeDevice livenessProbe:*Probe readinessProbe:*Probe startupProbe:*Probe lifecycle:*Lifecycle terminationMessagePath terminationMessagePolicy:s'v1.TerminationMessagePolicy' imagePullPolicy:s'v1.PullPolicy' securityContext:*SecurityContext stdin:b stdinOnce:b tty:b targetContainerName
EphemeralVolumeSource volumeClaimTemplate:*PersistentVolumeClaimTemplate
Event kind apiVersion metadata:!+ObjectMeta involvedObject:!+@ObjectReference reason message source:EventSource firstTimestamp:t lastTimestamp:t count:i type eventTime:u series:*EventSeries action related:*@ObjectReference reportingComponent:!s reportingInstance:!s
EventSeries count:i lastObservedTime:u
EventSource component host
EventsEvent/Event kind apiVersion metadata:!ObjectMeta eventTime:!+u series:*EventsEventSeries reportingController reportingInstance action reason regarding:@ObjectReference related:*@ObjectReference note type deprecatedSource:EventSource deprecatedFirstTimestamp:t deprecatedLastTimestamp:t deprecatedCount:i
EventsEventSeries/EventSeries count:!+i lastObservedTime:!+u
Eviction kind apiVersion metadata:ObjectMeta deleteOptions:*DeleteOptions
ExactDeviceRequest deviceClassName:!+s selectors:[DeviceSelector allocationMode:s'v1.DeviceAllocationMode' count:l adminAccess:*b tolerations:[DeviceToleration capacity:*CapacityRequirements
ExecAction command:[s
ExemptPriorityLevelConfiguration nominalConcurrencyShares:*i lendablePercent:*i
ExpressionWarning fieldRef:!+s warning:!+s
ExternalDocumentation description url
ExternalMetricSource metric:!+MetricIdentifier target:!+MetricTarget
ExternalMetricStatus metric:!+MetricIdentifier current:!+MetricValueStatus
FCVolumeSource targetWWNs:[s lun:*i fsType readOnly:b wwids:[s
FieldSelectorAttributes rawSelector requirements:[FieldSelectorRequirement
FieldSelectorRequirement key:!+s operator:!+s'v1.FieldSelectorOperator' values:[s
FileKeySelector volumeName:!+s path:!+s key:!+s optional:*b
FlexPersistentVolumeSource driver:!+s fsType secretRef:*@SecretReference readOnly:b options:{s
FlexVolumeSource driver:!+s fsType secretRef:*@LocalObjectReference readOnly:b options:{s
FlockerVolumeSource datasetName datasetUUID
FlowDistinguisherMethod type:!+s'v1.FlowDistinguisherMethodType'
FlowSchema kind apiVersion metadata:ObjectMeta spec:FlowSchemaSpec status:FlowSchemaStatus
FlowSchemaCondition type:s'v1.FlowSchemaConditionType' status:s'v1.ConditionStatus' lastTransitionTime:t reason message
FlowSchemaSpec priorityLevelConfiguration:!+PriorityLevelConfigurationReference matchingPrecedence:!i distinguisherMethod:*FlowDistinguisherMethod rules:[PolicyRulesWithSubjects
FlowSchemaStatus conditions:~type;[m(type)FlowSchemaCondition
ForNode name:!+s
ForZone name:!+s
GCEPersistentDiskVolumeSource pdName:!+s fsType partition:i readOnly:b
GRPCAction port:!+i service:*!s
GitRepoVolumeSource repository:!+s revision directory
GlusterfsPersistentVolumeSource endpoints:!+s path:!+s readOnly:b endpointsNamespace:*s
GlusterfsVolumeSource endpoints:!+s path:!+s readOnly:b
GroupSubject name:!+s
GroupVersionForDiscovery groupVersion:!+s version:!+s
HPAScalingPolicy type:!+s'v2.HPAScalingPolicyType' value:!+i periodSeconds:!+i
HPAScalingRules stabilizationWindowSeconds:*i selectPolicy:*s'v2.ScalingPolicySelect' policies:[HPAScalingPolicy tolerance:*q
HTTPGetAction path port:!+o host scheme:s'v1.URIScheme' httpHeaders:[HTTPHeader
HTTPHeader name:!+s value:!+s
HTTPIngressPath path pathType:*!+s'v1.PathType' backend:!+IngressBackend
HTTPIngressRuleValue paths:!+[HTTPIngressPath
HorizontalPodAutoscaler kind apiVersion metadata:ObjectMeta spec:+HorizontalPodAutoscalerSpec status:HorizontalPodAutoscalerStatus
HorizontalPodAutoscalerBehavior scaleUp:*HPAScalingRules scaleDown:*HPAScalingRules
HorizontalPodAutoscalerCondition type:!+s'v2.HorizontalPodAutoscalerConditionType' status:!+s'v1.ConditionStatus' lastTransitionTime:t reason message
HorizontalPodAutoscalerSpec scaleTargetRef:!+@CrossVersionObjectReference minReplicas:*i maxReplicas:!+i targetCPUUtilizationPercentage:*i
HorizontalPodAutoscalerStatus observedGeneration:*l lastScaleTime:*t currentReplicas:!+i desiredReplicas:!+i currentCPUUtilizationPercentage:*i
HostAlias ip:!+s hostnames:[s
HostIP ip:!+s
HostPathVolumeSource path:!+s type:*s'v1.HostPathType'
IPAddress kind apiVersion metadata:ObjectMeta spec:+IPAddressSpec
IPAddressSpec parentRef:*+ParentReference
IPBlock cidr:!+s except:[s
ISCSIPersistentVolumeSource targetPortal:!+s iqn:!+s lun:!+i iscsiInterface:=%22default%22;s fsType readOnly:b portals:[s chapAuthDiscovery:b chapAuthSession:b secretRef:*@SecretReference initiatorName:*s
ISCSIVolumeSource targetPortal:!+s iqn:!+s lun:!+i iscsiInterface:=%22default%22;s fsType readOnly:b portals:[s chapAuthDiscovery:b chapAuthSession:b secretRef:*@LocalObjectReference initiatorName:*s
ImageVolumeSource reference pullPolicy:s'v1.PullPolicy'
ImageVolumeStatus imageRef:+s
Ingress kind apiVersion metadata:ObjectMeta spec:IngressSpec status:IngressStatus
IngressBackend service:*IngressServiceBackend resource:*@TypedLocalObjectReference
IngressClass kind apiVersion metadata:ObjectMeta spec:IngressClassSpec
IngressClassParametersReference apiGroup:*s kind:!+s name:!+s scope:*!s namespace:*s
IngressClassSpec controller parameters:*IngressClassParametersReference
IngressLoadBalancerIngress ip hostname ports:[IngressPortStatus
IngressLoadBalancerStatus ingress:[IngressLoadBalancerIngress
IngressPortStatus port:!+i protocol:!+s'v1.Protocol' error:*s
IngressRule host http:*HTTPIngressRuleValue
IngressServiceBackend name:!+s port:@ServiceBackendPort
IngressSpec ingressClassName:*s defaultBackend:*IngressBackend tls:[IngressTLS rules:[IngressRule
IngressStatus loadBalancer:IngressLoadBalancerStatus
IngressTLS hosts:[s secretName
JSONPatch expression
JSONSchemaProps id \$schema:s'v1.JSONSchemaURL' \$ref:*s description type format title default:*a maximum:*d exclusiveMaximum:b minimum:*d exclusiveMinimum:b maxLength:*l minLength:*l pattern maxItems:*l minItems:*l uniqueItems:b multipleOf:*d enum:[a maxProperties:*l minProperties:*l required:[s items:*a allOf:[JSONSchemaProps oneOf:[JSONSchemaProps anyOf:[JSONSchemaProps not:*JSONSchemaProps properties:{JSONSchemaProps additionalProperties:*a patternProperties:{JSONSchemaProps dependencies:{a additionalItems:*a definitions:{JSONSchemaProps externalDocs:*ExternalDocumentation example:*a nullable:b x-kubernetes-preserve-unknown-fields:*b x-kubernetes-embedded-resource:b x-kubernetes-int-or-string:b x-kubernetes-list-map-keys:[s x-kubernetes-list-type:*s x-kubernetes-map-type:*s x-kubernetes-validations:~rule;[m(rule)ValidationRule
Job kind apiVersion metadata:ObjectMeta spec:JobSpec status:JobStatus
JobCondition type:!+s'v1.JobConditionType' status:!+s'v1.ConditionStatus' lastProbeTime:t lastTransitionTime:t reason message
JobSpec parallelism:*i completions:*i activeDeadlineSeconds:*l podFailurePolicy:*PodFailurePolicy successPolicy:*SuccessPolicy backoffLimit:*i backoffLimitPerIndex:*i maxFailedIndexes:*i selector:*@LabelSelector manualSelector:*b template:!+PodTemplateSpec ttlSecondsAfterFinished:*i completionMode:*s'v1.CompletionMode' suspend:*b podReplacementPolicy:*s'v1.PodReplacementPolicy' managedBy:*s
JobStatus conditions:~type;[JobCondition startTime:*t completionTime:*t active:i succeeded:i failed:i terminating:*i completedIndexes failedIndexes:*s uncountedTerminatedPods:*UncountedTerminatedPods ready:*i
JobTemplateSpec metadata:ObjectMeta spec:JobSpec
KeyToPath key:!+s path:!+s mode:*i
LabelSelector matchLabels:{s matchExpressions:[LabelSelectorRequirement
LabelSelectorAttributes rawSelector requirements:[LabelSelectorRequirement
LabelSelectorRequirement key:!+s operator:!+s'v1.LabelSelectorOperator' values:[s
Lease kind apiVersion metadata:ObjectMeta spec:LeaseSpec
LeaseSpec holderIdentity:*s leaseDurationSeconds:*i acquireTime:*u renewTime:*u leaseTransitions:*i strategy:*s'v1.CoordinatedLeaseStrategy' preferredHolder:*s
Lifecycle postStart:*LifecycleHandler preStop:*LifecycleHandler stopSignal:*s'v1.Signal'
LifecycleHandler exec:*ExecAction httpGet:*HTTPGetAction tcpSocket:*TCPSocketAction sleep:*SleepAction
LimitRange kind apiVersion metadata:ObjectMeta spec:LimitRangeSpec
LimitRangeItem type:!+s'v1.LimitType' max:{q min:{q default:{q defaultRequest:{q maxLimitRequestRatio:{q
LimitRangeSpec limits:!+[LimitRangeItem
LimitResponse type:!+s'v1.LimitResponseType' queuing:*QueuingConfiguration
LimitedPriorityLevelConfiguration nominalConcurrencyShares:*!i limitResponse:LimitResponse lendablePercent:*i borrowingLimitPercent:*i
LinuxContainerUser uid:!+l gid:!+l supplementalGroups:[l
ListMeta selfLink resourceVersion continue remainingItemCount:*l shardInfo:*ShardInfo
LoadBalancerIngress ip hostname ipMode:*s'v1.LoadBalancerIPMode' ports:[PortStatus
LoadBalancerStatus ingress:[LoadBalancerIngress
LocalObjectReference name
LocalSubjectAccessReview kind apiVersion metadata:ObjectMeta spec:!+SubjectAccessReviewSpec status:SubjectAccessReviewStatus
LocalVolumeSource path:!+s fsType:*s
ManagedFieldsEntry manager operation:s'v1.ManagedFieldsOperationType' apiVersion time:*t fieldsType fieldsV1:*a subresource
MatchCondition name:!+s expression:!+s
MatchResources namespaceSelector:*@LabelSelector objectSelector:*@LabelSelector resourceRules:[@NamedRuleWithOperations excludeResourceRules:[@NamedRuleWithOperations matchPolicy:*s'v1.MatchPolicyType'
MetricIdentifier name:!+s selector:*@LabelSelector
MetricSpec type:!+s'v2.MetricSourceType' object:*ObjectMetricSource pods:*PodsMetricSource resource:*ResourceMetricSource containerResource:*ContainerResourceMetricSource external:*ExternalMetricSource
MetricStatus type:!+s'v2.MetricSourceType' object:*ObjectMetricStatus pods:*PodsMetricStatus resource:*ResourceMetricStatus containerResource:*ContainerResourceMetricStatus external:*ExternalMetricStatus
MetricTarget type:!+s'v2.MetricTargetType' value:*q averageValue:*q averageUtilization:*i
MetricValueStatus value:*q averageValue:*q averageUtilization:*i
ModifyVolumeStatus targetVolumeAttributesClassName status:!+s'v1.PersistentVolumeClaimModifyVolumeStatus'
MutatingAdmissionPolicy kind apiVersion metadata:ObjectMeta spec:MutatingAdmissionPolicySpec
MutatingAdmissionPolicyBinding kind apiVersion metadata:ObjectMeta spec:MutatingAdmissionPolicyBindingSpec
MutatingAdmissionPolicyBindingSpec policyName paramRef:*@ParamRef matchResources:*@MatchResources
MutatingAdmissionPolicySpec paramKind:*@ParamKind matchConstraints:*@MatchResources variables:[@Variable mutations:[Mutation failurePolicy:*s'v1.FailurePolicyType' matchConditions:~name;[m(name)MatchCondition reinvocationPolicy:s'v1.ReinvocationPolicyType'
MutatingWebhook name:!+s clientConfig:!+WebhookClientConfig rules:[RuleWithOperations failurePolicy:*s'v1.FailurePolicyType' matchPolicy:*s'v1.MatchPolicyType' namespaceSelector:*@LabelSelector objectSelector:*@LabelSelector sideEffects:*!+s'v1.SideEffectClass' timeoutSeconds:*i admissionReviewVersions:!+[s reinvocationPolicy:*s'v1.ReinvocationPolicyType' matchConditions:~name;[m(name)MatchCondition
MutatingWebhookConfiguration kind apiVersion metadata:ObjectMeta webhooks:~name;[m(name)MutatingWebhook
Mutation patchType:!+s'v1.PatchType' applyConfiguration:*ApplyConfiguration jsonPatch:*JSONPatch
NFSVolumeSource server:!+s path:!+s readOnly:b
NamedRuleWithOperations resourceNames:[s operations:[s'v1.OperationType' apiGroups:[s apiVersions:[s resources:[s scope:*s'v1.ScopeType'
Namespace kind apiVersion metadata:ObjectMeta spec:NamespaceSpec status:NamespaceStatus
NamespaceCondition type:!+s'v1.NamespaceConditionType' status:!+s'v1.ConditionStatus' lastTransitionTime:t reason message
NamespaceSpec finalizers:[s'v1.FinalizerName'
NamespaceStatus phase:s'v1.NamespacePhase' conditions:~type;[m(type)NamespaceCondition
NetworkDeviceData interfaceName ips:[s hardwareAddress
NetworkPolicy kind apiVersion metadata:ObjectMeta spec:NetworkPolicySpec
NetworkPolicyEgressRule ports:[NetworkPolicyPort to:[NetworkPolicyPeer
NetworkPolicyIngressRule ports:[NetworkPolicyPort from:[NetworkPolicyPeer
NetworkPolicyPeer podSelector:*@LabelSelector namespaceSelector:*@LabelSelector ipBlock:*IPBlock
NetworkPolicyPort protocol:*s'v1.Protocol' port:*o endPort:*i
NetworkPolicySpec podSelector:!@LabelSelector ingress:[NetworkPolicyIngressRule egress:[NetworkPolicyEgressRule policyTypes:[s'v1.PolicyType'
Node kind apiVersion metadata:ObjectMeta spec:NodeSpec status:NodeStatus
NodeAddress type:!+s'v1.NodeAddressType' address:!+s
NodeAffinity requiredDuringSchedulingIgnoredDuringExecution:*@NodeSelector preferredDuringSchedulingIgnoredDuringExecution:[PreferredSchedulingTerm
NodeAllocatableResourceClaimStatus resourceClaimName:!+s containers:[es resources:!+{q
NodeAllocatableResourceMapping capacityKey:*s'v1.QualifiedName' allocationMultiplier:*q
NodeCondition type:!+s'v1.NodeConditionType' status:!+s'v1.ConditionStatus' lastHeartbeatTime:t lastTransitionTime:t reason message
NodeConfigSource configMap:*ConfigMapNodeConfigSource
NodeConfigStatus assigned:*NodeConfigSource active:*NodeConfigSource lastKnownGood:*NodeConfigSource error
NodeDaemonEndpoints kubeletEndpoint:DaemonEndpoint
NodeFeatures supplementalGroupsPolicy:*b
NodeRuntimeHandler name:!s features:*NodeRuntimeHandlerFeatures
NodeRuntimeHandlerFeatures recursiveReadOnlyMounts:*b userNamespaces:*b
NodeSelector nodeSelectorTerms:!+[@NodeSelectorTerm
NodeSelectorRequirement key:!+s operator:!+s'v1.NodeSelectorOperator' values:[s
NodeSelectorTerm matchExpressions:[NodeSelectorRequirement matchFields:[NodeSelectorRequirement
NodeSpec podCIDR podCIDRs:~;[es providerID unschedulable:b taints:[Taint configSource:*NodeConfigSource externalID
NodeStatus capacity:{q allocatable:{q phase:s'v1.NodePhase' conditions:~type;[m(type)NodeCondition addresses:~type;[m(type)NodeAddress daemonEndpoints:NodeDaemonEndpoints nodeInfo:NodeSystemInfo images:[ContainerImage volumesInUse:[s'v1.UniqueVolumeName' volumesAttached:[AttachedVolume config:*NodeConfigStatus runtimeHandlers:[NodeRuntimeHandler features:*NodeFeatures declaredFeatures:[s
NodeSwapStatus capacity:*l
NodeSystemInfo machineID:!+s systemUUID:!+s bootID:!+s kernelVersion:!+s osImage:!+s containerRuntimeVersion:!+s kubeletVersion:!+s kubeProxyVersion:!+s operatingSystem:!+s architecture:!+s swap:*NodeSwapStatus
NonResourceAttributes path verb
NonResourcePolicyRule verbs:!+[es nonResourceURLs:!+[es
NonResourceRule verbs:!+[s nonResourceURLs:[s
ObjectFieldSelector apiVersion fieldPath:!+s
ObjectMeta name generateName namespace selfLink uid:s'types.UID' resourceVersion generation:l creationTimestamp:0t deletionTimestamp:*t deletionGracePeriodSeconds:*l labels:{s annotations:{s ownerReferences:~uid;[m(uid)@OwnerReference finalizers:~;[es managedFields:[ManagedFieldsEntry
ObjectMetricSource describedObject:!+AutoscalingCrossVersionObjectReference target:!+MetricTarget metric:!+MetricIdentifier
ObjectMetricStatus metric:!+MetricIdentifier current:!+MetricValueStatus describedObject:!+AutoscalingCrossVersionObjectReference
ObjectReference kind namespace name uid:s'types.UID' apiVersion resourceVersion fieldPath
OpaqueDeviceConfiguration driver:!+s parameters:!+a
Overhead podFixed:{q
OwnerReference apiVersion:!+s kind:!+s name:!+s uid:!+s'types.UID' controller:*b blockOwnerDeletion:*b
ParamKind apiVersion kind
ParamRef name namespace selector:*@LabelSelector parameterNotFoundAction:*s'v1.ParameterNotFoundActionType'
ParentReference group resource:+s namespace name:+s
PersistentVolume kind apiVersion metadata:ObjectMeta spec:PersistentVolumeSpec status:PersistentVolumeStatus
PersistentVolumeClaim kind apiVersion metadata:ObjectMeta spec:PersistentVolumeClaimSpec status:PersistentVolumeClaimStatus
PersistentVolumeClaimCondition type:!+s'v1.PersistentVolumeClaimConditionType' status:!+s'v1.ConditionStatus' lastProbeTime:t lastTransitionTime:t reason message
PersistentVolumeClaimSpec accessModes:[s'v1.PersistentVolumeAccessMode' selector:*@LabelSelector resources:VolumeResourceRequirements volumeName storageClassName:*s volumeMode:*s'v1.PersistentVolumeMode' dataSource:*@TypedLocalObjectReference dataSourceRef:*TypedObjectReference volumeAttributesClassName:*s
PersistentVolumeClaimStatus phase:s'v1.PersistentVolumeClaimPhase' accessModes:[s'v1.PersistentVolumeAccessMode' capacity:{q conditions:~type;[m(type)PersistentVolumeClaimCondition allocatedResources:{q allocatedResourceStatuses:{s'v1.ClaimResourceStatus' currentVolumeAttributesClassName:*s modifyVolumeStatus:*ModifyVolumeStatus
PersistentVolumeClaimTemplate metadata:ObjectMeta spec:!+PersistentVolumeClaimSpec
PersistentVolumeClaimVolumeSource claimName:!+s readOnly:b
PersistentVolumeSpec capacity:{q gcePersistentDisk:*GCEPersistentDiskVolumeSource awsElasticBlockStore:*AWSElasticBlockStoreVolumeSource hostPath:*HostPathVolumeSource glusterfs:*GlusterfsPersistentVolumeSource nfs:*NFSVolumeSource rbd:*RBDPersistentVolumeSource iscsi:*ISCSIPersistentVolumeSource cinder:*CinderPersistentVolumeSource cephfs:*CephFSPersistentVolumeSource fc:*FCVolumeSource flocker:*FlockerVolumeSource flexVolume:*FlexPersistentVolumeSource azureFile:*AzureFilePersistentVolumeSource vsphereVolume:*VsphereVirtualDiskVolumeSource quobyte:*QuobyteVolumeSource azureDisk:*AzureDiskVolumeSource photonPersistentDisk:*PhotonPersistentDiskVolumeSource portworxVolume:*PortworxVolumeSource scaleIO:*ScaleIOPersistentVolumeSource local:*LocalVolumeSource storageos:*StorageOSPersistentVolumeSource csi:*CSIPersistentVolumeSource accessModes:[s'v1.PersistentVolumeAccessMode' claimRef:*@ObjectReference persistentVolumeReclaimPolicy:s'v1.PersistentVolumeReclaimPolicy' storageClassName mountOptions:[s volumeMode:*s'v1.PersistentVolumeMode' nodeAffinity:*VolumeNodeAffinity volumeAttributesClassName:*s
PersistentVolumeStatus phase:s'v1.PersistentVolumePhase' message reason lastPhaseTransitionTime:*t
PhotonPersistentDiskVolumeSource pdID:!+s fsType
Pod kind apiVersion metadata:ObjectMeta spec:PodSpec status:PodStatus
PodAffinity requiredDuringSchedulingIgnoredDuringExecution:[PodAffinityTerm preferredDuringSchedulingIgnoredDuringExecution:[WeightedPodAffinityTerm
PodAffinityTerm labelSelector:*@LabelSelector namespaces:[s topologyKey:!+s namespaceSelector:*@LabelSelector matchLabelKeys:[s mismatchLabelKeys:[s
PodAntiAffinity requiredDuringSchedulingIgnoredDuringExecution:[PodAffinityTerm preferredDuringSchedulingIgnoredDuringExecution:[WeightedPodAffinityTerm
PodCertificateProjection signerName:+s keyType:+s maxExpirationSeconds:*i credentialBundlePath keyPath certificateChainPath userAnnotations:{s
PodCondition type:!+s'v1.PodConditionType' observedGeneration:l status:!+s'v1.ConditionStatus' lastProbeTime:t lastTransitionTime:t reason message
PodDNSConfig nameservers:[s searches:[s options:[PodDNSConfigOption
PodDNSConfigOption name value:*s
PodDisruptionBudget kind apiVersion metadata:ObjectMeta spec:PodDisruptionBudgetSpec status:PodDisruptionBudgetStatus
PodDisruptionBudgetSpec minAvailable:*o selector:*%@LabelSelector maxUnavailable:*o unhealthyPodEvictionPolicy:*s'v1.UnhealthyPodEvictionPolicyType'
PodDisruptionBudgetStatus observedGeneration:l disruptedPods:{t disruptionsAllowed:!i currentHealthy:!i desiredHealthy:!i expectedPods:!i conditions:~type;[m(type)Condition
PodExtendedResourceClaimStatus requestMappings:!+[ContainerExtendedResourceRequest resourceClaimName:!+s
PodFailurePolicy rules:!+[PodFailurePolicyRule
PodFailurePolicyOnExitCodesRequirement containerName:*s operator:!+s'v1.PodFailurePolicyOnExitCodesOperator' values:!+[ei
PodFailurePolicyOnPodConditionsPattern type:!+s'v1.PodConditionType' status:!s'v1.ConditionStatus'
PodFailurePolicyRule action:!+s'v1.PodFailurePolicyAction' onExitCodes:*PodFailurePolicyOnExitCodesRequirement onPodConditions:[PodFailurePolicyOnPodConditionsPattern
PodIP ip:!+s
PodOS name:!+s'v1.OSName'
PodReadinessGate conditionType:!+s'v1.PodConditionType'
PodResourceClaim name:!+s resourceClaimName:*s resourceClaimTemplateName:*s
PodResourceClaimStatus name:!+s resourceClaimName:*s
PodSchedulingGate name:!+s
PodSchedulingGroup podGroupName:*s
PodSecurityContext seLinuxOptions:*SELinuxOptions windowsOptions:*WindowsSecurityContextOptions runAsUser:*l runAsGroup:*l runAsNonRoot:*b supplementalGroups:[l supplementalGroupsPolicy:*s'v1.SupplementalGroupsPolicy' fsGroup:*l sysctls:[Sysctl fsGroupChangePolicy:*s'v1.PodFSGroupChangePolicy' seccompProfile:*SeccompProfile appArmorProfile:*AppArmorProfile seLinuxChangePolicy:*s'v1.PodSELinuxChangePolicy'
PodSpec volumes:~name;^[m(name)Volume initContainers:~name;[m(name)Container containers:!+~name;[m(name)Container ephemeralContainers:~name;[m(name)EphemeralContainer restartPolicy:s'v1.RestartPolicy' terminationGracePeriodSeconds:*l activeDeadlineSeconds:*l dnsPolicy:s'v1.DNSPolicy' nodeSelector:{@s serviceAccountName serviceAccount automountServiceAccountToken:*b nodeName hostNetwork:b hostPID:b hostIPC:b shareProcessNamespace:*b securityContext:*PodSecurityContext imagePullSecrets:~name;[m(name)@LocalObjectReference hostname subdomain affinity:*Affinity schedulerName tolerations:[Toleration hostAliases:~ip;[m(ip)HostAlias priorityClassName priority:*i dnsConfig:*PodDNSConfig readinessGates:[PodReadinessGate runtimeClassName:*s enableServiceLinks:*b preemptionPolicy:*s'v1.PreemptionPolicy' overhead:{q topologySpreadConstraints:~topologyKey;[m(topologyKey,whenUnsatisfiable)TopologySpreadConstraint setHostnameAsFQDN:*b os:*PodOS hostUsers:*b schedulingGates:~name;[m(name)PodSchedulingGate resourceClaims:~name;^[m(name)PodResourceClaim resources:*ResourceRequirements hostnameOverride:*s schedulingGroup:*PodSchedulingGroup
PodStatus observedGeneration:l phase:s'v1.PodPhase' conditions:~type;[m(type)PodCondition message reason nominatedNodeName hostIP hostIPs:~ip;[HostIP podIP podIPs:~ip;[m(ip)PodIP startTime:*t initContainerStatuses:[ContainerStatus containerStatuses:[ContainerStatus qosClass:s'v1.PodQOSClass' ephemeralContainerStatuses:[ContainerStatus resize:s'v1.PodResizeStatus' resourceClaimStatuses:~name;^[m(name)PodResourceClaimStatus extendedResourceClaimStatus:*PodExtendedResourceClaimStatus allocatedResources:{q resources:*ResourceRequirements nodeAllocatableResourceClaimStatuses:[NodeAllocatableResourceClaimStatus
PodStatusResult kind apiVersion metadata:ObjectMeta status:PodStatus
PodTemplate kind apiVersion metadata:ObjectMeta template:PodTemplateSpec
PodTemplateSpec metadata:ObjectMeta spec:PodSpec
PodsMetricSource metric:!+MetricIdentifier target:!+MetricTarget
PodsMetricStatus metric:!+MetricIdentifier current:!+MetricValueStatus
PolicyRule verbs:!+[s apiGroups:[s resources:[s resourceNames:[s nonResourceURLs:[s
PolicyRulesWithSubjects subjects:!+[Subject resourceRules:[ResourcePolicyRule nonResourceRules:[NonResourcePolicyRule
PortStatus port:!+i protocol:!+s'v1.Protocol' error:*s
PortworxVolumeSource volumeID:!+s fsType readOnly:b
Preconditions uid:*s'types.UID' resourceVersion:*s
PreferredSchedulingTerm weight:!+i preference:!+@NodeSelectorTerm
PriorityClass kind apiVersion metadata:ObjectMeta value:!i globalDefault:b description preemptionPolicy:*s'v1.PreemptionPolicy'
PriorityLevelConfiguration kind apiVersion metadata:ObjectMeta spec:PriorityLevelConfigurationSpec status:PriorityLevelConfigurationStatus
PriorityLevelConfigurationCondition type:s'v1.PriorityLevelConfigurationConditionType' status:s'v1.ConditionStatus' lastTransitionTime:t reason message
PriorityLevelConfigurationReference name:!+s
PriorityLevelConfigurationSpec type:!+s'v1.PriorityLevelEnablement' limited:*LimitedPriorityLevelConfiguration exempt:*ExemptPriorityLevelConfiguration
PriorityLevelConfigurationStatus conditions:~type;[m(type)PriorityLevelConfigurationCondition
Probe exec:*ExecAction httpGet:*HTTPGetAction tcpSocket:*TCPSocketAction grpc:*GRPCAction initialDelaySeconds:i timeoutSeconds:i periodSeconds:i successThreshold:i failureThreshold:i terminationGracePeriodSeconds:*l
ProjectedVolumeSource sources:![VolumeProjection defaultMode:*i
QueuingConfiguration queues:!i handSize:!i queueLengthLimit:!i
QuobyteVolumeSource registry:!+s volume:!+s readOnly:b user group tenant
RBDPersistentVolumeSource monitors:!+[s image:!+s fsType pool:=%22rbd%22;s user:=%22admin%22;s keyring:=%22%2Fetc%2Fceph%2Fkeyring%22;s secretRef:*@SecretReference readOnly:b
RBDVolumeSource monitors:!+[s image:!+s fsType pool:=%22rbd%22;s user:=%22admin%22;s keyring:=%22%2Fetc%2Fceph%2Fkeyring%22;s secretRef:*@LocalObjectReference readOnly:b
RangeAllocation kind apiVersion metadata:ObjectMeta range:!s data:!y
RbacSubject/Subject kind:!+s apiGroup name:!+s namespace
ReplicaSet kind apiVersion metadata:ObjectMeta spec:ReplicaSetSpec status:ReplicaSetStatus
ReplicaSetCondition type:!+s'v1.ReplicaSetConditionType' status:!+s'v1.ConditionStatus' lastTransitionTime:t reason message
ReplicaSetSpec replicas:*i minReadySeconds:i selector:*!+@LabelSelector template:PodTemplateSpec
ReplicaSetStatus replicas:!+i fullyLabeledReplicas:i readyReplicas:i availableReplicas:i terminatingReplicas:*i observedGeneration:l conditions:~type;[m(type)ReplicaSetCondition
ReplicationController kind apiVersion metadata:ObjectMeta spec:ReplicationControllerSpec status:ReplicationControllerStatus
ReplicationControllerCondition type:!+s'v1.ReplicationControllerConditionType' status:!+s'v1.ConditionStatus' lastTransitionTime:t reason message
ReplicationControllerSpec replicas:*=1;i minReadySeconds:i selector:{@s template:*PodTemplateSpec
ReplicationControllerStatus replicas:!+i fullyLabeledReplicas:i readyReplicas:i availableReplicas:i observedGeneration:l conditions:~type;[m(type)ReplicationControllerCondition
ResourceAttributes namespace verb group version resource subresource name fieldSelector:*FieldSelectorAttributes labelSelector:*LabelSelectorAttributes
ResourceClaim name:!+s request
ResourceClaimConsumerReference apiGroup resource:!+s name:!+s uid:!+s'types.UID'
ResourceClaimSpec devices:!DeviceClaim
ResourceClaimStatus allocation:*AllocationResult reservedFor:~uid;[m(uid)ResourceClaimConsumerReference devices:[m(driver,device,pool,shareID)AllocatedDeviceStatus
ResourceClaimTemplate kind apiVersion metadata:ObjectMeta spec:!+ResourceClaimTemplateSpec
ResourceClaimTemplateSpec metadata:ObjectMeta spec:!+ResourceClaimSpec
ResourceFieldSelector containerName resource:!+s divisor:q
ResourceHealth resourceID:!+s'v1.ResourceID' health:s'v1.ResourceHealthStatus' message:*s
ResourceMetricSource name:!+s'v1.ResourceName' target:!+MetricTarget
ResourceMetricStatus name:!+s'v1.ResourceName' current:!+MetricValueStatus
ResourcePolicyRule verbs:!+[es apiGroups:!+[es resources:!+[es clusterScope:b namespaces:![es
ResourcePool name:!+s generation:!+l resourceSliceCount:!+l
ResourceQuota kind apiVersion metadata:ObjectMeta spec:ResourceQuotaSpec status:ResourceQuotaStatus
ResourceQuotaSpec hard:{q scopes:[s'v1.ResourceQuotaScope' scopeSelector:*@ScopeSelector
ResourceQuotaStatus hard:{q used:{q
ResourceRequirements limits:{q requests:{q claims:[m(name)ResourceClaim
ResourceResourceClaim/ResourceClaim kind apiVersion metadata:ObjectMeta spec:!+ResourceClaimSpec status:ResourceClaimStatus
ResourceRule verbs:!+[s apiGroups:[s resources:[s resourceNames:[s
ResourceSlice kind apiVersion metadata:ObjectMeta spec:!+ResourceSliceSpec
ResourceSliceSpec driver:!+s pool:!+ResourcePool nodeName:*s nodeSelector:*@NodeSelector allNodes:*b devices:[Device perDeviceNodeSelection:*b sharedCounters:[CounterSet
ResourceStatus name:!+s'v1.ResourceName' resources:[m(resourceID)ResourceHealth
Role kind apiVersion metadata:ObjectMeta rules:![PolicyRule
RoleBinding kind apiVersion metadata:ObjectMeta subjects:[@RbacSubject roleRef:!+@RoleRef
RoleRef apiGroup:!s kind:!+s name:!+s
RollingUpdateDaemonSet maxUnavailable:*o maxSurge:*o
RollingUpdateDeployment maxUnavailable:*o maxSurge:*o
RollingUpdateStatefulSetStrategy partition:*i maxUnavailable:*o
RuleWithOperations operations:[s'v1.OperationType' apiGroups:[s apiVersions:[s resources:[s scope:*s'v1.ScopeType'
RuntimeClass kind apiVersion metadata:ObjectMeta handler:!+s overhead:*Overhead scheduling:*Scheduling
SELinuxOptions user role type level
Scale kind apiVersion metadata:ObjectMeta spec:ScaleSpec status:ScaleStatus
ScaleIOPersistentVolumeSource gateway:!+s system:!+s secretRef:*!+@SecretReference sslEnabled:b protectionDomain storagePool storageMode:=%22ThinProvisioned%22;s volumeName fsType:=%22xfs%22;s readOnly:b
ScaleIOVolumeSource gateway:!+s system:!+s secretRef:*!+@LocalObjectReference sslEnabled:b protectionDomain storagePool storageMode:=%22ThinProvisioned%22;s volumeName fsType:=%22xfs%22;s readOnly:b
ScaleSpec replicas:i
ScaleStatus replicas:!+i selector
Scheduling nodeSelector:{@s tolerations:[Toleration
ScopeSelector matchExpressions:[ScopedResourceSelectorRequirement
ScopedResourceSelectorRequirement scopeName:!+s'v1.ResourceQuotaScope' operator:!+s'v1.ScopeSelectorOperator' values:[s
SeccompProfile type:!+s'v1.SeccompProfileType' localhostProfile:*s
Secret kind apiVersion metadata:ObjectMeta immutable:*b data:{y stringData:{s type:s'v1.SecretType'
SecretEnvSource name optional:*b
SecretKeySelector name key:!+s optional:*b
SecretProjection name items:[KeyToPath optional:*b
SecretReference name namespace
SecretVolumeSource secretName items:[KeyToPath defaultMode:*i optional:*b
SecurityContext capabilities:*Capabilities privileged:*b seLinuxOptions:*SELinuxOptions windowsOptions:*WindowsSecurityContextOptions runAsUser:*l runAsGroup:*l runAsNonRoot:*b readOnlyRootFilesystem:*b allowPrivilegeEscalation:*b procMount:*s'v1.ProcMountType' seccompProfile:*SeccompProfile appArmorProfile:*AppArmorProfile
SelectableField jsonPath:!+s
SelfSubjectAccessReview kind apiVersion metadata:ObjectMeta spec:!+SelfSubjectAccessReviewSpec status:SubjectAccessReviewStatus
SelfSubjectAccessReviewSpec resourceAttributes:*ResourceAttributes nonResourceAttributes:*NonResourceAttributes
SelfSubjectReview kind apiVersion metadata:ObjectMeta status:SelfSubjectReviewStatus
SelfSubjectReviewStatus userInfo:UserInfo
SelfSubjectRulesReview kind apiVersion metadata:ObjectMeta spec:!+SelfSubjectRulesReviewSpec status:SubjectRulesReviewStatus
SelfSubjectRulesReviewSpec namespace
SerializedReference kind apiVersion reference:@ObjectReference
ServerAddressByClientCIDR clientCIDR:!+s serverAddress:!+s
Service kind apiVersion metadata:ObjectMeta spec:ServiceSpec status:ServiceStatus
ServiceAccount kind apiVersion metadata:ObjectMeta secrets:~name;[m(name)@ObjectReference imagePullSecrets:[@LocalObjectReference automountServiceAccountToken:*b
ServiceAccountSubject namespace:!+s name:!+s
ServiceAccountTokenProjection audience expirationSeconds:*l path:!+s
ServiceBackendPort name number:i
ServiceCIDR kind apiVersion metadata:ObjectMeta spec:ServiceCIDRSpec status:ServiceCIDRStatus
ServiceCIDRSpec cidrs:[s
ServiceCIDRStatus conditions:~type;[m(type)Condition
ServicePort name protocol:=%22TCP%22;s'v1.Protocol' appProtocol:*s port:!+i targetPort:o nodePort:i
ServiceReference namespace:!+s name:!+s path:*s port:*i
ServiceSpec ports:~port;[m(port,protocol)ServicePort selector:{@s clusterIP clusterIPs:[s type:s'v1.ServiceType' externalIPs:[s sessionAffinity:s'v1.ServiceAffinity' loadBalancerIP loadBalancerSourceRanges:[s externalName externalTrafficPolicy:s'v1.ServiceExternalTrafficPolicy' healthCheckNodePort:i publishNotReadyAddresses:b sessionAffinityConfig:*SessionAffinityConfig ipFamilies:[s'v1.IPFamily' ipFamilyPolicy:*s'v1.IPFamilyPolicy' allocateLoadBalancerNodePorts:*b loadBalancerClass:*s internalTrafficPolicy:*s'v1.ServiceInternalTrafficPolicy' trafficDistribution:*s
ServiceStatus loadBalancer:LoadBalancerStatus conditions:~type;[m(type)Condition
SessionAffinityConfig clientIP:*ClientIPConfig
ShardInfo selector:!+s
SleepAction seconds:!+l
StatefulSet kind apiVersion metadata:ObjectMeta spec:StatefulSetSpec status:StatefulSetStatus
StatefulSetCondition type:!+s'v1.StatefulSetConditionType' status:!+s'v1.ConditionStatus' lastTransitionTime:t reason message
StatefulSetOrdinals start:!i
StatefulSetPersistentVolumeClaimRetentionPolicy whenDeleted:s'v1.PersistentVolumeClaimRetentionPolicyType' whenScaled:s'v1.PersistentVolumeClaimRetentionPolicyType'
StatefulSetSpec replicas:*i selector:*!+@LabelSelector template:!+PodTemplateSpec volumeClaimTemplates:[PersistentVolumeClaim serviceName:!s podManagementPolicy:s'v1.PodManagementPolicyType' updateStrategy:StatefulSetUpdateStrategy revisionHistoryLimit:*i minReadySeconds:i persistentVolumeClaimRetentionPolicy:*StatefulSetPersistentVolumeClaimRetentionPolicy ordinals:*StatefulSetOrdinals
StatefulSetStatus observedGeneration:l replicas:!+i readyReplicas:i currentReplicas:i updatedReplicas:i currentRevision updateRevision collisionCount:*i conditions:~type;[m(type)StatefulSetCondition availableReplicas:!i
StatefulSetUpdateStrategy type:s'v1.StatefulSetUpdateStrategyType' rollingUpdate:*RollingUpdateStatefulSetStrategy
Status kind apiVersion metadata:ListMeta status message reason:s'v1.StatusReason' details:*StatusDetails code:i
StatusCause reason:s'v1.CauseType' message field
StatusDetails name group kind uid:s'types.UID' causes:[StatusCause retryAfterSeconds:i
StorageClass kind apiVersion metadata:ObjectMeta provisioner:!+s parameters:{s reclaimPolicy:*s'v1.PersistentVolumeReclaimPolicy' mountOptions:[s allowVolumeExpansion:*b volumeBindingMode:*s'v1.VolumeBindingMode' allowedTopologies:[@TopologySelectorTerm
StorageOSPersistentVolumeSource volumeName volumeNamespace fsType readOnly:b secretRef:*@ObjectReference
StorageOSVolumeSource volumeName volumeNamespace fsType readOnly:b secretRef:*@LocalObjectReference
StorageTokenRequest/TokenRequest audience:!+s expirationSeconds:*l
Subject kind:!+s'v1.SubjectKind' user:*UserSubject group:*GroupSubject serviceAccount:*ServiceAccountSubject
SubjectAccessReview kind apiVersion metadata:ObjectMeta spec:!+SubjectAccessReviewSpec status:SubjectAccessReviewStatus
SubjectAccessReviewSpec resourceAttributes:*ResourceAttributes nonResourceAttributes:*NonResourceAttributes user groups:[s extra:{[s uid
SubjectAccessReviewStatus allowed:!+b denied:b reason evaluationError
SubjectRulesReviewStatus resourceRules:!+[ResourceRule nonResourceRules:!+[NonResourceRule incomplete:!+b evaluationError
SuccessPolicy rules:!+[SuccessPolicyRule
SuccessPolicyRule succeededIndexes:*s succeededCount:*i
Sysctl name:!+s value:!+s
TCPSocketAction port:!+o host
Taint key:!+s value effect:!+s'v1.TaintEffect' timeAdded:*t
TokenRequest kind apiVersion metadata:ObjectMeta spec:!TokenRequestSpec status:TokenRequestStatus
TokenRequestSpec audiences:![s expirationSeconds:*!l boundObjectRef:*!BoundObjectReference
TokenRequestStatus token:!s expirationTimestamp:!t
TokenReview kind apiVersion metadata:ObjectMeta spec:!+TokenReviewSpec status:TokenReviewStatus
TokenReviewSpec token:+s audiences:[s
TokenReviewStatus authenticated:b user:UserInfo audiences:[s error
Toleration key operator:s'v1.TolerationOperator' value effect:s'v1.TaintEffect' tolerationSeconds:*l
TopologySelectorLabelRequirement key:!+s values:!+[s
TopologySelectorTerm matchLabelExpressions:[TopologySelectorLabelRequirement
TopologySpreadConstraint maxSkew:!+i topologyKey:!+s whenUnsatisfiable:!+s'v1.UnsatisfiableConstraintAction' labelSelector:*@LabelSelector minDomains:*i nodeAffinityPolicy:*s'v1.NodeInclusionPolicy' nodeTaintsPolicy:*s'v1.NodeInclusionPolicy' matchLabelKeys:[s
TypeChecking expressionWarnings:[ExpressionWarning
TypedLocalObjectReference apiGroup:*!s kind:!+s name:!+s
TypedObjectReference apiGroup:*!s kind:!+s name:!+s namespace:*s
UncountedTerminatedPods succeeded:[es'types.UID' failed:[es'types.UID'
UserInfo username uid groups:[s extra:{[s
UserSubject name:!+s
ValidatingAdmissionPolicy kind apiVersion metadata:ObjectMeta spec:ValidatingAdmissionPolicySpec status:ValidatingAdmissionPolicyStatus
ValidatingAdmissionPolicyBinding kind apiVersion metadata:ObjectMeta spec:+ValidatingAdmissionPolicyBindingSpec
ValidatingAdmissionPolicyBindingSpec policyName:+s paramRef:*@ParamRef matchResources:*@MatchResources validationActions:+[es'v1.ValidationAction'
ValidatingAdmissionPolicySpec paramKind:*@ParamKind matchConstraints:*@MatchResources validations:[Validation failurePolicy:*s'v1.FailurePolicyType' auditAnnotations:[AuditAnnotation matchConditions:~name;[m(name)MatchCondition variables:~name;[m(name)@Variable
ValidatingAdmissionPolicyStatus observedGeneration:l typeChecking:*TypeChecking conditions:[m(type)Condition
ValidatingWebhook name:!+s clientConfig:!+WebhookClientConfig rules:[RuleWithOperations failurePolicy:*s'v1.FailurePolicyType' matchPolicy:*s'v1.MatchPolicyType' namespaceSelector:*@LabelSelector objectSelector:*@LabelSelector sideEffects:*!+s'v1.SideEffectClass' timeoutSeconds:*i admissionReviewVersions:!+[s matchConditions:~name;[m(name)MatchCondition
ValidatingWebhookConfiguration kind apiVersion metadata:ObjectMeta webhooks:~name;[m(name)ValidatingWebhook
Validation expression:!+s message reason:*s'v1.StatusReason' messageExpression
ValidationRule rule:!+s message messageExpression reason:*s'v1.FieldValueErrorReason' fieldPath optionalOldSelf:*b
Variable name:!+s expression:!+s
Volume name:!+s hostPath:*HostPathVolumeSource emptyDir:*EmptyDirVolumeSource gcePersistentDisk:*GCEPersistentDiskVolumeSource awsElasticBlockStore:*AWSElasticBlockStoreVolumeSource gitRepo:*GitRepoVolumeSource secret:*SecretVolumeSource nfs:*NFSVolumeSource iscsi:*ISCSIVolumeSource glusterfs:*GlusterfsVolumeSource persistentVolumeClaim:*PersistentVolumeClaimVolumeSource rbd:*RBDVolumeSource flexVolume:*FlexVolumeSource cinder:*CinderVolumeSource cephfs:*CephFSVolumeSource flocker:*FlockerVolumeSource downwardAPI:*DownwardAPIVolumeSource fc:*FCVolumeSource azureFile:*AzureFileVolumeSource configMap:*ConfigMapVolumeSource vsphereVolume:*VsphereVirtualDiskVolumeSource quobyte:*QuobyteVolumeSource azureDisk:*AzureDiskVolumeSource photonPersistentDisk:*PhotonPersistentDiskVolumeSource projected:*ProjectedVolumeSource portworxVolume:*PortworxVolumeSource scaleIO:*ScaleIOVolumeSource storageos:*StorageOSVolumeSource csi:*CSIVolumeSource ephemeral:*EphemeralVolumeSource image:*ImageVolumeSource
VolumeAttachment kind apiVersion metadata:ObjectMeta spec:!+VolumeAttachmentSpec status:VolumeAttachmentStatus
VolumeAttachmentSource persistentVolumeName:*s inlineVolumeSpec:*PersistentVolumeSpec
VolumeAttachmentSpec attacher:!+s source:!+VolumeAttachmentSource nodeName:!+s
VolumeAttachmentStatus attached:!+b attachmentMetadata:{s attachError:*VolumeError detachError:*VolumeError
VolumeAttributesClass kind apiVersion metadata:ObjectMeta driverName:!+s parameters:{s
VolumeDevice name:!+s devicePath:!+s
VolumeError time:t message errorCode:*i
VolumeMount name:!+s readOnly:b recursiveReadOnly:*s'v1.RecursiveReadOnlyMode' mountPath:!+s subPath mountPropagation:*s'v1.MountPropagationMode' subPathExpr
VolumeMountStatus name:!+s mountPath:!+s readOnly:b recursiveReadOnly:*s'v1.RecursiveReadOnlyMode' volumeStatus:*VolumeStatus
VolumeNodeAffinity required:*@NodeSelector
VolumeNodeResources count:*i
VolumeProjection secret:*SecretProjection downwardAPI:*DownwardAPIProjection configMap:*ConfigMapProjection serviceAccountToken:*ServiceAccountTokenProjection clusterTrustBundle:*ClusterTrustBundleProjection podCertificate:*PodCertificateProjection
VolumeResourceRequirements limits:{q requests:{q
VolumeStatus image:*ImageVolumeStatus
VsphereVirtualDiskVolumeSource volumePath:!+s fsType storagePolicyName storagePolicyID
WatchEvent type:!+s object:!+a
WebhookClientConfig url:*s service:*ServiceReference caBundle:y
WebhookConversion clientConfig:*ApiextensionsWebhookClientConfig conversionReviewVersions:!+[s
WeightedPodAffinityTerm weight:!+i podAffinityTerm:!+PodAffinityTerm
WindowsSecurityContextOptions gmsaCredentialSpecName:*s gmsaCredentialSpec:*s runAsUserName:*s hostProcess:*b
`;
