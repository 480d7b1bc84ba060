/**
 * The document of OpenAPI version 2 as Protocol Buffers, which kubectl asks for. Layer 3.
 *
 * @module
 * @see https://github.com/google/gnostic-models/blob/main/openapiv2/OpenAPIv2.proto
 */
import { isObject, type JsonObject, type JsonValue, listOf, objectOf, textOf } from "../json.ts";

const encoder = new TextEncoder();
/** How a field's bytes begin: its number, and that its length follows. */
const LENGTH_DELIMITED = 2;
const FIXED_64 = 1;

/** Bytes of one message. */
class Message {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  text(field: number, value: JsonValue | undefined): this {
    return typeof value === "string" && value !== ""
      ? this.#bytes(field, encoder.encode(value))
      : this;
  }

  texts(field: number, values: JsonValue | undefined): this {
    for (const value of listOf(values)) this.#bytes(field, encoder.encode(textOf(value)));
    return this;
  }

  flag(field: number, value: JsonValue | undefined): this {
    if (value === true) this.#add(varint(field << 3), varint(1));
    return this;
  }

  whole(field: number, value: JsonValue | undefined): this {
    if (typeof value === "number" && value > 0) this.#add(varint(field << 3), varint(value));
    return this;
  }

  double(field: number, value: JsonValue | undefined): this {
    if (typeof value !== "number" || value === 0) return this;
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setFloat64(0, value, true);
    return this.#add(varint(field << 3 | FIXED_64), bytes);
  }

  message(field: number, value: Message | undefined): this {
    return value === undefined ? this : this.#bytes(field, value.toBytes());
  }

  messages(field: number, values: readonly Message[]): this {
    for (const value of values) this.message(field, value);
    return this;
  }

  toBytes(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(this.#length);
    let offset = 0;
    for (const part of this.#parts) {
      bytes.set(part, offset);
      offset += part.length;
    }
    return bytes;
  }

  #bytes(field: number, bytes: Uint8Array): this {
    return this.#add(varint(field << 3 | LENGTH_DELIMITED), varint(bytes.length), bytes);
  }

  #add(...parts: readonly Uint8Array[]): this {
    for (const part of parts) this.#length += part.length;
    this.#parts.push(...parts);
    return this;
  }
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push(rest % 0x80 | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  return Uint8Array.from(bytes);
}

/**
 * Encodes the document.
 *
 * @param document The document as JSON.
 */
export function encodeDocument(document: JsonObject): Uint8Array<ArrayBuffer> {
  const info = objectOf(document["info"]);
  return new Message()
    .text(1, document["swagger"])
    .message(2, new Message().text(1, info["title"]).text(2, info["version"]))
    .message(8, new Message().messages(2, named(document["paths"], pathItem)))
    .message(9, new Message().messages(1, named(document["definitions"], schema)))
    .toBytes();
}

function named(
  record: JsonValue | undefined,
  encode: (value: JsonObject) => Message,
): Message[] {
  return Object.entries(objectOf(record)).map(([name, value]) =>
    new Message().text(1, name).message(2, encode(objectOf(value)))
  );
}

/** Any value is handed over as YAML, which JSON is. */
function any(value: JsonValue | undefined): Message {
  return new Message().text(2, JSON.stringify(value));
}

function extensions(value: JsonObject): Message[] {
  return Object.entries(value).filter(([key]) => key.startsWith("x-")).map(([key, extension]) =>
    new Message().text(1, key).message(2, any(extension))
  );
}

function schema(value: JsonObject): Message {
  const { type, items, properties, additionalProperties } = value;
  return new Message()
    .text(1, value["$ref"])
    .text(2, value["format"])
    .text(3, value["title"])
    .text(4, value["description"])
    .message(5, value["default"] === undefined ? undefined : any(value["default"]))
    .double(7, value["maximum"])
    .flag(8, value["exclusiveMaximum"])
    .double(9, value["minimum"])
    .flag(10, value["exclusiveMinimum"])
    .whole(11, value["maxLength"])
    .whole(12, value["minLength"])
    .text(13, value["pattern"])
    .whole(14, value["maxItems"])
    .whole(15, value["minItems"])
    .flag(16, value["uniqueItems"])
    .whole(17, value["maxProperties"])
    .whole(18, value["minProperties"])
    .texts(19, value["required"])
    .messages(20, listOf(value["enum"]).map(any))
    .message(21, additional(additionalProperties))
    .message(22, typeof type === "string" ? new Message().text(1, type) : undefined)
    .message(23, isObject(items) ? new Message().message(1, schema(items)) : undefined)
    .message(
      25,
      properties === undefined ? undefined : new Message().messages(1, named(properties, schema)),
    )
    .messages(31, extensions(value));
}

function additional(value: JsonValue | undefined): Message | undefined {
  if (isObject(value)) return new Message().message(1, schema(value));
  return value === true ? new Message().flag(2, true) : undefined;
}

function pathItem(item: JsonObject): Message {
  return new Message()
    .message(2, operation(item["get"]))
    .message(3, operation(item["put"]))
    .message(4, operation(item["post"]))
    .message(5, operation(item["delete"]))
    .message(8, operation(item["patch"]))
    .messages(9, listOf(item["parameters"]).map((value) => parameter(objectOf(value))));
}

function operation(value: JsonValue | undefined): Message | undefined {
  if (!isObject(value)) return undefined;
  return new Message()
    .texts(1, value["tags"])
    .text(5, value["operationId"])
    .texts(6, value["produces"])
    .texts(7, value["consumes"])
    .messages(8, listOf(value["parameters"]).map((entry) => parameter(objectOf(entry))))
    .message(9, new Message().messages(1, named(value["responses"], response)))
    .texts(10, value["schemes"])
    .messages(13, extensions(value));
}

/** Where a parameter stands decides which of four messages it is, each with numbers of its own. */
function parameter(value: JsonObject): Message {
  const place = value["in"];
  if (place === "body") {
    const body = new Message()
      .text(2, value["name"])
      .text(3, place)
      .flag(4, value["required"])
      .message(5, schema(objectOf(value["schema"])));
    return new Message().message(1, new Message().message(1, body));
  }
  const isQuery = place === "query";
  const own = new Message().flag(1, value["required"]).text(2, place).text(4, value["name"])
    .text(isQuery ? 6 : 5, value["type"])
    .flag(isQuery ? 20 : 19, value["uniqueItems"]);
  const outside = new Message().message(isQuery ? 3 : 4, own);
  return new Message().message(1, new Message().message(2, outside));
}

function response(value: JsonObject): Message {
  const answer = new Message().text(1, value["description"]);
  if (isObject(value["schema"])) {
    answer.message(2, new Message().message(1, schema(value["schema"])));
  }
  return new Message().message(1, answer);
}
