/**
 * Tests of scripts without a cluster: `skiff/testing`.
 *
 * @example A test of a query
 * ```ts
 * import assert from "node:assert/strict";
 * import { testCluster } from "skiff/testing";
 *
 * await using cluster = await testCluster({
 *   objects: [{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings" }, data: { a: "1" } }],
 * });
 * assert.deepEqual((await cluster.ns().configMap("settings").get()).data, { a: "1" });
 * ```
 *
 * @module
 */
export type { ControllerName } from "../embedded/controllers/registry.ts";
export type { NodeShape } from "../embedded/controllers/kubelet/nodes.ts";
export type {
  ContainerMain,
  ContainerProcess,
  ExecAnswer,
  ExecCall,
  ExecFunction,
  ExecResult,
  HttpFunction,
  PortConnection,
  PortFunction,
} from "../embedded/controllers/kubelet/process.ts";
export type {
  ContainerExit,
  ContainerRun,
  ContainerScript,
  ContainerScripts,
  ContainerStop,
  LogEntry,
} from "../embedded/controllers/kubelet/script.ts";
export type { ApiObject, JsonObject, JsonValue, Metadata } from "../embedded/json.ts";
export { assertObject, type AssertObjectOptions } from "./assert_object.ts";
export { cassette, CassetteCluster, type CassetteOptions } from "./cassette.ts";
export type { Fault, FaultCall, FaultOptions } from "./fault.ts";
export {
  conflict,
  expired,
  type ExpiredOptions,
  latency,
  type LatencyOptions,
  resetBody,
  type ResetBodyOptions,
  resetConnection,
  serverErrors,
  type ServerErrorsOptions,
  silentWatch,
  type SilentWatchOptions,
  tooManyRequests,
  type TooManyRequestsOptions,
} from "./fault_presets.ts";
export { type RequestMatch, SentRequest } from "./sent_request.ts";
export { TestClock, type TestClockRunOptions } from "./test_clock.ts";
export { TestCluster, testCluster, type UseOptions } from "./test_cluster.ts";
export type { TestClusterOptions } from "./test_cluster_options.ts";
export type { TestRule, TestUser } from "./test_user.ts";
