/**
 * The one control plane that a test run shares, started when the first stage asks for it.
 *
 * @module
 */

import { isBuilt, isGoAvailable } from "../../tests/controlplane/build.ts";
import { type ControlPlane, startControlPlane } from "../../tests/controlplane/start.ts";
import {
  DEFAULT_VERSION,
  KUBERNETES_MODULES,
  unknownVersion,
} from "../../tests/controlplane/versions.ts";

/** Starts a control plane once. */
export class LivePlane implements AsyncDisposable {
  readonly #onProgress: (line: string) => void;
  readonly #version: string;
  #plane: Promise<ControlPlane | undefined> | undefined;

  /**
   * Starts nothing yet; tells `onProgress` what it does later.
   *
   * @throws {Error} when there is no pinned module for the version.
   */
  constructor(onProgress: (line: string) => void, version: string = DEFAULT_VERSION) {
    if (!KUBERNETES_MODULES.has(version)) throw unknownVersion(version);
    this.#onProgress = onProgress;
    this.#version = version;
  }

  /** Gives the control plane; undefined where there is neither Go nor an earlier build. */
  async get(): Promise<ControlPlane | undefined> {
    this.#plane ??= this.#start();
    return await this.#plane;
  }

  async #start(): Promise<ControlPlane | undefined> {
    const version = this.#version;
    if (!await isBuilt(version) && !await isGoAvailable()) return undefined;
    return await startControlPlane({ version, nodes: 2, onProgress: this.#onProgress });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const starting = this.#plane;
    this.#plane = undefined;
    // That it did not start was reported by the stage that asked for it.
    const plane = await starting?.catch(() => undefined);
    await plane?.[Symbol.asyncDispose]();
  }
}
