/**
 * The contexts of the kubeconfig: which there are, and which one is meant. Layer 1.
 *
 * @module
 */
import { ConfigError } from "../core/errors.ts";
import { suggest } from "../core/suggest.ts";
import {
  type Kubeconfig,
  type KubeconfigEntry,
  type KubeconfigOptions,
  readKubeconfig,
} from "./kubeconfig.ts";
import { quote, quoteList } from "../core/message.ts";

/** A context as the kubeconfig lists it. */
export interface ContextSummary {
  /** Its name. */
  readonly name: string;
  /** Whether it is the current one. */
  readonly current: boolean;
  /** The name of its cluster entry; empty where it names none. */
  readonly cluster: string;
  /** The name of its user entry; empty where it names none. */
  readonly user: string;
  /** Its namespace; `default` where it names none. */
  readonly namespace: string;
  /** The kubeconfig file it stands in. */
  readonly file: string;
}

/** The fields of a context entry. */
export interface ContextEntry {
  readonly name: string;
  readonly file: string;
  readonly cluster: string;
  readonly user: string;
  readonly namespace: string;
}

/**
 * Lists the contexts of the kubeconfig. Reads kubeconfig files only: no credentials, no cluster.
 *
 * @param options Which kubeconfig.
 * @returns The contexts in the order of the files; empty where there is no kubeconfig.
 * @throws {ConfigError} when a file cannot be read or is not a kubeconfig.
 * @see `kubectl config get-contexts`
 */
export async function listContexts(options: KubeconfigOptions = {}): Promise<ContextSummary[]> {
  const kubeconfig = await readKubeconfig(options);
  return [...kubeconfig.contexts.values()].map((entry) => {
    const context = decodeContextEntry(entry);
    return {
      ...context,
      namespace: context.namespace === "" ? "default" : context.namespace,
      current: context.name === kubeconfig.currentContext,
    };
  });
}

/**
 * Reads the fields of a context entry.
 *
 * @param entry The entry.
 * @returns Its fields; empty where they are absent.
 * @throws {ConfigError} when a field has the wrong type.
 */
function decodeContextEntry({ name, file, fields }: KubeconfigEntry): ContextEntry {
  return {
    name,
    file,
    cluster: fields.text("cluster"),
    user: fields.text("user"),
    namespace: fields.text("namespace"),
  };
}

/**
 * Gets the context that is asked for, else the current one.
 *
 * @param kubeconfig The kubeconfig.
 * @param wanted The context's name, where one is asked for.
 * @returns The context.
 * @throws {ConfigError} when there is no such context, or none is current.
 */
export function getContext(kubeconfig: Kubeconfig, wanted?: string): ContextEntry {
  const { contexts, currentContext } = kubeconfig;
  const name = wanted ?? currentContext;
  const where = quoteList(kubeconfig.files);
  const names = `contexts: ${quoteList(contexts.keys())}`;
  if (contexts.size === 0) {
    throw new ConfigError(
      wanted === undefined
        ? `Cannot choose a context: there are no contexts in ${where}`
        : `Cannot use context ${quote(wanted)}: there are no contexts in ${where}`,
    );
  }
  if (name === "" && wanted === undefined) {
    throw new ConfigError(
      `Cannot choose a context: ${where} has no current-context: ` +
        `say which with --context or set one with kubectl config use-context; ${names}`,
    );
  }
  const entry = contexts.get(name);
  if (entry === undefined) {
    const near = suggest(name, contexts.keys());
    const hint = near === undefined ? "" : `did you mean ${quote(near)}; `;
    const state = wanted === undefined
      ? `it is the current-context and is not defined in ${where}`
      : `it is not defined in ${where}`;
    throw new ConfigError(`Cannot use context ${quote(name)}: ${state}: ${hint}${names}`);
  }
  return decodeContextEntry(entry);
}
