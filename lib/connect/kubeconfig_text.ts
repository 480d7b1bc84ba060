/**
 * The text of a kubeconfig as data: JSON or YAML. Layer 1.
 *
 * @module
 */
import { ConfigError, QueryError } from "../core/errors.ts";
import { parsePlainYaml } from "./plain_yaml.ts";
import { quote, safeLine } from "../core/message.ts";

/**
 * Parses the text of a kubeconfig.
 *
 * @param text JSON or YAML.
 * @param file The file it came from, for messages.
 * @returns The document; `null` where it is empty.
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
  const plain = parsePlainYaml(text);
  if (plain !== undefined) return plain;
  // Loaded late: it takes more time than all the rest of reading a kubeconfig.
  const { parseYaml } = await import("../core/yaml.ts");
  try {
    return parseYaml(text);
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    // No cause, and nothing that is quoted: it could be part of a token.
    const reason = error.message.replace(/^Cannot parse YAML: /, "").replace(/"[^"]*"/g, "...");
    throw new ConfigError(`Cannot read kubeconfig ${quote(file)}: ${safeLine(reason)}`);
  }
}
