/**
 * Kubeconfigs to test with: whole ones from a few words, and folders that go away. No test in here.
 *
 * @module
 */
import type { EnvReader } from "../../lib/connect/environment.ts";

/** Looks like a certificate to whoever does not open it. */
export const CERTIFICATE_PEM = pem("CERTIFICATE", "a certificate");
/** Looks like a private key to whoever does not open it. */
export const KEY_PEM = pem("PRIVATE KEY", "a private key");

/** Wraps a DER sequence around a text. */
export function pem(label: string, text: string): string {
  const bytes = [0x30, text.length, ...new TextEncoder().encode(text)];
  return `-----BEGIN ${label}-----\n${
    base64(String.fromCharCode(...bytes))
  }\n-----END ${label}-----\n`;
}

/** Encodes an ASCII text. */
export function base64(text: string): string {
  return btoa(text);
}

/** A part of a kubeconfig: names to fields. */
export type Entries = Readonly<Record<string, unknown>>;

/** What a kubeconfig is made of; what is left out gets something that works. */
export interface Parts {
  readonly current?: string | undefined;
  readonly contexts?: Entries;
  readonly clusters?: Entries;
  readonly users?: Entries;
  readonly top?: Entries;
}

/** Writes a kubeconfig of one context `dev` with cluster `c` and user `u`, with other parts in place. */
export function kubeconfigText(parts: Parts = {}): string {
  const {
    current = "dev",
    contexts = { dev: { cluster: "c", user: "u" } },
    clusters = { c: { server: "https://127.0.0.1:1" } },
    users = { u: { token: "t0ken" } },
  } = parts;
  return JSON.stringify(
    {
      apiVersion: "v1",
      kind: "Config",
      "current-context": current,
      contexts: named("context", contexts),
      clusters: named("cluster", clusters),
      users: named("user", users),
      ...parts.top,
    },
    null,
    2,
  );
}

function named(kind: string, entries: Entries): unknown[] {
  return Object.entries(entries).map(([name, fields]) => ({ name, [kind]: fields }));
}

/** A temporary folder. */
export class Folder implements AsyncDisposable {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** Makes one, with files in it. */
  static async make(files: Readonly<Record<string, string>> = {}): Promise<Folder> {
    const folder = new Folder(await Deno.realPath(await Deno.makeTempDir({ prefix: "skiff_" })));
    for (const [name, text] of Object.entries(files)) await folder.write(name, text);
    return folder;
  }

  /** Writes a file and gives its path. */
  async write(name: string, text: string, mode = 0o600): Promise<string> {
    const path = this.at(name);
    await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    await Deno.writeTextFile(path, text);
    await Deno.chmod(path, mode);
    return path;
  }

  /** Writes a shell script that can be run. */
  script(name: string, lines: string): Promise<string> {
    return this.write(name, `#!/bin/sh\n${lines}\n`, 0o700);
  }

  /** The path of a file in it. */
  at(name: string): string {
    return `${this.path}/${name}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.path, { recursive: true });
  }
}

/** An environment of these variables alone. */
export function environment(variables: Readonly<Record<string, string>> = {}): EnvReader {
  return { get: (name) => variables[name] };
}
