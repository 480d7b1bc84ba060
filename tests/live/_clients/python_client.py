"""Everyday calls of the official Python client: python_client.py KUBECONFIG NAMESPACE; prints a line a call."""
import json
import sys

from kubernetes import client, config, utils, watch
from kubernetes.client.rest import ApiException
from kubernetes.stream import stream

kubeconfig, namespace = sys.argv[1:3]
config.load_kube_config(kubeconfig)
api = client.ApiClient()
core = client.CoreV1Api()
apps = client.AppsV1Api()


def say(call, value):
    print(json.dumps([call, value]), flush=True)


def refused(call, attempt):
    try:
        attempt()
        say(call, "no refusal")
    except ApiException as error:
        status = json.loads(error.body)
        say(call, [error.status, status["reason"], status["message"].replace(namespace, "NS")])


def labelled(name, **data):
    return {"metadata": {"name": name, "labels": {"app": "clients"}}, "data": data}


say("version", client.VersionApi().get_code().git_version)
say("create namespace", core.create_namespace({"metadata": {"name": namespace}}).status.phase)
say("create", core.create_namespaced_config_map(namespace, labelled("a", key="1")).data)
core.create_namespaced_config_map(namespace, labelled("b", key="1"))
refused("create again", lambda: core.create_namespaced_config_map(namespace, labelled("a")))
refused("read what is not there", lambda: core.read_namespaced_config_map("none", namespace))
refused("create with a wrong name", lambda: core.create_namespaced_config_map(namespace, labelled("A_b")))
read = core.read_namespaced_config_map("a", namespace)
say("read", [read.metadata.name, read.data, read.metadata.labels])
listed = core.list_namespaced_config_map(namespace, label_selector="app=clients")
say("list", [item.metadata.name for item in listed.items])
page = core.list_namespaced_config_map(namespace, label_selector="app=clients", limit=1)
say("list a page", [len(page.items), page.metadata._continue is not None])
say("patch", core.patch_namespaced_config_map("a", namespace, {"data": {"key": "2"}}).data)
read = core.read_namespaced_config_map("a", namespace)
read.data["more"] = "3"
say("replace", core.replace_namespaced_config_map("a", namespace, read).data)
refused("replace what is old", lambda: core.replace_namespaced_config_map("a", namespace, read))
applied = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"key": "4"}}


def apply(force):
    return core.patch_namespaced_config_map(
        "a",
        namespace,
        applied,
        field_manager="python",
        force=force,
        _content_type="application/apply-patch+yaml",
    ).data


refused("apply", lambda: apply(None))
say("apply by force", apply(True))
seen = []
version = listed.metadata.resource_version
for event in watch.Watch().stream(
    core.list_namespaced_config_map,
    namespace,
    label_selector="app=clients",
    resource_version=version,
    timeout_seconds=20,
):
    seen.append([event["type"], event["object"].data])
    if len(seen) == 3:
        break
say("watch", seen)
container = {"name": "main", "image": "busybox"}
pod = {"metadata": {"name": "shell"}, "spec": {"containers": [container]}}
say("create a pod", core.create_namespaced_pod(namespace, pod).spec.restart_policy)
for event in watch.Watch().stream(core.list_namespaced_pod, namespace, timeout_seconds=30):
    if event["object"].status.phase == "Running":
        say("watch until it runs", event["object"].metadata.name)
        break
say(
    "exec",
    stream(
        core.connect_get_namespaced_pod_exec,
        "shell",
        namespace,
        command=["echo", "hello"],
        stderr=True,
        stdin=False,
        stdout=True,
        tty=False,
    ),
)
refused("log of no container", lambda: core.read_namespaced_pod_log("shell", namespace, container="none"))
template = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [container]}}
spec = {"replicas": 2, "selector": {"matchLabels": {"app": "web"}}, "template": template}
deployment = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "web"},
    "spec": spec,
}
created = utils.create_from_dict(api, deployment, namespace=namespace)
say("create from a dictionary", [item.metadata.name for item in created])
for event in watch.Watch().stream(apps.list_namespaced_deployment, namespace, timeout_seconds=30):
    if event["object"].status.ready_replicas == 2:
        say("watch until it is ready", event["object"].metadata.name)
        break
scaled = apps.patch_namespaced_deployment_scale("web", namespace, {"spec": {"replicas": 1}})
say("scale", [scaled.spec.replicas, scaled.status.selector])
access = client.V1SelfSubjectAccessReview(
    spec={"resourceAttributes": {"verb": "list", "resource": "pods", "namespace": namespace}}
)
review = client.AuthorizationV1Api().create_self_subject_access_review(access)
say("may I", review.status.allowed)
core.delete_namespaced_config_map("b", namespace)
refused("delete again", lambda: core.delete_namespaced_config_map("b", namespace))
core.delete_collection_namespaced_config_map(namespace, label_selector="app=clients")
left = core.list_namespaced_config_map(namespace, label_selector="app=clients")
say("delete a collection", len(left.items))
core.delete_namespace(namespace)
say("delete namespace", True)
