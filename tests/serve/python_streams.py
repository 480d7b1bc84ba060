"""The streams of a served cluster by the official Python client; prints what it saw as JSON.

Usage: python_streams.py SERVER
"""

import json
import sys

from kubernetes import client, watch
from kubernetes.stream import portforward, stream

configuration = client.Configuration(host=sys.argv[1])
core = client.CoreV1Api(client.ApiClient(configuration))
TARGET = {"name": "shell", "namespace": "default", "container": "main"}
seen = {}


def run(*command, stdin=False):
    return stream(
        core.connect_get_namespaced_pod_exec,
        **TARGET,
        command=list(command),
        stdin=stdin,
        stdout=True,
        stderr=True,
        tty=False,
        _preload_content=False,
    )


for code in ("0", "3"):
    running = run("exit", code)
    running.run_forever(timeout=10)
    seen["exit " + code] = [running.read_stdout(), running.read_stderr(), running.returncode]

running = run("cat", stdin=True)
running.write_stdin("one ")
running.write_stdin("two")
text = ""
while len(text) < 7:
    running.update(timeout=10)
    text += running.read_stdout(timeout=1)
running.close()
seen["cat"] = text

try:
    stream(
        core.connect_get_namespaced_pod_exec,
        "none",
        "default",
        command=["x"],
        stdout=True,
    )
except client.exceptions.ApiException as error:
    seen["none"] = [error.status, "404" in str(error.reason)]

forward = portforward(core.connect_get_namespaced_pod_portforward, "shell", "default", ports="80")
socket = forward.socket(80)
socket.setblocking(True)
socket.sendall(b"GET /500000 HTTP/1.1\r\nhost: a\r\n\r\n")
answer = b""
while True:
    piece = socket.recv(65536)
    if not piece:
        break
    answer += piece
head, _, body = answer.partition(b"\r\n\r\n")
seen["port"] = [head.split(b"\r\n")[0].decode(), len(body), forward.error(80)]

attached = stream(
    core.connect_get_namespaced_pod_attach,
    "greeter",
    "default",
    container="main",
    stdin=True,
    stdout=True,
    _preload_content=False,
)
attached.close()

seen["log"] = core.read_namespaced_pod_log("shell", "default", tail_lines=1)
lines = watch.Watch().stream(core.read_namespaced_pod_log, "greeter", "default", container="main")
seen["followed"] = list(lines)
print(json.dumps(seen))
