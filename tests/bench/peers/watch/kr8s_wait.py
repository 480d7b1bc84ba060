"""A wait by kr8s: kr8s_wait.py NAMESPACE NAME VALUE."""
import os
import sys

from kr8s.objects import ConfigMap

namespace, name, value = sys.argv[1:4]
ConfigMap.get(name, namespace=namespace).wait(f"jsonpath='{{.data.state}}'={value}", timeout=60)
# Its background thread would wait for the watch to end.
os._exit(0)
