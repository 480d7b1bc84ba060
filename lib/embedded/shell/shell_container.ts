/**
 * Containers that nobody has said anything of, played as the everyday work with kubectl expects them: with a small
 * shell, a page on their ports, and images that are not there. Layer 3.
 *
 * @module
 */
import { imageName } from "../controllers/kubelet/image_names.ts";
import type {
  ContainerMain,
  ContainerProcess,
  ExecFunction,
} from "../controllers/kubelet/process.ts";
import {
  type ContainerPlace,
  type ContainerScript,
  isTask,
} from "../controllers/kubelet/script.ts";
import {
  type ApiObject,
  type JsonObject,
  listOf,
  numberOf,
  objectOf,
  objectsOf,
  textOf,
} from "../json.ts";
import type { Computer, Output, Session, Streams } from "./context.ts";
import { FileTree } from "./file_tree.ts";
import { StreamInput, TerminalInput } from "./input.ts";
import { isProgram, runProgram, runPrompt } from "./shell.ts";

/** Images that run a shell where nothing else is said. */
const SHELL_IMAGES: ReadonlySet<string> = new Set([
  "alpine",
  "bash",
  "busybox",
  "debian",
  "fedora",
  "ubuntu",
]);
/** Images that listen on a port whether the pod says so or not. */
const WEB_IMAGES: ReadonlySet<string> = new Set(["caddy", "httpd", "nginx", "traefik", "whoami"]);
const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const PLAIN_SHELL = /^(?:\/(?:usr\/)?bin\/)?(?:sh|bash|ash|dash)$/;

/** Plays a container with a small shell. */
export function playShell(
  pod: ApiObject,
  container: JsonObject,
  place: ContainerPlace,
): ContainerScript {
  const image = textOf(container["image"]);
  const pullError = pullErrorOf(image);
  if (pullError !== undefined) return { pullError };
  const computer = computerOf(pod, place);
  const argv = [...listOf(container["command"]), ...listOf(container["args"])].map(textOf);
  const base = baseName(image);
  const own = argv.length > 0 ? argv : SHELL_IMAGES.has(base) ? ["sh"] : [];
  const exec: ExecFunction = (call) => {
    const show = call.tty ? forTerminal(call.stdout) : call.stdout;
    const streams = { stdout: show, stderr: call.tty ? show : call.stderr };
    return runIn(
      computer,
      call.argv,
      { ...streams, stdin: call.stdin, tty: call.tty },
      call.signal,
    );
  };
  if (isProgram(own[0] ?? "")) return { exec, main: commandMain(computer, own, container) };
  if (isTask(pod, container)) {
    return { exec, logs: [`${imageName(image)} started`], exit: 0 };
  }
  return { exec, ...service(container, base) };
}

function baseName(image: string): string {
  const tail = image.slice(image.lastIndexOf("/") + 1);
  return tail.split(/[:@]/, 1)[0] ?? "";
}

/** What a registry says of images that are not there: of a host `….invalid`, or with the tag `404…`. */
function pullErrorOf(image: string): string | undefined {
  const whole = imageName(image);
  const [host = ""] = whole.split("/");
  const reference = `failed to resolve reference ${JSON.stringify(whole)}: `;
  if (/\.invalid(?::\d+)?$/.test(host)) {
    return `${reference}failed to do request: dial tcp: lookup ${host}: no such host`;
  }
  return /:404[^/]*$/.test(whole) ? `${reference}${whole}: not found` : undefined;
}

function computerOf(pod: ApiObject, place: ContainerPlace): Computer {
  const { clock } = place;
  const hostname = textOf(objectOf(pod["spec"])["hostname"]) || textOf(pod.metadata.name);
  const files = new FileTree(() => place.files());
  files.write("/etc/hostname", `${hostname}\n`);
  files.write("/etc/hosts", "127.0.0.1\tlocalhost\n");
  return {
    hostname,
    files,
    env: () => ({ PATH, HOSTNAME: hostname, HOME: "/root", ...place.env() }),
    now: () => clock.now(),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const onAbort = () => {
          cancel();
          reject(signal.reason);
        };
        const cancel = clock.timer(ms, () => {
          signal.removeEventListener("abort", onAbort);
          resolve();
        });
        signal.addEventListener("abort", onAbort, { once: true });
      }),
  };
}

/** A container that runs one of the programs. */
function commandMain(
  computer: Computer,
  argv: readonly string[],
  container: JsonObject,
): ContainerMain {
  const tty = container["tty"] === true;
  const stdin = container["stdin"] === true;
  return async (process: ContainerProcess) => {
    const write: Output = (data) => {
      process.write(data);
      return Promise.resolve();
    };
    const input = stdin ? process.stdin : new Blob([]).stream();
    return await runIn(
      computer,
      argv,
      { stdin: input, stdout: write, stderr: write, tty: tty && stdin },
      process.signal,
    );
  };
}

interface Ends extends Omit<Streams, "stdin"> {
  readonly stdin: ReadableStream<Uint8Array>;
  readonly tty: boolean;
}

async function runIn(
  computer: Computer,
  argv: readonly string[],
  { stdin, stdout, stderr, tty }: Ends,
  signal: AbortSignal,
): Promise<number> {
  const session: Session = {
    computer,
    variables: new Map(Object.entries(computer.env())),
    directory: "/",
    signal,
    status: 0,
  };
  if (!tty) {
    return await runProgram(argv, { stdin: new StreamInput(stdin), stdout, stderr }, session);
  }
  let interrupt = new AbortController();
  const input = new TerminalInput(stdin, stdout, () => interrupt.abort(interrupted()));
  const streams = { stdin: input, stdout, stderr };
  const renew = () => {
    interrupt = new AbortController();
    session.signal = AbortSignal.any([signal, interrupt.signal]);
  };
  renew();
  if (argv.length > 1 || !PLAIN_SHELL.test(argv[0] ?? "")) {
    try {
      return await runProgram(argv, streams, session);
    } catch (error) {
      if (signal.aborted || !interrupt.signal.aborted) throw error;
      return 130;
    }
  }
  return await runPrompt(streams, session, async (isMore) => {
    renew();
    await stdout(isMore ? "> " : `${session.directory} # `);
  }, signal);
}

function interrupted(): DOMException {
  return new DOMException("Interrupted", "AbortError");
}

/** Lines of a terminal end with a carriage return, too. */
function forTerminal(write: Output): Output {
  return (data) =>
    write(
      (typeof data === "string" ? data : new TextDecoder().decode(data)).replaceAll("\n", "\r\n"),
    );
}

/** A container of any other image: it says that it has started, and shows a page on its ports. */
function service(container: JsonObject, base: string): ContainerScript {
  const image = imageName(textOf(container["image"]));
  const declared = objectsOf(container["ports"])
    .filter(({ protocol }) => protocol === undefined || protocol === "TCP")
    .map(({ containerPort }) => numberOf(containerPort) ?? 0);
  const ports = declared.length === 0 && WEB_IMAGES.has(base) ? [80] : declared;
  const page = `Hello from ${image}.\n`;
  const http = () => new Response(page, { headers: { "content-type": "text/plain" } });
  return {
    logs: [`${image} started`],
    ports: Object.fromEntries(ports.map((port) => [port, { http }])),
  };
}
