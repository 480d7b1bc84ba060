"""The official Python client: python_client.py TASK NAMESPACE [REPEAT]."""
import json
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

from kubernetes import client, config

task, namespace = sys.argv[1:3]
repeat = int(sys.argv[3]) if len(sys.argv) > 3 else 1
config.load_kube_config()
core = client.CoreV1Api()


def read(_=0):
    return core.read_namespaced_config_map("kube-root-ca.crt", "kube-system")


def apply(index):
    name = f"python-{index}"
    body = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name, "labels": {"app": "bench"}},
        "data": {"index": str(index), "run": str(uuid.uuid4())},
    }
    return core.patch_namespaced_config_map(
        name,
        namespace,
        body,
        field_manager="python",
        _content_type="application/apply-patch+yaml",
    )


def run():
    if task == "cold":
        return len(core.list_namespace().items)
    if task == "list":
        return len(core.list_namespaced_pod(namespace).items)
    if task == "gets":
        return sum(1 for call in range(500) if read(call).metadata)
    if task == "parallel":
        with ThreadPoolExecutor(50) as pool:
            return len(list(pool.map(read, range(50))))
    if task == "apply":
        with ThreadPoolExecutor(16) as pool:
            return len(list(pool.map(apply, range(1000))))
    raise SystemExit(f"no task {task}")


for _ in range(repeat):
    start = time.perf_counter()
    result = run()
    task_ms = (time.perf_counter() - start) * 1000
print(json.dumps({"taskMs": task_ms, "result": result}))
