/**
 * The formats of text that the schema of a custom kind can ask for. Layer 3.
 *
 * @module
 */

const PATTERNS: Readonly<Record<string, RegExp>> = {
  "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i,
  date: /^\d{4}-\d\d-\d\d$/,
  uuid: /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i,
  ipv4: /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/,
  email: /^[^@\s]+@[^@\s]+$/,
  byte: /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
  hostname: /^[A-Za-z0-9](?:[-A-Za-z0-9.]*[A-Za-z0-9])?$/,
  cidr: /^[0-9a-fA-F:.]+\/\d{1,3}$/,
  mac: /^(?:[0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2}$/,
};

/** Whether a text breaks its format; formats that are not known break nothing. */
export function formatFault(format: string, value: string): boolean {
  const pattern = PATTERNS[format];
  return pattern !== undefined && !pattern.test(value);
}
