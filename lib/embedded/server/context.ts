/**
 * What every part of the server works with: the cluster, and the call that is being answered. Layer 3.
 *
 * @module
 */
import type { Clock } from "../clock.ts";
import type { Describe } from "../openapi/builtin_schemas.ts";
import type { ApiObject } from "../json.ts";
import type { ResourceRegistry } from "../resources/registry.ts";
import type { Resource, WriteContext } from "../resources/resource.ts";
import type { ContainerRuntime } from "../subresources/runtime.ts";
import type { Store } from "../store/store.ts";
import type { RequestInfo } from "./request_info.ts";

/** Who calls. */
export interface UserInfo {
  readonly username: string;
  readonly groups: readonly string[];
  readonly uid?: string;
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** A change that admission looks at. */
export interface AdmissionAttributes {
  readonly operation: "CREATE" | "UPDATE" | "DELETE";
  readonly resource: Resource;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  /** The new object; absent for a delete. */
  readonly object: ApiObject | undefined;
  readonly old: ApiObject | undefined;
  readonly user: UserInfo;
  readonly isDryRun: boolean;
}

/** A part of admission: changes objects, or refuses them by throwing a `Fault`. */
export interface AdmissionPlugin {
  readonly name: string;
  /** Changes a new or changed object in place. */
  admit?(attributes: AdmissionAttributes, cluster: ClusterState): void;
  /** Refuses what is not allowed. */
  validate?(attributes: AdmissionAttributes, cluster: ClusterState): void;
}

/** Decides about requests. */
export interface Authorizer {
  /** Who the caller is, once it has said whom it acts for. */
  impersonate(user: UserInfo, headers: Headers, cluster: ClusterState): UserInfo;
  /**
   * Lets a request pass.
   *
   * @throws {Fault} when its caller may not do that.
   */
  check(user: UserInfo, info: RequestInfo, cluster: ClusterState): void;
}

/** The parts of a cluster that all calls share. */
export interface ClusterState {
  readonly store: Store;
  readonly clock: Clock;
  readonly resources: ResourceRegistry;
  readonly admission: readonly AdmissionPlugin[];
  readonly authorizer: Authorizer;
  /** What runs in containers, if anything does. */
  readonly runtime: ContainerRuntime | undefined;
  /** What strategies may ask for. */
  readonly writes: WriteContext;
  /** Who calls with a bearer token; `undefined` where nobody does. */
  userOf(token: string): UserInfo | undefined;
  /** A new token for a user. */
  issueToken(user: UserInfo): string;
  /** Writes the status of an object in the server's own name. */
  changeStatus(
    resource: Resource,
    place: { readonly namespace: string | undefined; readonly name: string },
    change: (live: ApiObject) => ApiObject,
  ): void;
  /** A new uid. */
  newUid(): string;
  /** What the server says it is, e.g. `v1.36.3`. */
  readonly version: string;
  /** Finds the words of OpenAPI documents, where there are any. */
  readonly describe: Describe | undefined;
}

/** How a write is to be done. */
export interface WriteOptions {
  readonly isDryRun: boolean;
  /** Who owns the written fields. */
  readonly fieldManager: string;
  readonly fieldValidation: "Strict" | "Warn" | "Ignore";
  /** Whether an apply takes fields from other owners. */
  readonly force: boolean;
}

/** One call. */
export interface Call {
  readonly cluster: ClusterState;
  readonly info: RequestInfo;
  readonly user: UserInfo;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly method: string;
  /** Sentences for `Warning` headers. */
  readonly warnings: string[];
  /** Ends a watch. */
  readonly signal: AbortSignal | undefined;
  /**
   * Lets the cluster end a stream when it is disposed of itself.
   *
   * @returns What the end of the stream calls.
   */
  onWatch(close: () => void): () => void;
}
