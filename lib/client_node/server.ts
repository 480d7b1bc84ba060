/**
 * The server that the generated classes think they call: it checks each path before an address is made of
 * it, which would take `..` for the folder above. Layer 5.
 *
 * @module
 */
import {
  type HttpMethod,
  RequestContext,
} from "npm:@kubernetes/client-node@2.0.1/dist/gen/http/http.js";
import type { BaseServerConfiguration } from "npm:@kubernetes/client-node@2.0.1/dist/gen/servers.js";
import { checkRequestPath } from "../core/request.ts";

/** Stands for the cluster's address, which is not known before the first call; no name ends so. */
export const BASE_URL = "https://cluster.invalid";

/** Makes requests of paths that mean what they were made for. */
export class CheckedServer implements BaseServerConfiguration {
  /**
   * Starts a request.
   *
   * @throws {QueryError} when a name would make another path of it.
   */
  makeRequestContext(endpoint: string, method: HttpMethod): RequestContext {
    // Whatever comes behind a "?" of a name would be a parameter.
    checkRequestPath(method, endpoint);
    return new RequestContext(BASE_URL + endpoint, method);
  }
}
