/** Namespaces: their label, their end, and what they refuse meanwhile. */
import { get, mergePatch, post, put, remove, type Scenario } from "../step.ts";

const NAMESPACES = "/api/v1/namespaces";

/** Scenarios of namespaces. No controller empties them here. */
export const NAMESPACE_SCENARIOS: readonly Scenario[] = [{
  name: "namespaces",
  cleanUp: [],
  steps: [
    post(NAMESPACES, { metadata: { name: "x{run}", labels: { a: "b" } } }),
    post(NAMESPACES, { metadata: { name: "x{run}" } }),
    post(NAMESPACES, { metadata: { name: "x.y" } }),
    post(NAMESPACES, { metadata: { name: "Upper" } }),
    post(NAMESPACES, { metadata: { name: "y{run}" }, spec: { finalizers: ["a/b"] } }),
    mergePatch(`${NAMESPACES}/y{run}`, { spec: { finalizers: [] } }),
    mergePatch(`${NAMESPACES}/x{run}`, {
      metadata: { labels: { "kubernetes.io/metadata.name": "z" } },
    }),
    mergePatch(`${NAMESPACES}/x{run}/status`, { status: { phase: "Terminating" } }),
    get(`${NAMESPACES}/x{run}`),
    get(`${NAMESPACES}/x{run}`, { accept: "application/json;as=Table;g=meta.k8s.io;v=v1" }),
    get(`${NAMESPACES}?fieldSelector=metadata.name%3Dx{run}`),
    remove(`${NAMESPACES}/default`),
    remove(`${NAMESPACES}/x{run}?dryRun=All`),
    remove(`${NAMESPACES}/x{run}`),
    remove(`${NAMESPACES}/x{run}`),
    post(`${NAMESPACES}/x{run}/configmaps`, { metadata: { name: "a" } }),
    post(`${NAMESPACES}/x{run}/configmaps`, { metadata: { generateName: "a" } }),
    put(`${NAMESPACES}/x{run}/finalize`, {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: "x{run}" },
      spec: { finalizers: [] },
    }),
    get(`${NAMESPACES}/x{run}`),
    remove(`${NAMESPACES}/y{run}`),
    put(`${NAMESPACES}/y{run}/finalize`, {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: "y{run}" },
      spec: { finalizers: ["a/b"] },
    }),
    put(`${NAMESPACES}/y{run}/finalize`, {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: "y{run}" },
    }),
    get(`${NAMESPACES}/y{run}`),
  ],
}];
