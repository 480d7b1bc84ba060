/**
 * Answers of a real cluster, recorded once and replayed in tests. Layer 6.
 *
 * @module
 */
import { Cluster } from "../api/cluster.ts";
import { Connection, type ConnectOptions, type OpenedConnection } from "../api/connection.ts";
import { connectionOver } from "../api/connection_over.ts";
import { openConnection } from "../api/open_connection.ts";
import type { StandIn } from "../api/stand_in.ts";
import { ConfigError } from "../core/errors.ts";
import { quote } from "../core/message.ts";
import { checkOptions, type OptionTypes } from "../core/options.ts";
import { suggest } from "../core/suggest.ts";
import { formatTape, parseTape } from "./cassette_format.ts";
import { maskTape } from "./cassette_mask.ts";
import { Recorder } from "./cassette_record.ts";
import { Player, REPLAYED_SERVER } from "./cassette_replay.ts";
import { keepSurroundings, runWith } from "./default_cluster.ts";

/** How a cassette is made. */
export interface CassetteOptions {
  /**
   * Whether it is replayed, or recorded anew; default: replayed, unless the variable SKIFF_CASSETTE is `record`.
   */
  readonly mode?: "replay" | "record";
  /** Which cluster is recorded, as whom; default: the kubeconfig's current context. */
  readonly connect?: ConnectOptions;
  /** Texts that are masked beside what is found to be secret, wherever they stand. */
  readonly secrets?: readonly string[];
}

interface Parts {
  readonly mode: "replay" | "record";
  open(options: ConnectOptions): Promise<OpenedConnection>;
  unplayed(): string[];
  close(): Promise<void>;
}

/** A cluster of which each answer is known; made by {@link cassette}. */
export class CassetteCluster extends Cluster {
  readonly #parts: Parts;
  readonly #connection: Connection;

  /** Made by {@link cassette}. */
  constructor(parts: Parts) {
    const connection = new Connection(() => parts.open({}));
    super(connection);
    this.#parts = parts;
    this.#connection = connection;
  }

  /** Whether it is replayed or recorded. */
  get mode(): "replay" | "record" {
    return this.#parts.mode;
  }

  /**
   * Runs code that speaks to the default cluster on this one, as {@link TestCluster.use} does.
   *
   * @param run What to run.
   * @returns What it returns.
   */
  async use<R>(run: () => R | Promise<R>): Promise<R> {
    const standIn: StandIn = {
      connection: this.#connection,
      open: (options) => this.#parts.open(options),
    };
    return await runWith(standIn, run);
  }

  /** The recorded requests that nobody has sent in this replay, one line each; none while it is recorded. */
  unplayed(): string[] {
    return this.#parts.unplayed();
  }

  /** Writes the file where it was recorded; ends what is open. */
  override async [Symbol.asyncDispose](): Promise<void> {
    await super[Symbol.asyncDispose]();
    await this.#parts.close();
  }
}

/**
 * A cluster as a file remembers it: replayed in tests, without a network; recorded from a real cluster by
 * `SKIFF_CASSETTE=record`, which writes the file when the cluster is disposed of.
 *
 * A replay is strict: every request has to be recorded, with its parameters and its body, as often as it is sent.
 * Secrets never reach the file: the data of Secrets, tokens, private keys, passwords in variables and URLs, and
 * the values of Secrets wherever else they turn up are masked; headers with credentials are not looked at. Look at
 * a new recording before you commit it all the same: what is secret to you alone nobody can know.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { ns } from "skiff";
 * import { cassette } from "skiff/testing";
 *
 * async function countPods(): Promise<number> {
 *   await using cluster = await cassette("tests/testdata/shop.jsonl");
 *   return await cluster.use(() => ns().pods.count());
 * }
 * await assert.rejects(countPods, { name: "ConfigError" }); // where nobody has recorded it
 * ```
 *
 * @param file The file, of JSON lines; relative to the working directory.
 * @param options Mode, the cluster to record, further secrets.
 * @returns The cluster; `await using` closes it.
 * @throws {ConfigError} when there is no such file, or the cluster to record cannot be found.
 * @throws {QueryError} when the file is no cassette; later, when a request is sent that it does not have.
 */
export async function cassette(
  file: string | URL,
  options: CassetteOptions = {},
): Promise<CassetteCluster> {
  checkOptions(options, CASSETTE_OPTIONS, { cannot: () => `open cassette ${quote(String(file))}` });
  const mode = modeOf(options);
  const parts = mode === "record"
    ? recordingParts(file, options)
    : await replayingParts(file, options);
  return await new CassetteCluster(parts).open();
}

const CASSETTE_OPTIONS: OptionTypes<CassetteOptions> = {
  mode: "string",
  connect: "any",
  secrets: "any",
};
const MODES = ["replay", "record"] as const;

/** A recording that is misspelt would be a replay. */
function modeOf(options: CassetteOptions): "replay" | "record" {
  const variable = readVariable("SKIFF_CASSETTE") || undefined;
  const [said, where] = options.mode === undefined
    ? [variable ?? "replay", "SKIFF_CASSETTE"]
    : [options.mode, "the option mode"];
  const mode = MODES.find((known) => known === said);
  if (mode !== undefined) return mode;
  const near = suggest(said, MODES);
  const help = near === undefined ? 'it is "replay" or "record"' : `did you mean ${quote(near)}`;
  throw new ConfigError(`Cannot use ${quote(said)} as ${where}: ${help}`);
}

function recordingParts(file: string | URL, options: CassetteOptions): Parts {
  const recorder = new Recorder();
  // Within use() the cassette itself is what would be found.
  const outside = keepSurroundings();
  const opened: OpenedConnection[] = [];
  const { connect = {}, secrets = [] } = options;
  async function open(more: ConnectOptions): Promise<OpenedConnection> {
    const real = await outside(() => openConnection({ ...connect, ...more }));
    opened.push(real);
    const { session: { transport, namespace } } = real;
    // What a cluster serves is recorded, too, so nothing of it may be known beforehand.
    const place = { ...placeOf(namespace), server: transport.server };
    return await connectionOver(recorder.record(transport), place, { ...connect, ...more });
  }
  return {
    mode: "record",
    open,
    unplayed: () => [],
    close: async () => {
      const namespace = opened[0]?.session.namespace ?? "default";
      const tape = { namespace, exchanges: recorder.exchanges() };
      await writeWhole(file, formatTape(maskTape(tape, secrets)));
    },
  };
}

async function replayingParts(
  file: string | URL,
  { secrets = [] }: CassetteOptions,
): Promise<Parts> {
  const tape = parseTape(await readFile(file), String(file));
  const player = new Player(tape, { file: String(file), secrets });
  return {
    mode: "replay",
    open: async (options) =>
      await connectionOver(player, placeOf(options.namespace ?? tape.namespace), options),
    unplayed: () => player.unplayed(),
    close: async () => await player[Symbol.asyncDispose](),
  };
}

function placeOf(namespace: string) {
  return {
    contextName: "cassette",
    namespace,
    server: REPLAYED_SERVER,
    userName: "cassette",
    cacheDirectory: false,
  } as const;
}

async function readFile(file: string | URL): Promise<string> {
  try {
    return await Deno.readTextFile(file);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    const hint = "record it with SKIFF_CASSETTE=record";
    throw new ConfigError(`Cannot replay ${quote(String(file))}: there is no such file: ${hint}`, {
      hint,
    });
  }
}

/** A recording that breaks off leaves the file as it was. */
async function writeWhole(file: string | URL, text: string): Promise<void> {
  const draft = file instanceof URL ? new URL(`${file}.part`) : `${file}.part`;
  await Deno.writeTextFile(draft, text);
  await Deno.rename(draft, file);
}

function readVariable(name: string): string | undefined {
  try {
    return Deno.env.get(name);
  } catch (error) {
    // Without the permission there is nothing to record, either.
    if (error instanceof Deno.errors.NotCapable) return undefined;
    throw error;
  }
}
