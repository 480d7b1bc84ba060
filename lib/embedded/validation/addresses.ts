/**
 * Addresses and ranges of addresses, as texts. Layer 3.
 *
 * @module
 */

/** An address as a number of so many bits. */
interface Address {
  readonly value: bigint;
  readonly bits: 32 | 128;
}

/** A range of addresses. */
interface Range extends Address {
  /** How many bits all its addresses share. */
  readonly shared: number;
}

const IPV4 = /^(?:(?:0|[1-9]\d?|1\d\d|2[0-4]\d|25[0-5])(?:\.(?!$)|$)){4}$/;
const GROUP = /^[0-9a-fA-F]{1,4}$/;

/** Whether a text is an address. */
export function isAddress(text: string): boolean {
  return parseAddress(text) !== undefined;
}

/** What is wrong with a range of addresses. */
export function rangeFaults(text: string): string[] {
  return parseRange(text) === undefined
    ? ["must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"]
    : [];
}

/** Whether a range is a part of another, and not all of it. */
export function isStrictlyWithin(inner: string, outer: string): boolean {
  const [part, whole] = [parseRange(inner), parseRange(outer)];
  if (part === undefined || whole === undefined || part.bits !== whole.bits) return false;
  const rest = BigInt(whole.bits - whole.shared);
  return part.shared > whole.shared && part.value >> rest === whole.value >> rest;
}

function parseRange(text: string): Range | undefined {
  const [, address = "", length = ""] = /^([^/]*)\/(0|[1-9]\d{0,2})$/.exec(text) ?? [];
  const parsed = parseAddress(address);
  const shared = Number(length);
  return parsed === undefined || shared > parsed.bits ? undefined : { ...parsed, shared };
}

function parseAddress(text: string): Address | undefined {
  if (IPV4.test(text)) {
    const value = text.split(".").reduce((sum, part) => sum * 256n + BigInt(part), 0n);
    return { value, bits: 32 };
  }
  const groups = groupsOf(text);
  if (groups === undefined) return undefined;
  const value = groups.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
  return { value, bits: 128 };
}

/** The eight groups of an IPv6 address. */
function groupsOf(text: string): string[] | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map((half) =>
    half === "" ? [] : half.split(":").flatMap((part) => IPV4.test(part) ? pairOf(part) : [part])
  );
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array<string>(missing).fill("0"), ...tail];
  return groups.every((group) => GROUP.test(group)) ? groups : undefined;
}

/** The last two groups, where they are written as an IPv4 address. */
function pairOf(text: string): string[] {
  const [a = 0, b = 0, c = 0, d = 0] = text.split(".").map(Number);
  return [a * 256 + b, c * 256 + d].map((group) => group.toString(16));
}
