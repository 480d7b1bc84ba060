/**
 * The private folder of a gate's socket; gone with the gate. Layer 6.
 *
 * @module
 */
import { join } from "./paths.ts";

const PREFIX = "skiff-gate-";
/** Longer paths are no addresses of sockets; macOS takes the least. */
const MAX_SOCKET_PATH = 100;

/** The folder of one gate. */
export interface SocketFolder extends Disposable {
  /** Its path. */
  readonly path: string;
  /** Path of the socket. */
  readonly socket: string;
}

/**
 * Makes a folder that only its user can enter.
 *
 * @returns The folder; dispose of it to remove it and whatever is in it.
 */
export function makeSocketFolder(): SocketFolder {
  const folder = makeFolder();
  return {
    path: folder,
    socket: join(folder, "gate"),
    [Symbol.dispose]: () => removeFolder(folder),
  };
}

function makeFolder(): string {
  const folder = Deno.makeTempDirSync({ prefix: PREFIX });
  if (join(folder, "gate").length <= MAX_SOCKET_PATH && !folder.includes(",")) return folder;
  removeFolder(folder);
  return Deno.makeTempDirSync({ dir: "/tmp", prefix: PREFIX });
}

function removeFolder(folder: string): void {
  try {
    Deno.removeSync(folder, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
