/**
 * How long ago something was, as kubectl says it. Layer 3.
 *
 * @module
 * @see k8s.io/apimachinery/pkg/util/duration/duration.go
 */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A duration in one or two units. */
export function formatDuration(ms: number): string {
  const seconds = Math.trunc(ms / SECOND);
  if (seconds < -1) return "<invalid>";
  if (seconds < 0) return "0s";
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.trunc(ms / MINUTE);
  if (minutes < 10) return two(minutes, "m", Math.trunc(ms / SECOND) % 60, "s");
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.trunc(ms / HOUR);
  if (hours < 8) return two(hours, "h", minutes % 60, "m");
  if (hours < 48) return `${hours}h`;
  if (hours < 24 * 8) return two(Math.trunc(hours / 24), "d", hours % 24, "h");
  if (hours < 24 * 365 * 2) return `${Math.trunc(hours / 24)}d`;
  if (hours < 24 * 365 * 8) {
    const days = Math.trunc(ms / DAY);
    return two(Math.trunc(days / 365), "y", days % 365, "d");
  }
  return `${Math.trunc(hours / 24 / 365)}y`;
}

function two(first: number, unit: string, rest: number, restUnit: string): string {
  return rest === 0 ? `${first}${unit}` : `${first}${unit}${rest}${restUnit}`;
}

/** The age of a timestamp; `<unknown>` where there is none. */
export function formatAge(timestamp: string | undefined, nowMs: number): string {
  return timestamp === undefined ? "<unknown>" : formatDuration(nowMs - Date.parse(timestamp));
}
