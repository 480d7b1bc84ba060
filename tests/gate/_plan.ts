/** What tests of plans share. */
import type { UserCluster } from "./_cluster.ts";

/** The writes that reached the cluster and were no dry run. */
export function written(cluster: UserCluster): string[] {
  return cluster.requests.map(({ line }) => line).filter((line) =>
    !line.startsWith("GET") && !line.includes("dryRun=All") && !line.includes("reviews")
  );
}

/** A definition of a kind of its own. */
export const WIDGETS = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.example.com" },
  spec: {
    group: "example.com",
    scope: "Namespaced",
    names: { plural: "widgets", singular: "widget", kind: "Widget", listKind: "WidgetList" },
    versions: [{
      name: "v1",
      served: true,
      storage: true,
      schema: {
        openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
      },
    }],
  },
};
