/** The prompt: how soon it is there, how soon the first table is, what it takes in memory. */
import { join } from "node:path";
import type { Program } from "../measure.ts";
import { namespaceOf, type Places } from "../programs.ts";
import { type Row, rowOf } from "../row.ts";

const HERE = import.meta.dirname ?? ".";
const DRIVER = join(HERE, "..", "peers", "prompt.ts");
const CONFIG = join(HERE, "..", "..", "..", "deno.json");
const PODS = 100;
/** How the programs' prompts end. */
const ANGLE = ">";
const IPYTHON = "In [1]:";

export function promptRows(): Row[] {
  const table = `${PODS}:web-0`;
  return [
    rowOf({
      name: "prompt",
      task: "prompt",
      peers: ["skiff repl", "deno repl", "ipython"],
      runs: 7,
      count: { exactly: 1 },
      note:
        "The task is the time until the prompt is on the screen; the memory is what the process has " +
        "resident then.",
      targets: [
        { peer: "skiff repl", measure: "taskMs", limit: 250 },
        { peer: "skiff repl", measure: "memoryMb", limit: 90 },
      ],
      commands: {
        "skiff repl": (places) => promptOf(ANGLE, ["", ""], [places.skiff, "repl"]),
        "deno repl": () => promptOf(ANGLE, ["", ""], [Deno.execPath(), "repl"]),
        ipython: (places) => ipython(places, ["", ""]),
      },
    }),
    rowOf({
      name: "prompt-table",
      task: "prompt-table",
      pods: PODS,
      peers: ["skiff repl", "kubectl", "ipython"],
      runs: 7,
      count: { exactly: PODS },
      note:
        `The task is the time from the start of the program until ${PODS} pods are on the screen; ` +
        "kubectl is started for this one table.",
      targets: [{ peer: "skiff repl", measure: "taskMs", limit: 500 }],
      commands: {
        "skiff repl": (places) =>
          promptOf(ANGLE, ["ns().pods", table], [
            places.skiff,
            "repl",
            "-n",
            namespaceOf(PODS),
          ]),
        ipython: (places) =>
          ipython(places, [
            `import kr8s; [print(p.name, p.status.phase) for p in kr8s.get("pods", namespace="${
              namespaceOf(PODS)
            }")]`,
            table,
          ]),
      },
    }),
  ];
}

function promptOf(
  prompt: string,
  [line, row]: readonly [string, string],
  words: readonly string[],
): Program {
  const allow = ["ffi", "read", "write", "env", "run", "sys"].map((what) => `--allow-${what}`);
  return {
    command: Deno.execPath(),
    args: [
      ...["run", "--quiet", "--no-prompt", `--config=${CONFIG}`, ...allow],
      ...[DRIVER, prompt, line, row, ...words],
    ],
    env: { TERM: "xterm", PATH: "/usr/bin:/bin" },
  };
}

function ipython(
  { python }: Places,
  task: readonly [string, string],
): Program | undefined {
  if (python === undefined) return undefined;
  return promptOf(IPYTHON, task, [python, "-m", "IPython", "--no-banner", "--simple-prompt"]);
}
