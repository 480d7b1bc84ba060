/**
 * What a simulated container answers to logs, attach, exec and port-forward.
 *
 * @module
 */

import { join } from "node:path";

/** Port on which every simulated pod answers HTTP; on all other ports it gives back what it is sent. */
const HTTP_PORTS: readonly number[] = [80, 8080];

/** The log of every simulated container, one message a line. */
const LOG_LINES: readonly string[] = [
  "starting",
  'level=info msg="listening" port=8080',
  'level=warn msg="cache is cold"',
  '{"level":"info","msg":"ready","took_ms":12}',
];

const HTTP_ANSWER = [
  'while read -r line; do [ "${#line}" -le 1 ] && break; done',
  "printf 'HTTP/1.1 200 OK\\r\\nContent-Type: text/plain\\r\\nContent-Length: 15\\r\\n'",
  "printf 'Connection: close\\r\\n\\r\\nhello from pod\\n'",
].join("; ");

/** Writes KWOK's configuration and the files it names; gives the configuration's path. */
export async function writeKwokConfig(directory: string): Promise<string> {
  const logsFile = join(directory, "container.log");
  const previousLogsFile = join(directory, "container-previous.log");
  await Deno.writeTextFile(logsFile, containerLog(LOG_LINES));
  await Deno.writeTextFile(previousLogsFile, containerLog(["starting", "panic: out of luck"]));
  const documents = [
    clusterWide("ClusterLogs", { logs: [{ logsFile, previousLogsFile, follow: true }] }),
    clusterWide("ClusterAttach", { attaches: [{ logsFile }] }),
    clusterWide("ClusterExec", { execs: [{ local: {} }] }),
    clusterWide("ClusterPortForward", {
      forwards: [
        { ports: HTTP_PORTS, command: ["sh", "-c", HTTP_ANSWER] },
        { command: ["cat"] },
      ],
    }),
  ];
  const path = join(directory, "kwok.yaml");
  await Deno.writeTextFile(path, documents.map((item) => JSON.stringify(item)).join("\n---\n"));
  return path;
}

function clusterWide(kind: string, spec: Readonly<Record<string, unknown>>): unknown {
  return { apiVersion: "kwok.x-k8s.io/v1alpha1", kind, metadata: { name: "every-pod" }, spec };
}

/** The format that container runtimes write: time, stream, full line or part of one, message. */
function containerLog(lines: readonly string[]): string {
  const start = Date.now();
  const entries = lines.map((line, index) =>
    `${new Date(start + index).toISOString().replace("Z", "000000Z")} stdout F ${line}\n`
  );
  return entries.join("");
}
