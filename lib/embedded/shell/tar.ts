/**
 * Archives as `tar` reads and writes them, as far as `kubectl cp` needs it. Layer 3.
 *
 * @module
 */
const BLOCK = 512;
const NAME_BYTES = 100;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** What is no archive, or only the beginning of one. */
export class TarFault extends Error {
  override readonly name = "TarFault";
}

/** A file or directory of an archive. */
export interface TarEntry {
  readonly name: string;
  /** Absent for a directory. */
  readonly content?: Uint8Array;
}

/** Writes an archive. */
export function packTar(entries: readonly TarEntry[]): Uint8Array<ArrayBuffer> {
  const blocks = entries.flatMap(({ name, content }) => {
    const bytes = encoder.encode(name);
    const own = entry(bytes, content === undefined ? "5" : "0", content ?? new Uint8Array(0));
    // A name that does not fit goes before its entry, as GNU tar does it.
    return bytes.length < NAME_BYTES
      ? own
      : [...entry(encoder.encode("././@LongLink"), "L", encoder.encode(`${name}\0`)), ...own];
  });
  return joinBytes([...blocks, new Uint8Array(2 * BLOCK)]);
}

function entry(name: Uint8Array, type: string, content: Uint8Array): Uint8Array[] {
  const header = new Uint8Array(BLOCK);
  const put = (text: string, at: number) => header.set(encoder.encode(text), at);
  const octal = (value: number, width: number) => value.toString(8).padStart(width, "0");
  header.set(name.subarray(0, NAME_BYTES), 0);
  const mode = type === "5" ? 0o755 : 0o644;
  put(`${octal(mode, 7)}\0${octal(0, 7)}\0${octal(0, 7)}\0`, 100);
  put(`${octal(content.length, 11)} ${octal(0, 11)} `, 124);
  put(`        ${type}`, 148);
  put("ustar\x0000", 257);
  put(`${octal(header.reduce((total, byte) => total + byte, 0), 6)}\0 `, 148);
  const padding = (BLOCK - content.length % BLOCK) % BLOCK;
  return [header, content, new Uint8Array(padding)];
}

/**
 * Reads an archive.
 *
 * @throws {TarFault} when it is none, or is cut off.
 */
export function unpackTar(archive: Uint8Array): TarEntry[] {
  const entries: TarEntry[] = [];
  let longName: string | undefined;
  for (let at = 0; at < archive.length && archive[at] !== 0;) {
    if (at + BLOCK > archive.length) throw new TarFault("short read");
    const text = (from: number, length: number) =>
      decoder.decode(archive.subarray(at + from, at + from + length)).split("\0", 1)[0] ?? "";
    const sizeText = text(124, 12).trim();
    if (!/^[0-7]+$/.test(sizeText)) throw new TarFault("invalid tar header");
    const size = parseInt(sizeText, 8);
    const start = at + BLOCK;
    if (start + size > archive.length) throw new TarFault("short read");
    const content = archive.slice(start, start + size);
    const prefix = text(257, 5) === "ustar" ? text(345, 155) : "";
    const name = longName ?? (prefix === "" ? text(0, 100) : `${prefix}/${text(0, 100)}`);
    const type = String.fromCharCode(archive[at + 156] ?? 0);
    longName = undefined;
    if (type === "L") longName = decoder.decode(content).split("\0", 1)[0];
    else if (type === "x") longName = paxPath(decoder.decode(content));
    else if (type === "5") entries.push({ name });
    else if (type === "0" || type === "\0") entries.push({ name, content });
    at = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  return entries;
}

/** The path that an extended header gives to the entry after it. */
function paxPath(text: string): string | undefined {
  return /^\d+ path=(.*)$/m.exec(text)?.[1];
}

/** Puts pieces together. */
export function joinBytes(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((total, { length }) => total + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
