/**
 * The type of objects whose kind has no type here. Layer 5.
 *
 * @module
 */
import type { KubeObject } from "../core/gvk.ts";

/**
 * An object of a kind that is known by its spelling only: every field may be there. Give the shape where
 * you know it: `ns("x").kind<Certificate>("certificates.cert-manager.io")`.
 */
export interface UntypedObject extends KubeObject {
  /** Any field of the object. */
  readonly [field: string]: unknown;
}
