/**
 * The project's architecture as data: layers, who may touch the outside, who may import which package.
 *
 * `layers.ts` and the lint plugin check the code against it.
 *
 * @module
 */

/** The layer of each folder of `lib`: a file imports its own folder and strictly lower layers. */
export const LAYERS: ReadonlyMap<string, number> = new Map([
  ["core", 0],
  ["kinds", 1],
  ["policy", 1],
  ["connect", 1],
  ["query", 2],
  ["client", 2],
  ["process", 2],
  ["embedded", 3],
  ["watch", 3],
  ["apply", 4],
  ["workloads", 4],
  ["streams", 4],
  ["serve", 4],
  ["api", 5],
  ["client_node", 5],
  ["gate", 6],
  ["script", 6],
  ["controller", 6],
  ["testing", 6],
  ["repl", 7],
  ["compile", 7],
  ["cli", 8],
]);

/**
 * Imports within one layer that are allowed: a kubeconfig's cluster is reached to ask for its kinds; the
 * official API on no named connection means the default cluster.
 */
export const SIDEWAYS: ReadonlySet<string> = new Set(["connect -> kinds", "client_node -> api"]);

/** Folders of `lib` that may use `Deno.*` and `node:*`. */
export const IO_FOLDERS: ReadonlySet<string> = new Set([
  "connect",
  "process",
  "streams",
  "gate",
  "script",
  "controller",
  "testing",
  "serve",
  "repl",
  "compile",
  "cli",
]);

/** Further files that may, each with its reason. */
export const IO_FILES: ReadonlyMap<string, string> = new Map([
  ["lib/client/discovery_cache.ts", "keeps what a cluster serves between runs"],
]);

/** Folders of `lib` that may print. */
export const PRINTING_FOLDERS: ReadonlySet<string> = new Set(["process", "script", "repl", "cli"]);

/** Further files that may, each with its reason. */
export const PRINTING_FILES: ReadonlyMap<string, string> = new Map([
  ["lib/api/connection_over.ts", "shows the server's warnings, unless told otherwise"],
]);

/** Who may import an npm package: files, or folders with a trailing slash. */
export interface PackageRule {
  /** They may import its code. */
  readonly code: readonly string[];
  /** They may import its types only. */
  readonly types?: readonly string[];
}

/** Every npm package that the project imports outside its tests. */
export const PACKAGES: ReadonlyMap<string, PackageRule> = new Map([
  ["@kubernetes/client-node", {
    code: [
      "lib/client_node/",
      "scripts/dev/generate_client_node.ts",
      "scripts/dev/generate_schema.ts",
    ],
    types: ["lib/kinds/models.ts"],
  }],
  ["@stricli/core", { code: ["lib/cli/"] }],
  ["acorn", {
    code: ["lib/gate/script_syntax.ts", "lib/repl/compile.ts", "lib/repl/rewrite.ts"],
    types: ["lib/gate/", "lib/repl/"],
  }],
  ["js-yaml", { code: ["lib/connect/kubeconfig_text.ts", "lib/core/yaml.ts"] }],
  // A script brings its schema library along; Skiff itself imports none.
  ["zod", { code: ["examples/"] }],
]);

/** Folders of `lib` that stand on the public face and so may import `mod.ts`. */
export const ABOVE_THE_FACE: ReadonlySet<string> = new Set(["repl", "cli"]);

/** Lines a file may have. */
export const MAX_LINES = 400;
