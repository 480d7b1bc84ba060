/**
 * Calls of kubectl that are made on two servers, and what is compared of them.
 *
 * @module
 */

/** One call. */
export interface KubectlCall {
  /** The words after `kubectl`; `NS` in them is the namespace of the scenario. */
  readonly args: readonly string[];
  readonly stdin?: string;
  /** Variables, e.g. `KUBE_EDITOR`. */
  readonly env?: Readonly<Record<string, string>>;
  /** What is expected where the real control plane has limits of its own: then it is not asked. */
  readonly expect?: {
    readonly code?: number;
    readonly stdout?: RegExp | string;
    readonly stderr?: RegExp | string;
  };
  /** The call goes on for ever: it is ended when its standard output has this. */
  readonly until?: RegExp;
  /** Made to bring something about; neither counted nor compared. */
  readonly isSetUp?: boolean;
  /** Compares lines without their order: what is printed as it comes. */
  readonly isUnordered?: boolean;
  /** Lines that are left out of the comparison on both sides, each with a reason beside it. */
  readonly without?: readonly RegExp[];
  /** Runs once more until it says this, for a minute: what controllers bring about later. */
  readonly retryUntil?: RegExp;
}

/** Calls one after the other in a namespace of their own. */
export interface KubectlScenario {
  readonly name: string;
  readonly calls: readonly KubectlCall[];
  /** Files that the calls name by `DIR/name`. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A call whose words are written as on a command line; quotes keep blanks. */
export function call(line: string, more: Omit<KubectlCall, "args"> = {}): KubectlCall {
  const words = line.match(/'[^']*'|\S+/g) ?? [];
  return { args: words.map((word) => word.startsWith("'") ? word.slice(1, -1) : word), ...more };
}

/** A call that brings something about and is not compared. */
export function setUp(line: string): KubectlCall {
  return call(line, { isSetUp: true });
}
