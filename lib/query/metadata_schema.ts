/**
 * The fields that objects of every kind have, for kinds whose schema is not known or leaves them out,
 * as those of custom resources do. Written out so that a query of such a kind loads no table of
 * schemas. Layer 2: pure data.
 *
 * @module
 */
import type { FieldSchema } from "../kinds/schema.ts";

const NO_NAMES: readonly string[] = Object.freeze([]);

function scalar(type: "string" | "number" | "boolean", format?: string): FieldSchema {
  return {
    type,
    ...(format === undefined ? {} : { format }),
    field: () => undefined,
    fieldNames: () => NO_NAMES,
    item: () => undefined,
  };
}

function textMap(): FieldSchema {
  const value = scalar("string");
  return {
    type: "map",
    field: () => value,
    fieldNames: () => NO_NAMES,
    item: () => undefined,
  };
}

function listOf(item: FieldSchema): FieldSchema {
  return { type: "list", field: () => undefined, fieldNames: () => NO_NAMES, item: () => item };
}

function objectOf(fields: Readonly<Record<string, FieldSchema>>): FieldSchema {
  const known = new Map(Object.entries(fields));
  const names = Object.freeze([...known.keys()]);
  return {
    type: "object",
    field: (name) => known.get(name),
    fieldNames: () => names,
    item: () => undefined,
  };
}

const TEXT = scalar("string");
const TIME = scalar("string", "date-time");
const NUMBER = scalar("number");
const FLAG = scalar("boolean");

/** The schema of `metadata`. */
export const METADATA_SCHEMA: FieldSchema = objectOf({
  name: TEXT,
  namespace: TEXT,
  uid: TEXT,
  resourceVersion: TEXT,
  generation: NUMBER,
  generateName: TEXT,
  creationTimestamp: TIME,
  deletionTimestamp: TIME,
  deletionGracePeriodSeconds: NUMBER,
  labels: textMap(),
  annotations: textMap(),
  finalizers: listOf(TEXT),
  ownerReferences: listOf(objectOf({
    apiVersion: TEXT,
    kind: TEXT,
    name: TEXT,
    uid: TEXT,
    controller: FLAG,
    blockOwnerDeletion: FLAG,
  })),
  managedFields: listOf(objectOf({
    apiVersion: TEXT,
    fieldsType: TEXT,
    manager: TEXT,
    operation: TEXT,
    subresource: TEXT,
    time: TIME,
  })),
  selfLink: TEXT,
});

/** The schema of `apiVersion` and `kind`. */
export const TYPE_SCHEMA: FieldSchema = TEXT;
