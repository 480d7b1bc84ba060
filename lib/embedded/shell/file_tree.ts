/**
 * The files of a container that is played: a small tree in memory. Layer 3.
 *
 * @module
 */

/** So much fits into the files of one container. */
const LIMIT_BYTES = 64 * 1024 * 1024;
const DIRECTORIES = ["/bin", "/dev", "/etc", "/home", "/root", "/tmp", "/usr", "/var"];
const encoder = new TextEncoder();

/** What a program says that cannot have a file. */
export class FileFault extends Error {
  override readonly name = "FileFault";
}

/** The files of a container, those of its volumes included. */
export class FileTree {
  readonly #files = new Map<string, Uint8Array>();
  readonly #directories = new Set<string>(["/", ...DIRECTORIES]);
  readonly #mounted: () => ReadonlyMap<string, Uint8Array>;
  #bytes = 0;

  /** @param mounted The files of volumes by their paths, as they are now. */
  constructor(mounted: () => ReadonlyMap<string, Uint8Array> = () => new Map()) {
    this.#mounted = mounted;
  }

  /** The content of a file; `undefined` where there is none. */
  read(path: string): Uint8Array | undefined {
    return this.#mounted().get(path) ?? this.#files.get(path);
  }

  /** Whether there is such a directory. */
  isDirectory(path: string): boolean {
    if (this.#directories.has(path)) return true;
    return [...this.#mounted().keys()].some((file) => file.startsWith(`${path}/`));
  }

  /** The names in a directory, sorted. */
  list(path: string): string[] {
    const prefix = path === "/" ? "/" : `${path}/`;
    const names = new Set<string>();
    for (const one of this.#all()) {
      if (one !== "/" && one.startsWith(prefix)) {
        names.add(one.slice(prefix.length).split("/", 1)[0] ?? "");
      }
    }
    return [...names].sort();
  }

  /** All files and directories in a directory, at any depth, parents first. */
  under(path: string): string[] {
    const prefix = path === "/" ? "/" : `${path}/`;
    return [...this.#all()].filter((one) => one !== "/" && one.startsWith(prefix)).sort();
  }

  /**
   * Writes a file.
   *
   * @throws {FileFault} when its directory is not there, or nothing more fits in.
   */
  write(path: string, content: Uint8Array | string): void {
    const bytes = typeof content === "string" ? encoder.encode(content) : content;
    if (this.isDirectory(path)) throw new FileFault("Is a directory");
    if (this.#mounted().has(path)) throw new FileFault("Read-only file system");
    if (!this.isDirectory(parentOf(path))) throw new FileFault("No such file or directory");
    const total = this.#bytes - (this.#files.get(path)?.length ?? 0) + bytes.length;
    if (total > LIMIT_BYTES) throw new FileFault("No space left on device");
    this.#bytes = total;
    this.#files.set(path, bytes);
  }

  /** Makes a directory and those above it. */
  makeDirectory(path: string): void {
    for (let one = path; one !== "/"; one = parentOf(one)) {
      if (this.#files.has(one)) throw new FileFault("File exists");
      this.#directories.add(one);
    }
  }

  /** Removes a file, or a directory with all that is in it. */
  remove(path: string): void {
    for (const one of [path, ...this.under(path)]) {
      this.#bytes -= this.#files.get(one)?.length ?? 0;
      this.#files.delete(one);
      if (one !== "/") this.#directories.delete(one);
    }
  }

  *#all(): Generator<string> {
    yield* this.#directories;
    yield* this.#files.keys();
    for (const file of this.#mounted().keys()) {
      for (let one = file; one !== "/"; one = parentOf(one)) yield one;
    }
  }
}

/** The directory that a path lies in. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0)) || "/";
}

/** A path as seen from a directory, without `.` and `..`. */
export function resolvePath(directory: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith("/") ? path : `${directory}/${path}`).split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}
