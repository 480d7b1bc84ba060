/**
 * Takes out of a recording what is secret: data of Secrets, tokens, keys, passwords. Layer 6.
 *
 * Nothing of the headers is recorded but types, `Retry-After` and warnings. Of bodies everything is masked that is
 * secret by its place (data of a Secret, a token that was asked for, an environment variable named `…PASSWORD`),
 * that looks like a secret (private keys, JSON web tokens, credentials in a kubeconfig or a URL), and every
 * value of a Secret wherever else it turns up.
 *
 * @module
 */
import { parseJson } from "../core/json.ts";
import { isObject } from "../embedded/json.ts";
import type { Exchange, Tape, TapedRequest } from "./cassette_format.ts";

const MASK = "masked";
/** What stands in the place of encoded data decodes to the mask, so that a script may read it. */
const ENCODED_MASK = btoa(MASK);
/** Shorter values are not looked for elsewhere: they would be found by chance. */
const MIN_LENGTH = 6;
const MIN_ENCODED = 12;

const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
const SECRET_NAME_REGEXP = /passw|passphrase|secret|token|api_?key|credential|private_?key/i;
const NAME_KEY_REGEXP = /^(name|namespace|kind|apiVersion|generateName|type|reason|phase)$/;
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN ([A-Z ]*)PRIVATE KEY-----[^]*?-----END \1PRIVATE KEY-----/g, MASK],
  [/\beyJ[\w-]{6,}\.[\w-]{6,}\.[\w-]*/g, MASK],
  [/\b(bearer|basic) +[\w.~+/=-]{6,}/gi, `$1 ${MASK}`],
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:)[^\s/@]+@/gi, `$1${MASK}@`],
  [
    /(\b(?:token|password|passwd|client-key-data|client-secret|refresh-token|id-token|access-token)\\?["']?\s*[:=]\s*\\?["']?)[^\s"'\\,}]+/gi,
    `$1${MASK}`,
  ],
];
const ENCODED_REGEXP = /^[A-Za-z0-9+/\s]{32,}={0,2}\s*$/;

/** What is known to be secret by its place. */
interface Masking {
  /** Takes a secret value, in plain text. */
  note(value: string): void;
}

/**
 * Masks a whole recording.
 *
 * @param tape What was recorded.
 * @param secrets Further texts that are to be masked.
 */
export function maskTape(tape: Tape, secrets: readonly string[] = []): Tape {
  const known = new KnownSecrets(secrets);
  const exchanges = tape.exchanges.map((exchange) => maskExchange(exchange, known));
  known.spare(exchanges);
  return {
    namespace: tape.namespace,
    exchanges: exchanges.map((exchange) => known.clean(exchange) as Exchange),
  };
}

/** Masks requests one after another as a recording of them would be masked. */
export class RequestMask {
  readonly #known: KnownSecrets;

  /**
   * @param tape The masked recording.
   * @param secrets Further texts that are to be masked.
   */
  constructor(tape: Tape, secrets: readonly string[] = []) {
    this.#known = new KnownSecrets(secrets);
    this.#known.spare(tape.exchanges);
  }

  /** Masks the next request. */
  mask(request: TapedRequest): TapedRequest {
    return this.#known.clean(maskRequest(request, this.#known)) as TapedRequest;
  }
}

/** Values that have turned out to be secret. */
class KnownSecrets implements Masking {
  readonly #texts = new Set<string>();
  readonly #given: readonly string[];
  readonly #names = new Set<string>();

  constructor(given: readonly string[]) {
    this.#given = given.filter((text) => text !== "");
  }

  note(value: string): void {
    this.#texts.add(value);
  }

  /** A recording is held together by names: a user name `admin` must not take the role's name away. */
  spare(exchanges: readonly Exchange[]): void {
    for (const exchange of exchanges) {
      for (const segment of exchange.request.path.split("/")) this.#names.add(segment);
      this.#visit(exchange, "");
    }
  }

  /** Masks what is known, wherever it stands. */
  clean(value: unknown): unknown {
    const texts = [...this.#texts].filter((text) =>
      text.length >= MIN_LENGTH && !this.#names.has(text)
    );
    const replacements = [...new Set([...texts, ...this.#given])].flatMap(formsOf)
      .sort(([left], [right]) => right.length - left.length);
    return mapText(value, (text) => replaceAll(text, replacements));
  }

  #visit(value: unknown, key: string): void {
    if (typeof value === "string") {
      if (NAME_KEY_REGEXP.test(key)) this.#names.add(value);
    } else if (Array.isArray(value)) {
      for (const item of value) this.#visit(item, key);
    } else if (isObject(value)) {
      for (const [name, field] of Object.entries(value)) this.#visit(field, name);
    }
  }
}

function maskExchange(exchange: Exchange, masking: Masking): Exchange {
  const { request, body, lines } = exchange;
  const isSecret = isOfSecrets(request.path);
  return {
    ...exchange,
    request: maskRequest(request, masking),
    ...("body" in exchange ? { body: maskValue(body, isSecret, masking) } : {}),
    ...(lines === undefined
      ? {}
      : { lines: lines.map((line) => maskValue(line, isSecret, masking)) }),
  };
}

function maskRequest(request: TapedRequest, masking: Masking): TapedRequest {
  const { body, path, query } = request;
  return {
    ...request,
    query: mapText(query, maskText) as Record<string, string>,
    ...(body === undefined ? {} : { body: maskBody(body, isOfSecrets(path), masking) }),
  };
}

/** Whether a path leads to Secrets. */
function isOfSecrets(path: string): boolean {
  return /^\/api\/v1\/(?:watch\/)?(?:namespaces\/[^/]+\/)?secrets(?:\/|$)/.test(path);
}

function maskBody(body: unknown, isSecret: boolean, masking: Masking): unknown {
  if (isSecret && typeof body === "string") return MASK;
  if (!isSecret || !Array.isArray(body)) return maskValue(body, isSecret, masking);
  // A JSON patch names the place of its values.
  return body.map((operation) =>
    isObject(operation) && /^\/(data|stringData|metadata\/annotations)?(\/|$)/.test(
        String(operation["path"]),
      )
      ? {
        ...operation,
        ...("value" in operation ? { value: maskAll(operation["value"], masking) } : {}),
      }
      : operation
  );
}

/**
 * Masks a value.
 *
 * @param isSecret Whether it is a Secret, or part of a list of them.
 */
function maskValue(value: unknown, isSecret: boolean, masking: Masking): unknown {
  if (typeof value === "string") return maskText(value);
  if (Array.isArray(value)) return value.map((item) => maskValue(item, isSecret, masking));
  if (!isObject(value)) return value;
  const { kind } = value;
  if (kind === "Secret" || isSecret && ("data" in value || "stringData" in value)) {
    return maskSecret(value, masking);
  }
  const isInSecret = isSecret || kind === "SecretList";
  const isToken = kind === "TokenRequest" || kind === "TokenReview";
  const isVariable = typeof value["name"] === "string" && SECRET_NAME_REGEXP.test(value["name"]);
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => {
      if (typeof field === "string" && isVariable && key === "value") {
        masking.note(field);
        return [key, MASK];
      }
      if (isToken && (key === "status" || key === "spec") && isObject(field)) {
        return [key, maskToken(field, masking)];
      }
      return [key, maskValue(field, isInSecret, masking)];
    }),
  );
}

function maskToken(part: Record<string, unknown>, masking: Masking): Record<string, unknown> {
  const { token } = part;
  if (typeof token !== "string") return part;
  masking.note(token);
  return { ...part, token: MASK };
}

function maskSecret(secret: Record<string, unknown>, masking: Masking): Record<string, unknown> {
  const { data, stringData, metadata } = secret;
  return {
    ...secret,
    ...(data === undefined ? {} : { data: maskFields(data, ENCODED_MASK, decoded(masking)) }),
    ...(stringData === undefined ? {} : { stringData: maskFields(stringData, MASK, masking) }),
    ...(isObject(metadata) ? { metadata: maskMetadata(metadata, masking) } : {}),
  };
}

/** What was applied holds the data once more. */
function maskMetadata(
  metadata: Record<string, unknown>,
  masking: Masking,
): Record<string, unknown> {
  const { annotations } = metadata;
  if (!isObject(annotations)) return metadata;
  const applied = annotations[LAST_APPLIED];
  const masked = mapText(annotations, maskText) as Record<string, unknown>;
  if (typeof applied === "string") {
    const parsed = parseJson(applied);
    masked[LAST_APPLIED] = isObject(parsed)
      ? `${JSON.stringify(maskSecret(parsed, masking))}\n`
      : MASK;
  }
  return { ...metadata, annotations: masked };
}

function maskFields(fields: unknown, mask: string, masking: Masking): unknown {
  if (typeof fields === "string") return MASK;
  if (!isObject(fields)) return fields;
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => {
      if (typeof value === "string") masking.note(value);
      // A patch takes a field away by null.
      return [key, value === null ? null : mask];
    }),
  );
}

/** Notes encoded values by what they stand for. */
function decoded(masking: Masking): Masking {
  return { note: (value) => masking.note(decode(value) ?? value) };
}

function maskAll(value: unknown, masking: Masking): unknown {
  return mapText(value, (text) => {
    masking.note(text);
    const plain = decode(text);
    if (plain === undefined) return MASK;
    masking.note(plain);
    return ENCODED_MASK;
  });
}

function maskText(text: string): string {
  if (ENCODED_REGEXP.test(text) && /PRIVATE KEY-----/.test(decode(text) ?? "")) return ENCODED_MASK;
  return PATTERNS.reduce((masked, [pattern, mask]) => masked.replace(pattern, mask), text);
}

/** A text as it is, as it stands in JSON within a text, and encoded. */
function formsOf(text: string): (readonly [text: string, mask: string])[] {
  const bytes = new TextEncoder().encode(text);
  return [
    [text, MASK],
    [JSON.stringify(text).slice(1, -1), MASK],
    [bytes.toBase64(), ENCODED_MASK],
    // Within something that was encoded as a whole, only whole groups of it can be known.
    ...(bytes.length < MIN_ENCODED ? [] : [0, 1, 2].map((shift) => {
      const inner = bytes.subarray(shift);
      const groups = inner.subarray(0, inner.length - inner.length % 3);
      return [groups.toBase64(), ENCODED_MASK] as const;
    })),
  ];
}

function replaceAll(
  text: string,
  replacements: readonly (readonly [text: string, mask: string])[],
): string {
  let clean = text;
  for (const [secret, mask] of replacements) {
    if (clean.includes(secret)) clean = clean.replaceAll(secret, mask);
  }
  return clean;
}

function mapText(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((item) => mapText(item, change));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [key, mapText(field, change)]),
  );
}

function decode(text: string): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(
      Uint8Array.fromBase64(text.replace(/\s/g, "")),
    );
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}
