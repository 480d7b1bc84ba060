/**
 * What a person hears of the requests of a run that were refused: one line for what one rule would grant.
 * Layer 1: pure.
 *
 * @module
 */
import { describeAttributes, type RequestAttributes } from "./attributes.ts";
import { COMMAND_ADVICE, isSecret } from "./decision.ts";
import { quote } from "../core/message.ts";
import { formatRule } from "./rule.ts";

/** A request that was refused. */
export interface Refused {
  readonly request: RequestAttributes;
  /** What the script was told. */
  readonly message: string;
  /** Whether a rule would have let it pass. */
  readonly isOpen: boolean;
}

const MAX_NAMED = 3;

/**
 * Says what was refused. Objects of one kind that differ in their names are put together, with the rule for
 * all of that kind; Secrets are not: such a rule gives away more than somebody may think of.
 *
 * @param refused What was refused, each once.
 * @returns One line each.
 */
export function refusalLines(refused: readonly Refused[]): readonly string[] {
  const groups = Map.groupBy(refused, (one) => together(one) ?? one);
  return [...groups.values()].map((group) => {
    const [first] = group;
    return group.length === 1 ? first!.message : describeMany(group);
  });
}

/** What those share that are put together; `undefined`: it stands alone. */
function together({ request, isOpen }: Refused): string | undefined {
  if (!isOpen || !request.isResource || request.name === "" || isSecret(request)) return undefined;
  return formatRule(request, true);
}

function describeMany(group: readonly Refused[]): string {
  const requests = group.flatMap(({ request }) => request.isResource ? [request] : []);
  const named = requests.slice(0, MAX_NAMED).map(({ name }) => quote(name));
  const more = requests.length - named.length;
  const names = more > 0
    ? `${named.join(", ")} and ${more} more`
    : `${named.slice(0, -1).join(", ")} and ${named.at(-1)}`;
  const all = { ...requests[0]!, name: "" };
  const place = all.namespace === "" ? "" : ` in ${quote(all.namespace)}`;
  const what = `${describeAttributes({ ...all, namespace: "" })} ${names}${place}`;
  return `Cannot ${what}: not granted: ${COMMAND_ADVICE.add(formatRule(all, true))}`;
}
