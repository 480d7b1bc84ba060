/**
 * Seeded sequences of requests that nobody has written down: creates, patches of all kinds, applies,
 * replaces, deletes and lists of a few objects, sent to both servers.
 *
 * @module
 */
import {
  apply,
  get,
  jsonPatch,
  mergePatch,
  post,
  put,
  remove,
  type Scenario,
  type Step,
  strategicPatch,
} from "./step.ts";

/** Numbers that look random and are the same for the same seed. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number below a bound. */
  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  /** One of a list. */
  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  /** Whether something of this probability happens. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }
}

type Json = Record<string, unknown>;

const NAMES = ["a", "b"];
const MANAGERS = ["one", "two", "kubectl"];
const KEYS = ["x", "y", "z"];
const VALUES = ["1", "2", "", "long value"];

function record(random: Random, keys: readonly string[], values: readonly unknown[]): Json {
  return Object.fromEntries(
    keys.filter(() => random.chance(0.5)).map((key) => [key, random.pick(values)]),
  );
}

function metadata(random: Random): Json {
  return {
    ...(random.chance(0.4) ? { labels: record(random, ["app", "tier"], VALUES.slice(0, 3)) } : {}),
    ...(random.chance(0.3) ? { annotations: record(random, ["note", "more"], VALUES) } : {}),
    ...(random.chance(0.1) ? { finalizers: [random.pick(["a.example/f", "b.example/f"])] } : {}),
  };
}

/** A kind that sequences are made of. */
interface FuzzKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly path: string;
  /** A part of an object, with or without what it needs. */
  body(random: Random, isWhole: boolean): Json;
}

function container(random: Random, name: string): Json {
  return {
    name,
    ...(random.chance(0.8) ? { image: random.pick(["i:1", "i:2"]) } : {}),
    ...(random.chance(0.4)
      ? {
        env: ["A", "B", "C"].filter(() => random.chance(0.5)).map((variable) => ({
          name: variable,
          value: random.pick(["1", "2", ""]),
        })),
      }
      : {}),
    ...(random.chance(0.3)
      ? {
        ports: [80, 81].filter(() => random.chance(0.6)).map((containerPort) => ({
          containerPort,
          ...(random.chance(0.3) ? { protocol: random.pick(["TCP", "UDP"]) } : {}),
          ...(random.chance(0.3) ? { name: random.pick(["http", "web"]) } : {}),
        })),
      }
      : {}),
    ...(random.chance(0.2) ? { args: random.pick([[], ["a"], ["b", "a"]]) } : {}),
    ...(random.chance(0.2)
      ? { resources: { limits: { cpu: random.pick(["1", "500m", 2]) } } }
      : {}),
  };
}

const KINDS: readonly FuzzKind[] = [
  {
    apiVersion: "v1",
    kind: "ConfigMap",
    path: "/api/v1/namespaces/{ns}/configmaps",
    body: (random) => ({
      ...(random.chance(0.8) ? { data: record(random, KEYS, VALUES) } : {}),
      ...(random.chance(0.1) ? { immutable: random.chance(0.5) } : {}),
    }),
  },
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    path: "/apis/apps/v1/namespaces/{ns}/deployments",
    body: (random, isWhole) => ({
      spec: {
        ...(isWhole || random.chance(0.2) ? { selector: { matchLabels: { app: "f" } } } : {}),
        ...(random.chance(0.4) ? { replicas: random.below(4) } : {}),
        ...(random.chance(0.2) ? { paused: random.chance(0.5) } : {}),
        ...(random.chance(0.2)
          ? { strategy: { type: random.pick(["Recreate", "RollingUpdate"]) } }
          : {}),
        ...(isWhole || random.chance(0.7)
          ? {
            template: {
              ...(isWhole || random.chance(0.2) ? { metadata: { labels: { app: "f" } } } : {}),
              spec: {
                containers: (isWhole ? ["c"] : ["c", "d"]).filter(() =>
                  isWhole || random.chance(0.7)
                )
                  .map((name) => ({
                    ...container(random, name),
                    ...(isWhole ? { image: "i:1" } : {}),
                  })),
                ...(random.chance(0.2)
                  ? { volumes: [{ name: random.pick(["v", "w"]), emptyDir: {} }] }
                  : {}),
                ...(random.chance(0.2) ? { nodeSelector: record(random, ["a", "b"], ["1"]) } : {}),
                ...(random.chance(0.2)
                  ? { tolerations: [{ key: random.pick(["k", "l"]), operator: "Exists" }] }
                  : {}),
              },
            },
          }
          : {}),
      },
    }),
  },
  {
    apiVersion: "v1",
    kind: "Service",
    path: "/api/v1/namespaces/{ns}/services",
    body: (random, isWhole) => ({
      spec: {
        ...(isWhole ? { clusterIP: "None", selector: { app: "f" } } : {}),
        ...(random.chance(0.3) ? { selector: record(random, ["app", "b"], ["f", "g"]) } : {}),
        ...(isWhole || random.chance(0.7)
          ? {
            ports: [80, 81].filter((_, index) => isWhole ? index === 0 : random.chance(0.6)).map((
              port,
            ) => ({
              port,
              ...(random.chance(0.5) ? { name: `p${port}` } : {}),
              ...(random.chance(0.2) ? { targetPort: random.pick([8080, "http"]) } : {}),
            })),
          }
          : {}),
        ...(random.chance(0.1) ? { sessionAffinity: random.pick(["None", "ClientIP"]) } : {}),
      },
    }),
  },
  {
    apiVersion: "v1",
    kind: "Secret",
    path: "/api/v1/namespaces/{ns}/secrets",
    body: (random) => ({
      ...(random.chance(0.6) ? { data: record(random, KEYS, ["YQ==", "Yg==", ""]) } : {}),
      ...(random.chance(0.4) ? { stringData: record(random, KEYS, ["a", "b"]) } : {}),
      ...(random.chance(0.1) ? { type: "x/y" } : {}),
    }),
  },
];

/** Values of a wrong type or of no use. */
function spoil(random: Random, body: Json): Json {
  const keys = Object.keys(body);
  if (keys.length === 0 || !random.chance(0.08)) return body;
  const key = random.pick(keys);
  return { ...body, [key]: random.pick<unknown>(["text", 5, true, [], {}, null, { extra: 1 }]) };
}

function whole(random: Random, kind: FuzzKind, name: string): Json {
  return {
    apiVersion: kind.apiVersion,
    kind: kind.kind,
    metadata: { name, ...metadata(random) },
    ...spoil(random, kind.body(random, true)),
  };
}

function part(random: Random, kind: FuzzKind): Json {
  const body = {
    ...kind.body(random, false),
    ...(random.chance(0.4) ? { metadata: metadata(random) } : {}),
  };
  return spoil(random, body);
}

/** Paths that JSON patches of every kind may meet. */
const POINTERS = [
  "/metadata/labels",
  "/metadata/labels/app",
  "/metadata/annotations/note",
  "/metadata/finalizers",
  "/metadata/finalizers/0",
  "/data",
  "/data/x",
  "/data/y",
  "/spec/replicas",
  "/spec/template/spec/containers/0/image",
  "/spec/template/spec/containers/-",
  "/spec/ports/0/name",
  "/spec/selector/app",
  "/none/below",
];

function operations(random: Random): unknown[] {
  return Array.from({ length: 1 + random.below(2) }, () => {
    const op = random.pick(["add", "replace", "remove", "test"]);
    const path = random.pick(POINTERS);
    if (op === "remove") return { op, path };
    const value = path.endsWith("containers/-")
      ? { name: "e", image: "i:3" }
      : path.endsWith("finalizers")
      ? ["a.example/f"]
      : path === "/metadata/labels" || path === "/data"
      ? record(random, KEYS, ["1", "Yg=="])
      : path.endsWith("replicas")
      ? random.below(3)
      : random.pick(["v", "w", "YQ=="]);
    return { op, path, value };
  });
}

/** What the real server says with a whole object, a template or a map in Go's words in it. */
const PRINTED: Readonly<Record<string, string>> = {
  "body.message": "may hold an object in Go's words",
  "body.details.causes.*.message": "may hold an object in Go's words",
};

const MAX_STEPS = 10;

/** A sequence for a seed. */
export function fuzzScenario(seed: number): Scenario {
  const random = new Random(seed);
  const kind = random.pick(KINDS);
  const steps: Step[] = [];
  const count = 3 + random.below(MAX_STEPS - 2);
  for (let index = 0; index < count; index++) steps.push(stepFor(random, kind, index));
  steps.push(get(kind.path, { unlike: PRINTED }));
  return { name: `fuzz ${seed}`, steps };
}

function stepFor(random: Random, kind: FuzzKind, index: number): Step {
  const name = random.pick(NAMES);
  const path = `${kind.path}/${name}`;
  const extra = { unlike: PRINTED };
  const dry = random.chance(0.05) ? "?dryRun=All" : "";
  const choice = index === 0 ? 0 : random.below(12);
  switch (choice) {
    case 0:
    case 1:
      return random.chance(0.4)
        ? apply(path, random.pick(MANAGERS), whole(random, kind, name), extra)
        : post(`${kind.path}${dry}`, whole(random, kind, name), extra);
    case 2:
      return put(`${path}${dry}`, whole(random, kind, name), extra);
    case 3:
      return jsonPatch(`${path}${dry}`, operations(random), extra);
    case 4:
      return mergePatch(`${path}${dry}`, part(random, kind), extra);
    case 5:
    case 6:
      return strategicPatch(`${path}${dry}`, part(random, kind), extra);
    case 7:
    case 8:
    case 9: {
      const force = random.chance(0.4) ? "?force=true" : "";
      const configuration = random.chance(0.5) ? whole(random, kind, name) : {
        apiVersion: kind.apiVersion,
        kind: kind.kind,
        ...part(random, kind),
        metadata: { name, ...metadata(random) },
      };
      return apply(`${path}${force}`, random.pick(MANAGERS), configuration, extra);
    }
    case 10:
      return remove(`${path}${dry}`, undefined, extra);
    default:
      return get(`${kind.path}?labelSelector=${random.pick(["app", "!app", "app%3D1"])}`, extra);
  }
}
