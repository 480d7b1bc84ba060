/**
 * Writes a tool as one executable file that unpacks itself: a header for the shell, the tool's modules, and
 * the running Deno. Layer 7.
 *
 * @module
 */
import { gzip } from "node:zlib";
import { promisify } from "node:util";
import type { BundledFile } from "./bundle.ts";
import { posixChecksum } from "./checksum.ts";
import { type Checksum, headerOf, type HeaderOptions } from "./header.ts";

/** What becomes a file. */
export interface SelfExtractingOptions
  extends Pick<HeaderOptions, "name" | "made" | "flags" | "read" | "system" | "compressed"> {
  /** The tool's modules, the one to run first. */
  readonly files: readonly BundledFile[];
  /** Path of the runtime. */
  readonly runtime: string;
}

const GZIP_LEVEL = 6;
/** Of what a hash has, as much as no two tools share. */
const NAME_LENGTH = 32;

/**
 * Writes the file, executable by everybody.
 *
 * @param output Its path; a file that is there is replaced once the new one is whole.
 * @param options What it consists of.
 */
export async function writeSelfExtracting(
  output: string,
  options: SelfExtractingOptions,
): Promise<void> {
  const { files, compressed } = options;
  const runtime = await Deno.readFile(options.runtime);
  const contents = files.map(({ content }) => content);
  const runtimeChecksum = await checksumOf([runtime]);
  const header = headerOf({
    ...options,
    files: files.map(({ name, content }) => ({ name, size: content.length })),
    appName: `app-${(await hashOf(namedContents(files))).slice(0, NAME_LENGTH)}`,
    appChecksum: await checksumOf(contents),
    runtimeName: `deno-${runtimeChecksum.sha256.slice(0, NAME_LENGTH)}`,
    runtimeChecksum,
  });
  const packed = compressed ? await promisify(gzip)(runtime, { level: GZIP_LEVEL }) : runtime;
  const unfinished = `${output}.${crypto.randomUUID()}`;
  try {
    using file = await Deno.open(unfinished, { write: true, createNew: true, mode: 0o755 });
    for (const part of [header, ...contents, packed]) await writeAll(file, part);
    await Deno.chmod(unfinished, 0o755);
    await Deno.rename(unfinished, output);
  } catch (error) {
    await Deno.remove(unfinished).catch(() => undefined);
    throw error;
  }
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  let rest = bytes;
  while (rest.length > 0) rest = rest.subarray(await file.write(rest));
}

/** Names count, too: the same content under other names is another tool. */
function namedContents(files: readonly BundledFile[]): readonly Uint8Array<ArrayBuffer>[] {
  const encoder = new TextEncoder();
  return files.flatMap(({ name, content }) => [
    encoder.encode(`${name} ${content.length}\n`),
    content,
  ]);
}

async function checksumOf(parts: readonly Uint8Array<ArrayBuffer>[]): Promise<Checksum> {
  return { cksum: posixChecksum(parts), sha256: await hashOf(parts) };
}

async function hashOf(parts: readonly Uint8Array<ArrayBuffer>[]): Promise<string> {
  const [first = new Uint8Array(0)] = parts;
  const whole = parts.length === 1 ? first : await new Blob([...parts]).bytes();
  return new Uint8Array(await crypto.subtle.digest("SHA-256", whole)).toHex();
}
