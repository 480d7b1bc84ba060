/**
 * The text of a kubeconfig as data: JSON or YAML. Layer 1.
 *
 * @module
 */
import { ConfigError } from "../core/errors.ts";
import { oneLine, quote } from "./quote.ts";

/**
 * Parses the text of a kubeconfig.
 *
 * @param text JSON or YAML.
 * @param file The file it came from, for messages.
 * @returns The document; `undefined` where it is empty.
 * @throws {ConfigError} when it is neither; the message names the place, never the text.
 */
export async function parseKubeconfigText(text: string, file: string): Promise<unknown> {
  if (text.trimStart().startsWith("{")) {
    try {
      return JSON.parse(text);
    } catch {
      // A flow mapping of YAML also starts with a brace.
    }
  }
  // Parsers refuse a text without any document.
  if (/^(?:[ \t]*(?:#.*|---)?[ \t]*(?:\r?\n|$))*$/.test(text)) return undefined;
  // Loaded late: programs that run in a pod or hold their kubeconfig as JSON need no YAML.
  const { load, YAMLException } = await import("npm:js-yaml@5.5.0");
  try {
    return load(text);
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    // No cause: the error of the parser carries the lines around the fault, credentials included.
    throw new ConfigError(`Cannot read kubeconfig ${quote(file)}: ${oneLine(error.reason)}`);
  }
}
