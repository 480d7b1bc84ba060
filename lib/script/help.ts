/**
 * What `--help` of a script shows. Layer 6: pure.
 *
 * @module
 */
import { sanitize } from "../core/terminal.ts";
import type { CommandLine } from "./command_line.ts";
import { CONNECT_OPTIONS } from "./connect_flags.ts";
import { type Argument, isSwitch, type Option, type Parameter } from "./option.ts";
import { canBeNegated } from "./words.ts";

/** Beyond this column a brief goes to a line of its own. */
const MAX_BRIEF_COLUMN = 32;

type Line = readonly [left: string, right: string];

/**
 * Writes the help of a script.
 *
 * @param line What its command line takes.
 * @returns Text of several lines, each ended.
 */
export function helpOf(line: CommandLine): string {
  const { description, examples = [] } = line.description;
  const name = programName(line);
  const usage = ["[OPTIONS]", ...requiredOptions(line), ...line.args.map(usageOf)];
  const blocks = [
    `USAGE\n  ${[name, ...usage].join(" ")}\n`,
    `${description}\n`,
    ...(examples.length === 0
      ? []
      : [`EXAMPLES\n${examples.map((text) => `  ${text}\n`).join("")}`]),
    section("ARGUMENTS", line.args.map((argument) => [argument.placeholder, briefOf(argument)])),
    section("OPTIONS", [...line.own, ...line.common].map(optionLine)),
    section("CLUSTER", CONNECT_OPTIONS.map(optionLine)),
  ];
  return sanitize(blocks.filter((block) => block !== "").join("\n"));
}

/** The command as it is typed: kubectl runs `kubectl-pod-age` as `kubectl pod age`. */
function programName({ description: { name } }: CommandLine): string {
  if (!name.startsWith("kubectl-")) return name;
  return name.replaceAll("-", " ").replaceAll("_", "-");
}

function requiredOptions({ own }: CommandLine): string[] {
  return own.filter(({ required }) => required).map(({ flag, placeholder }) =>
    placeholder === undefined ? `--${flag}` : `--${flag} ${placeholder}`
  );
}

function usageOf({ placeholder, required, many }: Argument): string {
  const text = many === undefined ? placeholder : `${placeholder}...`;
  return required ? text : `[${text}]`;
}

function optionLine(option: Option): Line {
  const { flag, short, placeholder } = option;
  const long = canBeNegated(option) ? `--[no-]${flag}` : `--${flag}`;
  const left = `${short === undefined ? "    " : `-${short}, `}${long}`;
  return [placeholder === undefined ? left : `${left} ${placeholder}`, briefOf(option)];
}

function briefOf(parameter: Parameter): string {
  const { brief, fallback, many, values, types } = parameter;
  const notes = [];
  const isChoice = values.length > 0 && types.length === 0;
  // An option shows its choice in place of its value.
  if (isChoice && !("flag" in parameter)) notes.push(values.join(" or "));
  if (many !== undefined && "flag" in parameter && !brief.includes("may be repeated")) {
    notes.push("may be repeated");
  }
  if (
    fallback !== undefined && !isEmpty(fallback) && !(isSwitch(parameter) && fallback === false)
  ) {
    notes.push(`default: ${typeof fallback === "string" ? fallback : JSON.stringify(fallback)}`);
  }
  if (notes.length === 0) return brief;
  return brief === "" ? notes.join("; ") : `${brief} (${notes.join("; ")})`;
}

function isEmpty(value: unknown): boolean {
  return value === "" || (typeof value === "object" && value !== null &&
    Object.keys(value).length === 0);
}

function section(title: string, lines: readonly Line[]): string {
  if (lines.length === 0) return "";
  const widths = lines.map(([left]) => left.length).filter((width) => width < MAX_BRIEF_COLUMN);
  const width = Math.max(0, ...widths);
  const text = lines.map(([left, right]) => {
    if (right === "") return `  ${left}\n`;
    const gap = left.length > width
      ? `\n${" ".repeat(width + 4)}`
      : " ".repeat(width - left.length + 2);
    return `  ${left}${gap}${right}\n`;
  });
  return `${title}\n${text.join("")}`;
}
