/**
 * Numbers as Go's `%v` and `%g` print them. Layer 0: pure.
 *
 * @module
 */

/**
 * Prints a number: whole ones in full, fractions from a million up with an exponent of two digits.
 *
 * @param value Any finite number.
 * @param wholeBelow Whole numbers are printed in full below this magnitude; from there Go holds floats.
 */
export function formatGoNumber(value: number, wholeBelow: number = 2 ** 63): string {
  if (Number.isInteger(value) && Math.abs(value) < wholeBelow) return String(value);
  return formatGoFloat(value, value.toExponential());
}

/**
 * Prints a floating point number as Go does with the precision of 32 bits: the shortest decimal that
 * gives the same 32-bit number.
 *
 * @param value Any number.
 */
export function formatGoFloat32(value: number): string {
  if (Object.is(value, -0)) return "-0";
  const narrow = Math.fround(value);
  if (!Number.isFinite(narrow)) return narrow > 0 ? ".inf" : narrow < 0 ? "-.inf" : ".nan";
  let text = narrow.toExponential();
  for (let digits = 0; digits < 9; digits++) {
    const shorter = narrow.toExponential(digits);
    if (Math.fround(Number(shorter)) === narrow) {
      text = shorter;
      break;
    }
  }
  return formatGoFloat(Number(text), text);
}

function formatGoFloat(value: number, exponential: string): string {
  const [mantissa = "", exponent = "0"] = exponential.split("e");
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(value);
  return `${mantissa}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}
