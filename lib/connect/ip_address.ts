/**
 * IP addresses and CIDR ranges as numbers, for NO_PROXY. Layer 1.
 *
 * @module
 */

/** An address as a number. */
export interface IpAddress {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

/**
 * Parses an IPv4 or IPv6 address.
 *
 * @returns The address, or `undefined` when the text is none; IPv4 written as IPv6 counts as IPv4.
 */
export function parseAddress(text: string): IpAddress | undefined {
  const quad = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (quad !== null) {
    const octets = quad.slice(1).map(Number);
    if (octets.some((octet) => octet > 255)) return undefined;
    return { bits: 32, value: octets.reduce((sum, octet) => sum * 256n + BigInt(octet), 0n) };
  }
  if (!text.includes(":")) return undefined;
  // The URL parser knows every spelling of an IPv6 address and gives the shortest.
  const short = URL.parse(`http://[${text}]/`)?.hostname.slice(1, -1);
  if (short === undefined) return undefined;
  const [head = "", tail] = short.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const middle = new Array<string>(8 - left.length - right.length).fill("0");
  const value = [...left, ...middle, ...right]
    .reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n);
  return value >> 32n === 0xffffn ? { bits: 32, value: value & 0xffffffffn } : { bits: 128, value };
}

/**
 * Parses a CIDR range.
 *
 * @param text E.g. `10.0.0.0/8`.
 * @returns A function that tells whether an address is inside, or `undefined` when the text is no range.
 */
export function parseNetwork(text: string): ((address: IpAddress) => boolean) | undefined {
  const match = /^([^/]+)\/(\d{1,3})$/.exec(text);
  const base = match?.[1] === undefined ? undefined : parseAddress(match[1]);
  const length = Number(match?.[2]);
  if (base === undefined || length > base.bits) return undefined;
  const shift = BigInt(base.bits - length);
  return function contains(address: IpAddress): boolean {
    return address.bits === base.bits && address.value >> shift === base.value >> shift;
  };
}
