/**
 * X.509 certificates made with WebCrypto alone: an authority, and what it signs. Layer 4.
 *
 * ECDSA on P-256 throughout. Needs no permission and no tool.
 *
 * @module
 */

import {
  bitString,
  booleanTrue,
  type Bytes,
  concat,
  element,
  integer,
  objectIdentifier,
  octetString,
  pem,
  sequence,
  set,
  time,
  utf8String,
} from "./der.ts";

const KEY_ALGORITHM = { name: "ECDSA", namedCurve: "P-256" } as const;
const SIGN_ALGORITHM = { name: "ECDSA", hash: "SHA-256" } as const;
const OID = {
  commonName: "2.5.4.3",
  organization: "2.5.4.10",
  ecdsaWithSha256: "1.2.840.10045.4.3.2",
  subjectKeyIdentifier: "2.5.29.14",
  keyUsage: "2.5.29.15",
  subjectAltName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  authorityKeyIdentifier: "2.5.29.35",
  extendedKeyUsage: "2.5.29.37",
  serverAuth: "1.3.6.1.5.5.7.3.1",
  clientAuth: "1.3.6.1.5.5.7.3.2",
} as const;
const HOUR_MS = 3_600_000;

/** What a certificate is to say. */
export interface CertificateOptions {
  /** Subject CN: the user's name for a client certificate; default `test`. */
  readonly commonName?: string;
  /** Subject O: the user's groups for a client certificate; default none. */
  readonly organizations?: readonly string[];
  /** DNS names and IPv4 or IPv6 addresses it is valid for; default none. */
  readonly names?: readonly string[];
  /** What it may be used for; default both. */
  readonly usage?: "client" | "server" | "both";
  /** Start of validity; default one hour ago. */
  readonly notBefore?: Date;
  /** End of validity; default one year from now. */
  readonly notAfter?: Date;
}

/** A certificate with its private key, both PEM. */
export interface CertificateAndKey {
  /** The certificate (`CERTIFICATE`). */
  readonly certificate: string;
  /** The private key (`PRIVATE KEY`, PKCS #8). */
  readonly key: string;
}

/** An authority that signs certificates. */
export interface CertificateAuthority extends CertificateAndKey {
  /** Signs a leaf certificate for a new key. */
  issue(options: CertificateOptions): Promise<CertificateAndKey>;
}

/** A key pair as PEM, e.g. to sign service account tokens. */
export interface KeyPair {
  /** The private key (`PRIVATE KEY`, PKCS #8). */
  readonly privateKey: string;
  /** The public key (`PUBLIC KEY`, SPKI). */
  readonly publicKey: string;
}

/** Makes an authority whose certificate is signed by itself. */
export async function makeAuthority(
  commonName = "skiff test authority",
): Promise<CertificateAuthority> {
  const keys = await generateKeys();
  const authority = { name: distinguishedName({ commonName }), keys };
  const certificate = await sign({ commonName }, keys, authority, true);
  return await asAuthority(certificate, authority);
}

/**
 * Makes an authority again from its PEM files.
 *
 * @param commonName The CN it was made with.
 */
export async function loadAuthority(
  commonName: string,
  files: CertificateAndKey,
): Promise<CertificateAuthority> {
  const der = Uint8Array.fromBase64(files.key.replace(/-----[^-]+-----|\s/g, ""));
  const privateKey = await crypto.subtle.importKey("pkcs8", der, KEY_ALGORITHM, true, ["sign"]);
  const { d: _private, key_ops: _use, ...point } = await crypto.subtle.exportKey("jwk", privateKey);
  const publicKey = await crypto.subtle.importKey("jwk", point, KEY_ALGORITHM, true, ["verify"]);
  const authority = {
    name: distinguishedName({ commonName }),
    keys: { privateKey, publicKey },
  };
  return await asAuthority(files.certificate, authority);
}

/** Makes a key pair without a certificate. */
export async function makeKeyPair(): Promise<KeyPair> {
  const keys = await generateKeys();
  const publicKey = new Uint8Array(await crypto.subtle.exportKey("spki", keys.publicKey));
  return { privateKey: await privatePem(keys), publicKey: pem("PUBLIC KEY", publicKey) };
}

interface Issuer {
  readonly name: Bytes;
  readonly keys: CryptoKeyPair;
}

async function asAuthority(certificate: string, issuer: Issuer): Promise<CertificateAuthority> {
  return {
    certificate,
    key: await privatePem(issuer.keys),
    async issue(options) {
      const keys = await generateKeys();
      return {
        certificate: await sign(options, keys, issuer, false),
        key: await privatePem(keys),
      };
    },
  };
}

async function generateKeys(): Promise<CryptoKeyPair> {
  return await crypto.subtle.generateKey(KEY_ALGORITHM, true, ["sign", "verify"]);
}

async function privatePem(keys: CryptoKeyPair): Promise<string> {
  return pem(
    "PRIVATE KEY",
    new Uint8Array(await crypto.subtle.exportKey("pkcs8", keys.privateKey)),
  );
}

async function sign(
  options: CertificateOptions,
  keys: CryptoKeyPair,
  issuer: Issuer,
  isAuthority: boolean,
): Promise<string> {
  const algorithm = sequence(objectIdentifier(OID.ecdsaWithSha256));
  const notBefore = options.notBefore ?? new Date(Date.now() - HOUR_MS);
  const notAfter = options.notAfter ?? new Date(Date.now() + 365 * 24 * HOUR_MS);
  const body = sequence(
    element(0xa0, integer(Uint8Array.of(2))),
    integer(serialNumber()),
    algorithm,
    issuer.name,
    sequence(time(notBefore), time(notAfter)),
    distinguishedName(options),
    new Uint8Array(await crypto.subtle.exportKey("spki", keys.publicKey)),
    element(0xa3, sequence(...await extensions(options, keys, issuer, isAuthority))),
  );
  const raw = await crypto.subtle.sign(SIGN_ALGORITHM, issuer.keys.privateKey, body);
  return pem("CERTIFICATE", sequence(body, algorithm, bitString(ecdsaSignature(raw))));
}

function serialNumber(): Bytes {
  const serial = crypto.getRandomValues(new Uint8Array(16));
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  return serial;
}

/** WebCrypto gives r and s side by side; X.509 wants them as a sequence of integers. */
function ecdsaSignature(raw: ArrayBuffer): Bytes {
  const bytes = new Uint8Array(raw);
  const half = bytes.length / 2;
  return sequence(integer(bytes.subarray(0, half)), integer(bytes.subarray(half)));
}

function distinguishedName(
  subject: Pick<CertificateOptions, "commonName" | "organizations">,
): Bytes {
  const parts = (subject.organizations ?? []).map((group) => attribute(OID.organization, group));
  return sequence(...parts, attribute(OID.commonName, subject.commonName ?? "test"));
}

function attribute(oid: string, value: string): Bytes {
  return set(sequence(objectIdentifier(oid), utf8String(value)));
}

async function extensions(
  options: CertificateOptions,
  keys: CryptoKeyPair,
  issuer: Issuer,
  isAuthority: boolean,
): Promise<Bytes[]> {
  const own = await keyIdentifier(keys.publicKey);
  const issuers = await keyIdentifier(issuer.keys.publicKey);
  const list = [
    extension(OID.subjectKeyIdentifier, octetString(own)),
    extension(OID.authorityKeyIdentifier, sequence(element(0x80, issuers))),
  ];
  if (isAuthority) {
    list.push(extension(OID.basicConstraints, sequence(booleanTrue()), true));
    list.push(extension(OID.keyUsage, bitString(Uint8Array.of(0b0000_0110), 1), true));
    return list;
  }
  const usage = options.usage ?? "both";
  const purposes = [
    ...(usage === "client" ? [] : [OID.serverAuth]),
    ...(usage === "server" ? [] : [OID.clientAuth]),
  ];
  list.push(extension(OID.keyUsage, bitString(Uint8Array.of(0b1000_0000), 7), true));
  list.push(extension(OID.extendedKeyUsage, sequence(...purposes.map(objectIdentifier))));
  const names = options.names ?? [];
  if (names.length > 0) list.push(extension(OID.subjectAltName, sequence(...names.map(hostName))));
  return list;
}

function extension(oid: string, value: Bytes, critical = false): Bytes {
  const flag = critical ? booleanTrue() : new Uint8Array();
  return sequence(objectIdentifier(oid), flag, octetString(value));
}

async function keyIdentifier(key: CryptoKey): Promise<Bytes> {
  const spki = await crypto.subtle.exportKey("spki", key);
  return new Uint8Array(await crypto.subtle.digest("SHA-1", spki));
}

function hostName(host: string): Bytes {
  if (/^\d+\.\d+\.\d+\.\d+$/.test(host)) {
    return element(0x87, Uint8Array.from(host.split(".").map(Number)));
  }
  if (host.includes(":")) return element(0x87, ipv6Bytes(host));
  return element(0x82, new TextEncoder().encode(host));
}

function ipv6Bytes(address: string): Bytes {
  const [head = "", tail] = address.split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const gap = Array<string>(8 - before.length - after.length).fill("0");
  const groups = [...before, ...(tail === undefined ? [] : gap), ...after];
  return concat(...groups.map((group) => {
    const value = Number.parseInt(group, 16);
    return Uint8Array.of(value >> 8, value & 0xff);
  }));
}
