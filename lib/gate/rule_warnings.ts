/**
 * Warns of rules that name what the cluster does not serve, such as a misspelt group that is to be denied, and
 * of denials in a namespace that is not there; and of such a namespace that the run itself is given.
 * Only a warning: the script may be about to install it. Layer 6.
 *
 * @module
 */
import type { Transport } from "../connect/transport.ts";
import { safeLine } from "../core/message.ts";
import { sanitize } from "../core/terminal.ts";
import { BUILTIN_KINDS } from "../kinds/builtin.ts";
import type { Policy } from "../policy/decision.ts";
import type { Rule } from "../policy/rule.ts";
import { Patience } from "../process/patience.ts";
import { unservedName } from "../policy/served_names.ts";

/** What rules are looked at, and where it is asked. */
export interface RuleWarningOptions {
  readonly policy: Policy;
  /** Those of its rules that come from a file of grants. */
  readonly granted: readonly Rule[];
  /** The namespace that the run is given, where it is. */
  readonly namespace?: string | undefined;
  /** The way to the cluster, once it is open; whoever opens it says why it cannot be. */
  readonly opening: Promise<{ readonly transport: Transport }>;
  /** Whether what the cluster said is kept, and what was kept is read. */
  readonly isKept: boolean;
}

/** A cluster that takes longer is not waited for: the script's start is. */
const LIMIT_MS = 2_000;
const MAX_LINES = 5;

/** Finds them while the script is prepared; where every name is built in, nothing is asked or loaded. */
export class RuleWarnings implements Disposable {
  /** One line for each. */
  readonly lines: Promise<readonly string[]>;
  readonly #stop = new AbortController();

  /** Starts to look. */
  constructor(options: RuleWarningOptions) {
    const { allow, deny } = options.policy;
    const unknown = [...allow, ...deny].filter((rule) =>
      unservedName(rule, BUILTIN_KINDS) !== undefined
    );
    // What is not allowed for a wrong name is refused, and said then; what is not denied passes.
    const placed = deny.filter((rule) => rule.isResource && rule.namespace !== undefined);
    this.lines = unknown.length + placed.length === 0 && options.namespace === undefined
      ? Promise.resolve([])
      : this.#look(unknown, placed, options);
  }

  /** Ends the question. */
  [Symbol.dispose](): void {
    this.#stop.abort();
  }

  async #look(
    unknown: readonly Rule[],
    placed: readonly Rule[],
    { policy, granted, namespace, opening, isKept }: RuleWarningOptions,
  ): Promise<readonly string[]> {
    const opened = await opening.catch(() => undefined);
    if (opened === undefined) return [];
    const { transport } = opened;
    using patience = new Patience(LIMIT_MS);
    const signal = AbortSignal.any([this.#stop.signal, patience.signal]);
    const [unserved, empty, missing] = await Promise.all([
      unknown.length === 0
        ? []
        : import("./check_names.ts").then(({ unservedNames }) =>
          unservedNames(unknown, { transport, isKept, signal })
        ),
      placed.length === 0
        ? []
        : import("./check_places.ts").then(({ emptyPlaces }) =>
          emptyPlaces(placed, transport, signal)
        ),
      namespace === undefined
        ? undefined
        : import("./check_places.ts").then(({ missingNamespace }) =>
          missingNamespace(namespace, transport, signal)
        ),
    ]);
    const faults = [
      ...[...unserved].map(([rule, fault]) => [rule, `the cluster serves ${fault}`] as const),
      ...[...empty].map(([rule, fault]) => [rule, `it denies nothing: ${fault}`] as const),
    ];
    const lines = faults.slice(0, MAX_LINES).map(([rule, fault]) => {
      const origin = granted.includes(rule)
        ? "the granted "
        : policy.deny.includes(rule)
        ? "--deny-kube="
        : "--allow-kube=";
      return sanitize(safeLine(`${origin}${rule.text}: ${fault}`));
    });
    // First: it is about all that the script does.
    if (missing !== undefined) lines.unshift(sanitize(safeLine(missing)));
    const more = Math.max(0, faults.length - MAX_LINES);
    if (more === 0) return lines;
    return [...lines, `there is nothing of what ${more} more rules name`];
  }
}
