"""Watches by kr8s: kr8s_client.py TASK NAMESPACE COUNT."""
import json
import os
import sys
import time

import kr8s

task, namespace, count = sys.argv[1], sys.argv[2], int(sys.argv[3])


def events(wanted):
    seen = 0
    for kind, _ in kr8s.watch("pods", namespace=namespace):
        if kind == wanted:
            seen += 1
            if seen == count:
                break
    return seen


start = time.perf_counter()
result = events({"watch-list": "ADDED", "ingest": "MODIFIED"}[task])
task_ms = (time.perf_counter() - start) * 1000
print(json.dumps({"taskMs": task_ms, "result": result}), flush=True)
# Its background thread would wait for the watch to end.
os._exit(0)
