/**
 * A server that plays pods and changes of pods as fast as they are read: `replay.ts`. What a client does
 * with a watch is measured by it, not what an API server does.
 *
 * The namespace says how much: `replay-1000-20000` has 1,000 pods and then 20,000 changes of them. It prints
 * its port, and ends when its standard input does.
 *
 * @module
 */
import { podOf, statusOf } from "./pods.ts";

const NAMESPACE_REGEXP = /^\/api\/v1\/namespaces\/replay-([0-9]+)-([0-9]+)\/pods$/;
const CHUNK_BYTES = 64 * 1024;
/** So many pods differ in more than their name. */
const MODELS = 50;
/** What stands in a model for what each pod has of its own. */
const MARK = /@(name|uid|version)@/;

interface Amount {
  readonly path: string;
  readonly pods: number;
  readonly changes: number;
}

const models = Array.from({ length: MODELS }, (_, index) => modelOf(index));

function modelOf(index: number): readonly string[] {
  const pod = podOf("@name@", index) as { metadata: object; spec: object };
  const status = statusOf(index * 10);
  const managedFields = [
    { "f:metadata": fieldsOf(pod.metadata), "f:spec": fieldsOf(pod.spec) },
    { "f:status": fieldsOf(status) },
  ].map((fieldsV1) => ({
    manager: "kube-controller-manager",
    operation: "Update",
    apiVersion: "v1",
    time: "2026-01-01T00:00:00Z",
    fieldsType: "FieldsV1",
    fieldsV1,
  }));
  const metadata = {
    ...pod.metadata,
    namespace: "replay",
    uid: "@uid@",
    resourceVersion: "@version@",
    creationTimestamp: "2026-01-01T00:00:00Z",
    managedFields,
  };
  const served = { kind: "Pod", apiVersion: "v1", ...pod, metadata, status };
  return JSON.stringify(served).split(MARK);
}

/** The names of fields as the server keeps them: about as many bytes as the fields themselves. */
function fieldsOf(value: unknown): object {
  if (Array.isArray(value)) {
    return Object.fromEntries(
      value.map((item) => [`k:${JSON.stringify({ name: item?.name ?? item })}`, {
        ".": {},
        ...fieldsOf(item),
      }]),
    );
  }
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [`f:${name}`, fieldsOf(inner)]),
  );
}

function podText(index: number, version: number): string {
  const number = String(index).padStart(12, "0");
  const own: Record<string, string> = {
    name: `web-${String(index).padStart(5, "0")}`,
    uid: `00000000-0000-4000-8000-${number}`,
    version: String(version),
  };
  return (models[index % MODELS] ?? []).map((part, at) => at % 2 === 1 ? own[part] : part).join("");
}

/** Versions begin here, so that each has as many digits. */
const FIRST_VERSION = 1_000_000;

function* initialEvents({ pods }: Amount): Generator<string> {
  for (let index = 0; index < pods; index++) {
    yield `{"type":"ADDED","object":${podText(index, FIRST_VERSION + index)}}\n`;
  }
}

function* bookmark({ pods }: Amount): Generator<string> {
  const metadata = {
    resourceVersion: String(FIRST_VERSION + pods),
    annotations: { "k8s.io/initial-events-end": "true" },
  };
  const object = { kind: "Pod", apiVersion: "v1", metadata };
  yield `${JSON.stringify({ type: "BOOKMARK", object })}\n`;
}

function* changes({ pods, changes }: Amount): Generator<string> {
  for (let change = 1; change <= changes; change++) {
    const text = podText(change % pods, FIRST_VERSION + pods + change);
    yield `{"type":"MODIFIED","object":${text}}\n`;
  }
}

function* list({ pods }: Amount): Generator<string> {
  const metadata = JSON.stringify({ resourceVersion: String(FIRST_VERSION + pods) });
  yield `{"kind":"PodList","apiVersion":"v1","metadata":${metadata},"items":[`;
  for (let index = 0; index < pods; index++) {
    yield `${index === 0 ? "" : ","}${podText(index, FIRST_VERSION + index)}`;
  }
  yield "]}\n";
}

/** Plays parts one after the other, no faster than they are read; a watch then stays open. */
function play(parts: Iterable<string>, staysOpen: boolean): Response {
  const encoder = new TextEncoder();
  const texts = parts[Symbol.iterator]();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      let chunk = "";
      while (chunk.length < CHUNK_BYTES) {
        const next = texts.next();
        if (next.done === true) break;
        chunk += next.value;
      }
      if (chunk !== "") return controller.enqueue(encoder.encode(chunk));
      if (staysOpen) await new Promise(() => {});
      else controller.close();
    },
  });
  return new Response(body, { headers: { "content-type": "application/json" } });
}

function answer(request: Request): Response {
  const { pathname: path, searchParams: query } = new URL(request.url);
  const pathname = path.replace(/\/$/, "");
  const known = DISCOVERY.get(pathname);
  if (known !== undefined) return Response.json(known);
  const [, pods, changed] = NAMESPACE_REGEXP.exec(pathname) ?? [];
  if (pods === undefined) return Response.json({ kind: "Status", code: 404 }, { status: 404 });
  const amount = { path: pathname, pods: Number(pods), changes: Number(changed) };
  const isWatch = ["true", "1", "True"].includes(query.get("watch") ?? "");
  if (!isWatch) return play(list(amount), false);
  const isStreamed = ["true", "True"].includes(query.get("sendInitialEvents") ?? "");
  // Without a version a watch begins with what is there.
  const begins = isStreamed || ["", "0"].includes(query.get("resourceVersion") ?? "");
  return play(
    joined([
      ...(begins ? [initialEvents(amount)] : []),
      ...(isStreamed ? [bookmark(amount)] : []),
      changes(amount),
    ]),
    true,
  );
}

function* joined(parts: readonly Iterable<string>[]): Generator<string> {
  for (const part of parts) yield* part;
}

const PODS = {
  name: "pods",
  singularName: "pod",
  namespaced: true,
  kind: "Pod",
  verbs: ["get", "list", "watch"],
  shortNames: ["po"],
};

const DISCOVERY: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["/version", { major: "1", minor: "36", gitVersion: "v1.36.3", platform: "replay" }],
  ["/api", { kind: "APIVersions", versions: ["v1"] }],
  ["/apis", { kind: "APIGroupList", apiVersion: "v1", groups: [] }],
  ["/api/v1", { kind: "APIResourceList", groupVersion: "v1", resources: [PODS] }],
]);

if (import.meta.main) {
  const stop = new AbortController();
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    signal: stop.signal,
    onListen: ({ port }) => console.log(port),
  }, answer);
  for await (const _ of Deno.stdin.readable) { /* It says nothing; its end is what counts. */ }
  stop.abort();
  await server.finished;
}
