/**
 * The official generated API on our connection. Layer 5.
 *
 * @module
 */
import { createConfiguration } from "npm:@kubernetes/client-node@2.0.1/dist/gen/configuration.js";
import { wrapHttpLibrary } from "npm:@kubernetes/client-node@2.0.1/dist/gen/http/http.js";
import { cluster as defaultCluster } from "../api/connect.ts";
import { type ApiConnection, ConnectionHttpLibrary } from "./http_library.ts";
import { CheckedServer } from "./server.ts";

/** What the classes of the generated API are constructed with. */
export type Configuration = ReturnType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/gen/configuration.js")[
    "createConfiguration"
  ]
>;

/** A class of the generated API, e.g. `CoreV1Api`. */
export type ApiClass<Api> = new (configuration: Configuration) => Api;

/**
 * Makes an object of a class of the official generated API whose calls go through our connection: retries,
 * `readOnly`, warnings, one pooled client, no anonymous requests. Sends nothing; the connection opens with
 * the first call.
 *
 * What the server refuses is thrown as the official `ApiException` (`code`, `body`, `headers`), whose
 * message is one line and whose `cause` is an error of Skiff, e.g. `NotFoundError`; everything else that goes wrong
 * is an error of Skiff itself.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { CoreV1Api, generated } from "skiff/client-node";
 *
 * const core = generated(CoreV1Api);
 * // Refused before it is sent: without a name it would delete every pod.
 * await assert.rejects(core.deleteNamespacedPod({ name: "", namespace: "shop" }), /a name is empty/);
 * ```
 *
 * @param Class The class.
 * @param cluster The connection; default: the default cluster.
 * @returns The object; its methods take the official arguments, and {@link callOptions} as the second one.
 * @see https://github.com/kubernetes-client/javascript
 */
export function generated<Api>(
  Class: ApiClass<Api>,
  cluster: ApiConnection = defaultCluster,
): Api {
  const httpApi = wrapHttpLibrary(new ConnectionHttpLibrary(cluster));
  const api = new Class(createConfiguration({ baseServer: new CheckedServer(), httpApi }));
  if (isObject(api) && "defaultNamespace" in api) useNamespace(api, cluster);
  return api;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** The class for objects of any kind means `default` where an object names no namespace; we mean the context's. */
function useNamespace(api: object, cluster: ApiConnection): void {
  Object.defineProperty(api, "defaultNamespace", {
    configurable: true,
    // Read after the first request of a call, so that the connection is open by then.
    get: () => cluster.info?.namespace ?? "default",
  });
}
