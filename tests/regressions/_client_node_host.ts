/**
 * The official client as a control: does what it is told by HTTP, in a process of its own, since much of what
 * it begins never ends. `deno run -A _client_node_host.ts`; the first line says where commands go.
 *
 * @module
 */
import {
  CoreV1Api,
  KubeConfig,
  loadYaml,
  makeInformer,
  type V1ConfigMap,
  Watch,
} from "npm:@kubernetes/client-node@2.0.1";

/** What can be asked of the control. */
export type Command =
  /** A raw watch, until it is done or the time is over. */
  | {
    readonly type: "watch";
    readonly kubeconfig: string;
    /** How long to wait for more after the events that are expected. */
    readonly waitMs: number;
    /** How many events there are to be before; default none. */
    readonly expected?: number;
    /** After so many events it is aborted. */
    readonly abortAfter?: number;
    /** The callback throws at the event of this number. */
    readonly throwAt?: number;
  }
  /** An informer, for so long after the events that are expected. */
  | {
    readonly type: "informer";
    readonly kubeconfig: string;
    readonly waitMs: number;
    readonly expected: number;
  }
  /** Lists by each kubeconfig with one client, one after the other or at once. */
  | {
    readonly type: "list";
    readonly kubeconfigs: readonly string[];
    readonly times: number;
    readonly atOnce?: boolean;
  }
  /** Creates a config map. */
  | { readonly type: "create"; readonly kubeconfig: string }
  | { readonly type: "yaml"; readonly text: string };

/** What came of it. */
export interface Observation {
  /** Events of a watch or an informer, `TYPE name` each. */
  readonly events: readonly string[];
  /** Whether the end of a watch was said, and how. */
  readonly done?: string;
  /** Errors of calls and of informers. */
  readonly errors: readonly string[];
  /** What a document was read as. */
  readonly value?: unknown;
}

function load(file: string): KubeConfig {
  const config = new KubeConfig();
  config.loadFromFile(file);
  return config;
}

const PATH = "/api/v1/configmaps";

async function watch(command: Extract<Command, { type: "watch" }>): Promise<Observation> {
  const events: string[] = [];
  const { promise: ended, resolve } = Promise.withResolvers<string>();
  const errors: string[] = [];
  const controller = await new Watch(load(command.kubeconfig)).watch(
    PATH,
    {},
    (phase: string, object: V1ConfigMap) => {
      events.push(`${phase} ${object.metadata?.name}`);
      if (events.length === command.abortAfter) controller.abort();
      if (events.length === command.throwAt) throw new RangeError("the caller's own mistake");
    },
    (error: unknown) => resolve(String(error)),
  );
  const { expected = 0, waitMs } = command;
  const done = await Promise.race([ended, reached(events, expected).then(() => after(waitMs))]);
  return { events, errors, ...(done === undefined ? {} : { done }) };
}

async function informer(command: Extract<Command, { type: "informer" }>): Promise<Observation> {
  const config = load(command.kubeconfig);
  const api = config.makeApiClient(CoreV1Api);
  const events: string[] = [];
  const errors: string[] = [];
  const running = makeInformer(config, PATH, () => api.listConfigMapForAllNamespaces());
  for (const type of ["add", "update", "delete"] as const) {
    running.on(type, ({ metadata }) => events.push(`${type} ${metadata?.name}`));
  }
  running.on("error", (error: unknown) => errors.push(String(error)));
  await running.start();
  await reached(events, command.expected);
  await after(command.waitMs);
  return { events, errors };
}

async function list(command: Extract<Command, { type: "list" }>): Promise<Observation> {
  const errors: string[] = [];
  for (const file of command.kubeconfigs) {
    let api: CoreV1Api;
    try {
      api = load(file).makeApiClient(CoreV1Api);
    } catch (error) {
      errors.push(describe(error));
      continue;
    }
    const calls: Promise<unknown>[] = [];
    for (let time = 0; time < command.times; time++) {
      const call = api.listConfigMapForAllNamespaces()
        .catch((error) => errors.push(describe(error)));
      calls.push(call);
      if (command.atOnce !== true) await call;
    }
    await Promise.all(calls);
  }
  return { events: [], errors };
}

function describe(error: unknown): string {
  return error instanceof Error && error.cause !== undefined
    ? `${error}: ${error.cause}`
    : String(error);
}

async function create(command: Extract<Command, { type: "create" }>): Promise<Observation> {
  const api = load(command.kubeconfig).makeApiClient(CoreV1Api);
  const errors: string[] = [];
  const body = { metadata: { name: "made" }, data: { password: "hunter2" } };
  await api.createNamespacedConfigMap({ namespace: "test", body })
    .catch((error) => errors.push(String(error)));
  return { events: [], errors };
}

async function run(command: Command): Promise<Observation> {
  switch (command.type) {
    case "watch":
      return await watch(command);
    case "informer":
      return await informer(command);
    case "list":
      return await list(command);
    case "create":
      return await create(command);
    case "yaml":
      return { events: [], errors: [], value: loadYaml(command.text) };
  }
}

/** Waits for so many events; where they do not come, the test says so. */
async function reached(events: readonly string[], count: number): Promise<void> {
  const limitMs = performance.now() + 90_000;
  while (events.length < count && performance.now() < limitMs) await after(5);
}

function after(ms: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), ms));
}

if (import.meta.main) {
  // What it begins fails later and out of reach.
  globalThis.addEventListener("unhandledrejection", (event) => event.preventDefault());
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen() {},
    onError: (error) => Response.json({ events: [], errors: [String(error)] }),
  }, async (request) => Response.json(await run(await request.json())));
  console.log(`http://127.0.0.1:${server.addr.port}`);
  for await (const _ of Deno.stdin.readable);
  Deno.exit(0);
}
