/**
 * Whom requests act as: what the user entry says, with what the caller says in its place. Layer 1.
 *
 * @module
 */
import { ConfigError } from "../core/errors.ts";
import type { Impersonation } from "./access.ts";
import { quote } from "../core/message.ts";
import type { ImpersonationEntry } from "./user_entry.ts";

/** Whom to act as; what is left out is taken from the user entry. */
export interface ImpersonationOptions {
  /** The user name. */
  readonly user?: string | undefined;
  /** The user's uid. */
  readonly uid?: string | undefined;
  /** The groups, in the place of the user entry's. */
  readonly groups?: readonly string[] | undefined;
  /** Further attributes, in the place of the user entry's. */
  readonly extra?: Readonly<Record<string, readonly string[]>> | undefined;
}

/**
 * Merges what the user entry and the caller say about whom to act as.
 *
 * @param entry What the user entry says.
 * @param options What the caller says; a string is a user name.
 * @param user The user entry, for messages.
 * @returns Whom to act as, or `undefined` for oneself.
 * @throws {ConfigError} when groups, uid or extra are given without a user name: such requests would
 * go out with one's own full rights.
 */
export function checkImpersonation(
  entry: ImpersonationEntry | undefined,
  options: string | ImpersonationOptions | undefined,
  user: { readonly name: string; readonly file: string } | undefined,
): Impersonation | undefined {
  const said = typeof options === "string" ? { user: options } : options ?? {};
  const name = said.user ?? entry?.user ?? "";
  const uid = said.uid ?? entry?.uid ?? "";
  const groups = said.groups ?? entry?.groups ?? [];
  const extra = said.extra ?? entry?.extra ?? {};
  if (name === "") {
    if (uid === "" && groups.length === 0 && Object.keys(extra).length === 0) {
      if (said.user === undefined) return undefined;
      throw new ConfigError('Cannot act as user "": the name is empty');
    }
    throw new ConfigError(
      user === undefined || options !== undefined
        ? "Cannot act as a uid, groups or extra alone: name the user as well"
        : `Cannot use user ${quote(user.name)} of ${quote(user.file)}: ` +
          "it has as-uid, as-groups or as-user-extra without as",
    );
  }
  for (const value of [name, uid, ...groups, ...Object.values(extra).flat()]) {
    // deno-lint-ignore no-control-regex
    if (/[\u0000-\u001f\u007f]/.test(value)) {
      throw new ConfigError(`Cannot act as ${quote(value)}: it contains a control character`);
    }
  }
  return { user: name, ...(uid === "" ? {} : { uid }), groups, extra };
}
