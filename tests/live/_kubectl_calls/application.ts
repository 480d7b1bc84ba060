/** Calls of who deploys an application of many kinds, looks at each, and takes it away again. */
import { call, type KubectlScenario, setUp } from "./call.ts";

const APP = `apiVersion: v1
kind: ServiceAccount
metadata: { name: shop }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: shop }
rules:
- { apiGroups: [""], resources: [configmaps], verbs: [get, watch] }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: { name: shop }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: shop }
subjects: [{ kind: ServiceAccount, name: shop, namespace: NS }]
---
apiVersion: v1
kind: ConfigMap
metadata: { name: settings, labels: { app: shop } }
data:
  color: blue
  shop.properties: |
    level=info
    size=3
---
apiVersion: v1
kind: Secret
metadata: { name: credentials }
stringData: { password: example }
---
apiVersion: v1
kind: Service
metadata: { name: front, labels: { app: shop } }
spec:
  type: NodePort
  selector: { app: shop, tier: front }
  ports: [{ name: http, port: 80, targetPort: http }]
---
apiVersion: v1
kind: Service
metadata: { name: store }
spec:
  clusterIP: None
  selector: { app: shop, tier: store }
  ports: [{ name: sql, port: 5432 }]
---
apiVersion: v1
kind: Service
metadata: { name: outside }
spec: { type: ExternalName, externalName: shop.example.com }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: front, labels: { app: shop } }
spec:
  replicas: 2
  selector: { matchLabels: { app: shop, tier: front } }
  strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }
  template:
    metadata: { labels: { app: shop, tier: front }, annotations: { note: one } }
    spec:
      serviceAccountName: shop
      priorityClassName: NS
      initContainers: [{ name: init, image: "busybox:1", command: [sh, -c, "true"] }]
      containers:
      - name: web
        image: nginx:1.28
        ports: [{ name: http, containerPort: 8080 }]
        env:
        - { name: COLOR, valueFrom: { configMapKeyRef: { name: settings, key: color } } }
        - { name: PASSWORD, valueFrom: { secretKeyRef: { name: credentials, key: password } } }
        - { name: NODE, valueFrom: { fieldRef: { fieldPath: spec.nodeName } } }
        envFrom: [{ configMapRef: { name: settings } }]
        resources: { requests: { cpu: 10m, memory: 16Mi }, limits: { memory: 32Mi } }
        readinessProbe: { httpGet: { path: /ready, port: http }, periodSeconds: 5 }
        livenessProbe: { exec: { command: [cat, /tmp/alive] }, initialDelaySeconds: 5 }
        volumeMounts: [{ name: settings, mountPath: /etc/shop }, { name: scratch, mountPath: /scratch }]
      - { name: side, image: "busybox:1", args: [sleep, "3600"] }
      volumes:
      - { name: settings, configMap: { name: settings, items: [{ key: color, path: color }] } }
      - { name: scratch, emptyDir: { sizeLimit: 1Mi } }
      - { name: hidden, secret: { secretName: credentials } }
      topologySpreadConstraints:
      - { maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: ScheduleAnyway, labelSelector: { matchLabels: { app: shop } } }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: store }
spec:
  serviceName: store
  replicas: 1
  selector: { matchLabels: { app: shop, tier: store } }
  template:
    metadata: { labels: { app: shop, tier: store } }
    spec: { containers: [{ name: sql, image: "postgres:18", ports: [{ containerPort: 5432 }] }] }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: front }
spec:
  ingressClassName: public
  tls: [{ hosts: [shop.example.com], secretName: credentials }]
  rules:
  - host: shop.example.com
    http:
      paths: [{ path: /, pathType: Prefix, backend: { service: { name: front, port: { name: http } } } }]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: store }
spec:
  podSelector: { matchLabels: { tier: store } }
  ingress: [{ from: [{ podSelector: { matchLabels: { tier: front } } }], ports: [{ port: 5432 }] }]
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: front }
spec: { minAvailable: 1, selector: { matchLabels: { tier: front } } }
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: front }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: front }
  minReplicas: 2
  maxReplicas: 4
  metrics: [{ type: Resource, resource: { name: memory, target: { type: Utilization, averageUtilization: 80 } } }]
---
apiVersion: batch/v1
kind: CronJob
metadata: { name: nightly }
spec:
  schedule: "0 3 * * *"
  timeZone: Europe/Berlin
  concurrencyPolicy: Forbid
  jobTemplate:
    spec:
      template:
        spec: { restartPolicy: Never, containers: [{ name: report, image: "busybox:1" }] }
---
apiVersion: v1
kind: LimitRange
metadata: { name: limits }
spec: { limits: [{ type: PersistentVolumeClaim, max: { storage: 10Gi }, min: { storage: 1Mi } }] }
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data }
spec: { storageClassName: "", accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
`;

const PRIORITY = `apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: { name: NS }
value: 10
description: Of the shop.
`;

const CLUSTER_WIDE = `apiVersion: v1
kind: PersistentVolume
metadata: { name: NS }
spec:
  storageClassName: NS
  capacity: { storage: 1Gi }
  accessModes: [ReadWriteOnce, ReadOnlyMany]
  hostPath: { path: /data }
  nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: disk, operator: In, values: [ssd] }] }] } }
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: NS }
provisioner: example.com/disks
parameters: { tier: fast }
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: { name: NS }
spec: { controller: example.com/ingress }
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: { name: NS }
webhooks:
- name: a.example.com
  clientConfig: { url: "https://example.com" }
  sideEffects: None
  admissionReviewVersions: [v1]
  namespaceSelector: { matchLabels: { none: such } }
---
apiVersion: node.k8s.io/v1
kind: RuntimeClass
metadata: { name: NS }
handler: runc
`;

/** Said by those who play the nodes, or in an order of their own. */
const EVENTS: readonly RegExp[] = [/^\s+(?:Normal|Warning)\s/];
/** Whether there are any, too: the budget may have been seen before its pods, or after them. */
const WHETHER_EVENTS: readonly RegExp[] = [...EVENTS, /^Events:/, /^\s+(?:Type\s+Reason|-{4})/];
const KUBELET: readonly RegExp[] = [
  /^(?:Node|IP|IPs|Start Time):/,
  /^\s+(?:IP|Container ID|Image ID|Started|Finished):/,
  /PodReadyToStartContainers/,
];

/** An application's life. */
export const APPLICATION: KubectlScenario = {
  name: "an application",
  files: {
    "app.yaml": APP,
    "priority.yaml": PRIORITY,
    "cluster.yaml": CLUSTER_WIDE,
    columns: "NAME_OF TIER\n.metadata.labels.app .metadata.labels.tier\n",
    "patch.json": '{"spec":{"template":{"metadata":{"annotations":{"note":"two"}}}}}',
  },
  calls: [
    setUp("apply -f DIR/priority.yaml"),
    call("diff -f DIR/app.yaml", { without: [/./] }),
    call("apply -f DIR/app.yaml --dry-run=client"),
    call("apply -f DIR/app.yaml --dry-run=server"),
    call("apply -f DIR/app.yaml"),
    call("apply -f DIR/app.yaml"),
    call("rollout status deployment/front --timeout=60s", { without: [/^Waiting/] }),
    call("rollout status sts/store --timeout=60s", { without: [/^Waiting/] }),
    // Nobody fills in the status of an autoscaler in the in-memory cluster, the real one within 15 s.
    call("get all", {
      isUnordered: true,
      without: [/^service\/front/, /^horizontalpodautoscaler/],
    }),
    call("get deploy,sts,svc,ing,netpol,pdb,hpa,cj,pvc,sa,role,rolebinding,limits -o name"),
    call("get svc", { without: [/^front/] }),
    call("get svc -o wide", { without: [/^front/] }),
    call("get ingress"),
    call("get netpol"),
    call("get cronjob -o wide"),
    call("get pvc"),
    call("get limits"),
    call("get endpoints front", { without: [/^front/], retryUntil: /front +\d/ }),
    call(
      "get endpointslices -l kubernetes.io/service-name=front -o custom-columns=TYPE:.addressType,PORTS:.ports[*].name",
    ),
    call(
      "get pods -l tier=front -o custom-columns=PHASE:.status.phase,IMAGES:.spec.containers[*].image,QOS:.status.qosClass",
    ),
    call("get pods -l tier=front -o custom-columns-file=DIR/columns"),
    call("get pods --sort-by=.metadata.labels.tier -o jsonpath={.items[*].metadata.labels.tier}"),
    call("get pods --sort-by=.spec.nothing", { without: [/./] }),
    call("get pods --chunk-size=1 -o jsonpath={.items[*].metadata.labels.tier}"),
    call(
      "get pods --field-selector=status.phase=Running,metadata.namespace=NS -o jsonpath={.items[*].metadata.labels.tier}",
    ),
    call("get pods --field-selector=spec.nothing=a"),
    call(
      "get deploy front -o jsonpath='{range .spec.template.spec.containers[*]}{.name}={.image}{\"\\n\"}{end}'",
    ),
    call(
      "get deploy front -o 'go-template={{range .spec.template.spec.volumes}}{{.name}} {{end}}'",
    ),
    call("get deploy front -o json --show-managed-fields=false", {
      without: [/resourceVersion|uid|Time|observedGeneration|ersion"/],
    }),
    call("get pods -l app=shop -L tier,app", { isUnordered: true }),
    call("describe deployment front", { without: EVENTS }),
    call("describe pods -l tier=front", { without: [...EVENTS, ...KUBELET], isUnordered: true }),
    call("describe sts store", { without: EVENTS }),
    call("describe svc front", { without: [/^(?:Endpoints|IP|IPs|NodePort):/] }),
    call("describe svc store", { without: [/^Endpoints:/] }),
    call("describe svc outside"),
    call("describe ingress front", { without: EVENTS }),
    call("describe netpol store", { without: [/^Created on:/] }),
    call("describe pdb front", { without: WHETHER_EVENTS }),
    call("describe hpa front", {
      without: [
        ...EVENTS,
        /^Events|Type +Reason|ScalingActive|AbleToScale|Conditions|Type +Status|-{4}|Deployment pods|resource memory|<none>/,
      ],
    }),
    call("describe cronjob nightly"),
    call("describe limits"),
    call("describe pvc data", { without: EVENTS }),
    call("describe sa shop"),
    call("describe role shop"),
    call("describe rolebinding shop"),
    call("describe cm settings"),
    call("describe secret credentials"),
    call("describe endpoints store", { without: [/Addresses|TriggerTime/] }),
    call("describe endpointslices -l kubernetes.io/service-name=store", {
      without: [/Addresses|Name:|TriggerTime|Target|Node|Zone/],
    }),
    call("apply -f DIR/cluster.yaml"),
    call("get pv,sc,ingressclass,validatingwebhookconfiguration,runtimeclass NS", {
      without: [/./],
    }),
    call("get pv NS", { retryUntil: /Available/ }),
    call("get sc NS"),
    call("get ingressclass NS"),
    call("get validatingwebhookconfiguration NS"),
    call("get runtimeclass NS"),
    call("get priorityclass NS"),
    call("describe pv NS"),
    call("describe sc NS"),
    call("describe ingressclass NS"),
    call("describe validatingwebhookconfiguration NS"),
    call("describe runtimeclass NS"),
    call("describe priorityclass NS"),
    setUp("delete -f DIR/cluster.yaml"),
    call("get apiservice v1.apps"),
    call("describe apiservice v1.apps", { without: [/Port|Resource Version|UID/] }),
    call("get svc kubernetes -n default -o wide"),
    call("describe svc kubernetes -n default", { without: [/^(?:Endpoints|IP|IPs|TargetPort):/] }),
    call("set env deployment/front LEVEL=debug --containers=web"),
    call("set env deployment/front --list"),
    call("set image deployment/front web=nginx:1.29 side=busybox:2"),
    call("set serviceaccount deployment front default"),
    call("set selector svc outside a=b"),
    call("set subject rolebinding shop --user=ana"),
    call("patch deployment front --patch-file DIR/patch.json"),
    call("rollout status deployment/front --timeout=60s", { without: [/^Waiting/] }),
    call("rollout history deployment/front", { without: [/^\d/] }),
    call("rollout undo deployment/front --dry-run=server", { without: [/^ |Pod Template/] }),
    call("rollout pause deployment front"),
    call("rollout restart deployment front"),
    call("rollout resume deployment front"),
    call("rollout restart deployment,statefulset"),
    call("rollout status deployment/front --timeout=60s", { without: [/^Waiting/] }),
    call("scale --replicas=3 deployment/front statefulset/store"),
    call("scale --replicas=1 -f DIR/app.yaml", { without: [/./] }),
    call("scale rs --all --replicas=0 --dry-run=server", { without: [/^replicaset/] }),
    call("wait --for=jsonpath={.status.availableReplicas} deployment/front --timeout=30s"),
    // What is compared below is not to meet pods that come and go.
    call("rollout status sts/store --timeout=60s", {
      without: [/^(?:Waiting|[Pp]artitioned|waiting)/],
    }),
    call("wait --for=jsonpath={.status.replicas}=1 statefulset/store --timeout=60s"),
    call("wait --for=create cm/settings --timeout=5s"),
    call("wait --for=create cm/never --timeout=1s"),
    call("wait --for=condition=Ready=false pod -l tier=store --timeout=1s", { without: [/./] }),
    call("wait pod/none --for=condition=Ready --timeout=1s"),
    call("wait --for=nothing pod --all --timeout=1s"),
    call("replace --force -f DIR/priority.yaml"),
    call("autoscale deployment front --min=2 --max=3 --name=second"),
    call("autoscale deployment front --min=3 --max=2 --name=third"),
    call("expose deployment front --name=again --port=80 --target-port=http --type=LoadBalancer", {
      without: [/./],
    }),
    call("get svc again", { without: [/^again/] }),
    call("expose pod nothing --port=80"),
    call("create deployment plain --image=nginx --port=80 --dry-run=server"),
    call("create ingress plain --rule=a.example.com/*=front:80 --class=public"),
    call("create ingress plain --rule=nothing"),
    call("create service nodeport np --tcp=80:8080"),
    call("create service loadbalancer lb --tcp=80:8080"),
    call("create service externalname en --external-name=example.com"),
    call("create secret tls pair --cert=DIR/none --key=DIR/none"),
    call(
      "create secret docker-registry registry --docker-server=example.com --docker-username=a --docker-password=b",
    ),
    call("create priorityclass NS-b --value=5 --description=b"),
    call("delete priorityclass NS-b"),
    call("create clusterrole NS --verb=get --non-resource-url=/logs"),
    call("create clusterrole NS-agg --aggregation-rule=a=b"),
    call("create clusterrolebinding NS --clusterrole=NS --user=ana"),
    call("describe clusterrole NS"),
    call("describe clusterrolebinding NS"),
    call("get clusterrolebinding NS -o wide"),
    setUp("delete clusterrole NS NS-agg"),
    setUp("delete clusterrolebinding NS"),
    call("create token shop --duration=1s"),
    call("create token absent"),
    call("create cronjob nightly --image=a --schedule=never"),
    call("create job from --from=cronjob/absent"),
    call("create namespace NS"),
    call("create quota q --hard=nothing=1"),
    call("create role none --verb=get --resource=nothings"),
    call("auth can-i create pods --subresource=exec"),
    call("auth can-i get /logs"),
    call("auth can-i list nothings"),
    call("auth can-i '*' '*' --all-namespaces"),
    call("auth can-i --list --as=system:serviceaccount:NS:shop"),
    call("auth reconcile -f DIR/app.yaml", { without: [/./] }),
    call("api-versions", { without: [/autoscaling\/v1$|example/] }),
    call("api-resources --sort-by=name --no-headers", { without: [/example|autoscaling/] }),
    call("api-resources --categories=all", { without: [/example/] }),
    call("explain deploy.spec.strategy.rollingUpdate", { without: [/^\s+(?!\S+\t<)\S/, /^\s*$/] }),
    call("explain apiservice.spec", { without: [/^\s+(?!\S+\t<)(?!enum:)\S/, /^\s*$/] }),
    call("events --for=cronjob/nightly"),
    call("events --types=Nothing"),
    call("get events --field-selector involvedObject.kind=CronJob"),
    call("certificate approve absent"),
    call("delete deployment front --cascade=foreground --timeout=30s"),
    call("get rs -l app=shop"),
    call("delete sts store --cascade=orphan"),
    call("get pods -l tier=store -o jsonpath={.items[*].metadata.ownerReferences}"),
    call("delete -f DIR/app.yaml --ignore-not-found"),
    call("delete all --all", { isUnordered: true }),
    call("delete svc,cm --all --dry-run=server", { isUnordered: true }),
    setUp("delete -f DIR/priority.yaml"),
  ],
};
