/** Calls about a node of the test's own, and pods that are put there. */
import { call, type KubectlScenario, setUp } from "./call.ts";

const NODE = `apiVersion: v1
kind: Node
metadata:
  name: NS
  labels: { kubernetes.io/hostname: NS, kubernetes.io/os: linux, kubernetes.io/arch: amd64 }
spec:
  taints: [{ key: serve-calls, value: own, effect: NoSchedule }]
`;

function pod(name: string, more = ""): string {
  return `apiVersion: v1
kind: Pod
metadata: { name: ${name}, labels: { app: ${name} } }
spec:
  nodeName: NS
  terminationGracePeriodSeconds: 0
  tolerations: [{ operator: Exists }]
  containers: [{ name: main, image: busybox }]
${more}`;
}

/** What a simulated node says of itself. */
const SIMULATED: readonly RegExp[] = [
  /^(?:Annotations|CreationTimestamp|Addresses|Capacity|Allocatable|System Info|PodCIDRs?|Lease):/,
  /^Labels:|disk=ssd|note: own|kwok|topology|RenewTime|AcquireTime|HolderIdentity|InternalIP|Hostname|beta\.kubernetes\.io/,
  /^\s+(?:cpu|memory|pods|ephemeral-storage|hugepages\S*):?\s/,
  /^\s+(?:Machine|System|Boot|Kernel|OS|Operating|Architecture|Container Runtime|Kubelet|Kube-Proxy)/,
  /^\s+(?:Ready|MemoryPressure|DiskPressure|PIDPressure|NetworkUnavailable)\s/,
  /^\s+(?:Normal|Warning|Type|----)\s/,
  /^Events:/,
];

/** Cordon, taint, drain and what they say when it makes no sense. */
export const NODES: KubectlScenario = {
  name: "nodes",
  files: {
    "node.yaml": NODE,
    "pods.yaml": `${pod("one")}---\n${pod("two")}`,
    "guarded.yaml": `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: guard }
spec: { minAvailable: 1, selector: { matchLabels: { app: one } } }
`,
  },
  calls: [
    setUp("apply -f DIR/node.yaml"),
    setUp("wait --for=condition=Ready node/NS --timeout=120s"),
    call("apply -f DIR/pods.yaml"),
    call("wait --for=condition=Ready pod --all --timeout=120s"),
    call("get pods --field-selector spec.nodeName=NS"),
    call("cordon NS"),
    call("cordon NS"),
    call("get node NS -o jsonpath={.spec.unschedulable}"),
    call("get node NS -o jsonpath={.spec.taints[*].key}"),
    call("uncordon NS"),
    call("taint node NS tier=batch:NoSchedule"),
    call("taint node NS tier=batch:NoSchedule"),
    call("taint node NS tier=other:NoSchedule --overwrite"),
    call("taint node NS tier:NoSchedule-"),
    call("taint node NS tier-"),
    call("taint node NS tier=batch:Never"),
    call("label node NS disk=ssd"),
    call("annotate node NS note=own"),
    call("describe node NS", { without: SIMULATED, isUnordered: true }),
    call("drain NS --timeout=20s"),
    call("drain NS --force --dry-run=server --timeout=20s", { isUnordered: true }),
    setUp("apply -f DIR/guarded.yaml"),
    setUp("wait --for=jsonpath={.status.expectedPods}=1 pdb/guard --timeout=120s"),
    call("drain NS --force --pod-selector=app=one --timeout=3s", {
      without: [/^error when evicting|^evicting/],
    }),
    setUp("delete pdb guard"),
    call("drain NS --force --ignore-daemonsets --timeout=30s", { isUnordered: true }),
    call("get pods"),
    call("uncordon NS"),
    call("cordon absent"),
    call("drain absent"),
    call("delete node NS"),
  ],
};
