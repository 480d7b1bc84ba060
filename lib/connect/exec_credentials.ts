/**
 * Credentials from a plugin (`exec` of a user entry): run when there are none, when they have expired
 * and when the server refuses them; one run at a time. Layer 1.
 *
 * @module
 */
import type { ClusterAccess, CredentialProvider, Credentials, ExecPlugin } from "./access.ts";
import type { CredentialOptions } from "./credential_options.ts";
import type { PluginCredentials } from "./exec_credential.ts";
import { runExecPlugin } from "./exec_plugin.ts";
import { sameCredentials } from "./sealed_credentials.ts";
import { unlessAborted } from "./unless_aborted.ts";

/**
 * Where the plugin's clock is behind or ahead, credentials can seem expired when they are made; they
 * are then used for this long, instead of running the plugin for every request.
 */
const LEAST_USE_MS = 10_000;

interface CachedCredentials extends PluginCredentials {
  /** When they were made, in milliseconds since 1970. */
  readonly madeAt: number;
}

interface Run {
  readonly result: Promise<CachedCredentials>;
  readonly controller: AbortController;
  waiting: number;
}

/** Gives what a credential plugin printed, until it expires or is refused. */
export class ExecCredentials implements CredentialProvider {
  readonly #access: ClusterAccess;
  readonly #plugin: ExecPlugin;
  readonly #options: CredentialOptions;
  readonly #now: () => number;
  #cached: CachedCredentials | undefined;
  #run: Run | undefined;
  /** Settles when the plugin that was started last has ended. */
  #ended: Promise<unknown> = Promise.resolve();

  /**
   * Takes the plugin of a user.
   *
   * @param access The way to the cluster; some of it is told to the plugin.
   * @param plugin The plugin.
   * @param options Clock, environment and limits.
   */
  constructor(access: ClusterAccess, plugin: ExecPlugin, options: CredentialOptions = {}) {
    this.#access = access;
    this.#plugin = plugin;
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  async get(signal?: AbortSignal): Promise<Credentials> {
    signal?.throwIfAborted();
    if (this.#cached !== undefined && this.#isFresh(this.#cached)) return this.#cached.credentials;
    return (await this.#join(signal)).credentials;
  }

  async refresh(refused: Credentials, signal?: AbortSignal): Promise<Credentials | undefined> {
    signal?.throwIfAborted();
    const cached = this.#cached?.credentials;
    // Another request was refused as well and has new ones already.
    if (cached !== undefined && !sameCredentials(cached, refused)) return cached;
    const { credentials } = await this.#join(signal);
    return sameCredentials(credentials, refused) ? undefined : credentials;
  }

  #isFresh({ expiresAt, madeAt }: CachedCredentials): boolean {
    if (expiresAt === undefined) return true;
    const now = this.#now();
    return now < expiresAt || (expiresAt <= madeAt && Math.abs(now - madeAt) < LEAST_USE_MS);
  }

  /** Waits for the run that is under way, or a new one; the last one to give up ends it. */
  async #join(signal: AbortSignal | undefined): Promise<CachedCredentials> {
    const run = this.#run ??= this.#start();
    run.waiting++;
    try {
      return await unlessAborted(run.result, signal);
    } finally {
      run.waiting--;
      if (run.waiting === 0 && this.#run === run) {
        this.#run = undefined;
        run.controller.abort();
        await this.#ended;
      }
    }
  }

  #start(): Run {
    const controller = new AbortController();
    const result = this.#execute(this.#ended, controller.signal);
    const run: Run = { result, controller, waiting: 0 };
    const finish = () => {
      if (this.#run === run) this.#run = undefined;
    };
    // Whoever waits sees the error; here only the end matters.
    this.#ended = result.then(finish, finish);
    return run;
  }

  async #execute(previous: Promise<unknown>, signal: AbortSignal): Promise<CachedCredentials> {
    await previous;
    signal.throwIfAborted();
    const made = await runExecPlugin(this.#access, this.#plugin, { ...this.#options, signal });
    this.#cached = { ...made, madeAt: this.#now() };
    return this.#cached;
  }
}
