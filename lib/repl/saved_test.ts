/**
 * The test beside a saved script, and how its objects are written. Layer 7: pure.
 *
 * @module
 */
import type { KubeObject } from "../core/gvk.ts";

/** What a test is made of. */
export interface SavedTest {
  /** The script's file name. */
  readonly script: string;
  /** What `ns()` means. */
  readonly namespace: string;
  readonly objects: readonly KubeObject[];
  /** Whether the script waits for what a cluster does. */
  readonly waits: boolean;
  /** What the script changes, verb and resource, in order. */
  readonly writes: readonly string[];
}

/** That of `deno fmt` where nothing else is said. */
const MAX_WIDTH = 80;

/** Writes the test: the script on an in-memory cluster with the objects that it needs. */
export function testOf({ script, namespace, objects, waits, writes }: SavedTest): string {
  const options = [
    ...(waits ? ["    clock,", "    nodes: 1,"] : []),
    `    namespace: ${JSON.stringify(namespace)},`,
    ...(objects.length === 0 ? [] : [`    objects: ${literalOf(objects, 4, 13)},`]),
  ];
  return [
    ...(writes.length === 0 ? [] : ['import assert from "node:assert/strict";']),
    `import { ${waits ? "TestClock, " : ""}testCluster } from "skiff/testing";`,
    `import { main } from ${JSON.stringify(`./${script}`)};`,
    "",
    `Deno.test(${JSON.stringify(`${script} does what the session did`)}, async () => {`,
    ...(waits ? ["  const clock = new TestClock();"] : []),
    "  await using cluster = await testCluster({",
    ...options,
    "  });",
    ...(waits
      ? [
        "  // What it waits for comes at once: the clock goes to it.",
        "  await clock.run(() => cluster.use(main));",
      ]
      : ["  await cluster.use(main);"]),
    ...(writes.length === 0 ? [] : [
      "  const writes = cluster.requests({",
      '    verb: ["create", "update", "patch", "delete"],',
      "  });",
      "  const done = writes.map(({ verb, resource }) => `${verb} ${resource}`);",
      `  const expected = ${literalOf(writes, 2, 19)};`,
      "  assert.deepEqual(expected.filter((write) => !done.includes(write)), []);",
    ]),
    "});",
    "",
  ].join("\n");
}

/**
 * Writes a value as TypeScript that is formatted already.
 *
 * @param value JSON.
 * @param indent How far its lines are from the left.
 * @param used How much of its first line is taken beside that.
 */
export function literalOf(value: unknown, indent: number, used: number): string {
  const short = onOneLine(value);
  if (indent + used + short.length + 1 <= MAX_WIDTH) return short;
  if (typeof value !== "object" || value === null) return short;
  const pad = " ".repeat(indent + 2);
  const end = " ".repeat(indent);
  if (Array.isArray(value)) {
    const items = value.map((item) => `${pad}${literalOf(item, indent + 2, 0)},\n`);
    return `[\n${items.join("")}${end}]`;
  }
  const fields = Object.entries(value).map(([name, field]) => {
    const key = keyOf(name);
    return `${pad}${key}: ${literalOf(field, indent + 2, key.length + 2)},\n`;
  });
  return `{\n${fields.join("")}${end}}`;
}

function onOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([name, field]) =>
    `${keyOf(name)}: ${onOneLine(field)}`
  );
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}

function keyOf(name: string): string {
  return /^[a-zA-Z_$][\w$]*$/.test(name) && name !== "__proto__"
    ? name
    : name === "__proto__"
    ? '["__proto__"]'
    : JSON.stringify(name);
}
