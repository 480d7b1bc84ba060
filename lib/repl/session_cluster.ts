/**
 * The cluster that a session is connected to, and those that it was connected to before. Layer 7.
 *
 * @module
 */
import type { Cluster } from "../api/cluster.ts";
import type { OpenOptions } from "../api/open_for_command.ts";
import type { Prelude } from "./prelude.ts";
import type { SessionOptions } from "./session_options.ts";
import { openSessionPrelude } from "./session_prelude.ts";
import type { Traffic } from "./traffic.ts";

/** What of a session's options is about its cluster. */
type Wanted = Pick<SessionOptions, "connect" | "open" | "contexts">;

/** A cluster that another one can take the place of. */
export class SessionCluster implements AsyncDisposable {
  readonly #traffic: Traffic;
  readonly #wanted: Wanted;
  readonly #earlier: Cluster[] = [];
  #options: OpenOptions;
  #prelude: Prelude;

  private constructor(traffic: Traffic, wanted: Wanted, prelude: Prelude) {
    this.#traffic = traffic;
    this.#wanted = wanted;
    this.#options = wanted.connect;
    this.#prelude = prelude;
  }

  /**
   * Chooses the first one; sends nothing.
   *
   * @param traffic Where the session's requests go.
   * @param wanted Which cluster, and how it is reached.
   */
  static async choose(traffic: Traffic, wanted: Wanted): Promise<SessionCluster> {
    const prelude = await openSessionPrelude(traffic, wanted.connect, wanted.open);
    return new SessionCluster(traffic, wanted, prelude);
  }

  /** The cluster of now. */
  get current(): Cluster {
    return this.#prelude.cluster;
  }

  /** The options that it is connected by. */
  get options(): OpenOptions {
    return this.#options;
  }

  /** The names that are bound to it, and the modules. */
  get prelude(): Prelude {
    return this.#prelude;
  }

  /** The contexts to choose from. */
  async contexts(): Promise<readonly { readonly name: string }[]> {
    if (this.#wanted.contexts !== undefined) return await this.#wanted.contexts();
    const { listContexts } = await import("../connect/context.ts");
    const { kubeconfig } = this.#options;
    return await listContexts(kubeconfig === undefined ? {} : { kubeconfig });
  }

  /** Connects to another context or namespace; stays with the one of now where that fails. */
  async change(change: OpenOptions): Promise<void> {
    const options = { ...this.#options, ...change };
    const prelude = await openSessionPrelude(this.#traffic, options, this.#wanted.open);
    await prelude.cluster.open();
    this.#traffic.limits = options;
    // What was declared before goes on to mean the cluster that it was made for.
    this.#earlier.push(this.current);
    this.#options = options;
    this.#prelude = prelude;
  }

  /** Closes the connections. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const cluster of [this.current, ...this.#earlier]) await cluster[Symbol.asyncDispose]();
  }
}
