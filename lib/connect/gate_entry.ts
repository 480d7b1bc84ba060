/**
 * How a script in the sandbox learns where its gate is: by one environment variable, the only one that it
 * may read unless more are granted. Layer 1.
 *
 * @module
 */
import { ConfigError } from "../core/errors.ts";

/** The variable by which `skiff run` tells a script about its gate. */
export const GATE_VARIABLE = "SKIFF_GATE";

/** Where a script says, by a POST of text, that it takes a wait for met. */
export const ASSUMED_PATH = "/skiff/assumed";

/** What a script in the sandbox knows of its connection: no server, no user, no credentials. */
export interface GateEntry {
  /** Path of the gate's unix socket. */
  readonly socket: string;
  /** The address that requests are sent to, a placeholder that nothing listens at. */
  readonly address: string;
  /** The context's name. */
  readonly context: string;
  /** The namespace that `ns()` means. */
  readonly namespace: string;
  /** Whether the gate refuses writes. */
  readonly readOnly: boolean;
  /** Whether the gate turns writes into dry runs. */
  readonly dryRun: boolean;
  /** Whether the gate makes a plan of what is written, so that no wait would end. */
  readonly plan?: boolean | undefined;
  /** Deadline of a call that names none, in milliseconds. */
  readonly timeoutMs?: number | undefined;
}

/**
 * Finds the gate that this process runs behind; asks nobody for a permission.
 *
 * @returns Where the gate is, or `undefined` outside of the sandbox.
 * @throws {ConfigError} when the variable holds something else.
 */
export function findGate(): GateEntry | undefined {
  const query = { name: "env", variable: GATE_VARIABLE } as const;
  // A script under plain `deno run` is not asked about a variable that it has nothing to do with.
  if (Deno.permissions.querySync(query).state !== "granted") return undefined;
  const text = Deno.env.get(GATE_VARIABLE);
  if (text === undefined) return undefined;
  try {
    return checkEntry(JSON.parse(text));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw badEntry();
  }
}

function checkEntry(value: Partial<GateEntry> | null): GateEntry {
  const { socket, address, context, namespace, readOnly, dryRun, timeoutMs } = value ?? {};
  const isEntry = [socket, address, context, namespace].every((text) => typeof text === "string") &&
    typeof readOnly === "boolean" && typeof dryRun === "boolean" &&
    (timeoutMs === undefined || typeof timeoutMs === "number");
  if (!isEntry) throw badEntry();
  return value as GateEntry;
}

function badEntry(): ConfigError {
  return new ConfigError(
    `Cannot read the environment variable "${GATE_VARIABLE}": it is not what skiff run sets: unset it`,
  );
}
