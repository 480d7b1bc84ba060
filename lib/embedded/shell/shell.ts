/**
 * A small shell: runs what `syntax.ts` reads. Layer 3.
 *
 * @module
 */
import type { Session, Streams } from "./context.ts";
import { FileFault, resolvePath } from "./file_tree.ts";
import { StreamInput } from "./input.ts";
import { PROGRAMS } from "./programs.ts";
import { type Command, type List, parseScript, SyntaxFault, type Word } from "./syntax.ts";
import { joinBytes } from "./tar.ts";

const NOT_FOUND = 127;
const INTERRUPTED = 130;
const SYNTAX = 2;
/** A loop gives others their turn each time round. */
const LOOP_MS = 1;
const encoder = new TextEncoder();
const SHELLS: ReadonlySet<string> = new Set(["sh", "bash", "ash", "dash"]);

/** The shell is to end. */
class Exit extends Error {
  readonly code: number;

  constructor(code: number) {
    super("exit");
    this.code = code;
  }
}

/** A loop is to end, or to go on. */
class Jump extends Error {
  readonly isBreak: boolean;

  constructor(isBreak: boolean) {
    super("jump");
    this.isBreak = isBreak;
  }
}

/** Whether there is such a program. */
export function isProgram(name: string): boolean {
  const base = baseName(name);
  return SHELLS.has(base) || PROGRAMS.has(base);
}

function baseName(name: string): string {
  return /^(?:\/usr)?(?:\/local)?\/s?bin\/([^/]+)$/.exec(name)?.[1] ?? name;
}

/** Runs a program with its arguments. */
export async function runProgram(
  argv: readonly string[],
  streams: Streams,
  session: Session,
): Promise<number> {
  const [name = "", ...args] = argv;
  const base = baseName(name);
  if (SHELLS.has(base)) return await runShell(base, args, streams, session);
  const program = PROGRAMS.get(base);
  if (program !== undefined) return await program(args, streams, session);
  await streams.stderr(`sh: ${name}: not found\n`);
  return NOT_FOUND;
}

async function runShell(
  name: string,
  args: readonly string[],
  streams: Streams,
  session: Session,
): Promise<number> {
  const inner: Session = { ...session, variables: new Map(session.variables), status: 0 };
  const at = args.findIndex((arg) => /^-\w*c$/.test(arg));
  const script = at < 0 ? undefined : args[at + 1];
  const file = at < 0 ? args.find((arg) => !arg.startsWith("-")) : undefined;
  if (script !== undefined) return await runScript(script, streams, inner);
  if (file === undefined) return await runLines(streams, inner);
  const content = session.computer.files.read(resolvePath(session.directory, file));
  if (content !== undefined) {
    return await runScript(new TextDecoder().decode(content), streams, inner);
  }
  await streams.stderr(`${name}: can't open '${file}': No such file or directory\n`);
  return SYNTAX;
}

/** Runs a script; gives its exit code. */
export async function runScript(
  source: string,
  streams: Streams,
  session: Session,
): Promise<number> {
  try {
    return await runList(parseScript(source), streams, session);
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    await streams.stderr(`sh: ${error.message}\n`);
    return SYNTAX;
  }
}

async function runList(list: List, streams: Streams, session: Session): Promise<number> {
  try {
    return await new Shell(session).run(list, streams);
  } catch (error) {
    if (error instanceof Exit) return error.code;
    if (error instanceof Jump) return session.status;
    throw error;
  }
}

/** What changes in a shell within a shell stays in it. */
function copyOf(session: Session): Session {
  return { ...session, variables: new Map(session.variables) };
}

/** Runs the lines that come in, as they come. */
async function runLines(streams: Streams, session: Session): Promise<number> {
  return await runPrompt(streams, session, () => Promise.resolve());
}

/**
 * Runs the lines that come in, with a prompt before each.
 *
 * @param prompt Called before a line is read, with whether it goes on with an unfinished one.
 * @param ending Aborted when the shell is to end, and not what it runs alone.
 */
export async function runPrompt(
  streams: Streams,
  session: Session,
  prompt: (isMore: boolean) => Promise<void>,
  ending: AbortSignal = session.signal,
): Promise<number> {
  const shell = new Shell(session);
  let source = "";
  for (;;) {
    await prompt(source !== "");
    const line = await streams.stdin.readLine();
    if (line === undefined) return session.status;
    source += `${line}\n`;
    try {
      const list = parseScript(source);
      source = "";
      await shell.run(list, streams);
    } catch (error) {
      if (error instanceof Exit) return error.code;
      if (error instanceof SyntaxFault && error.isUnfinished) continue;
      source = "";
      if (error instanceof Jump) continue;
      if (error instanceof SyntaxFault) {
        await streams.stderr(`sh: ${error.message}\n`);
        session.status = SYNTAX;
      } else if (error instanceof DOMException && error.name === "AbortError") {
        if (ending.aborted) throw error;
        session.status = INTERRUPTED;
      } else throw error;
    }
  }
}

class Shell {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async run(list: List, streams: Streams): Promise<number> {
    const session = this.#session;
    for (const { when, isNegated, pipeline } of list) {
      if (when === "&&" && session.status !== 0) continue;
      if (when === "||" && session.status === 0) continue;
      session.signal.throwIfAborted();
      const code = await this.#pipeline(pipeline, streams);
      session.status = isNegated ? Number(code === 0) : code;
    }
    return session.status;
  }

  /** One after the other: what one writes, the next reads when it has ended. */
  async #pipeline(pipeline: readonly Command[], streams: Streams): Promise<number> {
    let { stdin } = streams;
    let code = 0;
    for (const [index, command] of pipeline.entries()) {
      if (index === pipeline.length - 1) return await this.#command(command, { ...streams, stdin });
      const { output, bytes } = collector();
      code = await this.#command(command, { ...streams, stdin, stdout: output });
      stdin = new StreamInput(bytes());
    }
    return code;
  }

  async #command(command: Command, streams: Streams): Promise<number> {
    switch (command.type) {
      case "simple":
        return await this.#redirected(command, streams, async (inner) => {
          const words = await this.#expand(command.words, inner);
          return await this.#simple(words, inner);
        });
      case "group":
        return await this.#redirected(
          command,
          streams,
          (inner) =>
            command.isSubshell
              ? runList(command.body, inner, copyOf(this.#session))
              : this.run(command.body, inner),
        );
      case "if":
        for (const { test, body } of command.branches) {
          if (await this.run(test, streams) === 0) return await this.run(body, streams);
        }
        return command.otherwise === undefined ? 0 : await this.run(command.otherwise, streams);
      case "loop":
        return await this.#loop(
          streams,
          command.body,
          async () => (await this.run(command.test, streams) === 0) !== command.until,
        );
      case "for": {
        const values = await this.#expand(command.words, streams);
        return await this.#loop(streams, command.body, () => {
          const value = values.shift();
          if (value !== undefined) this.#session.variables.set(command.variable, value);
          return Promise.resolve(value !== undefined);
        });
      }
    }
  }

  async #loop(streams: Streams, body: List, goesOn: () => Promise<boolean>): Promise<number> {
    const { computer, signal } = this.#session;
    let code = 0;
    while (await goesOn()) {
      try {
        code = await this.run(body, streams);
      } catch (error) {
        if (!(error instanceof Jump)) throw error;
        if (error.isBreak) return 0;
      }
      await computer.sleep(LOOP_MS, signal);
    }
    return code;
  }

  async #simple(words: readonly string[], streams: Streams): Promise<number> {
    const session = this.#session;
    const own = [...words];
    const set: (readonly [string, string])[] = [];
    for (let found = assignment(own[0]); found !== undefined; found = assignment(own[0])) {
      set.push(found);
      own.shift();
    }
    const [name, ...args] = own;
    if (name === undefined || set.length > 0) {
      const target = name === undefined
        ? session
        : { ...session, variables: new Map(session.variables) };
      for (const [key, value] of set) target.variables.set(key, value);
      return name === undefined ? 0 : await runProgram(own, streams, target);
    }
    switch (name) {
      case "exit":
        throw new Exit(args[0] === undefined ? session.status : Number(args[0]) & 255 || 0);
      case "break":
      case "continue":
        throw new Jump(name === "break");
      case "exec":
        if (args.length > 0) throw new Exit(await runProgram(args, streams, session));
        return 0;
      case "set":
      case "trap":
      case "wait":
        return 0;
      case "unset":
        for (const one of args) session.variables.delete(one);
        return 0;
      case "export":
        for (const one of args) {
          const found = assignment(one);
          if (found !== undefined) session.variables.set(...found);
        }
        return 0;
      case "cd": {
        const path = resolvePath(session.directory, args[0] ?? "/root");
        if (session.computer.files.isDirectory(path)) {
          session.directory = path;
          return 0;
        }
        await streams.stderr(`sh: cd: can't cd to ${args[0]}: No such file or directory\n`);
        return 1;
      }
      default:
        return await runProgram(own, streams, session);
    }
  }

  async #redirected(
    { redirections }: Extract<Command, { type: "simple" | "group" }>,
    streams: Streams,
    run: (streams: Streams) => Promise<number>,
  ): Promise<number> {
    const { directory, computer: { files } } = this.#session;
    const open = { ...streams };
    const finish: (() => void)[] = [];
    try {
      for (const { descriptor, how, target } of redirections) {
        const [name = ""] = await this.#expand([target], streams);
        const path = resolvePath(directory, name);
        const output = descriptor === 2 ? "stderr" : "stdout";
        if (how === ">&") {
          open[output] = name === "2" ? open.stderr : open.stdout;
          continue;
        }
        const before = files.read(path);
        if (how === "<") {
          if (before === undefined) throw new FileFault(`can't open ${name}: no such file`);
          open.stdin = new StreamInput(before);
        } else if (path === "/dev/null") open[output] = () => Promise.resolve();
        else {
          const start = how === ">>" ? before : undefined;
          files.write(path, start ?? "");
          const { output: write, bytes } = collector();
          open[output] = write;
          finish.push(() => files.write(path, joinBytes([start ?? new Uint8Array(0), bytes()])));
        }
      }
      const code = await run(open);
      for (const one of finish) one();
      return code;
    } catch (error) {
      if (!(error instanceof FileFault)) throw error;
      await streams.stderr(`sh: ${error.message}\n`);
      return 1;
    }
  }

  async #expand(words: readonly Word[], streams: Streams): Promise<string[]> {
    const expanded: string[] = [];
    for (const { parts, isQuoted } of words) {
      let fields = [""];
      for (const part of parts) {
        if ("text" in part) {
          fields.push(`${fields.pop()}${part.text}`);
          continue;
        }
        const value = "variable" in part
          ? this.#value(part.variable) || part.fallback
          : await this.#output(part.command, streams);
        const pieces = part.isQuoted ? [value] : value.split(/\s+/);
        fields = [...fields.slice(0, -1), `${fields.at(-1)}${pieces[0]}`, ...pieces.slice(1)];
      }
      expanded.push(...(isQuoted ? fields : fields.filter((field) => field !== "")));
    }
    return expanded;
  }

  #value(name: string): string {
    const { status, variables } = this.#session;
    return name === "?" ? String(status) : name === "$" ? "1" : variables.get(name) ?? "";
  }

  async #output(source: string, streams: Streams): Promise<string> {
    const { output, bytes } = collector();
    const inner = copyOf(this.#session);
    await runScript(source, { ...streams, stdout: output }, inner);
    return new TextDecoder().decode(bytes()).replace(/\n+$/, "");
  }
}

function assignment(word: string | undefined): readonly [string, string] | undefined {
  const found = /^([A-Za-z_]\w*)=([^]*)$/.exec(word ?? "");
  return found === null ? undefined : [found[1] ?? "", found[2] ?? ""];
}

function collector() {
  const pieces: Uint8Array[] = [];
  const output = (data: string | Uint8Array) => {
    pieces.push(typeof data === "string" ? encoder.encode(data) : data);
    return Promise.resolve();
  };
  return { output, bytes: () => joinBytes(pieces) };
}
