/**
 * Tells whether text is PEM of the kind that is needed, by its frame and encoding. Whether a
 * certificate is valid is for the TLS handshake to say. Layer 1.
 *
 * @module
 */

/** What a PEM text is to hold. */
export type PemContent = "certificate" | "key";

const BLOCK_REGEXP = /-----BEGIN ([A-Z0-9 ]+)-----\s*([\s\S]*?)\s*-----END \1-----/g;
const KEY_LABELS: ReadonlySet<string> = new Set([
  "PRIVATE KEY",
  "RSA PRIVATE KEY",
  "EC PRIVATE KEY",
]);

/**
 * Finds what is wrong with a PEM text.
 *
 * @param text The text.
 * @param content What it is to hold.
 * @returns The fault, completing `it …` and free of the text itself, or `undefined` where it is good.
 */
export function findPemFault(text: string, content: PemContent): string | undefined {
  const wanted = content === "certificate" ? "a PEM certificate" : "a PEM private key";
  const labels: string[] = [];
  for (const [, label = "", body = ""] of text.matchAll(BLOCK_REGEXP)) {
    labels.push(label);
    const fits = content === "certificate" ? label === "CERTIFICATE" : KEY_LABELS.has(label);
    if (fits) return isDer(body) ? undefined : `holds ${wanted} that is damaged`;
  }
  if (labels.includes("ENCRYPTED PRIVATE KEY")) {
    return "holds an encrypted private key: decrypt it, no one is asked for its passphrase";
  }
  return `does not hold ${wanted}`;
}

/** Every certificate and key is a DER sequence, which starts with the byte 0x30. */
function isDer(body: string): boolean {
  const text = body.replace(/\s+/g, "");
  // Old encrypted keys carry headers between the frame and the data.
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4 !== 0) return false;
  return atob(text).charCodeAt(0) === 0x30;
}
