/**
 * Keeps renewed tokens in the kubeconfig: issuers may accept a refresh token only once, so that a new
 * one that is not kept locks the user out. Layer 1.
 *
 * @module
 */
import { ConfigError } from "../core/errors.ts";
import { readConfigFile } from "./config_file.ts";
import { folderOf } from "./file_path.ts";
import { isRecord } from "./kubeconfig_fields.ts";
import { parseKubeconfigText } from "./kubeconfig_text.ts";
import type { OidcTokens } from "./oidc_refresh.ts";
import { quote } from "../core/message.ts";

/** Where tokens are kept. */
export interface OidcPlace {
  /** The kubeconfig file. */
  readonly file: string;
  /** The user entry. */
  readonly userName: string;
}

/**
 * Makes sure, before the old refresh token is spent, that a new one can be kept.
 *
 * @param place Where.
 * @throws {ConfigError} when the kubeconfig cannot be written.
 */
export async function checkTokensCanBeKept({ file, userName }: OidcPlace): Promise<void> {
  try {
    // The folder as well: the file is replaced in one go.
    const folder = await Deno.makeTempDir({ dir: folderOf(await Deno.realPath(file)) });
    await Deno.remove(folder);
    (await Deno.open(file, { write: true })).close();
  } catch (error) {
    const hint = error instanceof Deno.errors.NotCapable
      ? `Deno was not permitted to write it: add --allow-read=${folderOf(file)} ` +
        `--allow-write=${folderOf(file)}`
      : "the file cannot be written";
    throw new ConfigError(
      `Cannot use user ${quote(userName)} of ${quote(file)}: its id-token has expired and the ` +
        `renewed one could not be kept there: ${hint}`,
      { cause: error },
    );
  }
}

/**
 * Puts new tokens in the place of the old ones and leaves the rest of the file as it is written.
 *
 * @param place Where.
 * @param old The tokens that stand there.
 * @param fresh The tokens to keep.
 * @throws {ConfigError} when the file no longer says what it said.
 */
export async function keepTokens(
  place: OidcPlace,
  old: OidcTokens,
  fresh: OidcTokens,
): Promise<void> {
  const path = await Deno.realPath(place.file);
  const text = await readConfigFile({ path, action: "read kubeconfig" });
  let changed = text;
  for (const name of ["idToken", "refreshToken"] as const) {
    if (old[name] !== "") changed = changed.replaceAll(old[name], () => fresh[name]);
  }
  if (!says(await parseKubeconfigText(changed, path), place.userName, fresh)) {
    throw new ConfigError(
      `Cannot keep the renewed tokens of user ${quote(place.userName)} in ${quote(place.file)}: ` +
        "the file has changed or writes them in a way of its own: log in again",
    );
  }
  const { mode } = await Deno.stat(path);
  const folder = await Deno.makeTempDir({ dir: folderOf(path) });
  try {
    await Deno.writeTextFile(`${folder}/config`, changed, { mode: (mode ?? 0o600) & 0o777 });
    await Deno.rename(`${folder}/config`, path);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Whether a kubeconfig now holds these tokens: the replacement could have gone wrong. */
function says(document: unknown, userName: string, { idToken, refreshToken }: OidcTokens): boolean {
  const users = isRecord(document) && Array.isArray(document.users) ? document.users : [];
  const entry: unknown = users.find((user) => isRecord(user) && user.name === userName);
  const user = isRecord(entry) && isRecord(entry.user) ? entry.user : {};
  const provider = isRecord(user["auth-provider"]) ? user["auth-provider"] : {};
  const config = isRecord(provider.config) ? provider.config : {};
  return config["id-token"] === idToken && config["refresh-token"] === refreshToken;
}
