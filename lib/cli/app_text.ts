/**
 * What the parser says about mistakes on the command line, in Skiff's words. Layer 8.
 *
 * @module
 */
import {
  type ApplicationText,
  ArgumentScannerError,
  formatMessageForArgumentScannerError,
  text_en,
} from "npm:@stricli/core@1.3.0";
import { QueryError } from "../core/errors.ts";
import { safeLine } from "../core/message.ts";
import { failureLine } from "../process/failure.ts";

/** The texts of the parser. */
export const TEXT: ApplicationText = {
  ...text_en,
  noCommandRegisteredForInput: ({ input, corrections }) =>
    `error: ${commandFault(input, corrections)}`,
  exceptionWhileParsingArguments: (error) => `error: ${argumentFault(error)}`,
};

function commandFault(input: string, corrections: readonly string[]): string {
  if (input.startsWith("-")) {
    return `Cannot use ${safeLine(input)}: no command follows, or no command takes it: ` +
      "skiff --help lists the commands";
  }
  const help = didYouMean(corrections, "") ?? "skiff --help lists them";
  return `Cannot run "${safeLine(input)}": no such command: ${help}`;
}

function didYouMean(corrections: readonly string[], mark: string): string | undefined {
  if (corrections.length === 0) return undefined;
  const names = corrections.map((name) => `"${mark}${name.replaceAll("`", "")}"`);
  return `did you mean ${names.join(" or ")}`;
}

function argumentFault(error: unknown): string {
  if (!(error instanceof ArgumentScannerError)) return failureLine(error);
  return safeLine(formatMessageForArgumentScannerError(error, {
    FlagNotFoundError: ({ input, corrections }) =>
      `Cannot use --${input}: no such option: ${
        didYouMean(corrections, "--") ?? "--help lists them"
      }`,
    AliasNotFoundError: ({ input }) => `Cannot use -${input}: no such option: --help lists them`,
    ArgumentParseError: ({ externalFlagNameOrPlaceholder, input, exception }) =>
      exception instanceof QueryError
        ? exception.message
        : `Cannot use --${externalFlagNameOrPlaceholder} with "${input}": it takes true or false`,
    EnumValidationError: ({ externalFlagName, input, values }) =>
      `Cannot use --${externalFlagName} "${input}": it takes ${values.join(" or ")}`,
    InvalidNegatedFlagSyntaxError: ({ externalFlagName }) =>
      `Cannot use --${externalFlagName}: it takes no value`,
    UnexpectedFlagError: ({ externalFlagName }) =>
      `Cannot use --${externalFlagName} twice: one value is enough`,
    UnexpectedPositionalError: ({ input }) =>
      `Cannot use "${input}": it is one argument too many: quote an expression that has blanks`,
    UnsatisfiedFlagError: ({ externalFlagName }) =>
      `Cannot use --${externalFlagName}: its value is missing`,
    UnsatisfiedPositionalError: ({ placeholder }) =>
      `Cannot run the command: ${placeholder} is missing: --help shows how`,
  }));
}
