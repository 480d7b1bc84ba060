/**
 * What a cluster for a test is to have. Layer 6.
 *
 * @module
 */
import { CONNECT_OPTIONS, type ConnectOptions } from "../api/connection.ts";
import type { UntypedObject } from "../api/untyped.ts";
import { QueryError } from "../core/errors.ts";
import type { KubeObject } from "../core/gvk.ts";
import { checkOptions, type OptionTypes } from "../core/options.ts";
import type { NodeShape } from "../embedded/controllers/kubelet/nodes.ts";
import type { ContainerScripts } from "../embedded/controllers/kubelet/script.ts";
import type { ControllerName } from "../embedded/controllers/registry.ts";
import type { Fault } from "./fault.ts";
import { TestClock } from "./test_clock.ts";
import { TEST_RULE, TEST_USER, type TestUser } from "./test_user.ts";

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
   * stopped; those of a Job, and init containers, end at once with 0.
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

const TEST_CLUSTER_OPTIONS: OptionTypes<TestClusterOptions> = {
  readOnly: CONNECT_OPTIONS.readOnly,
  dryRun: CONNECT_OPTIONS.dryRun,
  policy: CONNECT_OPTIONS.policy,
  fieldManager: CONNECT_OPTIONS.fieldManager,
  onWarning: CONNECT_OPTIONS.onWarning,
  objects: "any",
  namespace: "string",
  users: "any",
  nodes: "any",
  containers: "any",
  controllers: "any",
  clock: "any",
  faults: "any",
  seed: "number",
  context: "string",
};

/**
 * Refuses what a test's cluster does not know, in its users too.
 *
 * @throws {QueryError} when there is something that it does not know.
 */
export function checkTestClusterOptions(options: TestClusterOptions): void {
  const cannot = () => "make a test cluster";
  checkOptions(options, TEST_CLUSTER_OPTIONS, { cannot });
  const { clock, faults = [], nodes, objects = [], users = {} } = options;
  if (clock !== undefined && !(clock instanceof TestClock)) {
    throw refusal('clock is no TestClock: give new TestClock("2026-01-01T00:00:00Z")');
  }
  if (nodes !== undefined && typeof nodes !== "number" && !Array.isArray(nodes)) {
    throw refusal('nodes is neither a number nor a list: give 3, or [{ name: "node-1" }]');
  }
  if (!Array.isArray(faults)) throw refusal("faults is no list: give [tooManyRequests()]");
  if (!Array.isArray(objects)) throw refusal("objects is no list: give [{ apiVersion, kind, … }]");
  for (const [name, user] of Object.entries(users)) {
    checkOptions(user, TEST_USER, { cannot: () => `make user ${JSON.stringify(name)}` });
    for (const rule of user.rules ?? []) {
      checkOptions(rule, TEST_RULE, { cannot: () => `give user ${JSON.stringify(name)} a rule` });
    }
  }
}

function refusal(fault: string): QueryError {
  return new QueryError(`Cannot make a test cluster: ${fault}`);
}
