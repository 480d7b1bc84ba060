/**
 * What a session at the prompt starts from. Layer 7.
 *
 * @module
 */
import type { OpenOptions } from "../api/open_for_command.ts";
import type { LendTerminal } from "./command.ts";
import type { OpenConnection } from "./prelude.ts";
import type { QuestionOptions } from "./questions.ts";
import type { SeenSecrets } from "./seen_secrets.ts";

/** What a session starts from. */
export interface SessionOptions extends QuestionOptions {
  /** Which cluster, as whom. */
  readonly connect: OpenOptions;
  /** Opens a connection; by default from the kubeconfig. */
  readonly open?: OpenConnection | undefined;
  /** The contexts to choose from; by default those of the kubeconfig. */
  readonly contexts?: (() => Promise<readonly { readonly name: string }[]>) | undefined;
  /** Takes the text of results; `live` for what comes over time. */
  readonly write: (text: string, live?: boolean) => Promise<void>;
  /** Takes what is not a result: faults, warnings, hints; one line, without a newline. */
  readonly note: (line: string) => void;
  /** Whether results are read on a terminal. */
  readonly terminal: boolean;
  /** Whether colours are welcome. */
  readonly color: boolean;
  /** The size of the terminal, where there is one. */
  readonly size?:
    | (() => { readonly columns: number; readonly rows: number } | undefined)
    | undefined;
  /** What is known of Secrets; left out: what the session shows of them. */
  readonly seen?: SeenSecrets | undefined;
  /** The lines typed before, oldest first. */
  readonly history?: (() => readonly string[]) | undefined;
  /** Hears when code runs whose time is limited, and when it does not any more. */
  readonly onLimited?: ((limited: boolean) => void) | undefined;
  /** Leaves the terminal to a program until it has ended; left out where there is none. */
  readonly lend?: LendTerminal | undefined;
  /** Takes input that is about to run, for those who look for earlier ones; private ones for no file. */
  readonly keepInput?: ((source: string, isPrivate: boolean) => Promise<void>) | undefined;
}
