/**
 * The one control plane that a test run shares, started when the first stage asks for it.
 *
 * @module
 */

import { isBuilt, isGoAvailable } from "../../tests/controlplane/build.ts";
import { type ControlPlane, startControlPlane } from "../../tests/controlplane/start.ts";
import { DEFAULT_VERSION } from "../../tests/controlplane/versions.ts";

/** Starts a control plane once. */
export class LivePlane implements AsyncDisposable {
  readonly #onProgress: (line: string) => void;
  #plane: Promise<ControlPlane | undefined> | undefined;

  /** Starts nothing yet; tells `onProgress` what it does later. */
  constructor(onProgress: (line: string) => void) {
    this.#onProgress = onProgress;
  }

  /** Gives the control plane; undefined where there is neither Go nor an earlier build. */
  async get(): Promise<ControlPlane | undefined> {
    this.#plane ??= this.#start();
    return await this.#plane;
  }

  async #start(): Promise<ControlPlane | undefined> {
    if (!await isBuilt(DEFAULT_VERSION) && !await isGoAvailable()) return undefined;
    return await startControlPlane({ nodes: 2, onProgress: this.#onProgress });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const starting = this.#plane;
    this.#plane = undefined;
    // That it did not start was reported by the stage that asked for it.
    const plane = await starting?.catch(() => undefined);
    await plane?.[Symbol.asyncDispose]();
  }
}
