/**
 * The official generated API of `@kubernetes/client-node` on our connection.
 *
 * - {@link generated} makes an object of any of its classes; they are exported here under their own names;
 * - {@link callOptions} gives a single call a signal, a deadline, the kind of its patch;
 * - {@link kubeConfig} hands out an equal `KubeConfig` for code that wants one.
 *
 * Use it for calls that Skiff has no verb for, and for code that stands on the official API already; a query
 * is faster, reads page by page, filters and watches. What is different from the official HTTP client:
 * one pooled connection, retries after 429, `readOnly` and `dryRun`, no redirects, no anonymous requests, a
 * name that would change the path is refused (an empty one would delete the collection), and so are a
 * watch, which would never end, and a patch whose kind is not said. What the server refuses is the
 * official `ApiException` with a message of one line.
 *
 * This entry loads client-node, which takes a few tenths of a second and 80 MB; nothing else in Skiff does.
 * Under `deno run` it needs `--ignore-env=UNDICI_NO_WASM_SIMD,UNDICI_USE_MILO` beside what the connection
 * needs; `skiff run` sees to it.
 *
 * @example Every node's kubelet version, by the official API
 * ```ts ignore
 * import { CoreV1Api, generated } from "skiff/client-node";
 *
 * const { items } = await generated(CoreV1Api).listNode();
 * for (const node of items) console.log(node.metadata?.name, node.status?.nodeInfo?.kubeletVersion);
 * ```
 *
 * @module
 */
export * from "./apis.ts";
export {
  callOptions,
  type GeneratedCallOptions,
  type PatchType,
  type RequestOptions,
} from "./call_options.ts";
export { ApiException } from "./exception.ts";
export { type ApiClass, type Configuration, generated } from "./generated.ts";
export type { ApiConnection } from "./http_library.ts";
export { type KubeConfig, kubeConfig } from "./kube_config.ts";
export { KubernetesObjectApi } from "./object_api.ts";
