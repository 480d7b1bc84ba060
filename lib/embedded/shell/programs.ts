/**
 * The programs that played containers have. Layer 3.
 *
 * @module
 */
import type { Program, Session, Streams } from "./context.ts";
import { FileFault, parentOf, resolvePath } from "./file_tree.ts";
import { readAll } from "./input.ts";
import { packTar, type TarEntry, TarFault, unpackTar } from "./tar.ts";

const decoder = new TextDecoder();
const FAILED = 1;

/** The programs by name. */
export const PROGRAMS: ReadonlyMap<string, Program> = new Map<string, Program>([
  ["true", () => 0],
  [":", () => 0],
  ["false", () => FAILED],
  ["echo", echo],
  ["printf", (args, { stdout }) => done(stdout(unescape(args[0] ?? "", args.slice(1))))],
  ["env", (_, streams, session) => printEnv(streams, session)],
  ["printenv", printenv],
  ["hostname", (_, { stdout }, { computer }) => done(stdout(`${computer.hostname}\n`))],
  ["whoami", (_, { stdout }) => done(stdout("root\n"))],
  ["id", (_, { stdout }) => done(stdout("uid=0(root) gid=0(root) groups=0(root)\n"))],
  ["pwd", (_, { stdout }, { directory }) => done(stdout(`${directory}\n`))],
  [
    "uname",
    (args, { stdout }, { computer }) =>
      done(stdout(args[0] === "-n" ? `${computer.hostname}\n` : "Linux\n")),
  ],
  ["date", date],
  ["sleep", sleep],
  ["ls", ls],
  ["cat", cat],
  ["head", (args, streams, session) => lines("head", args, streams, session)],
  ["tail", (args, streams, session) => lines("tail", args, streams, session)],
  ["wc", wc],
  ["grep", grep],
  ["mkdir", (args, streams, session) =>
    each("mkdir", args, streams, (path) => {
      const whole = resolvePath(session.directory, path);
      const { files } = session.computer;
      const isThere = files.isDirectory(whole) || files.read(whole) !== undefined;
      if (isThere && !args.includes("-p")) throw new FileFault("File exists");
      files.makeDirectory(whole);
    })],
  ["touch", (args, streams, session) =>
    each("touch", args, streams, (path) => {
      const whole = resolvePath(session.directory, path);
      const { files } = session.computer;
      if (files.read(whole) === undefined && !files.isDirectory(whole)) files.write(whole, "");
    })],
  ["rm", rm],
  ["test", (args, _, session) => test(args, session)],
  ["[", (args, _, session) => test(args.slice(0, -1), session)],
  ["tar", tar],
]);

async function done(writing: Promise<void>): Promise<number> {
  await writing;
  return 0;
}

function echo(args: readonly string[], { stdout }: Streams): Promise<number> {
  const options = args.findIndex((one) => !/^-[ne]+$/.test(one));
  const flags = args.slice(0, options < 0 ? args.length : options).join("");
  const text = args.slice(options < 0 ? args.length : options).join(" ");
  const said = flags.includes("e") ? unescape(text.replaceAll("%", "%%"), []) : text;
  return done(stdout(flags.includes("n") ? said : `${said}\n`));
}

/** A format with its arguments. */
function unescape(format: string, values: readonly string[]): string {
  const left = [...values];
  const escapes: Record<string, string> = { n: "\n", t: "\t", r: "\r", "\\": "\\" };
  return format.replace(
    /%%|%[sd]|\\(.)/g,
    (found, escaped?: string) =>
      escaped !== undefined
        ? escapes[escaped] ?? found
        : found === "%%"
        ? "%"
        : left.shift() ?? (found === "%d" ? "0" : ""),
  );
}

function printEnv({ stdout }: Streams, { variables }: Session): Promise<number> {
  return done(stdout([...variables].map(([name, value]) => `${name}=${value}\n`).join("")));
}

async function printenv(args: readonly string[], streams: Streams, session: Session) {
  const [name] = args;
  if (name === undefined) return await printEnv(streams, session);
  const value = session.variables.get(name);
  if (value === undefined) return FAILED;
  return await done(streams.stdout(`${value}\n`));
}

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

function date(args: readonly string[], { stdout }: Streams, { computer }: Session) {
  const time = new Date(computer.now());
  const iso = time.toISOString();
  const format = args.find((arg) => arg.startsWith("+"))?.slice(1) ?? "%a %b %e %T UTC %Y";
  const fields: Record<string, string> = {
    a: DAYS[time.getUTCDay()] ?? "",
    b: MONTHS[time.getUTCMonth()] ?? "",
    e: String(time.getUTCDate()).padStart(2),
    d: iso.slice(8, 10),
    m: iso.slice(5, 7),
    Y: iso.slice(0, 4),
    T: iso.slice(11, 19),
    H: iso.slice(11, 13),
    M: iso.slice(14, 16),
    S: iso.slice(17, 19),
    F: iso.slice(0, 10),
    s: String(Math.floor(time.getTime() / 1000)),
    Z: "UTC",
    "%": "%",
  };
  const text = format.replace(/%(.)/g, (found, field: string) => fields[field] ?? found);
  return done(stdout(`${text}\n`));
}

const UNITS: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

async function sleep(args: readonly string[], { stderr }: Streams, session: Session) {
  const [text = ""] = args;
  const found = /^(\d+(?:\.\d+)?)([smhd]?)$/.exec(text);
  if (found === null && text !== "infinity") {
    await stderr(`sleep: invalid number '${text}'\n`);
    return FAILED;
  }
  const unit = UNITS[found?.[2] || "s"] ?? 1000;
  await session.computer.sleep(
    found === null ? 2 ** 31 - 1 : Number(found[1]) * unit,
    session.signal,
  );
  return 0;
}

async function ls(args: readonly string[], { stdout, stderr }: Streams, session: Session) {
  const { files } = session.computer;
  const paths = args.filter((arg) => !arg.startsWith("-"));
  const isLong = args.some((arg) => /^-\w*l/.test(arg));
  const line = (path: string, name: string) => {
    if (!isLong) return `${name}\n`;
    const size = String(files.read(path)?.length ?? 0).padStart(8);
    const mode = files.isDirectory(path) ? "drwxr-xr-x" : "-rw-r--r--";
    return `${mode}    1 root     root      ${size} ${name}\n`;
  };
  let code = 0;
  for (const path of paths.length === 0 ? ["."] : paths) {
    const whole = resolvePath(session.directory, path);
    if (files.isDirectory(whole)) {
      if (paths.length > 1) await stdout(`${path}:\n`);
      const names = files.list(whole);
      await stdout(names.map((name) => line(resolvePath(whole, name), name)).join(""));
    } else if (files.read(whole) !== undefined) await stdout(line(whole, path));
    else {
      await stderr(`ls: ${path}: No such file or directory\n`);
      code = FAILED;
    }
  }
  return code;
}

async function cat(args: readonly string[], streams: Streams, session: Session) {
  if (args.length === 0) {
    const { stdin, stdout } = streams;
    for (let piece = await stdin.read(); piece !== undefined; piece = await stdin.read()) {
      await stdout(piece);
    }
    return 0;
  }
  const { files } = session.computer;
  let code = 0;
  for (const path of args) {
    const whole = resolvePath(session.directory, path);
    const content = files.read(whole);
    if (content !== undefined) await streams.stdout(content);
    else {
      const why = files.isDirectory(whole)
        ? "read error: Is a directory"
        : "can't open: No such file or directory";
      await streams.stderr(`cat: ${path}: ${why}\n`);
      code = FAILED;
    }
  }
  return code;
}

/** The text of a file, or of what comes in. */
async function textOf(
  program: string,
  path: string | undefined,
  { stdin, stderr }: Streams,
  { computer, directory }: Session,
): Promise<string | undefined> {
  if (path === undefined || path === "-") return decoder.decode(await readAll(stdin));
  const content = computer.files.read(resolvePath(directory, path));
  if (content !== undefined) return decoder.decode(content);
  await stderr(`${program}: ${path}: No such file or directory\n`);
  return undefined;
}

async function lines(
  program: "head" | "tail",
  args: readonly string[],
  streams: Streams,
  session: Session,
) {
  const words = [...args];
  let count = 10;
  if (/^-n$|^-\d+$/.test(words[0] ?? "")) {
    const flag = words.shift() ?? "";
    count = Number(flag === "-n" ? words.shift() : flag.slice(1));
  }
  const follows = words[0] === "-f";
  if (follows) words.shift();
  const text = await textOf(program, words[0], streams, session);
  if (text === undefined) return FAILED;
  const all = text.split(/(?<=\n)/);
  await streams.stdout(all.slice(...(program === "head" ? [0, count] : [-count])).join(""));
  // Nothing is ever added: it waits until it is ended.
  if (follows) await session.computer.sleep(2 ** 31 - 1, session.signal);
  return 0;
}

async function wc(args: readonly string[], streams: Streams, session: Session) {
  const path = args.find((arg) => !arg.startsWith("-"));
  const text = await textOf("wc", path, streams, session);
  if (text === undefined) return FAILED;
  const counts: Record<string, number> = {
    "-l": text.split("\n").length - 1,
    "-w": text.split(/\s+/).filter((word) => word !== "").length,
    "-c": new TextEncoder().encode(text).length,
  };
  const asked = Object.keys(counts).filter((flag) => args.includes(flag));
  const shown = (asked.length === 0 ? Object.keys(counts) : asked).map((flag) => counts[flag]);
  return await done(streams.stdout(`${shown.join(" ")}${path === undefined ? "" : ` ${path}`}\n`));
}

async function grep(args: readonly string[], streams: Streams, session: Session) {
  const flags = args.filter((arg) => arg.startsWith("-")).join("");
  const [wanted = "", path] = args.filter((arg) => !arg.startsWith("-"));
  const text = await textOf("grep", path, streams, session);
  if (text === undefined) return 2;
  // Looked for as it stands: a pattern could keep the whole cluster busy.
  const fold = (line: string) => flags.includes("i") ? line.toLowerCase() : line;
  const found = text.split("\n").slice(0, text.endsWith("\n") ? -1 : undefined)
    .filter((line) => fold(line).includes(fold(wanted)) !== flags.includes("v"));
  if (flags.includes("c")) await streams.stdout(`${found.length}\n`);
  else if (!flags.includes("q")) await streams.stdout(found.map((line) => `${line}\n`).join(""));
  return found.length > 0 ? 0 : FAILED;
}

/** Does something with each file that is named. */
async function each(
  program: string,
  args: readonly string[],
  { stderr }: Streams,
  change: (path: string) => void,
): Promise<number> {
  let code = 0;
  for (const path of args.filter((arg) => !arg.startsWith("-"))) {
    try {
      change(path);
    } catch (error) {
      if (!(error instanceof FileFault)) throw error;
      await stderr(`${program}: ${path}: ${error.message}\n`);
      code = FAILED;
    }
  }
  return code;
}

function rm(
  args: readonly string[],
  streams: Streams,
  { computer: { files }, directory }: Session,
) {
  const flags = args.filter((arg) => arg.startsWith("-")).join("");
  return each("rm", args, streams, (path) => {
    const whole = resolvePath(directory, path);
    if (files.isDirectory(whole)) {
      if (!/[rR]/.test(flags)) throw new FileFault("is a directory");
    } else if (files.read(whole) === undefined) {
      if (flags.includes("f")) return;
      throw new FileFault("No such file or directory");
    }
    files.remove(whole);
  });
}

function test(args: readonly string[], session: Session): number {
  const { computer: { files }, directory } = session;
  if (args[0] === "!") return test(args.slice(1), session) === 0 ? FAILED : 0;
  const [first = "", operator = "", second = ""] = args;
  const path = resolvePath(directory, operator);
  const checks: Record<string, () => boolean> = {
    "-d": () => files.isDirectory(path),
    "-f": () => files.read(path) !== undefined,
    "-e": () => files.read(path) !== undefined || files.isDirectory(path),
    "-s": () => (files.read(path)?.length ?? 0) > 0,
    "-z": () => operator === "",
    "-n": () => operator !== "",
  };
  const compare: Record<string, () => boolean> = {
    "=": () => first === second,
    "==": () => first === second,
    "!=": () => first !== second,
    "-eq": () => Number(first) === Number(second),
    "-ne": () => Number(first) !== Number(second),
    "-lt": () => Number(first) < Number(second),
    "-gt": () => Number(first) > Number(second),
    "-le": () => Number(first) <= Number(second),
    "-ge": () => Number(first) >= Number(second),
  };
  const check = args.length === 3
    ? compare[operator]
    : args.length === 2
    ? checks[first]
    : undefined;
  if (check !== undefined) return check() ? 0 : FAILED;
  return args.length === 1 && first !== "" ? 0 : args.length <= 1 ? FAILED : 2;
}

async function tar(args: readonly string[], streams: Streams, session: Session): Promise<number> {
  const { files } = session.computer;
  const words = [...args];
  const mode = words.shift() ?? "";
  const archive = words.shift() ?? "-";
  let { directory } = session;
  const paths: string[] = [];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === "-C") directory = resolvePath(directory, words.shift() ?? "");
    else if (!word.startsWith("--")) paths.push(word);
  }
  const fail = async (message: string) => {
    await streams.stderr(`tar: ${message}\n`);
    return FAILED;
  };
  if (archive !== "-") return await fail("only archives on standard input and output are played");
  if (mode.includes("c")) {
    const entries: TarEntry[] = [];
    for (const path of paths) {
      const whole = resolvePath(directory, path);
      const name = path.replace(/^\/+/, "");
      const content = files.read(whole);
      if (content === undefined && !files.isDirectory(whole)) {
        return await fail(`${path}: Cannot stat: No such file or directory`);
      }
      entries.push(content === undefined ? { name: `${name}/` } : { name, content });
      for (const inner of content === undefined ? files.under(whole) : []) {
        const inside = `${name}${inner.slice(whole === "/" ? 0 : whole.length)}`;
        const found = files.read(inner);
        entries.push(
          found === undefined ? { name: `${inside}/` } : { name: inside, content: found },
        );
      }
    }
    return await done(streams.stdout(packTar(entries)));
  }
  try {
    for (const { name, content } of unpackTar(await readAll(streams.stdin))) {
      const whole = resolvePath(directory, name.replace(/^\/+/, ""));
      files.makeDirectory(content === undefined ? whole : parentOf(whole));
      if (content !== undefined) files.write(whole, content);
    }
    return 0;
  } catch (error) {
    if (!(error instanceof FileFault || error instanceof TarFault)) throw error;
    return await fail(error.message);
  }
}
