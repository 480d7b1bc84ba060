"""kr8s: kr8s_client.py TASK NAMESPACE [REPEAT]."""
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import kr8s
from kr8s.objects import ConfigMap

task, namespace = sys.argv[1:3]
repeat = int(sys.argv[3]) if len(sys.argv) > 3 else 1


def read(_=0):
    return ConfigMap.get("kube-root-ca.crt", namespace="kube-system")


def run():
    if task == "cold":
        return len(list(kr8s.get("namespaces")))
    if task == "list":
        return len(list(kr8s.get("pods", namespace=namespace)))
    if task == "gets":
        return sum(1 for call in range(500) if read(call).metadata)
    if task == "parallel":
        with ThreadPoolExecutor(50) as pool:
            return len(list(pool.map(read, range(50))))
    raise SystemExit(f"no task {task}")


for _ in range(repeat):
    start = time.perf_counter()
    result = run()
    task_ms = (time.perf_counter() - start) * 1000
print(json.dumps({"taskMs": task_ms, "result": result}))
