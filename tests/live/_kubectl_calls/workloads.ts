/** Calls about what runs: deployments and their rollouts, jobs, services, nodes. */
import { call, type KubectlScenario, setUp } from "./call.ts";

/** When something happened last is said in words that depend on how fast it went. */
const EVENTS: readonly RegExp[] = [/^\s+(?:Normal|Warning)\s/];

/** What KWOK's kubelet leaves out of a pod, or says otherwise than one of a real node. */
const KUBELET: readonly RegExp[] = [
  /^(?:Node|IP|IPs|Start Time):/,
  /^\s+(?:IP|Container ID|Image ID|Started):/,
  /PodReadyToStartContainers|containerID|imageID|podIP|hostIP|nodeName|ip:/,
  /observedGeneration|lastProbeTime|started: true|resources: \{\}/,
];

/** Deployments, services, jobs, nodes. */
export const WORKLOADS: KubectlScenario = {
  name: "workloads",
  calls: [
    call("create deployment web --image=nginx:1.28 --replicas=2"),
    call("create deployment web --image=nginx:1.28 --dry-run=client -o yaml"),
    call("rollout status deployment/web --timeout=120s", { without: [/^Waiting for/] }),
    call("get deployments"),
    call("get deployment web -o wide"),
    call("get rs"),
    call("get rs -o wide"),
    call("get pods -o wide", { isUnordered: true }),
    call("get pods --show-labels", { isUnordered: true }),
    call("get all", { isUnordered: true }),
    call("get pods -l app=web -o jsonpath={.items[*].status.phase}"),
    call("get deployment web -o jsonpath={.status.conditions[*].reason}"),
    call("describe deployment web", { without: EVENTS }),
    call("describe rs -l app=web", { without: EVENTS }),
    call("describe pods -l app=web", { without: [...EVENTS, ...KUBELET], isUnordered: true }),
    call("scale deployment web --replicas=3"),
    call("scale deployment web --current-replicas=9 --replicas=1"),
    call("wait --for=jsonpath={.status.readyReplicas}=3 deployment/web --timeout=120s"),
    call("wait --for=condition=Available deployment/web --timeout=120s"),
    call("wait --for=condition=Nothing deployment/web --timeout=1s"),
    call("set image deployment/web nginx=nginx:1.29"),
    call("annotate deployment web kubernetes.io/change-cause=newer"),
    call("rollout status deployment/web --timeout=120s", { without: [/^Waiting for/] }),
    call("rollout history deployment/web"),
    call("rollout history deployment/web --revision=2"),
    call("rollout undo deployment/web"),
    call("rollout status deployment/web --timeout=120s", { without: [/^Waiting for/] }),
    call("get deployment web -o jsonpath={.spec.template.spec.containers[0].image}"),
    call("rollout undo deployment/web --to-revision=9"),
    call("rollout pause deployment/web"),
    call("rollout pause deployment/web"),
    call("rollout undo deployment/web"),
    call("rollout resume deployment/web"),
    call("rollout restart deployment/web"),
    call("rollout status deployment/web --timeout=120s", { without: [/^Waiting for/] }),
    call("set env deployment/web MODE=fast"),
    call("set env deployment/web --list"),
    call("set resources deployment/web --limits=cpu=200m,memory=64Mi"),
    setUp("rollout status deployment/web --timeout=120s"),
    call("expose deployment web --port=80 --target-port=8080"),
    call("expose deployment web --port=80"),
    call("get svc web"),
    call("describe svc web", {
      without: [/^(?:Endpoints|IP|IPs):/],
      retryUntil: /Endpoints: +\d[^+]*,[^+]*,/,
    }),
    call("get endpointslices -l kubernetes.io/service-name=web -o jsonpath={.items[0].ports}"),
    call("create service clusterip plain --tcp=5678:8080"),
    call("autoscale deployment web --min=2 --max=5 --cpu=80%"),
    call("get hpa", { without: [/^web/] }),
    call("create job once --image=busybox -- sh -c true"),
    call("wait --for=condition=complete job/once --timeout=120s"),
    call("get jobs"),
    call("describe job once", { without: EVENTS }),
    call("create cronjob nightly --image=busybox --schedule='0 3 * * *' -- true"),
    call("get cronjobs"),
    call("create job manual --from=cronjob/nightly"),
    call("describe cronjob nightly", { without: EVENTS }),
    call("delete job once manual"),
    call("create poddisruptionbudget keep --selector=app=web --min-available=1"),
    call("get pdb", { retryUntil: /keep +1 +N\/A +[1-9]/ }),
    call("get events --field-selector reason=ScalingReplicaSet -o jsonpath={.items[0].message}"),
    call("top pods"),
    call("top nodes"),
    call("delete deployment web"),
    call("delete deployment web"),
    call("wait --for=delete pod -l app=web --timeout=120s", { without: [/condition met/] }),
    call("get pods"),
  ],
};

const STATEFUL = `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db }
spec:
  serviceName: db
  replicas: 2
  selector: { matchLabels: { app: db } }
  template:
    metadata: { labels: { app: db } }
    spec: { containers: [{ name: db, image: "postgres:18" }] }
---
apiVersion: apps/v1
kind: DaemonSet
metadata: { name: agent }
spec:
  selector: { matchLabels: { app: agent } }
  template:
    metadata: { labels: { app: agent } }
    spec:
      nodeSelector: { serve-calls: NS }
      containers: [{ name: agent, image: "busybox" }]
`;

/** Stateful sets, daemon sets, single pods. */
export const PODS: KubectlScenario = {
  name: "pods",
  files: { "stateful.yaml": STATEFUL },
  calls: [
    call("run shell --image=busybox --labels=app=shell -- sleep 3600"),
    call("run shell --image=busybox"),
    call("run printed --image=busybox --dry-run=client -o name"),
    call("wait --for=condition=Ready pod/shell --timeout=120s"),
    call("get pod shell"),
    call("get pod shell -o jsonpath={.status.phase}"),
    call("describe pod shell", { without: [...EVENTS, ...KUBELET] }),
    call("get pod shell -o jsonpath={.spec}"),
    call("get pod shell -o jsonpath={.metadata.labels}"),
    call("set image pod/shell shell=busybox:2"),
    call(`patch pod shell -p '{"spec":{"containers":[{"name":"shell","image":""}]}}'`),
    call("label pods --all seen=yes"),
    call("get pods -l seen=yes -o name"),
    call("get pods -A --field-selector metadata.namespace=NS -o name"),
    call("logs absent"),
    call("exec absent -- true"),
    call("exec shell -c nothing -- true"),
    call("logs shell -c nothing"),
    setUp("create role looker --verb=get,list --resource=pods"),
    setUp("create rolebinding lookers --role=looker --user=ana"),
    call("logs shell --as=ana"),
    call("exec shell --as=ana -- true"),
    call("exec shell --as=ana -it -- sh"),
    call("exec shell --as=nobody -- true"),
    call("attach shell --as=ana"),
    call("port-forward pod/shell :80 --as=ana"),
    call("cp shell:/etc/hostname DIR/hostname --as=ana"),
    call("debug shell --image=busybox --container=look --as=ana"),
    call("apply -f DIR/stateful.yaml"),
    call("rollout status statefulset/db --timeout=120s", { without: [/^Waiting/] }),
    call("get sts"),
    call("get pods -l app=db"),
    call("describe sts db", { without: EVENTS }),
    call("rollout history sts/db"),
    call("scale sts db --replicas=1"),
    call("wait --for=delete pod/db-1 --timeout=120s", { without: [/condition met/] }),
    call("get ds"),
    call("describe ds agent", { without: EVENTS }),
    call("rollout status ds/agent --timeout=120s"),
    call("rollout history ds/agent"),
    call("get controllerrevisions", { isUnordered: true }),
    call("events --for=pod/shell", { without: [/./] }),
    call("delete pod shell --now"),
    call("delete pod shell --grace-period=0 --force"),
    call("delete sts db --cascade=orphan"),
    call("get pods -l app=db"),
    call("delete pods --all", { isUnordered: true }),
    call("delete ds agent"),
  ],
};
