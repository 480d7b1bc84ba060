/**
 * The dialer that fits the certificates of the moment: a new one when the client certificate or the
 * authorities change, the old one closed after its last request. Layer 1.
 *
 * @module
 */
import type { Credentials } from "./access.ts";
import type { Dialer, DialerSettings } from "./dialer.ts";
import type { TrustStore } from "./trust.ts";

/** The use of a dialer for one exchange. */
export interface DialerLease {
  readonly dialer: Dialer;
  /** What the dialer was made with, for a connection beside its own. */
  readonly settings: DialerSettings;
  /** Says that the exchange is over; more calls do nothing. */
  release(): void;
  /** Says that its connection may be dead: whoever comes next gets another dialer. */
  abandon(): void;
}

interface Entry {
  readonly dialer: Dialer;
  readonly settings: DialerSettings;
  readonly rootsId: string;
  readonly certificate: string | undefined;
  readonly key: string | undefined;
  inUse: number;
  retired: boolean;
}

/** Keeps the current dialer of one connection. */
export class DialerPool {
  readonly #trust: TrustStore;
  readonly #base: Omit<DialerSettings, "roots" | "clientCertificate">;
  readonly #make: (settings: DialerSettings) => Promise<Dialer> | Dialer;
  #current: Entry | undefined;

  /** Opens nothing yet. */
  constructor(
    trust: TrustStore,
    base: Omit<DialerSettings, "roots" | "clientCertificate">,
    make: (settings: DialerSettings) => Promise<Dialer> | Dialer,
  ) {
    this.#trust = trust;
    this.#base = base;
    this.#make = make;
  }

  /** Gives the dialer for these credentials until the lease is released. */
  async lease({ clientCertificate }: Credentials): Promise<DialerLease> {
    const roots = await this.#trust.roots();
    let entry = this.#find(roots.id, clientCertificate);
    if (entry === undefined) {
      const settings = { ...this.#base, roots: roots.certificates, clientCertificate };
      const dialer = await this.#make(settings);
      entry = this.#find(roots.id, clientCertificate);
      if (entry === undefined) {
        entry = {
          dialer,
          settings,
          rootsId: roots.id,
          certificate: clientCertificate?.certificate,
          key: clientCertificate?.key,
          inUse: 0,
          retired: false,
        };
        if (this.#current !== undefined) retire(this.#current);
        this.#current = entry;
      } else dialer.close();
    }
    const used = entry;
    used.inUse++;
    let released = false;
    return {
      dialer: used.dialer,
      settings: used.settings,
      abandon: () => {
        if (this.#current !== used) return;
        this.#current = undefined;
        retire(used);
      },
      release() {
        if (released) return;
        released = true;
        used.inUse--;
        if (used.retired && used.inUse === 0) used.dialer.close();
      },
    };
  }

  /** Closes the current dialer after its last request. */
  close(): void {
    if (this.#current !== undefined) retire(this.#current);
    this.#current = undefined;
  }

  #find(rootsId: string, certificate: Credentials["clientCertificate"]): Entry | undefined {
    const entry = this.#current;
    return entry !== undefined && entry.rootsId === rootsId &&
        entry.certificate === certificate?.certificate && entry.key === certificate?.key
      ? entry
      : undefined;
  }
}

function retire(entry: Entry): void {
  entry.retired = true;
  if (entry.inUse === 0) entry.dialer.close();
}
