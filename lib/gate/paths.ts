/**
 * Paths and addresses of files, without the milliseconds that loading `node:path` and `node:url` takes, as
 * every run would wait for them. Layer 6.
 *
 * @module
 */
import { folderOf, resolvePath } from "../connect/file_path.ts";

/** Puts a path together; the first part is absolute. */
export function join(folder: string, ...parts: readonly string[]): string {
  return parts.reduce((path, part) => resolvePath(path, part), folder);
}

/** The folder that a file or folder lies in; of the root, the root. */
export function dirname(path: string): string {
  return folderOf(path);
}

/** Makes a path absolute. */
export function resolve(path: string): string {
  return resolvePath(Deno.cwd(), path);
}

/** The path of a file from its address. */
export function pathOfAddress(address: string): string {
  const { pathname } = new URL(address);
  const path = decodeURIComponent(pathname);
  return Deno.build.os === "windows" ? path.slice(1).replaceAll("/", "\\") : path;
}

/** The address of a folder from its path. */
export function addressOfFolder(path: string): URL {
  const slashes = Deno.build.os === "windows" ? `/${path.replaceAll("\\", "/")}` : path;
  const encoded = slashes.split("/").map(encodeURIComponent).join("/");
  return new URL(`file://${encoded.replaceAll("%3A", ":")}/`);
}
