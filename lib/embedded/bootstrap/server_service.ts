/**
 * The service by which pods reach the API server, and what stands behind it. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/controlplane/controller/kubernetesservice
 */
import type { JsonObject } from "../json.ts";

/** The name of all three objects. */
export const SERVER_SERVICE = "kubernetes";
/** Their namespace. */
export const SERVER_NAMESPACE = "default";

/** No machine has this address: in the process nothing listens, and a served cluster says where it does. */
const ADDRESS = "192.0.2.1";
const PORT = 6443;
const FIRST_OF_RANGE = "10.96.0.1";
const PORTS: JsonObject[] = [{ name: "https", port: PORT, protocol: "TCP" }];

const SERVICE_FIELDS = {
  "f:metadata": { "f:labels": { ".": {}, "f:component": {}, "f:provider": {} } },
  "f:spec": {
    "f:clusterIP": {},
    "f:internalTrafficPolicy": {},
    "f:ipFamilyPolicy": {},
    "f:ports": {
      ".": {},
      'k:{"port":443,"protocol":"TCP"}': {
        ".": {},
        "f:name": {},
        "f:port": {},
        "f:protocol": {},
        "f:targetPort": {},
      },
    },
    "f:sessionAffinity": {},
    "f:type": {},
  },
};
const ENDPOINTS_FIELDS = {
  "f:metadata": { "f:labels": { ".": {}, "f:endpointslice.kubernetes.io/skip-mirror": {} } },
  "f:subsets": {},
};
const SLICE_FIELDS = {
  "f:addressType": {},
  "f:endpoints": {},
  "f:metadata": { "f:labels": { ".": {}, "f:kubernetes.io/service-name": {} } },
  "f:ports": {},
};

/**
 * The service `kubernetes` with its endpoints, by collection.
 *
 * @param now When they are made.
 */
export function serverObjects(now: string): Record<string, JsonObject> {
  return {
    services: {
      apiVersion: "v1",
      kind: "Service",
      metadata: {
        labels: { component: "apiserver", provider: "kubernetes" },
        managedFields: [owned("v1", SERVICE_FIELDS, now)],
      },
      spec: {
        clusterIP: FIRST_OF_RANGE,
        clusterIPs: [FIRST_OF_RANGE],
        internalTrafficPolicy: "Cluster",
        ipFamilies: ["IPv4"],
        ipFamilyPolicy: "SingleStack",
        ports: [{ name: "https", port: 443, protocol: "TCP", targetPort: PORT }],
        sessionAffinity: "None",
        type: "ClusterIP",
      },
      status: { loadBalancer: {} },
    },
    endpoints: {
      apiVersion: "v1",
      kind: "Endpoints",
      metadata: {
        labels: { "endpointslice.kubernetes.io/skip-mirror": "true" },
        managedFields: [owned("v1", ENDPOINTS_FIELDS, now)],
      },
      subsets: [{ addresses: [{ ip: ADDRESS }], ports: PORTS }],
    },
    "discovery.k8s.io/endpointslices": {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: {
        generation: 1,
        labels: { "kubernetes.io/service-name": SERVER_SERVICE },
        managedFields: [owned("discovery.k8s.io/v1", SLICE_FIELDS, now)],
      },
      addressType: "IPv4",
      endpoints: [{ addresses: [ADDRESS], conditions: { ready: true } }],
      ports: PORTS,
    },
  };
}

/** What the server owns of an object of its own. */
export function owned(apiVersion: string, fieldsV1: JsonObject, time: string): JsonObject {
  return {
    manager: "kube-apiserver",
    operation: "Update",
    apiVersion,
    time,
    fieldsType: "FieldsV1",
    fieldsV1,
  };
}
