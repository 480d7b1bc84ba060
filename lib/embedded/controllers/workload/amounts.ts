/**
 * Amounts that are a number or a percentage of another. Layer 3.
 *
 * @module
 * @see k8s.io/apimachinery/pkg/util/intstr
 */
import type { JsonValue } from "../../json.ts";

/**
 * The number that an amount stands for.
 *
 * @param amount A number, or a percentage such as `25%`.
 * @param total What a percentage is of.
 * @param round Where a part of one goes.
 * @returns The number; 0 for what is no amount.
 */
export function amountOf(
  amount: JsonValue | undefined,
  total: number,
  round: "up" | "down",
): number {
  if (typeof amount === "number") return amount;
  if (typeof amount !== "string" || !amount.endsWith("%")) return 0;
  const exact = Number.parseInt(amount, 10) * total / 100;
  if (Number.isNaN(exact)) return 0;
  return round === "up" ? Math.ceil(exact) : Math.floor(exact);
}
