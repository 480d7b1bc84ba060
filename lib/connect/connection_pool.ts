/**
 * Connections that carry one request at a time, used again and again. Layer 1.
 *
 * @module
 */
import type { Dialer, WireRequest, WireTarget } from "./dialer.ts";
import { isStream } from "./exchange.ts";
import { gunzipResponse } from "./gzip_response.ts";
import { unlessAborted } from "./unless_aborted.ts";

/** Servers close idle connections after some 90 s; one that is older is not trusted with a request. */
const MAX_IDLE_MS = 55_000;
/** So many are kept. While as many are in use, another is opened only for who has waited for long. */
const MAX_IDLE_CONNECTIONS = 32;
/**
 * Of many requests at once so many open a connection each, unless one is to be free before it would be open;
 * the others wait a moment for one to be free.
 */
const EAGER_CONNECTIONS = 4;
/** How long a moment is: as long as it last took to open a connection, within bounds. */
export interface PatienceMs {
  /** Before the first connection has been opened. */
  readonly first: number;
  readonly least: number;
  readonly most: number;
}

const PATIENCE_MS: PatienceMs = { first: 50, least: 20, most: 1000 };

/** A connection that is open. */
export interface PooledConnection {
  /** Whether another request may be tried. */
  readonly isOpen: boolean;
  /** Keeps a process from ending, or no longer. */
  hold(isHeld: boolean): void;
  /** Closes at once, whatever is under way. */
  close(): void;
  /**
   * Sends a request; nothing else may be under way.
   *
   * @param request The request.
   * @param onEnd Called once when the exchange is over, with whether the connection can be used again.
   * @throws What ended the exchange before the head of the answer was there.
   */
  send(request: WireRequest, onEnd: (isReusable: boolean) => void): Promise<Response>;
}

interface IdleConnection {
  readonly connection: PooledConnection;
  readonly sinceMs: number;
}

/** Sends requests over connections that it opens where none is free. */
export class ConnectionPool implements Dialer {
  readonly #open: (target: WireTarget) => Promise<PooledConnection>;
  readonly #idle: IdleConnection[] = [];
  readonly #waiting: ((connection: PooledConnection | undefined) => void)[] = [];
  #connecting = 0;
  /** The one that is being opened for the next request. */
  #prepared: Promise<PooledConnection> | undefined;
  /** Connections with a request that is soon over. */
  #inUse = 0;
  /** How long such a request last took, and when it was over. */
  #exchangeMs = 0;
  #releasedMs = 0;
  readonly #bounds: PatienceMs;
  #patienceMs: number;
  #isClosed = false;

  /** Opens nothing yet. */
  constructor(
    open: (target: WireTarget) => Promise<PooledConnection>,
    patience: PatienceMs = PATIENCE_MS,
  ) {
    this.#open = open;
    this.#bounds = patience;
    this.#patienceMs = patience.first;
  }

  async fetch(request: WireRequest): Promise<Response> {
    const { signal } = request;
    for (;;) {
      signal.throwIfAborted();
      const found = this.#takeIdle() ?? await this.#waitForFree(request);
      const connection = found ?? await this.#connect(request);
      if (signal.aborted) {
        // The next request may use it, and else somebody is to close it.
        this.#release(connection);
        throw signal.reason;
      }
      try {
        return gunzipResponse(await this.#send(connection, request));
      } catch (error) {
        // The server closed an idle connection just as it was to be used: nothing has happened yet.
        const isStale = found?.isOpen === false && !signal.aborted && canRepeat(request);
        if (!isStale) throw error;
      }
    }
  }

  /** Opens a connection that the next request finds, or waits for; none where there is one already. */
  async prepare(target: WireTarget): Promise<void> {
    if (this.#isClosed || this.#idle.length > 0 || this.#prepared !== undefined) return;
    this.#connecting++;
    const opening = this.#prepared = this.#connect(target);
    try {
      const connection = await opening;
      // Else a request has taken it.
      if (this.#prepared === opening) this.#release(connection);
    } finally {
      if (this.#prepared === opening) this.#prepared = undefined;
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const { connection } of this.#idle.splice(0)) connection.close();
  }

  async #send(connection: PooledConnection, request: WireRequest): Promise<Response> {
    connection.hold(true);
    const startMs = performance.now();
    let isCounted = !isLong(request);
    if (isCounted) this.#inUse++;
    const uncount = () => {
      if (!isCounted) return;
      isCounted = false;
      this.#inUse--;
      this.#releasedMs = performance.now();
      this.#exchangeMs = this.#releasedMs - startMs;
    };
    try {
      return await connection.send(request, (isReusable) => {
        uncount();
        if (isReusable) this.#release(connection);
      });
    } catch (error) {
      // What was over before it began has no end.
      uncount();
      throw error;
    }
  }

  #takeIdle(): PooledConnection | undefined {
    for (let last = this.#idle.pop(); last !== undefined; last = this.#idle.pop()) {
      const isFresh = performance.now() - last.sinceMs < MAX_IDLE_MS;
      if (last.connection.isOpen && isFresh) return last.connection;
      last.connection.close();
    }
    return undefined;
  }

  #release(connection: PooledConnection): void {
    const next = this.#waiting.shift();
    if (next !== undefined) {
      next(connection);
      return;
    }
    if (this.#isClosed || this.#idle.length >= MAX_IDLE_CONNECTIONS) {
      connection.close();
      return;
    }
    connection.hold(false);
    this.#idle.push({ connection, sinceMs: performance.now() });
  }

  /** One that becomes free while others are being opened, where it is worth the wait. */
  async #waitForFree(request: WireRequest): Promise<PooledConnection | undefined> {
    const { signal, longLived } = request;
    const prepared = longLived ? undefined : this.#prepared;
    if (prepared !== undefined) return await this.#takePrepared(prepared, request);
    const opens = this.#connecting < EAGER_CONNECTIONS && (isLong(request) || !this.#isSoonFree());
    if (longLived || opens) {
      // Counted before anything is waited for: the next request is to know.
      this.#connecting++;
      return undefined;
    }
    const { promise, resolve } = Promise.withResolvers<PooledConnection | undefined>();
    const waiting = this.#waiting;
    const giveUp = () => {
      const index = waiting.indexOf(resolve);
      if (index < 0) return;
      waiting.splice(index, 1);
      this.#connecting++;
      resolve(undefined);
    };
    const startMs = performance.now();
    let sinceMs = startMs;
    const onTime = () => {
      const nowMs = performance.now();
      const isServed = this.#releasedMs > sinceMs && this.#isSoonFree();
      const isEarly = this.#isFull() && nowMs - startMs < this.#bounds.most;
      if (!isServed && !isEarly) return giveUp();
      sinceMs = nowMs;
      timer = setTimeout(onTime, this.#patienceMs);
    };
    waiting.push(resolve);
    let timer = setTimeout(onTime, this.#patienceMs);
    signal.addEventListener("abort", giveUp);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", giveUp);
    }
  }

  async #takePrepared(
    opening: Promise<PooledConnection>,
    request: WireRequest,
  ): Promise<PooledConnection | undefined> {
    this.#prepared = undefined;
    try {
      return await unlessAborted(opening, request.signal);
    } catch {
      // Whoever has given it up leaves it to the next one; whoever could not have it tries again, and hears why.
      opening.then((connection) => this.#release(connection), () => {});
      return await this.#waitForFree(request);
    }
  }

  /** Whether one more connection would be closed after its request. */
  #isFull(): boolean {
    return this.#inUse + this.#connecting >= MAX_IDLE_CONNECTIONS;
  }

  /** Whether the last in the queue will have a connection sooner than it could open one. */
  #isSoonFree(): boolean {
    if (this.#isFull()) return true;
    if (this.#inUse === 0) return false;
    const turns = Math.ceil((this.#waiting.length + 1) / this.#inUse);
    return turns * this.#exchangeMs <= this.#patienceMs;
  }

  /** Opens a connection that is counted already. */
  async #connect(target: WireTarget): Promise<PooledConnection> {
    try {
      target.signal.throwIfAborted();
      const startMs = performance.now();
      const connection = await this.#open(target);
      const tookMs = performance.now() - startMs;
      this.#patienceMs = Math.min(Math.max(tookMs, this.#bounds.least), this.#bounds.most);
      return connection;
    } finally {
      this.#connecting--;
    }
  }
}

/** Whether a request says nothing about when the next one on its connection could be sent. */
function isLong({ longLived, bulk }: WireRequest): boolean {
  return longLived || bulk === true;
}

/** Whether a request may be sent twice, should the first have arrived after all. */
function canRepeat({ method, body }: WireRequest): boolean {
  return (method === "GET" || method === "HEAD") && !isStream(body);
}
