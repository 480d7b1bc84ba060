/** Calls about the server itself: what it serves, how its kinds are made, what somebody may do. */
import { call, type KubectlScenario, setUp } from "./call.ts";

const WIDGETS = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: widgets.calls.example.com
spec:
  group: calls.example.com
  scope: Namespaced
  names: { plural: widgets, singular: widget, kind: Widget, shortNames: [wd], categories: [all] }
  versions:
  - name: v1
    served: true
    storage: true
    additionalPrinterColumns:
    - { name: Size, type: integer, jsonPath: .spec.size }
    subresources: { status: {}, scale: { specReplicasPath: .spec.size, statusReplicasPath: .status.size } }
    schema:
      openAPIV3Schema:
        type: object
        description: A thing to try.
        properties:
          spec:
            type: object
            required: [size]
            description: What it is to be.
            properties:
              size: { type: integer, minimum: 1, description: How large it is. }
              color: { type: string, enum: [red, blue], default: red }
              parts: { type: array, items: { type: object, properties: { name: { type: string } } } }
          status:
            type: object
            properties: { size: { type: integer } }
`;

/** What is said about fields in words, which the in-memory cluster does not know of built-in kinds. */
const WORDS: readonly RegExp[] = [/^\s+(?!\S+\t<)(?!enum:)\S/, /^\s*$/];

const WIDGET = "apiVersion: calls.example.com/v1\nkind: Widget\nmetadata: { name: one }\n" +
  "spec: { size: 3 }\n";

/** Kinds, versions, explain, rights, raw paths. */
export const SERVER: KubectlScenario = {
  name: "server",
  files: {
    "widgets.yaml": WIDGETS,
    "widget.yaml": WIDGET,
    "wrong.yaml": WIDGET.replace("size: 3", "size: many, colour: red"),
  },
  calls: [
    call("api-resources --api-group=apps"),
    call("api-resources --api-group=apps -o wide"),
    call("api-resources --api-group=batch --no-headers"),
    call("api-resources --namespaced=false --api-group=rbac.authorization.k8s.io -o name"),
    call("api-resources --verbs=list --categories=all -o name", {
      without: [/widgets/],
      isUnordered: true,
    }),
    call("version -o json", {
      without: [/"(?:gitCommit|gitTreeState|buildDate|goVersion|compiler|platform)"/],
    }),
    call("version"),
    call("get --raw /readyz"),
    call("get --raw /version", {
      without: [/"(?:gitCommit|gitTreeState|buildDate|goVersion|compiler|platform)"/],
    }),
    call("get --raw /api/v1/namespaces/NS/pods"),
    call("get --raw /absent"),
    call("cluster-info"),
    call("auth can-i list pods"),
    call("auth can-i delete nodes --as=somebody"),
    call("auth can-i --list --as=somebody"),
    call("auth whoami --as=somebody --as-group=team"),
    call("get pods --as=somebody"),
    call("delete ns default --as=somebody"),
    call("create serviceaccount robot"),
    call("create role reader --verb=get,list --resource=pods,deployments.apps"),
    call("create rolebinding readers --role=reader --serviceaccount=NS:robot"),
    call("auth can-i list pods --as=system:serviceaccount:NS:robot"),
    call("auth can-i list secrets --as=system:serviceaccount:NS:robot"),
    call("auth can-i --list --as=system:serviceaccount:NS:robot"),
    call("describe role reader"),
    call("describe rolebinding readers"),
    call("get roles,rolebindings -o wide"),
    call("get sa"),
    call("describe sa robot"),
    call("create quota few --hard=configmaps=2,pods=1"),
    call("describe quota few", { retryUntil: /configmaps +1/ }),
    call("create configmap second"),
    call("create configmap third"),
    setUp("delete quota few"),
    call("explain pods.spec.containers", { without: WORDS }),
    call("explain pods", { without: WORDS }),
    call("explain svc.spec --output=plaintext-openapiv2", { without: WORDS }),
    call("explain pods.spec.containers.imagePullPolicy", { without: WORDS }),
    call("explain pod --recursive", { without: WORDS }),
    call("explain deployments.spec.strategy --recursive", { without: WORDS }),
    call("explain deployment.spec.nothing"),
    call("explain nothings"),
    call("explain ingress --api-version=networking.k8s.io/v1 --recursive", { without: WORDS }),
    call("explain cronjob.spec.jobTemplate.spec.template.spec.volumes.configMap --recursive", {
      without: WORDS,
    }),
    call("explain service.spec.ports --recursive --output=plaintext-openapiv2", { without: WORDS }),
    setUp("apply -f DIR/widgets.yaml"),
    setUp("wait --for=condition=established crd/widgets.calls.example.com --timeout=120s"),
    call("explain widgets", { retryUntil: /A thing to try/, without: WORDS }),
    call("explain widgets.spec"),
    call("explain widgets.spec.color"),
    call("explain widgets --recursive"),
    call("api-resources --api-group=calls.example.com"),
    call("apply -f DIR/widget.yaml", { retryUntil: /widget/ }),
    call("get widgets"),
    call("get wd one -o yaml"),
    call("describe widget one"),
    call("apply -f DIR/wrong.yaml"),
    call("apply -f DIR/wrong.yaml --validate=false"),
    call("scale widget one --replicas=5"),
    call("get widget one -o jsonpath={.spec.size}"),
    call(`patch widget one --type=merge -p '{"spec":{"size":0}}'`),
    call("delete widget one"),
    call("get crd widgets.calls.example.com"),
    setUp("delete crd widgets.calls.example.com"),
    call("config view -o jsonpath={.current-context} --minify", { without: [/./] }),
    call("get ns NS"),
    call("describe ns NS"),
    call("top pods"),
    call("top nodes"),
    call("delete ns NS --wait=false"),
  ],
};
