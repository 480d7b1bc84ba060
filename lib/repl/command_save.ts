/**
 * `.save`: the session as a script, and a test of it. Layer 7.
 *
 * @module
 */
import { basename } from "node:path";
import { QueryError } from "../core/errors.ts";
import type { KubeObject } from "../core/gvk.ts";
import { HIDDEN, quote } from "../core/message.ts";
import { builtinKind } from "../kinds/builtin.ts";
import { isWrite, type ResourceAttributes } from "../policy/attributes.ts";
import type { CommandTarget } from "./command.ts";
import { maskSecrets } from "./mask_secrets.ts";
import { scriptOf } from "./saved_script.ts";
import { isKubeObject } from "./shapes.ts";

/** So many objects of a list are put into the test. */
const MAX_OF_LIST = 5;
/** What a cluster makes by itself, also the one of the test. */
const MADE_BY_CLUSTERS: ReadonlySet<string> = new Set(["namespaces", "serviceaccounts", "events"]);
/** What a server fills in. */
const SERVER_FIELDS = [
  ...["uid", "resourceVersion", "creationTimestamp", "generation", "managedFields"],
  ...["selfLink", "ownerReferences", "deletionTimestamp"],
];

/**
 * Writes the inputs that succeeded as a script, and beside it a test on the in-memory cluster with the objects
 * that the session saw: one GET for each.
 *
 * @throws {QueryError} when there is nothing to save, or the file is there already.
 */
export async function saveScript(
  session: CommandTarget,
  file: string,
  signal?: AbortSignal,
): Promise<void> {
  const { inputs } = session.record;
  if (!/\.ts$/.test(file)) {
    throw new QueryError("Cannot save the session: .save is followed by a file: .save script.ts");
  }
  if (inputs.length === 0) throw new QueryError("Cannot save the session: no line succeeded yet");
  const asked = await session.record.asked();
  const exported = Object.keys(await import("../../mod.ts"));
  const namespace = session.cluster.info?.namespace ?? "default";
  const script = await scriptOf({ inputs, namespace, flags: flagsFor(asked), exported });
  const objects = await objectsFor(session, asked, signal);
  const testFile = file.replace(/\.ts$/, "_test.ts");
  await writeNew(file, script, 0o755);
  await writeNew(testFile, testOf({ file, namespace, objects }), 0o644);
  await session.write(`wrote ${file} and ${testFile}\n`);
}

/** The options of `skiff run`: reads are allowed without, those of Secrets aside. */
function flagsFor(asked: readonly ResourceAttributes[]): string[] {
  const needed = asked.filter((attributes) =>
    isWrite(attributes) || attributes.resource === "secrets"
  );
  const rules = needed.map(({ verb, group, resource, subresource, namespace, name }) =>
    [
      `--allow-kube=${verb}:${resource}`,
      group === "" ? "" : `.${group}`,
      subresource === "" ? "" : `/${subresource}`,
      name === "" ? "" : `#${name}`,
      namespace === "" ? "" : `@${namespace}`,
    ].join("")
  );
  return rules.length === 0 ? ["--read-only"] : [...new Set(rules)].sort();
}

async function objectsFor(
  session: CommandTarget,
  asked: readonly ResourceAttributes[],
  signal: AbortSignal | undefined,
): Promise<KubeObject[]> {
  const found = new Map<string, KubeObject>();
  const call = signal === undefined ? {} : { signal };
  for (const attributes of asked) {
    const { group, resource, namespace, name } = attributes;
    if (MADE_BY_CLUSTERS.has(resource)) continue;
    const scope = namespace === "" ? session.cluster : session.cluster.ns(namespace);
    const query = scope.kind(group === "" ? resource : `${resource}.${group}`);
    const objects = name === ""
      ? await query.limit(MAX_OF_LIST).list(call)
      : [await query.ref(name).find(call)];
    const isMade = (object: KubeObject) =>
      Date.parse(String(object.metadata?.creationTimestamp)) >= session.record.startedMs - 1000;
    const makes = asked.some(({ verb, resource: made }) => verb === "create" && made === resource);
    for (const object of objects) {
      if (!isKubeObject(object) || builtinKind(object.apiVersion, object.kind) === undefined) {
        continue;
      }
      // What the session made itself the script makes again.
      if (makes && isMade(object)) continue;
      found.set(`${resource}/${object.metadata?.namespace}/${object.metadata?.name}`, object);
    }
  }
  return [...found.values()].map(cleaned);
}

/** An object as somebody would write it, the data of Secrets left out. */
function cleaned(object: KubeObject): KubeObject {
  const metadata = Object.fromEntries(
    Object.entries(object.metadata ?? {}).filter(([name]) => !SERVER_FIELDS.includes(name)),
  );
  const text = JSON.stringify(maskSecrets({ ...object, metadata }));
  return JSON.parse(text.replaceAll(JSON.stringify(HIDDEN), JSON.stringify(btoa("example"))));
}

function testOf(
  { file, namespace, objects }: {
    readonly file: string;
    readonly namespace: string;
    readonly objects: readonly KubeObject[];
  },
): string {
  const name = basename(file);
  return [
    'import { testCluster } from "skiff/testing";',
    `import { main } from ${JSON.stringify(`./${name}`)};`,
    "",
    "/** What the session saw. */",
    `const objects = ${JSON.stringify(objects, undefined, 2)};`,
    "",
    `Deno.test(${JSON.stringify(`${name} runs on the in-memory cluster`)}, async () => {`,
    `  await using cluster = await testCluster({ namespace: ${
      JSON.stringify(namespace)
    }, objects });`,
    "  await main(cluster);",
    "});",
    "",
  ].join("\n");
}

async function writeNew(file: string, text: string, mode: number): Promise<void> {
  try {
    await Deno.writeTextFile(file, text, { createNew: true, mode });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    throw new QueryError(`Cannot save to ${quote(file)}: it is there already: choose another name`);
  }
}
