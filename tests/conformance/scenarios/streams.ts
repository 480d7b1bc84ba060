/** Logs and streams of pods, as far as no node is asked: what is refused, and in which order it is looked at. */
import { get, post, type Scenario, type Step } from "../step.ts";

const PODS = "/api/v1/namespaces/{ns}/pods";
const RBAC = "/apis/rbac.authorization.k8s.io/v1/namespaces/{ns}";
const EVE = { as: { user: "eve" } };
const STREAMS = ["exec", "attach", "portforward"] as const;

const LOG_QUERIES = [
  "",
  "tailLines=-1",
  "tailLines=x",
  "limitBytes=0",
  "sinceSeconds=0",
  "sinceSeconds=1&sinceTime=2026-01-01T00:00:01Z",
  "sinceTime=x",
  "sinceTime=2026-01-01",
  "sinceTime=2026-02-31T00:00:00Z",
  "sinceTime=",
  "stream=All",
  "stream=x&tailLines=-1&limitBytes=-1",
  "container=no",
  "container=init",
  "container=a&follow=true&previous=true",
];

function steps(pod: string): Step[] {
  return [
    ...LOG_QUERIES.map((query) => get(`${PODS}/${pod}/log?${query}`)),
    ...STREAMS.flatMap((stream) => {
      const path = `${PODS}/${pod}/${stream}`;
      return [
        get(path),
        post(path, undefined),
        get(`${path}?container=no&stdout=1`),
        get(`${path}?container=a&command=x&stdout=true&ports=80`),
        get(`${path}?ports=x`),
        get(`${path}?ports=-1`),
        get(`${path}?ports=`),
        get(`${path}?ports=80,70000`),
      ];
    }),
  ];
}

/** Scenarios of logs and streams. */
export const STREAM_SCENARIOS: readonly Scenario[] = [{
  name: "streams",
  steps: [
    post(PODS, {
      metadata: { name: "one" },
      spec: {
        schedulerName: "none",
        containers: [{ name: "a", image: "c" }],
        automountServiceAccountToken: false,
      },
    }),
    post(PODS, {
      metadata: { name: "many" },
      spec: {
        schedulerName: "none",
        initContainers: [{ name: "init", image: "c" }],
        containers: [{ name: "a", image: "c" }, { name: "b", image: "c" }],
        automountServiceAccountToken: false,
      },
    }),
    ...["one", "many", "none"].flatMap(steps),
    post(`${RBAC}/roles`, {
      metadata: { name: "looks" },
      rules: [{
        apiGroups: [""],
        resources: ["pods/log", ...STREAMS.map((stream) => `pods/${stream}`)],
        verbs: ["get"],
      }],
    }),
    post(`${RBAC}/rolebindings`, {
      metadata: { name: "looks" },
      roleRef: { kind: "Role", name: "looks", apiGroup: "rbac.authorization.k8s.io" },
      subjects: [{ kind: "User", name: "eve" }],
    }),
    get(`${PODS}/none/log`, { ...EVE, until: "code" }),
    ...STREAMS.flatMap((stream) => [
      get(`${PODS}/one/${stream}?stdout=1`, EVE),
      get(`${PODS}/none/${stream}?stdout=1`, EVE),
      post(`${PODS}/one/${stream}?stdout=1`, undefined, EVE),
    ]),
  ],
}];
