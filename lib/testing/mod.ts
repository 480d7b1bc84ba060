/**
 * Tests of scripts without a cluster: `skiff/testing`.
 *
 * @example A test of a query
 * ```ts
 * import assert from "node:assert/strict";
 * import { testCluster } from "skiff/testing";
 *
 * await using cluster = await testCluster({
 *   objects: [{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings" } }],
 * });
 * assert.deepEqual(await cluster.ns().configMaps.names(), ["settings"]);
 * ```
 *
 * @module
 */
export { testCluster, type TestClusterOptions } from "./test_cluster.ts";
