/**
 * What a {@link ClusterAccess} shows when it is printed: everything but its secrets. Layer 1.
 *
 * @module
 */
import { HIDDEN } from "../core/message.ts";
import type { ClusterAccess, PemSource, UserAccess } from "./access.ts";
import { hideSecrets } from "./secrets.ts";

/**
 * Keeps the password of a proxy out of what is printed.
 *
 * @param access The access; changed in place.
 * @returns The same access.
 */
export function hideAccess(access: ClusterAccess): ClusterAccess {
  if (access.proxyUrl === undefined) return access;
  const url = URL.parse(access.proxyUrl);
  if (url === null || (url.username === "" && url.password === "")) return access;
  const proxyUrl = access.proxyUrl.replace(/\/\/[^/]*@/, `//${HIDDEN}@`);
  return hideSecrets(access, { ...access, proxyUrl });
}

/**
 * Keeps a user's credentials out of what is printed.
 *
 * @param user The user; changed in place, with the objects in it.
 * @returns The same user.
 */
export function hideUser(user: UserAccess): UserAccess {
  const shown: Record<string, unknown> = {};
  if (user.clientCertificate !== undefined) {
    shown.clientCertificate = hideSecrets(user.clientCertificate, {
      certificate: shownPem(user.clientCertificate.certificate),
      key: shownPem(user.clientCertificate.key),
    });
    hideSecrets(user.clientCertificate.key, shownPem(user.clientCertificate.key));
  }
  if (user.token !== undefined) shown.token = HIDDEN;
  if (user.tokenFile !== undefined) shown.tokenFile = user.tokenFile;
  if (user.basic !== undefined) {
    shown.basic = hideSecrets(user.basic, { username: user.basic.username, password: HIDDEN });
  }
  if (user.exec !== undefined) {
    // Tokens are handed to plugins in their arguments and variables often enough.
    shown.exec = hideSecrets(user.exec, {
      ...user.exec,
      args: user.exec.args.map(() => HIDDEN),
      env: hiddenValues(user.exec.env),
      ...(user.exec.config === undefined ? {} : { config: HIDDEN }),
    });
    hideSecrets(user.exec.env, hiddenValues(user.exec.env));
  }
  if (user.authProvider !== undefined) {
    const config = hiddenValues(user.authProvider.config);
    hideSecrets(user.authProvider.config, config);
    shown.authProvider = hideSecrets(user.authProvider, { ...user.authProvider, config });
  }
  return hideSecrets(user, shown);
}

function shownPem(source: PemSource): PemSource {
  return source.file === undefined ? { pem: HIDDEN } : { file: source.file };
}

function hiddenValues(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.keys(values).map((key) => [key, HIDDEN]));
}
