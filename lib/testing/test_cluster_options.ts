/**
 * What a cluster for a test is to have. Layer 6: types only.
 *
 * @module
 */
import type { ConnectOptions } from "../api/connection.ts";
import type { UntypedObject } from "../api/untyped.ts";
import type { KubeObject } from "../core/gvk.ts";
import type { NodeShape } from "../embedded/controllers/kubelet/nodes.ts";
import type { ContainerScripts } from "../embedded/controllers/kubelet/script.ts";
import type { ControllerName } from "../embedded/controllers/registry.ts";
import type { Fault } from "./fault.ts";
import type { TestClock } from "./test_clock.ts";
import type { TestUser } from "./test_user.ts";

/** What a cluster for a test is to have. */
export interface TestClusterOptions
  extends Pick<ConnectOptions, "readOnly" | "dryRun" | "policy" | "fieldManager" | "onWarning"> {
  /**
   * Objects that are there from the start, with their status, uid and time of creation; of built-in kinds, and of
   * those that a CustomResourceDefinition among them defines. Default: none.
   */
  readonly objects?: readonly (KubeObject | UntypedObject)[];
  /** The namespace that `ns()` means, and that objects without one lie in; default `default`. */
  readonly namespace?: string;
  /** Users by their names, for {@link TestCluster.as}; everybody else is an administrator. */
  readonly users?: Readonly<Record<string, TestUser>>;
  /**
   * The nodes that it has: how many, or each by what it is. Default none, or one where `containers` or
   * `controllers` are given: without nodes nothing runs, objects stay as they are put in.
   */
  readonly nodes?: number | readonly NodeShape[];
  /**
   * What containers do, by the name of the container or its image, `*` for any characters: as data, or as a function
   * that is the container's process. Default they start at once, are ready at once, and run until they are
   * stopped; those of a Job end at once with 0.
   */
  readonly containers?: ContainerScripts;
  /**
   * Which controllers it has, e.g. `["*", "-deployment"]`; default all where there are nodes, and else what looks
   * after namespaces, garbage and quotas.
   */
  readonly controllers?: readonly (ControllerName | "*" | `-${ControllerName}`)[];
  /** The time of the cluster; default the machine's. */
  readonly clock?: TestClock;
  /** What goes wrong on the way to the cluster from the start; {@link TestCluster.inject} adds to it. */
  readonly faults?: readonly Fault[];
  /** What comes of chance (faults, generated names, uids) comes out the same for the same number; default 1. */
  readonly seed?: number;
  /** The context's name, as `connect({ context })` and `cluster.info` say it; default `test`. */
  readonly context?: string;
}
