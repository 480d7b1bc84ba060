/**
 * The few DER building blocks that an X.509 certificate is made of. Layer 4.
 *
 * @module
 */

/** Bytes that WebCrypto accepts and gives. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** Joins byte arrays. */
export function concat(...parts: readonly Uint8Array[]): Bytes {
  const joined = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/** One element: tag, length, content. */
export function element(tag: number, ...content: readonly Uint8Array[]): Bytes {
  const body = concat(...content);
  const length: number[] = [];
  if (body.length < 0x80) {
    length.push(body.length);
  } else {
    for (let rest = body.length; rest > 0; rest >>>= 8) length.unshift(rest & 0xff);
    length.unshift(0x80 | length.length);
  }
  return concat(Uint8Array.of(tag, ...length), body);
}

/** SEQUENCE. */
export function sequence(...content: readonly Uint8Array[]): Bytes {
  return element(0x30, ...content);
}

/** SET. */
export function set(...content: readonly Uint8Array[]): Bytes {
  return element(0x31, ...content);
}

/** BOOLEAN true; false is the default everywhere here and is left out. */
export function booleanTrue(): Bytes {
  return element(0x01, Uint8Array.of(0xff));
}

/** INTEGER from big-endian bytes of a number that is not negative. */
export function integer(bytes: Uint8Array): Bytes {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start++;
  const digits = bytes.subarray(start);
  const sign = (digits[0] ?? 0) >= 0x80 ? Uint8Array.of(0) : new Uint8Array();
  return element(0x02, sign, digits);
}

/** BIT STRING of whole bytes; `unused` counts the bits at the end that mean nothing. */
export function bitString(bytes: Uint8Array, unused = 0): Bytes {
  return element(0x03, Uint8Array.of(unused), bytes);
}

/** OCTET STRING. */
export function octetString(bytes: Uint8Array): Bytes {
  return element(0x04, bytes);
}

/** UTF8String. */
export function utf8String(text: string): Bytes {
  return element(0x0c, new TextEncoder().encode(text));
}

/** OBJECT IDENTIFIER from its dotted form. */
export function objectIdentifier(dotted: string): Bytes {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const bytes: number[] = [];
  for (const arc of [first * 40 + second, ...rest]) {
    const groups = [arc & 0x7f];
    for (let high = Math.floor(arc / 128); high > 0; high = Math.floor(high / 128)) {
      groups.unshift(0x80 | (high & 0x7f));
    }
    bytes.push(...groups);
  }
  return element(0x06, Uint8Array.from(bytes));
}

/** UTCTime up to 2049, GeneralizedTime from 2050 on, as X.509 wants it. */
export function time(date: Date): Bytes {
  const digits = date.toISOString().replace(/[-:T]/g, "").slice(0, 14);
  const text = new TextEncoder();
  return date.getUTCFullYear() < 2050
    ? element(0x17, text.encode(`${digits.slice(2)}Z`))
    : element(0x18, text.encode(`${digits}Z`));
}

/** Wraps DER in a PEM block. */
export function pem(label: string, der: Uint8Array): string {
  const lines = der.toBase64().match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}
