/**
 * The official class for objects of any kind. Layer 5.
 *
 * @module
 */
import { KubernetesObjectApi as OfficialObjectApi } from "npm:@kubernetes/client-node@2.0.1/dist/object.js";

/**
 * The official class `KubernetesObjectApi`; {@link generated} makes objects of it. It writes names in
 * lower case, so that it cannot reach an object with capitals in its name.
 */
export const KubernetesObjectApi:
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/object.js")["KubernetesObjectApi"] =
    OfficialObjectApi;
/** An object of the official class `KubernetesObjectApi`. */
export type KubernetesObjectApi = InstanceType<
  typeof import("npm:@kubernetes/client-node@2.0.1/dist/object.js")["KubernetesObjectApi"]
>;
