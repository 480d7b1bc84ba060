/**
 * Runs scenarios on a server, and compares what two servers answered.
 *
 * @module
 */
import { differences, Normalizer, withoutListed } from "./normalize.ts";
import type { ConformanceServer } from "./servers.ts";
import type { Scenario, Step } from "./step.ts";

/** What a server answered to one step, made comparable. */
export interface Outcome {
  readonly step: string;
  readonly status: number;
  readonly contentType: string;
  readonly warnings: readonly string[];
  readonly retryAfter: string | null;
  readonly body: unknown;
}

const TIMEOUT_MS = 90_000;

/**
 * Runs the steps of a scenario in a namespace of its own.
 *
 * @param server The server.
 * @param scenario The steps.
 * @param run Tells runs apart in names.
 * @returns An outcome for each step.
 */
export async function runScenario(
  server: ConformanceServer,
  scenario: Scenario,
  run: string,
): Promise<Outcome[]> {
  const namespace = `conf-${run}-${scenario.name.replace(/[^a-z0-9]+/g, "-")}`.slice(0, 60)
    .replace(/-$/, "");
  const names = new Map([["ns", namespace], ["run", run]]);
  const normalizer = new Normalizer(namespace, run);
  await prepare(server, namespace);
  const outcomes: Outcome[] = [];
  try {
    for (const step of scenario.steps) {
      outcomes.push(await runStep(server, step, names, normalizer));
    }
  } finally {
    for (const path of scenario.cleanUp ?? []) {
      await send(server, { method: "DELETE", path }, names);
    }
    await send(server, { method: "DELETE", path: `/api/v1/namespaces/${namespace}` }, names);
  }
  return outcomes;
}

/** A namespace with the account that pods run as, which no controller makes here. */
async function prepare(server: ConformanceServer, namespace: string): Promise<void> {
  const names = new Map<string, string>();
  const created = await send(server, {
    method: "POST",
    path: "/api/v1/namespaces",
    body: { metadata: { name: namespace } },
  }, names);
  if (created.status !== 201) throw new Error(`${namespace}: ${created.text}`);
  await send(server, {
    method: "POST",
    path: `/api/v1/namespaces/${namespace}/serviceaccounts`,
    body: { metadata: { name: "default" } },
  }, names);
}

async function runStep(
  server: ConformanceServer,
  step: Step,
  names: Map<string, string>,
  normalizer: Normalizer,
): Promise<Outcome> {
  const { answer, body } = await ask(server, step, names);
  for (const [name, path] of Object.entries(step.keep ?? {})) {
    names.set(name, String(valueAt(body, path)));
  }
  return {
    step: `${step.method} ${step.path}`,
    status: answer.status,
    contentType: answer.contentType,
    warnings: answer.warnings.map((text) => String(normalizer.normalize(text))),
    retryAfter: answer.retryAfter,
    body: normalizer.normalize(body),
  };
}

const PAUSE_MS = 100;

/** Asks until the answer holds what the step waits for. */
async function ask(server: ConformanceServer, step: Step, names: ReadonlyMap<string, string>) {
  for (let tries = 1;; tries++) {
    const answer = await send(server, step, names);
    const body = parseBody(answer.text, answer.contentType, step.lines !== undefined);
    if (holds(body, step.until) || tries === server.maxTries) return { answer, body };
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

function holds(body: unknown, until: Step["until"]): boolean {
  if (until === undefined) return true;
  if (typeof until === "string") return valueAt(body, until) !== undefined;
  const [path, part] = until;
  return String(valueAt(body, path)).includes(part);
}

function valueAt(body: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>(
    (inner, key) => (inner as Record<string, unknown> | undefined)?.[key],
    body,
  );
}

function parseBody(text: string, contentType: string, isWatch: boolean): unknown {
  if (isWatch) {
    return text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
  }
  return contentType.startsWith("application/json") && text !== "" ? JSON.parse(text) : text;
}

interface RawAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly warnings: readonly string[];
  readonly retryAfter: string | null;
  readonly text: string;
}

async function send(
  server: ConformanceServer,
  step: Step,
  names: ReadonlyMap<string, string>,
): Promise<RawAnswer> {
  const { body } = step;
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const { as } = step;
  const transport = await server.connect(
    as === undefined ? undefined : { ...as, user: fill(as.user, names) },
  );
  const response = await transport.send(fill(step.path, names), {
    method: step.method,
    headers: {
      ...(body === undefined ? {} : { "content-type": step.type ?? "application/json" }),
      ...(step.accept === undefined ? {} : { accept: step.accept }),
      ...step.headers,
    },
    timeoutMs: TIMEOUT_MS,
    ...(body === undefined ? {} : { body: fill(text, names) }),
    ...(step.lines === undefined ? {} : { longLived: true }),
  });
  return {
    status: response.status,
    contentType: response.headers.get("content-type") ?? "",
    warnings: splitWarnings(response.headers.get("warning")),
    retryAfter: response.headers.get("retry-after"),
    text: step.lines === undefined || !response.ok
      ? await response.text()
      : await readLines(response, step.lines),
  };
}

async function readLines(response: Response, count: number): Promise<string> {
  const lines: string[] = [];
  let rest = "";
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  while (lines.length < count) {
    const { done, value } = await reader.read();
    if (done) break;
    const parts = (rest + value).split("\n");
    rest = parts.pop() ?? "";
    lines.push(...parts);
  }
  await reader.cancel();
  return lines.slice(0, count).join("\n");
}

function splitWarnings(header: string | null): string[] {
  return header === null
    ? []
    : [...header.matchAll(/299 - "((?:[^"\\]|\\.)*)"/g)].map((m) =>
      (m[1] ?? "").replace(/\\(.)/g, "$1")
    );
}

function fill(text: string, names: ReadonlyMap<string, string>): string {
  return text.replace(/\{([a-z][A-Za-z0-9]*)\}/g, (all, name) => names.get(name) ?? all);
}

/**
 * Compares the outcomes of a scenario.
 *
 * @returns One block of lines for each step whose answers differ.
 */
export function compareOutcomes(
  scenario: Scenario,
  real: readonly Outcome[],
  ours: readonly Outcome[],
): string[] {
  return scenario.steps.flatMap((step, index) => {
    const lines = differences(
      withoutListed(real[index], step.unlike),
      withoutListed(ours[index], step.unlike),
    );
    if (lines.length === 0) return [];
    return [
      `${scenario.name}, step ${index + 1}: ${step.method} ${step.path}\n  ${lines.join("\n  ")}`,
    ];
  });
}
