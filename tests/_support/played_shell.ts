/**
 * A container for tests of streams: a few programs, a place for one archive, a web server.
 *
 * @module
 */
import type { ContainerScript } from "../../lib/embedded/controllers/kubelet/script.ts";
import type {
  ContainerProcess,
  ExecFunction,
  PortConnection,
} from "../../lib/embedded/controllers/kubelet/process.ts";

/** A container that has programs and a port. */
export function playedShell(): ContainerScript {
  const files = new Map<string, Uint8Array>();
  const exec: ExecFunction = async (command) => {
    const { argv, stdin, stdout, stderr, tty, resize } = command;
    const [program, ...args] = argv;
    switch (program) {
      case "exit":
        await stdout("out\n");
        await stderr("err\n");
        return Number(args[0]);
      case "cat":
        for await (const piece of stdin) await stdout(piece);
        return 0;
      case "size":
        for await (const { columns, rows } of resize) {
          await stdout(`tty=${tty} ${columns}x${rows}\r\n`);
          if (columns === 77) break;
        }
        return 4;
      case "test":
        return args[1] === "/data" ? 0 : 1;
      case "tar": {
        if (args[0] === "cf") {
          const path = args[2] ?? "";
          const content = files.get(path);
          if (content === undefined) {
            await stderr(`tar: ${path}: Cannot stat: No such file or directory\n`);
            return 2;
          }
          await stdout(packed(path.replace(/^\//, ""), content));
          return 0;
        }
        const [name, content] = unpacked(await bytesOf(stdin));
        files.set(`${args.at(-1)}/${name}`, content);
        return 0;
      }
      default:
        await stderr(`sh: ${program}: not found\n`);
        return 127;
    }
  };
  return { exec, ports: { 80: web }, logs: ["first", "second"] };
}

/** Reads a stream to its end. */
export async function bytesOf(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for await (const piece of stream) pieces.push(new Uint8Array(piece));
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}

const BLOCK = 512;

/** A file as `tar` writes it. */
function packed(name: string, content: Uint8Array): Uint8Array {
  const padding = (BLOCK - content.length % BLOCK) % BLOCK;
  const archive = new Uint8Array(BLOCK + content.length + padding + 2 * BLOCK);
  const put = (text: string, at: number) => archive.set(new TextEncoder().encode(text), at);
  const octal = (value: number, width: number) => value.toString(8).padStart(width, "0");
  put(name, 0);
  put(`${octal(0o644, 7)}\0${octal(0, 7)}\0${octal(0, 7)}\0`, 100);
  put(`${octal(content.length, 11)} ${octal(0, 11)} `, 124);
  put("        0", 148);
  put("ustar\x0000", 257);
  const sum = archive.subarray(0, BLOCK).reduce((total, byte) => total + byte, 0);
  put(`${octal(sum, 6)}\0 `, 148);
  archive.set(content, BLOCK);
  return archive;
}

/** The first file of an archive. */
function unpacked(archive: Uint8Array): [name: string, content: Uint8Array] {
  const text = (at: number, length: number) =>
    new TextDecoder().decode(archive.subarray(at, at + length)).split("\0", 1)[0] ?? "";
  const size = parseInt(text(124, 12), 8);
  return [text(0, 100), archive.slice(BLOCK, BLOCK + size)];
}

const HEAD_END = "\r\n\r\n";

/** Answers one HTTP request: how long its body was, and as many bytes as its path says. */
async function web({ readable, writable }: PortConnection): Promise<void> {
  const reader = readable.getReader();
  const writer = writable.getWriter();
  let head = "";
  let bodyBytes = 0;
  while (!head.includes(HEAD_END)) {
    const { value, done } = await reader.read();
    if (done) return;
    const text = new TextDecoder("latin1").decode(value);
    const end = (head + text).indexOf(HEAD_END);
    if (end >= 0) bodyBytes = head.length + text.length - end - HEAD_END.length;
    head += text;
  }
  const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
  while (bodyBytes < length) bodyBytes += (await reader.read()).value?.length ?? length;
  const asked = Number(/^\w+ \/(\d*)/.exec(head)?.[1] ?? 0);
  const body = asked > 0 ? new Uint8Array(asked) : new TextEncoder().encode(`got ${bodyBytes}`);
  const answer =
    `HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\nconnection: close${HEAD_END}`;
  await writer.write(new TextEncoder().encode(answer));
  await writer.write(body);
  await writer.close();
}

/** A container's own process: greets, hears its client out, and says what it heard. */
export async function greeter({ stdin, log }: ContainerProcess): Promise<number> {
  log("hello");
  const text = new TextDecoder().decode(await bytesOf(stdin));
  log(`you said ${text.trim()}`);
  return 3;
}
