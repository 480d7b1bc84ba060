/**
 * The headers of SPDY/3.1 frames: names and values, compressed with the dictionary of the protocol. Layer 3.
 *
 * @module
 * @see https://www.chromium.org/spdy/spdy-protocol/spdy-protocol-draft3-1/ section 2.6.10
 */
import { InflateError, Inflater } from "./inflate.ts";
import type { Bytes } from "./message_socket.ts";

/** Names of which the dictionary of SPDY/3 consists, each behind its length. */
const DICTIONARY_NAMES =
  "options head post put delete trace accept accept-charset accept-encoding accept-language " +
  "accept-ranges age allow authorization cache-control connection content-base content-encoding " +
  "content-language content-length content-location content-md5 content-range content-type date " +
  "etag expect expires from host if-match if-modified-since if-none-match if-range " +
  "if-unmodified-since last-modified location max-forwards pragma proxy-authenticate " +
  "proxy-authorization range referer retry-after server te trailer transfer-encoding upgrade " +
  "user-agent vary via warning www-authenticate method get status 200_OK version HTTP/1.1 url " +
  "public set-cookie keep-alive origin";
/** What follows the names in it. */
const DICTIONARY_TEXT =
  "100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505" +
  "203 Non-Authoritative Information204 No Content301 Moved Permanently400 Bad Request" +
  "401 Unauthorized403 Forbidden404 Not Found500 Internal Server Error501 Not Implemented" +
  "503 Service UnavailableJan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, " +
  "Wed, Thu, Fri, Sat, Sun, GMTchunked,text/html,image/png,image/jpg,image/gif,application/xml," +
  "application/xhtml+xml,text/plain,text/javascript,publicprivatemax-age=gzip,deflate," +
  "sdchcharset=utf-8charset=iso-8859-1,utf-,*,enq=0.";

/** A block of headers says no more than this. */
const MAX_BLOCK_BYTES = 64 * 1024;
const LENGTH_BYTES = 4;

/** The dictionary of SPDY/3. */
export function spdyDictionary(): Bytes {
  const names = DICTIONARY_NAMES.split(" ").map((name) => name.replace("_", " "));
  return concat([...names.flatMap((name) => lengthAndText(name)), encode(DICTIONARY_TEXT)]);
}

/** Reads the headers of a connection's frames, in their order: each builds on those before it. */
export class HeaderReader {
  readonly #inflater = new Inflater(spdyDictionary());

  /**
   * Reads the headers of a frame.
   *
   * @param block As the frame has them.
   * @returns The values by their names, which are in lower case.
   * @throws {InflateError} when they make no sense.
   */
  read(block: Uint8Array): ReadonlyMap<string, string> {
    const bytes = this.#inflater.push(block, MAX_BLOCK_BYTES);
    const view = new DataView(bytes.buffer);
    const decoder = new TextDecoder();
    let position = 0;
    const take = (length: number): number => {
      if (position + length > bytes.length) throw new InflateError("The headers are cut off");
      position += length;
      return position - length;
    };
    const number = () => view.getUint32(take(LENGTH_BYTES));
    const text = (): string => {
      const length = number();
      const start = take(length);
      return decoder.decode(bytes.subarray(start, start + length));
    };
    const headers = new Map<string, string>();
    const count = number();
    for (let index = 0; index < count; index++) headers.set(text().toLowerCase(), text());
    return headers;
  }
}

/** Writes headers that nobody compresses: a compressed stream may say bytes as they are. */
export class HeaderWriter {
  #hasHead = false;

  /** Writes the headers of a frame. */
  write(headers: ReadonlyMap<string, string>): Bytes {
    const entries = [...headers].flatMap(([name, value]) => [
      ...lengthAndText(name),
      ...lengthAndText(value),
    ]);
    const text = concat([lengthOf(headers.size), ...entries]);
    const block = new Uint8Array(5);
    new DataView(block.buffer).setUint16(1, text.length, true);
    new DataView(block.buffer).setUint16(3, text.length ^ 0xffff, true);
    const head = this.#hasHead ? [] : [ZLIB_HEAD];
    this.#hasHead = true;
    return concat([...head, block, text, EMPTY_BLOCK]);
  }
}

/** A zlib stream that is fast to write and has no dictionary. */
const ZLIB_HEAD: Bytes = Uint8Array.of(0x78, 0x01);

/** Ends a piece: Go's reader gives nothing out before it. */
const EMPTY_BLOCK: Bytes = Uint8Array.of(0, 0, 0, 0xff, 0xff);

function encode(text: string): Bytes {
  return new TextEncoder().encode(text);
}

function lengthOf(length: number): Bytes {
  const bytes = new Uint8Array(LENGTH_BYTES);
  new DataView(bytes.buffer).setUint32(0, length);
  return bytes;
}

function lengthAndText(text: string): readonly Bytes[] {
  const bytes = encode(text);
  return [lengthOf(bytes.length), bytes];
}

/** Bytes one after the other. */
export function concat(pieces: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
