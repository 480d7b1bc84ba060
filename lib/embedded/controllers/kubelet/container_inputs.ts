/**
 * What a pod gives its containers: variables, and the files of ConfigMaps and Secrets. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/kubelet/kubelet_pods.go
 */
import { type ApiObject, type JsonObject, objectOf, objectsOf, textOf } from "../../json.ts";

/** Finds an object of a namespace. */
export type FindObject = (
  collection: string,
  namespace: string,
  name: string,
) => ApiObject | undefined;

/** What is missing, in the kubelet's words. */
export interface MissingInput {
  readonly missing: string;
}

interface Source {
  readonly collection: string;
  readonly kind: string;
  readonly word: string;
}

const CONFIG_MAP: Source = { collection: "configmaps", kind: "ConfigMap", word: "configmap" };
const SECRET: Source = { collection: "secrets", kind: "Secret", word: "secret" };
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Reads what a pod's containers are given. */
export class ContainerInputs {
  readonly #pod: ApiObject;
  readonly #find: FindObject;
  readonly #ip: string;

  /**
   * @param pod The pod as stored.
   * @param find Where ConfigMaps and Secrets are.
   * @param ip The pod's address, which its status comes to say later; `""` where it has none.
   */
  constructor(pod: ApiObject, find: FindObject, ip: string) {
    this.#pod = pod;
    this.#find = find;
    this.#ip = ip;
  }

  /** The variables of a container; what is missing is left out. */
  env(container: JsonObject): Record<string, string> {
    return this.#readEnv(container).env;
  }

  /** What keeps a container from being made; `undefined` where nothing does. */
  missingEnv(container: JsonObject): string | undefined {
    return this.#readEnv(container).missing;
  }

  /** The files that a container's volumes hold, by path. */
  files(container: JsonObject): Map<string, Uint8Array> {
    const files = new Map<string, Uint8Array>();
    for (const { name, mountPath, subPath } of objectsOf(container["volumeMounts"])) {
      const volume = this.#volumes().find((one) => one["name"] === name);
      const content = volume === undefined ? new Map() : this.#volumeFiles(volume);
      if ("missing" in content) continue;
      const base = textOf(mountPath).replace(/\/+$/, "");
      for (const [path, bytes] of content) {
        if (subPath === undefined) files.set(`${base}/${path}`, bytes);
        else if (subPath === path) files.set(base, bytes);
      }
    }
    return files;
  }

  /** Why volumes of the pod cannot be mounted, each in the kubelet's words. */
  missingVolumes(): string[] {
    return this.#volumes().flatMap((volume) => {
      const content = this.#volumeFiles(volume);
      if (!("missing" in content)) return [];
      const name = JSON.stringify(volume["name"]);
      return [`MountVolume.SetUp failed for volume ${name} : ${content.missing}`];
    });
  }

  #volumes(): JsonObject[] {
    return objectsOf(objectOf(this.#pod["spec"])["volumes"]);
  }

  #volumeFiles(volume: JsonObject): Map<string, Uint8Array> | MissingInput {
    if (volume["configMap"] !== undefined) {
      const source = objectOf(volume["configMap"]);
      return this.#sourceFiles(CONFIG_MAP, textOf(source["name"]), source);
    }
    if (volume["secret"] !== undefined) {
      const source = objectOf(volume["secret"]);
      return this.#sourceFiles(SECRET, textOf(source["secretName"]), source);
    }
    const all = new Map<string, Uint8Array>();
    for (const part of objectsOf(objectOf(volume["projected"])["sources"])) {
      for (const [field, source] of [["configMap", CONFIG_MAP], ["secret", SECRET]] as const) {
        if (part[field] === undefined) continue;
        const own = objectOf(part[field]);
        const content = this.#sourceFiles(source, textOf(own["name"]), own);
        if ("missing" in content) return content;
        for (const [path, bytes] of content) all.set(path, bytes);
      }
    }
    return all;
  }

  #sourceFiles(
    source: Source,
    name: string,
    { items, optional }: JsonObject,
  ): Map<string, Uint8Array> | MissingInput {
    const data = this.#data(source, name);
    if (data === undefined) {
      return optional === true ? new Map() : { missing: notFound(source, name) };
    }
    if (items === undefined) return data;
    const chosen = new Map<string, Uint8Array>();
    for (const { key, path } of objectsOf(items)) {
      const bytes = data.get(textOf(key));
      if (bytes !== undefined) chosen.set(textOf(path), bytes);
      else if (optional !== true) {
        return {
          missing: source === SECRET
            ? `references non-existent secret key: ${textOf(key)}`
            : `references non-existent config key: ${textOf(key)}`,
        };
      }
    }
    return chosen;
  }

  #data({ collection }: Source, name: string): Map<string, Uint8Array> | undefined {
    const object = this.#find(collection, this.#namespace, name);
    if (object === undefined) return undefined;
    const isSecret = collection === SECRET.collection;
    const binary = objectOf(object[isSecret ? "data" : "binaryData"]);
    const text = isSecret ? {} : objectOf(object["data"]);
    return new Map([
      ...Object.entries(text).map(([key, value]) => [key, encoder.encode(textOf(value))] as const),
      ...Object.entries(binary).map(([key, value]) =>
        [key, Uint8Array.fromBase64(textOf(value))] as const
      ),
    ]);
  }

  get #namespace(): string {
    return this.#pod.metadata.namespace ?? "";
  }

  #readEnv(container: JsonObject): { env: Record<string, string>; missing: string | undefined } {
    const env = new Map<string, string>();
    let missing: string | undefined;
    for (const from of objectsOf(container["envFrom"])) {
      for (
        const [field, source] of [["configMapRef", CONFIG_MAP], ["secretRef", SECRET]] as const
      ) {
        if (from[field] === undefined) continue;
        const { name, optional } = objectOf(from[field]);
        const data = this.#data(source, textOf(name));
        if (data === undefined && optional !== true) missing ??= notFound(source, textOf(name));
        for (const [key, bytes] of data ?? []) {
          env.set(`${textOf(from["prefix"])}${key}`, decoder.decode(bytes));
        }
      }
    }
    for (const { name, value, valueFrom } of objectsOf(container["env"])) {
      const found = valueFrom === undefined
        ? expand(textOf(value), env)
        : this.#valueFrom(objectOf(valueFrom));
      if (typeof found === "string") env.set(textOf(name), found);
      else if (found !== undefined) missing ??= found.missing;
    }
    return { env: Object.fromEntries(env), missing };
  }

  #valueFrom(from: JsonObject): string | MissingInput | undefined {
    for (
      const [field, source] of [
        ["configMapKeyRef", CONFIG_MAP],
        ["secretKeyRef", SECRET],
      ] as const
    ) {
      if (from[field] === undefined) continue;
      const { name, key, optional } = objectOf(from[field]);
      const data = this.#data(source, textOf(name));
      const bytes = data?.get(textOf(key));
      if (bytes !== undefined) return decoder.decode(bytes);
      if (optional === true) return undefined;
      if (data === undefined) return { missing: notFound(source, textOf(name)) };
      const place = `${this.#namespace}/${textOf(name)}`;
      return { missing: `couldn't find key ${textOf(key)} in ${source.kind} ${place}` };
    }
    const path = textOf(objectOf(from["fieldRef"])["fieldPath"]);
    return path === "" ? undefined : this.#field(path);
  }

  #field(path: string): string {
    const inBrackets = /^metadata\.(labels|annotations)\['([^']*)'\]$/.exec(path);
    if (inBrackets !== null) {
      const [, field = "", key = ""] = inBrackets;
      return textOf(objectOf(this.#pod.metadata[field])[key]);
    }
    if (path === "status.podIP" || path === "status.podIPs") return this.#ip;
    let value: JsonObject[string] | undefined = this.#pod;
    for (const part of path.split(".")) value = objectOf(value)[part];
    return textOf(value);
  }
}

/** Puts variables into a text that names them: `$(NAME)`. */
export function expand(text: string, env: ReadonlyMap<string, string>): string {
  return text.replace(
    /\$\$|\$\(([\w.-]+)\)/g,
    (found, name?: string) => name === undefined ? "$" : env.get(name) ?? found,
  );
}

function notFound({ word }: Source, name: string): string {
  return `${word} "${name}" not found`;
}
