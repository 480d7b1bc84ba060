/**
 * What can be said about which cluster to reach and as whom. Layer 1.
 *
 * @module
 */
import type { EnvReader } from "./environment.ts";
import type { ImpersonationOptions } from "./impersonation.ts";

/** Who asks, for what helps there: the command `skiff`, a tool that takes `--kubeconfig`, or code. */
export type Front = "skiff" | "tool" | "code";

/** Which cluster, as whom, in which namespace. */
export interface LoadAccessOptions {
  /** A kubeconfig file; default the files of `KUBECONFIG`, else `~/.kube/config`. */
  readonly kubeconfig?: string | undefined;
  /** A context; default the current one. */
  readonly context?: string | undefined;
  /** The namespace that `ns()` without a name means; default the context's. */
  readonly namespace?: string | undefined;
  /** A cluster entry in the place of the context's. */
  readonly cluster?: string | undefined;
  /** A user entry in the place of the context's. */
  readonly user?: string | undefined;
  /** Whom to act as: a user name, or more of the identity; default what the user entry says. */
  readonly as?: string | ImpersonationOptions | undefined;
  /** Where environment variables are read; default `Deno.env`. */
  readonly env?: EnvReader | undefined;
  /** Where a pod's service account is mounted; default the path that Kubernetes uses. */
  readonly serviceAccountDirectory?: string | undefined;
  /** Who asks, for what is proposed where there is no kubeconfig; default `"code"`. */
  readonly front?: Front | undefined;
  /** Ends the reading. */
  readonly signal?: AbortSignal | undefined;
}
