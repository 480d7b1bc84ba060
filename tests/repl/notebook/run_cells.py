"""Runs cells in a Deno kernel, as a notebook does: code as JSON on stdin, outputs as JSON on stdout."""

import json
import os
import sys
import tempfile

from jupyter_client.manager import KernelManager

LIMIT_S = 60
SHOWN = ("stream", "execute_result", "display_data", "error")


def main() -> None:
    request = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as folder:
        spec = os.path.join(folder, "kernels", "deno")
        os.makedirs(spec)
        command = [request["deno"], "jupyter", "--kernel", "--conn", "{connection_file}"]
        with open(os.path.join(spec, "kernel.json"), "w") as file:
            json.dump({"argv": command, "display_name": "Deno", "language": "typescript"}, file)
        os.environ["JUPYTER_PATH"] = folder
        os.environ["JUPYTER_RUNTIME_DIR"] = folder
        manager = KernelManager(kernel_name="deno")
        manager.start_kernel(cwd=request["folder"])
        try:
            client = manager.client()
            client.start_channels()
            client.wait_for_ready(timeout=LIMIT_S)
            shown = {}
            sent = [run(client, cell, shown) for cell in request["cells"]]
            # A kernel may say that it is idle before it shows the result: another cell brings it here.
            run(client, "0", shown)
            outputs = [shown.get(identity, []) for identity in sent]
            client.stop_channels()
        finally:
            manager.shutdown_kernel(now=True)
    json.dump(outputs, sys.stdout)


def run(client, cell: str, shown: dict) -> str:
    """Runs one cell; keeps what any cell shows meanwhile by the message that it answers."""
    sent = client.execute(cell)
    while True:
        message = client.get_iopub_msg(timeout=LIMIT_S)
        parent = message["parent_header"].get("msg_id")
        kind, content = message["msg_type"], message["content"]
        if kind in SHOWN:
            shown.setdefault(parent, []).append({"type": kind, **content})
        if parent == sent and kind == "status" and content["execution_state"] == "idle":
            return sent


main()
