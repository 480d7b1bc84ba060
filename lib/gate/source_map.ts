/**
 * Gives copied modules the names and lines of the files that they were made from, for stack traces.
 * Layer 6.
 *
 * @module
 */

import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const INLINE_MAP_REGEXP =
  /\n?\/\/# sourceMappingURL=data:application\/json;(?:charset=utf-8;)?base64,([A-Za-z0-9+/=]+)\s*$/;

/** The form of a source map. */
interface SourceMap {
  readonly version: 3;
  readonly sources: readonly string[];
  readonly names: readonly string[];
  readonly mappings: string;
}

/**
 * Prepares a module for the snapshot: it says of itself what the original says, and its stack traces do.
 *
 * @param code JavaScript, a module; with a map at its end where it was made from something else.
 * @param original The address of the file that it was made from.
 */
export function prepareCode(code: string, original: string): string {
  const inline = INLINE_MAP_REGEXP.exec(code);
  const body = inline === null ? code : code.slice(0, inline.index);
  const made = inline === null ? undefined : readMap(inline[1]!);
  const shebang = /^#!.*/.exec(body)?.[0] ?? "";
  const prologue = ownPlace(original);
  const map: SourceMap = {
    version: 3,
    sources: [original],
    names: made?.names ?? [],
    // The prologue takes a line of its own, which maps to nothing.
    mappings: `${prologue === "" ? "" : ";"}${made?.mappings ?? identityMappings(body)}`,
  };
  const text = shebang === "" ? body : `//${body}`;
  return `${prologue}${text}\n//# sourceMappingURL=data:application/json;base64,${
    encode(JSON.stringify(map))
  }\n`;
}

/** A line that makes `import.meta` say what it would say in the original place. */
function ownPlace(original: string): string {
  if (!original.startsWith("file:")) return "";
  const path = fileURLToPath(original);
  const own = { url: original, filename: path, dirname: dirname(path) };
  const fields = Object.entries(own).map(([name, value]) =>
    `import.meta.${name}=${JSON.stringify(value)};`
  );
  return `${fields.join("")}import.meta.resolve=((resolve)=>(name)=>/^\\.{1,2}\\//.test(name)?` +
    "new URL(name,import.meta.url).href:resolve(name))(import.meta.resolve);\n";
}

/** Maps every word and sign to itself. */
function identityMappings(code: string): string {
  let line = 0;
  let column = 0;
  return code.split("\n").map((text, index) => {
    let generated = 0;
    const segments: string[] = [];
    for (const { index: at } of text.matchAll(/[\w$]+|[^\s\w$]/g)) {
      segments.push(vlq(at - generated) + vlq(0) + vlq(index - line) + vlq(at - column));
      generated = at;
      line = index;
      column = at;
    }
    return segments.join(",");
  }).join(";");
}

function vlq(value: number): string {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1;
  let text = "";
  do {
    const digit = rest & 31;
    rest >>>= 5;
    text += BASE64[rest > 0 ? digit | 32 : digit];
  } while (rest > 0);
  return text;
}

function readMap(base64: string): SourceMap | undefined {
  const bytes = Uint8Array.fromBase64(base64);
  return JSON.parse(new TextDecoder().decode(bytes)) as SourceMap;
}

function encode(text: string): string {
  return new TextEncoder().encode(text).toBase64();
}
