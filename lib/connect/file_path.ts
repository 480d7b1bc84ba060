/**
 * Absolute file paths, without the seven milliseconds that loading `node:path` takes. Layer 1.
 *
 * @module
 */

/**
 * Makes a path absolute.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(resolvePath("/home/me/.kube", "../pki/ca.crt"), "/home/me/pki/ca.crt");
 * assert.equal(resolvePath("/home/me", "/etc//ca.crt"), "/etc/ca.crt");
 * ```
 *
 * @param folder The absolute path of the folder that a relative path starts from.
 * @param path The path.
 * @returns The absolute path, without `.` and `..`.
 */
export function resolvePath(folder: string, path: string): string {
  const isWindows = Deno.build.os === "windows";
  const whole = isAbsolutePath(path) ? path : `${folder}${isWindows ? "\\" : "/"}${path}`;
  // A drive, or the start of a network path, stays as it is.
  const root = isWindows
    ? /^(?:[A-Za-z]:|[\\/]{2}[^\\/]+[\\/]+[^\\/]+)?/.exec(whole)?.[0] ?? ""
    : "";
  const segments: string[] = [];
  for (const segment of whole.slice(root.length).split(isWindows ? /[\\/]/ : "/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(segment);
  }
  const separator = isWindows ? "\\" : "/";
  return `${root}${separator}${segments.join(separator)}`;
}

/** Tells whether a path says where it starts. */
export function isAbsolutePath(path: string): boolean {
  return Deno.build.os === "windows"
    ? /^(?:[A-Za-z]:[\\/]|[\\/])/.test(path)
    : path.startsWith("/");
}

/**
 * Gives the folder that a file stands in.
 *
 * @param path The absolute path of the file.
 */
export function folderOf(path: string): string {
  return resolvePath(path, "..");
}
