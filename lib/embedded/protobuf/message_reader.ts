/**
 * The fields of a message of Protocol Buffers, one after the other. Layer 3.
 *
 * @module
 * @see https://protobuf.dev/programming-guides/encoding/
 */

/** A number, or bytes that are text, a message, or bytes. */
export type WireValue = bigint | Uint8Array;

/** A field as it stands in a message. */
export interface WireField {
  readonly number: number;
  readonly value: WireValue;
}

/** What is no message, in the words of Go's reader. */
export class ProtobufFault extends Error {
  override readonly name = "ProtobufFault";
}

/** How a field is written. */
const VARINT = 0;
const FIXED_64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED_32 = 5;

/** Reads the fields of a message. */
export class MessageReader implements Iterable<WireField> {
  readonly #bytes: Uint8Array;
  #offset = 0;

  /** @param bytes The message. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Numbers that stand beside each other without tags. */
  static numbersOf(bytes: Uint8Array): bigint[] {
    const reader = new MessageReader(bytes);
    const numbers: bigint[] = [];
    while (reader.#offset < bytes.length) numbers.push(reader.#varint());
    return numbers;
  }

  /**
   * The fields in their order.
   *
   * @throws {ProtobufFault} when the message is cut off, or is none.
   */
  *[Symbol.iterator](): Generator<WireField> {
    while (this.#offset < this.#bytes.length) {
      const tag = Number(this.#varint());
      const number = Math.floor(tag / 8);
      if (number === 0) throw new ProtobufFault("proto: illegal tag 0");
      yield { number, value: this.#value(tag % 8) };
    }
  }

  #value(type: number): WireValue {
    switch (type) {
      case VARINT:
        return this.#varint();
      case FIXED_64:
        return this.#fixed(8);
      case FIXED_32:
        return this.#fixed(4);
      case LENGTH_DELIMITED:
        return this.#take(Number(this.#varint()));
      default:
        throw new ProtobufFault(`proto: illegal wireType ${type}`);
    }
  }

  #varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.#offset++];
      if (byte === undefined) throw new ProtobufFault("unexpected EOF");
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new ProtobufFault("proto: integer overflow");
  }

  #fixed(length: number): bigint {
    let value = 0n;
    const bytes = this.#take(length);
    for (let index = length - 1; index >= 0; index--) value = value << 8n | BigInt(bytes[index]!);
    return value;
  }

  #take(length: number): Uint8Array {
    const end = this.#offset + length;
    if (!(end <= this.#bytes.length)) throw new ProtobufFault("unexpected EOF");
    const bytes = this.#bytes.subarray(this.#offset, end);
    this.#offset = end;
    return bytes;
  }
}
