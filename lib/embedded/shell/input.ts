/**
 * What programs of a played container read: bytes as they come, or lines typed at a terminal. Layer 3.
 *
 * @module
 */
import { joinBytes } from "./tar.ts";

/** What a program reads. */
export interface Input {
  /** The next piece; `undefined` at the end. */
  read(): Promise<Uint8Array | undefined>;
  /** The next line without its line break; `undefined` at the end. */
  readLine(): Promise<string | undefined>;
}

const LINE_FEED = 10;

/** Bytes of a stream. */
export class StreamInput implements Input {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  #rest: Uint8Array;

  /** @param source The stream, or all bytes that there are. */
  constructor(source: ReadableStream<Uint8Array> | Uint8Array) {
    const isBytes = source instanceof Uint8Array;
    this.#reader = isBytes ? undefined : source.getReader();
    this.#rest = isBytes ? source : new Uint8Array(0);
  }

  async read(): Promise<Uint8Array | undefined> {
    if (this.#rest.length === 0) return await this.#more();
    const piece = this.#rest;
    this.#rest = new Uint8Array(0);
    return piece;
  }

  async readLine(): Promise<string | undefined> {
    for (;;) {
      const end = this.#rest.indexOf(LINE_FEED);
      if (end >= 0) {
        const line = this.#rest.subarray(0, end);
        this.#rest = this.#rest.subarray(end + 1);
        return new TextDecoder().decode(line);
      }
      const piece = await this.#more();
      if (piece !== undefined) this.#rest = joinBytes([this.#rest, piece]);
      else if (this.#rest.length === 0) return undefined;
      else return new TextDecoder().decode(await this.read());
    }
  }

  async #more(): Promise<Uint8Array | undefined> {
    return (await this.#reader?.read())?.value;
  }
}

/** Reads an input to its end. */
export async function readAll(input: Input): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for (let piece = await input.read(); piece !== undefined; piece = await input.read()) {
    pieces.push(piece);
  }
  return joinBytes(pieces);
}

const END = "\x04";
const INTERRUPT = "\x03";

/**
 * A terminal: it shows what is typed, and gives it line by line. Ctrl-D ends the input, Ctrl-C drops the line.
 */
export class TerminalInput implements Input {
  readonly #lines: (string | undefined)[] = [];
  readonly #show: (text: string) => Promise<void>;
  readonly #onInterrupt: () => void;
  #line = "";
  #isOver = false;
  #changed = Promise.withResolvers<void>();

  /**
   * @param source What is typed.
   * @param show Writes to the terminal.
   * @param onInterrupt Called on Ctrl-C.
   */
  constructor(
    source: ReadableStream<Uint8Array>,
    show: (text: string) => Promise<void>,
    onInterrupt: () => void,
  ) {
    this.#show = show;
    this.#onInterrupt = onInterrupt;
    this.#pump(source).catch(() => {}).finally(() => {
      this.#isOver = true;
      this.#changed.resolve();
    });
  }

  async readLine(): Promise<string | undefined> {
    while (this.#lines.length === 0 && !this.#isOver) await this.#changed.promise;
    return this.#lines.shift();
  }

  async read(): Promise<Uint8Array | undefined> {
    const line = await this.readLine();
    return line === undefined ? undefined : new TextEncoder().encode(`${line}\n`);
  }

  async #pump(source: ReadableStream<Uint8Array>): Promise<void> {
    const reader = source.pipeThrough(new TextDecoderStream() as TextPipe).getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      for (const character of next.value) await this.#type(character);
    }
  }

  async #type(character: string): Promise<void> {
    switch (character) {
      case "\r":
      case "\n":
        await this.#show("\n");
        return this.#push(this.#line);
      case END:
        // With a line begun it would only send that on.
        return this.#line === "" ? this.#push(undefined) : undefined;
      case INTERRUPT:
        await this.#show("^C\n");
        this.#line = "";
        this.#onInterrupt();
        return;
      case "\x7f":
      case "\b":
        if (this.#line === "") return;
        this.#line = [...this.#line].slice(0, -1).join("");
        return await this.#show("\b \b");
      default:
        if (character < " ") return;
        this.#line += character;
        await this.#show(character);
    }
  }

  #push(line: string | undefined): void {
    this.#lines.push(line);
    this.#line = "";
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}

type TextPipe = ReadableWritablePair<string, Uint8Array>;
