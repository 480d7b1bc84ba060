/** The streams of a served cluster by the official Python client. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { pythonWithClients } from "../bench/python.ts";
import { withServedShell } from "./_served_shell.ts";

const SCRIPT = join(import.meta.dirname ?? "", "python_streams.py");
const python = await pythonWithClients();

Deno.test({
  name: "the Python client runs commands, forwards ports and follows logs of a served cluster",
  ignore: python === undefined,
  fn: async () => {
    await withServedShell(async (url) => {
      const { code, stdout, stderr } = await new Deno.Command(python!, {
        args: [SCRIPT, url],
        signal: AbortSignal.timeout(300_000),
      }).output();
      assert.equal(code, 0, new TextDecoder().decode(stderr));
      assert.deepEqual(JSON.parse(new TextDecoder().decode(stdout)), {
        "exit 0": ["out\n", "err\n", 0],
        "exit 3": ["out\n", "err\n", 3],
        cat: "one two",
        none: [0, true],
        port: ["HTTP/1.1 200 OK", 500_000, null],
        log: "second\n",
        followed: ["hello", "you said "],
      });
    });
  },
});
