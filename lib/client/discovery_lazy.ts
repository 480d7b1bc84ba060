/**
 * Discovery that is loaded when it is first asked: built-in kinds need none. Layer 2.
 *
 * @module
 */
import type { Transport } from "../connect/transport.ts";
import type { Discovery, DiscoveryOptions } from "./discovery.ts";

/**
 * Starts discovery on a connection at the first question.
 *
 * @param transport The connection.
 * @param options Where to keep answers, and what ends all requests.
 * @returns The discovery.
 */
export function lazyDiscovery(transport: Transport, options: DiscoveryOptions = {}): Discovery {
  let loading: Promise<Discovery> | undefined;
  async function load(): Promise<Discovery> {
    const { openDiscovery } = await import("./discovery.ts");
    return openDiscovery(transport, options);
  }
  function loaded(): Promise<Discovery> {
    return loading ??= load();
  }
  return {
    find: async (...words) => await (await loaded()).find(...words),
    get: async (...words) => await (await loaded()).get(...words),
    findType: async (...words) => await (await loaded()).findType(...words),
    kinds: async (...words) => await (await loaded()).kinds(...words),
    groups: async (...words) => await (await loaded()).groups(...words),
    unlisted: async (...words) => await (await loaded()).unlisted(...words),
    customResource: async (...words) => await (await loaded()).customResource(...words),
  };
}
