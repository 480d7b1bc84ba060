/** Calls about objects that nothing runs for: read in every form, written in every way. */
import { call, type KubectlScenario, setUp } from "./call.ts";

const MANIFEST = `apiVersion: v1
kind: ConfigMap
metadata:
  name: applied
  labels: { app: web }
data:
  a: "1"
---
apiVersion: v1
kind: Secret
metadata:
  name: keys
stringData:
  password: hidden
`;

const CHANGED = MANIFEST.replace('a: "1"', 'a: "2"\n  b: "3"');

/** ConfigMaps, Secrets, labels, patches, both ways of apply, diff. */
export const CONFIGURATION: KubectlScenario = {
  name: "configuration",
  files: {
    "settings.properties": "color=blue\n",
    "web.yaml": MANIFEST,
    "changed.yaml": CHANGED,
    "replace.yaml":
      `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"plain"},"data":{"z":"1"}}`,
    "wrong.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: wrong\ndatas:\n  a: b\n",
    "unknown.yaml": "apiVersion: v1\nkind: Widgets\nmetadata:\n  name: wrong\n",
    "pod.yaml":
      "apiVersion: v1\nkind: Pod\nmetadata:\n  name: Bad_Name\nspec:\n  containers:\n  - name: a\n",
    "list.yaml":
      "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: { name: one }\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: { name: two }\n",
  },
  calls: [
    call("create configmap plain --from-literal=a=1 --from-literal=b=2"),
    call("create configmap plain --from-literal=a=1"),
    call("create configmap files --from-file=DIR/settings.properties"),
    call("create secret generic token --from-literal=key=value"),
    call("create configmap printed --from-literal=a=1 --dry-run=client -o yaml"),
    call("create configmap checked --from-literal=a=1 --dry-run=server"),
    call("get configmaps"),
    call("get cm plain -o yaml"),
    call("get cm plain -o json"),
    call("get cm plain -o name"),
    call("get cm -o wide"),
    call("get cm plain -o jsonpath={.data.a}"),
    call("get cm -o custom-columns=NAME:.metadata.name,A:.data.a"),
    call("get cm plain -o 'go-template={{.data.b}}'"),
    call("get cm,secrets"),
    call("get cm plain files --no-headers"),
    call("get cm --sort-by={.metadata.name}"),
    call("get cm --field-selector metadata.name=plain"),
    call("get cm absent"),
    call("get cm absent --ignore-not-found"),
    call("get nothings"),
    call("get cm --show-labels"),
    call("get pods"),
    call("get all"),
    call("label cm plain app=web tier=front"),
    call("label cm plain app=api"),
    call("label cm plain app=api --overwrite"),
    call("label cm plain tier-"),
    call("get cm -l app=api -L app"),
    call("get cm -l 'app in (api),!tier' -o name"),
    call("annotate cm plain note=hello"),
    call("annotate cm plain note-"),
    call(`patch cm plain -p '{"data":{"c":"3"}}'`),
    call(`patch cm plain --type=merge -p '{"data":{"c":null}}'`),
    call(`patch cm plain --type=json -p '[{"op":"add","path":"/data/d","value":"4"}]'`),
    call(`patch cm plain --type=json -p '[{"op":"test","path":"/data/d","value":"5"}]'`),
    call(`patch cm plain -p '{"data":{"d":"4"}}'`),
    call("edit cm plain", { env: { KUBE_EDITOR: "sed -i s/blue/red/" } }),
    call("edit cm files", { env: { KUBE_EDITOR: "sed -i s/blue/red/" } }),
    call("get cm files -o jsonpath={.data}"),
    call("describe cm plain"),
    call("describe secret token"),
    call("describe cm absent"),
    call("replace -f DIR/replace.yaml"),
    call("get cm plain -o jsonpath={.data}"),
    call("apply -f DIR/web.yaml"),
    call("apply -f DIR/web.yaml"),
    call("diff -f DIR/web.yaml"),
    call("diff -f DIR/changed.yaml", { without: [/^(?:diff|---|\+\+\+) /] }),
    call("apply -f DIR/changed.yaml --dry-run=server"),
    call("apply -f DIR/changed.yaml"),
    call("apply view-last-applied cm applied"),
    call("apply --server-side -f DIR/web.yaml"),
    call("apply --server-side --force-conflicts -f DIR/web.yaml"),
    call("apply --server-side --field-manager=other -f DIR/changed.yaml"),
    call("apply --server-side --dry-run=server --force-conflicts -f DIR/changed.yaml"),
    call("get cm applied -o yaml --show-managed-fields"),
    call("apply -f DIR/list.yaml"),
    call("apply -f -", { stdin: "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: piped }\n" }),
    call("apply -f DIR/wrong.yaml"),
    call("create -f DIR/unknown.yaml"),
    call("create -f DIR/pod.yaml"),
    call("get -f DIR/web.yaml"),
    call("delete -f DIR/web.yaml"),
    call("delete cm plain"),
    call("delete cm plain"),
    call("delete cm plain --ignore-not-found"),
    call("delete cm one two --dry-run=server"),
    call("delete cm -l app=none"),
    call("wait --for=delete cm/plain --timeout=5s"),
    call("wait --for=jsonpath={.data.color}=red cm/files --timeout=1s"),
    // The events of a first state come in no order.
    call("get cm -w", {
      until: /^(?=[^]*^kube-root)(?=[^]*^piped)(?=[^]*^one)(?=[^]*^two)(?=[^]*^files)/m,
      isUnordered: true,
    }),
    setUp("delete cm --all"),
  ],
};
