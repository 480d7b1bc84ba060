/**
 * Paths to fields, as they would be written in code. Layer 0: pure.
 *
 * @module
 */

/** Prints one step of a path onto what was printed before: `.name`, `["a.b/c"]` or `[0]`. */
export function showStep(shown: string, step: string | number): string {
  if (typeof step === "number") return `${shown}[${step}]`;
  if (!/^[A-Za-z_$][\w$-]*$/.test(step)) return `${shown}[${JSON.stringify(step)}]`;
  return shown === "" ? step : `${shown}.${step}`;
}

/** Prints a path as it would be written in code: `metadata.labels["app.kubernetes.io/name"]`. */
export function formatPath(path: readonly (string | number)[]): string {
  return path.reduce(showStep, "") as string;
}
