/**
 * `skiff serve`: the in-memory cluster over HTTP until somebody stops it. Layer 8.
 *
 * @module
 */
import { EXIT_CODES, QueryError } from "../core/errors.ts";
import { safeLine } from "../core/message.ts";
import { ADMINISTRATOR, createEmbeddedCluster } from "../embedded/cluster.ts";
import { playShell } from "../embedded/shell/shell_container.ts";
import { STDOUT } from "../process/output.ts";
import { findModelWords } from "../serve/model_words.ts";
import { type ClusterServer, serveCluster } from "../serve/serve_cluster.ts";
import type { ServeFlags } from "./command_flags.ts";
import { quoteForShell } from "../policy/decision.ts";

/** More nodes than this are a slip of the hand. */
const MAX_NODES = 1000;

/**
 * Serves until it is interrupted.
 *
 * @param flags The options of the command.
 * @returns The exit code: interrupted after Ctrl-C, done after SIGTERM.
 */
export async function runServe(flags: ServeFlags): Promise<number> {
  const { unix, kubeconfig, namespace, force } = flags;
  for (const name of ["unix", "kubeconfig", "namespace"] as const) {
    if (flags[name] === "") throw new QueryError(`Cannot use --${name}: its value is empty`);
  }
  if (unix !== undefined && flags.port !== undefined) {
    throw new QueryError("Cannot use --unix together with --port: leave one out");
  }
  const port = numberOf("port", flags.port, 65535);
  const nodes = numberOf("nodes", flags.nodes, MAX_NODES) ?? 2;
  using stop = onSignal();
  // Who has the kubeconfig may use the cluster: over TLS, without which some clients do not work at all.
  const users = kubeconfig === undefined ? undefined : { [makeToken()]: ADMINISTRATOR };
  // What kubectl explain prints of fields; read when it is asked for.
  const describe = findModelWords();
  await using cluster = createEmbeddedCluster({
    nodes,
    otherContainers: playShell,
    ...(users === undefined ? {} : { users }),
    ...(describe === undefined ? {} : { describe }),
  });
  await cluster.settled();
  await using server = await serveCluster(cluster, {
    ...(port === undefined ? {} : { port }),
    ...(unix === undefined ? {} : { unix }),
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(force === undefined ? {} : { force }),
    ...(users === undefined ? {} : { users }),
  });
  await STDOUT.write(greeting(server));
  return await stop.exitCode;
}

function makeToken(): string {
  return crypto.getRandomValues(new Uint8Array(32)).toHex();
}

function greeting({ url, kubeconfig, port }: ClusterServer): string {
  const lines = [`The in-memory cluster answers on ${safeLine(url)} until you press Ctrl-C.`];
  if (kubeconfig !== undefined) {
    lines.push("", `  export KUBECONFIG=${quoteForShell(kubeconfig)}`, "  kubectl get nodes");
  } else if (port !== undefined) {
    lines.push("", `  kubectl --server=${url} get nodes`);
  } else {
    const path = quoteForShell(url.slice("unix:".length));
    lines.push("", `  curl --unix-socket ${path} http://localhost/api/v1/nodes`);
  }
  return `${lines.join("\n")}\n`;
}

function numberOf(name: string, text: string | undefined, max: number): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : undefined;
  if (value !== undefined && value <= max) return value;
  throw new QueryError(
    `Cannot use --${name} ${JSON.stringify(safeLine(text))}: it is no whole number up to ${max}`,
  );
}

interface Stop extends Disposable {
  /** Resolves when the process is asked to stop, with what it then ends with. */
  readonly exitCode: Promise<number>;
}

function onSignal(): Stop {
  const { promise, resolve } = Promise.withResolvers<number>();
  const codes: readonly (readonly [Deno.Signal, number])[] = [
    ["SIGINT", EXIT_CODES.interrupted],
    ...(Deno.build.os === "windows" ? [] : [["SIGTERM", EXIT_CODES.done] as const]),
  ];
  const listeners = codes.map(([signal, code]) => {
    const listener = () => resolve(code);
    Deno.addSignalListener(signal, listener);
    return [signal, listener] as const;
  });
  return {
    exitCode: promise,
    [Symbol.dispose]() {
      for (const [signal, listener] of listeners) Deno.removeSignalListener(signal, listener);
    },
  };
}
