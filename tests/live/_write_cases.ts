/**
 * Writes as kubectl and as Skiff would do them, for the comparison of what comes of both.
 *
 * @module
 */
import type { NamespaceScope } from "../../lib/api/namespace.ts";

/** One write, done by both on an object of its own each. */
export interface WriteCase {
  readonly name: string;
  /** The object before, by its manifest; `deployment/x`, where none is there before. */
  readonly before?: object;
  /** The object that is looked at afterwards. */
  readonly object: string;
  /** Arguments of kubectl, without the namespace. */
  readonly kubectl: readonly string[];
  readonly stdin?: object;
  readonly skiff: (ns: NamespaceScope) => Promise<unknown>;
  /** The error, where one is expected: Skiff's class, and what kubectl's message has in it. */
  readonly fails?: readonly [name: string, message: RegExp, kubectl: RegExp];
}

export const CONFIG_MAP = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "app", labels: { tier: "web" }, annotations: { note: "old" } },
  data: { a: "1", b: "2" },
};

export const DEPLOYMENT = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web" },
  spec: {
    replicas: 0,
    selector: { matchLabels: { app: "web" } },
    template: {
      metadata: { labels: { app: "web" } },
      spec: {
        containers: [
          { name: "web", image: "web:1", args: ["-v"], ports: [{ containerPort: 80 }] },
          { name: "log", image: "log:1" },
        ],
      },
    },
  },
};

const MAP = "configmap/app";
const WEB = "deployment/web";

function patchCase(
  name: string,
  type: "strategic" | "merge" | "json",
  patch: object,
  fails?: WriteCase["fails"],
): WriteCase {
  return {
    name: `patch ${type}: ${name}`,
    before: DEPLOYMENT,
    object: WEB,
    kubectl: ["patch", WEB, `--type=${type}`, "-p", JSON.stringify(patch)],
    skiff: (ns) => ns.deployment("web").patch(patch as never, { type }),
    ...(fails === undefined ? {} : { fails }),
  };
}

function containers(...list: readonly object[]): object {
  return { spec: { template: { spec: { containers: list } } } };
}

const PATCHES: readonly WriteCase[] = [
  patchCase("a container merged by name", "strategic", containers({ name: "log", image: "log:2" })),
  patchCase("a container added", "strategic", containers({ name: "new", image: "new:1" })),
  patchCase("a container taken out", "strategic", containers({ name: "log", $patch: "delete" })),
  patchCase("fields replaced as a whole", "strategic", {
    spec: { template: { metadata: { labels: { app: "web", x: "y" } } } },
  }),
  patchCase("a field removed", "strategic", containers({ name: "web", args: null })),
  patchCase("nothing", "strategic", {}),
  patchCase("no merge key", "strategic", containers({ image: "x" }), [
    "InvalidError",
    /an entry of a list has no "name"/,
    /does not contain declared merge key: name/,
  ]),
  patchCase("a list replaced", "merge", containers({ name: "only", image: "only:1" })),
  patchCase("null removes", "merge", {
    spec: { replicas: null },
    metadata: { labels: { a: "b" } },
  }),
  patchCase("a type that is not", "merge", { spec: { replicas: "three" } }, [
    "InvalidError",
    /spec\.replicas: a whole number is needed, not text/,
    /cannot unmarshal string/,
  ]),
  patchCase("a value that is refused", "merge", { spec: { replicas: -1 } }, [
    "InvalidError",
    /spec\.replicas: Invalid value: -1: must be greater than or equal to 0/,
    /spec\.replicas: Invalid value: -1/,
  ]),
  patchCase("operations", "json", [
    { op: "test", path: "/spec/replicas", value: 0 },
    { op: "replace", path: "/spec/replicas", value: 0 },
    { op: "add", path: "/metadata/labels", value: { "a.b/c": "d" } },
    { op: "add", path: "/metadata/labels/a.b~1e", value: "f" },
    { op: "remove", path: "/spec/template/spec/containers/1" },
  ]),
  patchCase("a test that does not hold", "json", [
    { op: "add", path: "/metadata/labels", value: { half: "written" } },
    { op: "test", path: "/spec/replicas", value: 7 },
  ], [
    "InvalidError",
    /an operation of the patch failed/,
    /rejected our request due to an error in our request/,
  ]),
  {
    name: "patch merge: the status only",
    before: DEPLOYMENT,
    object: WEB,
    kubectl: [
      "patch",
      WEB,
      "--subresource=status",
      "--type=merge",
      "-p",
      '{"status":{"collisionCount":3},"spec":{"replicas":9}}',
    ],
    skiff: (ns) =>
      ns.deployment("web").patch({ status: { collisionCount: 3 }, spec: { replicas: 9 } }, {
        type: "merge",
        subresource: "status",
      }),
  },
  {
    name: "patch: no such object",
    object: MAP,
    kubectl: ["patch", MAP, "-p", "{}"],
    skiff: (ns) => ns.configMap("app").patch({}),
    fails: ["NotFoundError", /not found$/, /NotFound/],
  },
];

const MARKS: readonly WriteCase[] = [
  {
    name: "label: sets, changes and removes",
    before: CONFIG_MAP,
    object: MAP,
    kubectl: ["label", MAP, "--overwrite", "tier=db", "a.b/c=d", "gone-"],
    skiff: (ns) => ns.configMap("app").label({ tier: "db", "a.b/c": "d", gone: null }),
  },
  {
    name: "label: overwrites nothing when told not to",
    before: CONFIG_MAP,
    object: MAP,
    kubectl: ["label", MAP, "tier=db", "new=x"],
    skiff: (ns) => ns.configMap("app").label({ tier: "db", new: "x" }, { overwrite: false }),
    fails: ["ConflictError", /"tier" is "web" already/, /already has a value \(web\)/],
  },
  {
    name: "label: a bad value",
    before: CONFIG_MAP,
    object: MAP,
    kubectl: ["label", MAP, "x=not valid!"],
    skiff: (ns) => ns.configMap("app").label({ x: "not valid!" }),
    fails: ["QueryError", /Cannot use "not valid!" as label value of "x"/, /invalid label value/],
  },
  {
    name: "label: a bad key",
    before: CONFIG_MAP,
    object: MAP,
    kubectl: ["label", MAP, "not valid=x"],
    skiff: (ns) => ns.configMap("app").label({ "not valid": "x" }),
    fails: ["QueryError", /Cannot use "not valid" as label key/, /name part must consist of/],
  },
  {
    name: "annotate: any text, and removal",
    before: CONFIG_MAP,
    object: MAP,
    kubectl: ["annotate", MAP, "text=any text: \u00fc, {}!", "note-"],
    skiff: (ns) => ns.configMap("app").annotate({ text: "any text: \u00fc, {}!", note: null }),
  },
];

const SCALES: readonly WriteCase[] = [
  {
    name: "scale",
    before: DEPLOYMENT,
    object: WEB,
    kubectl: ["scale", WEB, "--replicas=2"],
    skiff: (ns) => ns.deployment("web").scale(2),
  },
  {
    name: "scale: from another number than is there",
    before: DEPLOYMENT,
    object: WEB,
    kubectl: ["scale", WEB, "--current-replicas=5", "--replicas=2"],
    skiff: (ns) => ns.deployment("web").scale(2, { currentReplicas: 5 }),
    fails: ["ConflictError", /it wants 0 replicas, not 5/, /[Ee]xpected replicas to be 5, was 0/],
  },
  {
    name: "scale: what has no scale",
    before: CONFIG_MAP,
    object: MAP,
    kubectl: ["scale", MAP, "--replicas=2"],
    skiff: (ns) => ns.configMap("app").scale(2 as never),
    fails: [
      "QueryError",
      /ConfigMap has no scale/,
      /could not find the requested resource|no kind/,
    ],
  },
];

function applyArguments(...flags: readonly string[]): readonly string[] {
  return ["apply", "--server-side", "--field-manager=tester", ...flags, "-f", "-"];
}

const APPLIES: readonly WriteCase[] = [
  {
    name: "apply: creates what is not there",
    object: MAP,
    kubectl: applyArguments(),
    stdin: CONFIG_MAP,
    skiff: (ns) => ns.configMap("app").apply(CONFIG_MAP, { fieldManager: "tester" }),
  },
  {
    name: "apply: fields of another manager",
    before: CONFIG_MAP,
    object: MAP,
    kubectl: applyArguments(),
    stdin: { ...CONFIG_MAP, data: { a: "mine" } },
    skiff: (ns) => ns.configMap("app").apply({ data: { a: "mine" } }, { fieldManager: "tester" }),
    fails: ["ConflictError", /\.data\.a belongs to "before"/, /conflict with "before".*\.data\.a/s],
  },
  {
    name: "apply: by force",
    before: CONFIG_MAP,
    object: MAP,
    kubectl: applyArguments("--force-conflicts"),
    stdin: { ...CONFIG_MAP, data: { a: "mine" } },
    skiff: (ns) =>
      ns.configMap("app").apply({ ...CONFIG_MAP, data: { a: "mine" } }, {
        fieldManager: "tester",
        force: true,
      }),
  },
  {
    name: "apply: shares what is the same",
    before: CONFIG_MAP,
    object: MAP,
    kubectl: applyArguments(),
    stdin: { ...CONFIG_MAP, data: { a: "1", c: "3" } },
    skiff: (ns) =>
      ns.configMap("app").apply({ ...CONFIG_MAP, data: { a: "1", c: "3" } }, {
        fieldManager: "tester",
      }),
  },
  {
    name: "apply: an unknown field",
    before: DEPLOYMENT,
    object: WEB,
    kubectl: applyArguments(),
    stdin: { ...DEPLOYMENT, spec: { replcas: 3 } },
    skiff: (ns) => ns.deployment("web").apply({ spec: { replcas: 3 } } as never),
    fails: [
      "InvalidError",
      /unknown field "spec\.replcas": did you mean "spec\.replicas"/,
      /replcas/,
    ],
  },
];

function creates(name: string, object: object, fails: WriteCase["fails"]): WriteCase {
  return {
    name: `create: ${name}`,
    object: "deployment/web",
    kubectl: ["create", "-f", "-"],
    stdin: object,
    skiff: (ns) => ns.create(object as never),
    ...(fails === undefined ? {} : { fails }),
  };
}

const { spec } = DEPLOYMENT;
const CREATES: readonly WriteCase[] = [
  creates("what is right", DEPLOYMENT, undefined),
  creates("an unknown field", { ...DEPLOYMENT, spec: { ...spec, replcas: 3 } }, [
    "InvalidError",
    /unknown field "spec\.replcas": did you mean "spec\.replicas"$/,
    /unknown field "spec\.replcas"/,
  ]),
  creates("a wrong type", { ...DEPLOYMENT, spec: { ...spec, replicas: "three" } }, [
    "InvalidError",
    /spec\.replicas: a whole number is needed, not text$/,
    /cannot unmarshal string/,
  ]),
  creates(
    "a bad label",
    { ...DEPLOYMENT, metadata: { name: "web", labels: { a: "not valid!" } } },
    [
      "InvalidError",
      /metadata\.labels: Invalid value: "not valid!"/,
      /metadata\.labels: Invalid value: "not valid!"/,
    ],
  ),
  creates("a name too long", { ...DEPLOYMENT, metadata: { name: "x".repeat(254) } }, [
    "QueryError",
    /it has 254 characters, at most 253 are allowed$/,
    /must be no more than 253/,
  ]),
  creates("a bad name", { ...DEPLOYMENT, metadata: { name: "Not_Valid" } }, [
    "InvalidError",
    /metadata\.name: Invalid value: "Not_Valid": a lowercase RFC 1123 subdomain/,
    /metadata\.name: Invalid value: "Not_Valid"/,
  ]),
  creates("no name", { ...DEPLOYMENT, metadata: {} }, [
    "QueryError",
    /it has neither metadata\.name nor metadata\.generateName$/,
    /metadata\.name: Required value|name is required|may not be empty/,
  ]),
  creates("another namespace", {
    ...DEPLOYMENT,
    metadata: { name: "web", namespace: "default" },
  }, [
    "QueryError",
    /metadata\.namespace says "default", which contradicts/,
    /does not match the namespace/,
  ]),
  creates("no kind", { metadata: { name: "web" } }, [
    "QueryError",
    /it has no apiVersion/,
    /apiVersion not set|kind not set/,
  ]),
  creates("a kind that is not served", { ...DEPLOYMENT, apiVersion: "apps/v9" }, [
    "QueryError",
    /apps\/v9/,
    /no matches for kind/,
  ]),
];

const DELETES: readonly WriteCase[] = [
  {
    name: "delete: what is not there",
    object: MAP,
    kubectl: ["delete", MAP],
    skiff: (ns) => ns.configMap("app").delete(),
    fails: ["NotFoundError", /not found$/, /NotFound/],
  },
  {
    name: "delete: what is not there, and need not be",
    object: MAP,
    kubectl: ["delete", MAP, "--ignore-not-found"],
    skiff: (ns) => ns.configMap("app").delete({ ignoreNotFound: true }),
  },
  {
    name: "delete: until it is gone",
    before: CONFIG_MAP,
    object: MAP,
    kubectl: ["delete", MAP],
    skiff: (ns) => ns.configMap("app").delete({ wait: true }),
  },
  {
    name: "delete: held by a finalizer, not waited for",
    before: { ...CONFIG_MAP, metadata: { name: "app", finalizers: ["skiff.example/hold"] } },
    object: MAP,
    kubectl: ["delete", MAP, "--wait=false"],
    skiff: (ns) => ns.configMap("app").delete(),
  },
  {
    name: "delete: held by a finalizer, waited for too short",
    before: { ...CONFIG_MAP, metadata: { name: "app", finalizers: ["skiff.example/hold"] } },
    object: MAP,
    kubectl: ["delete", MAP, "--timeout=1s"],
    skiff: (ns) => ns.configMap("app").delete({ wait: true, timeout: "10s" }),
    fails: ["TimeoutError", /held by finalizers "skiff\.example\/hold"$/, /timed out waiting/],
  },
  {
    name: "delete: a dry run",
    before: CONFIG_MAP,
    object: MAP,
    kubectl: ["delete", MAP, "--dry-run=server"],
    skiff: (ns) => ns.configMap("app").delete({ dryRun: true }),
  },
];

/** Every case. */
export const WRITE_CASES: readonly WriteCase[] = [
  ...PATCHES,
  ...MARKS,
  ...SCALES,
  ...APPLIES,
  ...CREATES,
  ...DELETES,
];
