// Compiled by `deno check`, never run: a list of options has exactly what its interface has.
import type { OptionTypes } from "../../lib/core/options.ts";

interface Options {
  readonly dryRun?: boolean | undefined;
  readonly timeout?: string | { readonly timeoutMs: number } | undefined;
}

export const whole: OptionTypes<Options> = { dryRun: "boolean", timeout: "any" };
// @ts-expect-error one is missing
export const short: OptionTypes<Options> = { dryRun: "boolean" };
// @ts-expect-error there is none of that name
export const long: OptionTypes<Options> = { dryRun: "boolean", timeout: "any", limit: "number" };
// @ts-expect-error it is of another type
export const odd: OptionTypes<Options> = { dryRun: "string", timeout: "any" };
