/**
 * The values that fields of built-in types take, where they are a few words: those that the API server of
 * Kubernetes 1.36 lists in its OpenAPI documents. Newer servers may know more. Layer 1: pure data.
 *
 * @module
 */

/** One line each type: its name, then each field with its values. */
const DATA = `
AppArmorProfile type:Localhost|RuntimeDefault|Unconfined
AzureDiskVolumeSource cachingMode:None|ReadOnly|ReadWrite kind:Dedicated|Managed|Shared
Container imagePullPolicy:Always|IfNotPresent|Never terminationMessagePolicy:FallbackToLogsOnError|File
ContainerPort protocol:SCTP|TCP|UDP
CronJobSpec concurrencyPolicy:Allow|Forbid|Replace
DaemonSetUpdateStrategy type:OnDelete|RollingUpdate
DeploymentStrategy type:Recreate|RollingUpdate
DeviceAllocationConfiguration source:FromClaim|FromClass
DeviceSubRequest allocationMode:All|ExactCount
DeviceTaint effect:NoExecute|NoSchedule|None
DeviceToleration effect:NoExecute|NoSchedule|None operator:Equal|Exists
EndpointPort protocol:SCTP|TCP|UDP
EndpointSlice addressType:FQDN|IPv4|IPv6
EphemeralContainer imagePullPolicy:Always|IfNotPresent|Never terminationMessagePolicy:FallbackToLogsOnError|File
ExactDeviceRequest allocationMode:All|ExactCount
HTTPGetAction scheme:HTTP|HTTPS
HTTPIngressPath pathType:Exact|ImplementationSpecific|Prefix
HostPathVolumeSource type:BlockDevice|CharDevice|Directory|DirectoryOrCreate|File|FileOrCreate|Socket
ImageVolumeSource pullPolicy:Always|IfNotPresent|Never
IngressPortStatus protocol:SCTP|TCP|UDP
JobSpec completionMode:Indexed|NonIndexed podReplacementPolicy:Failed|TerminatingOrFailed
MatchResources matchPolicy:Equivalent|Exact
ModifyVolumeStatus status:InProgress|Infeasible|Pending
MutatingAdmissionPolicySpec failurePolicy:Fail|Ignore reinvocationPolicy:IfNeeded|Never
MutatingWebhook failurePolicy:Fail|Ignore matchPolicy:Equivalent|Exact reinvocationPolicy:IfNeeded|Never sideEffects:None|NoneOnDryRun|Some|Unknown
Mutation patchType:ApplyConfiguration|JSONPatch
NamedRuleWithOperations operations:*|CONNECT|CREATE|DELETE|UPDATE scope:*|Cluster|Namespaced
NamespaceStatus phase:Active|Terminating
NetworkPolicyPort protocol:SCTP|TCP|UDP
NetworkPolicySpec policyTypes:Egress|Ingress
NodeSelectorRequirement operator:DoesNotExist|Exists|Gt|In|Lt|NotIn
NodeStatus phase:Pending|Running|Terminated
PersistentVolumeClaimSpec accessModes:ReadOnlyMany|ReadWriteMany|ReadWriteOnce|ReadWriteOncePod volumeMode:Block|Filesystem
PersistentVolumeClaimStatus accessModes:ReadOnlyMany|ReadWriteMany|ReadWriteOnce|ReadWriteOncePod phase:Bound|Lost|Pending
PersistentVolumeSpec accessModes:ReadOnlyMany|ReadWriteMany|ReadWriteOnce|ReadWriteOncePod persistentVolumeReclaimPolicy:Delete|Recycle|Retain volumeMode:Block|Filesystem
PersistentVolumeStatus phase:Available|Bound|Failed|Pending|Released
PodDisruptionBudgetSpec unhealthyPodEvictionPolicy:AlwaysAllow|IfHealthyBudget
PodFailurePolicyOnExitCodesRequirement operator:In|NotIn
PodFailurePolicyRule action:Count|FailIndex|FailJob|Ignore
PodSecurityContext fsGroupChangePolicy:Always|OnRootMismatch supplementalGroupsPolicy:Merge|Strict
PodSpec dnsPolicy:ClusterFirst|ClusterFirstWithHostNet|Default|None preemptionPolicy:Never|PreemptLowerPriority restartPolicy:Always|Never|OnFailure
PodStatus phase:Failed|Pending|Running|Succeeded|Unknown qosClass:BestEffort|Burstable|Guaranteed
PortStatus protocol:SCTP|TCP|UDP
PriorityClass preemptionPolicy:Never|PreemptLowerPriority
ResourceQuotaSpec scopes:BestEffort|CrossNamespacePodAffinity|NotBestEffort|NotTerminating|PriorityClass|Terminating|VolumeAttributesClass
RuleWithOperations operations:*|CONNECT|CREATE|DELETE|UPDATE scope:*|Cluster|Namespaced
ScopedResourceSelectorRequirement operator:DoesNotExist|Exists|In|NotIn scopeName:BestEffort|CrossNamespacePodAffinity|NotBestEffort|NotTerminating|PriorityClass|Terminating|VolumeAttributesClass
SeccompProfile type:Localhost|RuntimeDefault|Unconfined
SecurityContext procMount:Default|Unmasked
ServicePort protocol:SCTP|TCP|UDP
ServiceSpec externalTrafficPolicy:Cluster|Local internalTrafficPolicy:Cluster|Local ipFamilies:IPv4|IPv6 ipFamilyPolicy:PreferDualStack|RequireDualStack|SingleStack sessionAffinity:ClientIP|None type:ClusterIP|ExternalName|LoadBalancer|NodePort
StatefulSetSpec podManagementPolicy:OrderedReady|Parallel
StatefulSetUpdateStrategy type:OnDelete|RollingUpdate
StorageClass reclaimPolicy:Delete|Recycle|Retain volumeBindingMode:Immediate|WaitForFirstConsumer
Taint effect:NoExecute|NoSchedule|PreferNoSchedule
Toleration effect:NoExecute|NoSchedule|PreferNoSchedule operator:Equal|Exists|Gt|Lt
TopologySpreadConstraint nodeAffinityPolicy:Honor|Ignore nodeTaintsPolicy:Honor|Ignore whenUnsatisfiable:DoNotSchedule|ScheduleAnyway
ValidatingAdmissionPolicyBindingSpec validationActions:Audit|Deny|Warn
ValidatingAdmissionPolicySpec failurePolicy:Fail|Ignore
ValidatingWebhook failurePolicy:Fail|Ignore matchPolicy:Equivalent|Exact sideEffects:None|NoneOnDryRun|Some|Unknown
VolumeMount mountPropagation:Bidirectional|HostToContainer|None`;

let parsed: ReadonlyMap<string, readonly string[]> | undefined;

/**
 * The values that a field of a built-in type takes.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(knownValues("NamespaceStatus", "phase"), ["Active", "Terminating"]);
 * assert.equal(knownValues("NamespaceStatus", "conditions"), undefined);
 * ```
 *
 * @param type The name of the type, e.g. `PodStatus`.
 * @param field The name of the field.
 * @returns The values, or `undefined` where any text is one.
 */
export function knownValues(type: string, field: string): readonly string[] | undefined {
  parsed ??= new Map(
    DATA.trim().split("\n").flatMap((line) => {
      const [name, ...fields] = line.split(" ");
      return fields.map((text): [string, readonly string[]] => {
        const [of = "", values = ""] = text.split(":");
        return [`${name}.${of}`, values.split("|")];
      });
    }),
  );
  return parsed.get(`${type}.${field}`);
}
