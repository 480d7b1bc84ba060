/**
 * What the functions and methods at the prompt are for, in a line or two. Layer 7: pure.
 *
 * @module
 */

/** One of them. */
export interface FunctionDoc {
  /** How it is called. */
  readonly form: string;
  /** What it does, and what it sends. */
  readonly text: string;
}

function doc(form: string, text: string): FunctionDoc {
  return { form, text };
}

/** The names in scope. */
const FUNCTIONS: Readonly<Record<string, FunctionDoc>> = {
  absent: doc("{ field: absent() }", "In a filter: the field is not there."),
  ago: doc('ago("2h")', "The time so long before now, to compare timestamps with."),
  allOf: doc("wait(allOf(a, b))", "For waits: all of the conditions hold."),
  anyOf: doc("where(anyOf(a, b)), wait(anyOf(a, b))", "Any of the filters, or of the conditions."),
  apply: doc(
    "apply(manifests, { wait, prune, dryRun })",
    "Applies text of YAML or JSON, or objects, on the server: one PATCH for each object.",
  ),
  cluster: doc(
    "cluster.nodes, cluster.create(object), cluster.raw(path)",
    "The cluster that the session is connected to: kinds without a namespace, and whatever it serves.",
  ),
  condition: doc('wait(condition("Ready"))', "For waits: the object has the condition."),
  connect: doc(
    'await connect({ context: "prod", namespace: "shop" })',
    "Another connection, which has the members of cluster.",
  ),
  deleted: doc("wait(deleted())", "For waits: the object is gone."),
  exists: doc("{ field: exists() }", "In a filter: the field is there."),
  exitCodeOf: doc("exitCodeOf(error)", "The exit code that a failure gives a script."),
  failIf: doc("wait(allOf(a, failIf(b)))", "For waits: when the condition holds the wait fails."),
  gt: doc("{ field: gt(3) }", "In a filter: more than, also for quantities and timestamps."),
  gte: doc("{ field: gte(3) }", "In a filter: as much or more."),
  isConflict: doc("isConflict(error)", "Whether a failure was a conflict with a newer version."),
  isExpired: doc("isExpired(error)", "Whether a failure was that a list has expired."),
  isForbidden: doc("isForbidden(error)", "Whether a failure was that a right is missing."),
  isNotFound: doc("isNotFound(error)", "Whether a failure was that the object is not there."),
  isTimeout: doc("isTimeout(error)", "Whether a failure was that the time was over."),
  jsonPointer: doc("jsonPointer(...names)", "The path of a field for a JSON patch."),
  jsonpath: doc('wait(jsonpath("{.status.phase}", "Running"))', "For waits: a field has a value."),
  like: doc('{ field: like("web-*") }', "In a filter: text that fits a pattern with * and ?."),
  lt: doc("{ field: lt(3) }", "In a filter: less than, also for quantities and timestamps."),
  lte: doc("{ field: lte(3) }", "In a filter: as much or less."),
  matches: doc("{ field: matches(/^web/) }", "In a filter: text that fits a regular expression."),
  not: doc("{ field: not(value) }", "In a filter: the opposite."),
  ns: doc(
    'ns("shop").pods, ns().pod("web-0"), ns("*").deployments',
    'A namespace and its kinds; "*" for all, without a name that of the prompt. Sends nothing.',
  ),
  oneOf: doc('{ field: oneOf("a", "b") }', "In a filter: one of several values."),
  quantity: doc('quantity("1.5Gi")', "An amount that can be compared and added."),
  ref: doc("ref(object)", "The reference to an object that was read: its verbs."),
  script: doc("script({ ... })", "A command-line tool of one's own in one file."),
  yaml: doc("yaml`kind: ${kind}`", "A template of YAML whose values cannot change its structure."),
};

/** The methods of queries and references. */
const METHODS: Readonly<Record<string, FunctionDoc>> = {
  all: doc(".all()", "Lets delete, patch and scale take objects that no filter has chosen."),
  annotate: doc('.annotate({ key: "value" })', "Sets annotations, or takes them off by null."),
  apply: doc(
    ".apply(object)",
    "Applies the object, in a scope manifests, on the server: one PATCH each.",
  ),
  count: doc(".count()", "How many objects there are."),
  create: doc(".create(object)", "Creates an object: one POST."),
  delete: doc(".delete({ wait: true })", "Deletes the object, or every one that was found."),
  each: doc(".each(async (object) => ..., { concurrency })", "Calls a function for each object."),
  edit: doc(".edit((object) => { ... })", "Reads, changes and writes back; again on a conflict."),
  exists: doc(".exists()", "Whether the object is there."),
  explain: doc(".explain()", "The request, what is done here, the rights needed. Sends nothing."),
  find: doc(".find()", "The object, or undefined where there is none."),
  first: doc(".first()", "The first object, or undefined."),
  get: doc('.get(), .get("name")', "The object: one GET."),
  label: doc('.label({ key: "value" })', "Sets labels, or takes them off by null."),
  limit: doc(".limit(10)", "No more than so many objects."),
  list: doc(".list()", "The objects, read page by page."),
  logs: doc(".logs({ tail, follow, container })", "Lines of logs."),
  names: doc(".names()", "The names alone, for which less is asked."),
  one: doc(".one()", "The only object; fails where there are none or several."),
  orderBy: doc('.orderBy("metadata.name")', "Puts the objects in order."),
  patch: doc(".patch({ spec: { ... } })", "Merges fields into the object, or every one found."),
  ref: doc('.ref("name")', "The reference to one object of the kind."),
  replace: doc(".replace(object)", "Writes the whole object."),
  scale: doc(".scale(3)", "Sets how many replicas there are."),
  selector: doc(
    '.selector({ labels: "app=web" })',
    "Chooses as kubectl -l and --field-selector do.",
  ),
  stream: doc(".stream()", "The objects one by one, without holding all of them."),
  table: doc(".table()", "The table that kubectl get prints."),
  value: doc('.value("key")', "A value of a Secret, decoded; it never prints itself."),
  wait: doc('.wait(condition("Ready"), { timeout: "2m" })', "Waits by one watch."),
  watch: doc(".watch()", "What happens to the objects, until it is left."),
  where: doc(
    '.where({ status: { phase: "Running" } }), .where("a.b", "<", 3), .where((it) => ...)',
    "Chooses objects; what the server can choose it does.",
  ),
};

/**
 * Finds what a function is for.
 *
 * @param text A name, or an expression that ends in a member.
 * @returns `undefined` where it is none of the library's.
 */
export function functionDoc(text: string): FunctionDoc | undefined {
  const [, owner, name = ""] = /^(.*\.)?\s*([A-Za-z]\w*)[\s;]*$/s.exec(text) ?? [];
  const docs = owner === undefined ? [FUNCTIONS, METHODS] : [METHODS];
  return docs.find((known) => Object.hasOwn(known, name))?.[name];
}
