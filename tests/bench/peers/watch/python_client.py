"""Watches by the official Python client: python_client.py TASK NAMESPACE COUNT."""
import json
import sys
import time

from kubernetes import client, config, watch

task, namespace, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
config.load_kube_config()
core = client.CoreV1Api()


def events(wanted):
    seen = 0
    stream = watch.Watch()
    for event in stream.stream(core.list_namespaced_pod, namespace):
        if event["type"] == wanted:
            seen += 1
            if seen == count:
                stream.stop()
                break
    return seen


start = time.perf_counter()
result = events({"watch-list": "ADDED", "ingest": "MODIFIED"}[task])
task_ms = (time.perf_counter() - start) * 1000
print(json.dumps({"taskMs": task_ms, "result": result}))
