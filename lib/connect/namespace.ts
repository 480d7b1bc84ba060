/**
 * The namespace that a connection starts in. Layer 1.
 *
 * @module
 */
import { ConfigError } from "../core/errors.ts";
import { quote } from "../core/message.ts";

const NAMESPACE_REGEXP = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;

/**
 * Checks the namespace that a context or the caller names.
 *
 * @param namespace The namespace; empty for none.
 * @param context What the message says cannot be used.
 * @returns The namespace, `default` for none.
 * @throws {ConfigError} when no namespace can have that name.
 */
export function checkNamespace(namespace: string, context: string): string {
  if (namespace === "") return "default";
  if (NAMESPACE_REGEXP.test(namespace)) return namespace;
  throw new ConfigError(
    `Cannot use ${context}: the namespace ${quote(namespace)} is not a name: ` +
      'use at most 63 lower case letters, digits and "-"',
  );
}
