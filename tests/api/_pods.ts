/** Pods as a server lists them. */

export const PODS = "GET /api/v1/namespaces/shop/pods";

/** One answer with these pods. */
export function podList(names: readonly string[], metadata: object = {}): object {
  return {
    kind: "PodList",
    apiVersion: "v1",
    metadata,
    items: names.map((name) => ({
      metadata: { name, namespace: "shop", managedFields: [{ manager: "x" }] },
    })),
  };
}
