/**
 * The environment in which Deno looks at a script that nobody has checked yet. Layer 6.
 *
 * @module
 */

/** What Deno needs to find its cache, a registry and the way there, and to look as the user wants it. */
const PLAIN_REGEXP =
  /^(?:HOME|PATH|TMPDIR|XDG_CACHE_HOME|DENO_DIR|DENO_CERT|DENO_TLS_CA_STORE|SSL_CERT_(?:FILE|DIR)|NODE_EXTRA_CA_CERTS|LANG|LC_ALL|TERM|NO_COLOR|DENORT_BIN)$/;
/** Addresses, which may have a password in them. */
const ADDRESS_REGEXP = /^(?:HTTPS?_PROXY|ALL_PROXY|NPM_CONFIG_REGISTRY)$/i;

/**
 * Picks variables that hold no secret: the `.npmrc` of a script's project can have Deno send any variable
 * to any server, as the token or as a part of the address.
 *
 * @param environment The environment of this process.
 */
export function denoEnvironment(
  environment: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter(([name, value]) =>
      PLAIN_REGEXP.test(name) || name.toUpperCase() === "NO_PROXY" ||
      (ADDRESS_REGEXP.test(name) && !value.includes("@"))
    ),
  );
}
