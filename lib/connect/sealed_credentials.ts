/**
 * Credentials in the form that goes with a request, and that does not show when it is printed. Layer 1.
 *
 * @module
 */
import { HIDDEN } from "../core/message.ts";
import type { Credentials } from "./access.ts";
import { hideSecrets } from "./secrets.ts";

/**
 * Finishes credentials: what they hold is not shown when they are printed.
 *
 * @param credentials The credentials; changed in place.
 * @returns The same credentials.
 */
export function sealCredentials(credentials: Credentials): Credentials {
  const shown = {
    ...(credentials.authorization === undefined ? {} : { authorization: HIDDEN }),
    ...(credentials.clientCertificate === undefined ? {} : { clientCertificate: HIDDEN }),
  };
  if (credentials.clientCertificate !== undefined) {
    hideSecrets(credentials.clientCertificate, { certificate: HIDDEN, key: HIDDEN });
  }
  return hideSecrets(credentials, shown);
}

/**
 * Formats the header of basic authentication.
 *
 * @param username The user name, without a colon.
 * @param password The password; both are sent as UTF-8.
 */
export function basicAuthorization(username: string, password: string): string {
  const bytes = new TextEncoder().encode(`${username}:${password}`);
  return `Basic ${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))}`;
}

/**
 * Tells whether two credentials prove the same.
 *
 * @param a One.
 * @param b The other.
 */
export function sameCredentials(a: Credentials, b: Credentials): boolean {
  return a.authorization === b.authorization &&
    a.clientCertificate?.certificate === b.clientCertificate?.certificate &&
    a.clientCertificate?.key === b.clientCertificate?.key;
}
