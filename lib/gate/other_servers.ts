/**
 * Finds out whether a kind is served by another server behind the API server, which need not know what a
 * dry run is: what it is asked to try it may do. Layer 6.
 *
 * @see https://github.com/kubernetes/enhancements/tree/master/keps/sig-api-machinery/576-dry-run
 * @module
 */
import { readText } from "../connect/body.ts";
import type { Transport } from "../connect/transport.ts";
import { isObject, type JsonObject } from "../core/merge_patch.ts";
import { quote } from "../core/message.ts";
import { BUILTIN_KINDS } from "../kinds/builtin.ts";
import type { ResourceAttributes } from "../policy/attributes.ts";

const API_SERVICES = "/apis/apiregistration.k8s.io/v1/apiservices";

/** The servers behind one API server. */
export class OtherServers {
  readonly #server: Transport;
  readonly #services = new Map<string, Promise<JsonObject | "nobody knows" | undefined>>();

  /** Asks nothing yet. */
  constructor(server: Transport) {
    this.#server = server;
  }

  /**
   * Says why a dry run of a write could be more than that: one GET for each version of a group that is not
   * built in, and where that is forbidden another.
   *
   * @param write The write.
   * @returns `undefined`: it can be none.
   */
  async distrust(write: ResourceAttributes): Promise<string | undefined> {
    const { group, version, resource } = write;
    if (BUILTIN_KINDS.some((kind) => kind.group === group && kind.version === version)) {
      return undefined;
    }
    const key = `${version}.${group}`;
    const asked = this.#services.get(key) ?? this.#serviceOf(key);
    this.#services.set(key, asked);
    const service = await asked;
    if (service === undefined) return undefined;
    if (service !== "nobody knows") {
      const { namespace, name } = service;
      return `it is served by the service ${
        quote(`${namespace}/${name}`)
      }, which may write even in a ` +
        "dry run";
    }
    if (await this.#isStored(write)) return undefined;
    return `who serves ${resource}.${group} cannot be seen, and another server may write even in a dry ` +
      `run: get on apiservices.apiregistration.k8s.io ${quote(key)} would tell`;
  }

  /** The service behind a version of a group; `undefined`: the API server itself. */
  async #serviceOf(name: string): Promise<JsonObject | "nobody knows" | undefined> {
    const path = `${API_SERVICES}/${encodeURIComponent(name)}`;
    const response = await this.#server.send(path, { headers: { accept: "application/json" } });
    const text = await readText(response);
    if (response.status === 404) return undefined;
    if (!response.ok) return "nobody knows";
    const { spec } = JSON.parse(text) as { readonly spec?: unknown };
    return isObject(spec) && isObject(spec["service"]) ? spec["service"] : undefined;
  }

  /** Whether a kind is kept by the storage that every API server of Kubernetes has, which tries dry runs. */
  async #isStored({ group, version, resource }: ResourceAttributes): Promise<boolean> {
    const path = `/apis/${encodeURIComponent(group)}/${encodeURIComponent(version)}`;
    const response = await this.#server.send(path, { headers: { accept: "application/json" } });
    const text = await readText(response);
    if (!response.ok) return false;
    const { resources } = JSON.parse(text) as { readonly resources?: unknown };
    return Array.isArray(resources) &&
      resources.some((one) =>
        isObject(one) && one["name"] === resource &&
        typeof one["storageVersionHash"] === "string" &&
        one["storageVersionHash"] !== ""
      );
  }
}
