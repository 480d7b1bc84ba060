/**
 * Requests that change their protocol: where a served cluster takes them over. Layer 4.
 *
 * @module
 */

/** What answers the requests of a served cluster. */
export interface ServableCluster {
  /** Answers a request, as a server would over the network. */
  fetch(request: Request): Promise<Response>;
}

/**
 * Takes a request over whose protocol is to change.
 *
 * @param cluster The cluster that is served.
 * @param request Any request.
 * @returns The answer that changes the protocol; `undefined` where the request is answered as any other.
 */
export function upgrade(
  _cluster: ServableCluster,
  _request: Request,
): Response | undefined | Promise<Response | undefined> {
  return undefined;
}
