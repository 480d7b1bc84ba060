/**
 * The representations an API server can be asked for, as `Accept` headers. Layer 0: pure.
 *
 * @module
 */

const JSON_TYPE = "application/json";
const JSON_WITHOUT_MANAGED_FIELDS = "application/json;drop=metadata.managedFields,application/json";

/**
 * Whole objects.
 *
 * @param managedFields Whether `metadata.managedFields` is wanted; default `false`: a server that knows
 * `drop` (KEP-5958) leaves it out, others ignore the request.
 */
export function acceptObjects(managedFields = false): string {
  return managedFields ? JSON_TYPE : JSON_WITHOUT_MANAGED_FIELDS;
}

/** Name, labels and the rest of the metadata only. */
export const ACCEPT_METADATA = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";

/** Lists of name, labels and the rest of the metadata only. */
export const ACCEPT_METADATA_LIST =
  "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

/** Rows and columns as `kubectl get` prints them. */
export const ACCEPT_TABLE = "application/json;as=Table;g=meta.k8s.io;v=v1";
