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
export { testCluster, type TestClusterOptions } from "./test_cluster.ts";
