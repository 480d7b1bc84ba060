/**
 * The rules of config maps, secrets and service accounts. Layer 3.
 *
 * @module
 */
import { type ApiObject, equalJson, textOf, textsOf } from "../json.ts";
import type { Strategy } from "../resources/resource.ts";
import {
  type FieldFault,
  forbiddenField,
  invalid,
  required,
  tooLong,
} from "../validation/field_fault.ts";
import { configKeyFaults } from "../validation/formats.ts";
import { IMMUTABLE } from "../validation/metadata.ts";

const MAX_BYTES = 1024 * 1024;

function keyFaults(object: ApiObject, field: string): FieldFault[] {
  return Object.keys(textsOf(object[field])).flatMap((key) =>
    configKeyFaults(key).map((fault) => invalid(`${field}[${key}]`, key, fault))
  );
}

/** An immutable object stays as it is, and stays immutable. */
function immutableFaults(
  object: ApiObject,
  old: ApiObject,
  fields: readonly string[],
): FieldFault[] {
  if (old["immutable"] !== true) return [];
  const state = "field is immutable when `immutable` is set";
  const faults: FieldFault[] = [];
  if (object["immutable"] !== true) faults.push(forbiddenField("immutable", state));
  for (const field of fields) {
    if (!equalJson(object[field], old[field])) faults.push(forbiddenField(field, state));
  }
  return faults;
}

const CONFIG_MAP: Strategy = {
  changeFaultsFirst: true,
  validate(object) {
    const binary = textsOf(object["binaryData"]);
    const size = [...Object.values(textsOf(object["data"])), ...Object.values(binary)]
      .reduce((sum, text) => sum + text.length, 0);
    return [
      ...keyFaults(object, "data"),
      ...Object.keys(textsOf(object["data"])).filter((key) => Object.hasOwn(binary, key)).map((
        key,
      ) => invalid(`data[${key}]`, key, "duplicate of key present in binaryData")),
      ...keyFaults(object, "binaryData"),
      ...(size > MAX_BYTES ? [tooLong("", MAX_BYTES)] : []),
    ];
  },
  validateUpdate: (object, old) => immutableFaults(object, old, ["data", "binaryData"]),
};

const REQUIRED_KEYS: Readonly<Record<string, readonly string[]>> = {
  "kubernetes.io/dockercfg": [".dockercfg"],
  "kubernetes.io/dockerconfigjson": [".dockerconfigjson"],
  "kubernetes.io/ssh-auth": ["ssh-privatekey"],
  "kubernetes.io/tls": ["tls.crt", "tls.key"],
};
const SERVICE_ACCOUNT_TOKEN = "kubernetes.io/service-account-token";
const SERVICE_ACCOUNT_NAME = "kubernetes.io/service-account.name";
const BASIC_AUTH = "kubernetes.io/basic-auth";

const SECRET: Strategy = {
  changeFaultsFirst: true,
  defaults(object) {
    object["type"] ??= "Opaque";
    const written = textsOf(object["stringData"]);
    delete object["stringData"];
    if (Object.keys(written).length === 0) return;
    const data = { ...textsOf(object["data"]) };
    for (const [key, text] of Object.entries(written)) {
      data[key] = new TextEncoder().encode(text).toBase64();
    }
    object["data"] = data;
  },
  validate(object) {
    const data = textsOf(object["data"]);
    const type = textOf(object["type"]);
    const size = Object.values(data).reduce((sum, text) => sum + text.length * 3 / 4, 0);
    const faults = keyFaults(object, "data");
    if (size > MAX_BYTES) faults.push(tooLong("data", MAX_BYTES));
    for (const key of REQUIRED_KEYS[type] ?? []) {
      if (!Object.hasOwn(data, key)) faults.push(required(`data[${key}]`));
    }
    if (
      type === BASIC_AUTH && !Object.hasOwn(data, "username") && !Object.hasOwn(data, "password")
    ) {
      faults.push(required("data[username]"), required("data[password]"));
    }
    if (type === SERVICE_ACCOUNT_TOKEN) {
      const annotations = textsOf(object.metadata["annotations"]);
      if (!annotations[SERVICE_ACCOUNT_NAME]) {
        faults.push(required(`metadata.annotations[${SERVICE_ACCOUNT_NAME}]`));
      }
    }
    return faults;
  },
  warnings(object) {
    const certificate = textsOf(object["data"])["tls.crt"];
    const hasCertificate = certificate !== undefined &&
      new TextDecoder().decode(Uint8Array.fromBase64(certificate)).includes("-----BEGIN");
    return object["type"] === "kubernetes.io/tls" && !hasCertificate
      ? ["tls: failed to find any PEM data in certificate input"]
      : [];
  },
  validateUpdate(object, old) {
    return [
      ...(equalJson(object["type"], old["type"])
        ? []
        : [invalid("type", object["type"], IMMUTABLE)]),
      ...immutableFaults(object, old, ["data"]),
    ];
  },
};

/** The rules of kinds that hold configuration. */
export const CONFIG_STRATEGIES: Readonly<Record<string, Strategy>> = {
  configmaps: CONFIG_MAP,
  secrets: SECRET,
  serviceaccounts: { validate: () => [], returnsDeleted: true },
};
