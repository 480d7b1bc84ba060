/**
 * What the user may do in the namespace, as the server says. Layer 8.
 *
 * @module
 */
import { at, type CheckContext, type Finding, postReview } from "./doctor_checks.ts";

/** A right to ask about; without a namespace where the resource has none. */
interface Question {
  readonly verb: string;
  readonly group?: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly clusterWide?: boolean;
}

const QUESTIONS: readonly Question[] = [
  { verb: "list", resource: "pods" },
  { verb: "watch", resource: "pods" },
  { verb: "get", resource: "pods", subresource: "log" },
  { verb: "create", resource: "pods", subresource: "exec" },
  { verb: "create", resource: "pods", subresource: "portforward" },
  { verb: "delete", resource: "pods" },
  { verb: "patch", group: "apps", resource: "deployments" },
  { verb: "patch", group: "apps", resource: "deployments", subresource: "scale" },
  { verb: "get", resource: "secrets" },
  { verb: "list", resource: "namespaces", clusterWide: true },
  { verb: "list", resource: "nodes", clusterWide: true },
];

const AUTHORIZATION = "authorization.k8s.io";

/**
 * Asks for the rules that apply to the user: one POST of a SelfSubjectRulesReview, which changes nothing.
 */
export async function checkRules(context: CheckContext): Promise<Finding[]> {
  const { namespace } = context.info;
  const review = await postReview(context, AUTHORIZATION, "SelfSubjectRulesReview", { namespace });
  return [summarizeRules(namespace, at(review, "status"))];
}

/**
 * Sums up rules.
 *
 * @param namespace Where they apply.
 * @param status The review's status.
 */
export function summarizeRules(namespace: string, status: unknown): Finding {
  const check = "rules";
  const rules = at(status, "resourceRules");
  const list: readonly unknown[] = Array.isArray(rules) ? rules : [];
  const everything = list.some((rule) =>
    ["verbs", "apiGroups", "resources"].every((key) => includes(at(rule, key), "*"))
  );
  if (everything) {
    return {
      status: "ok",
      check,
      message: `every verb on every resource in "${namespace}"`,
    };
  }
  const own = list.filter((rule) =>
    !includes(at(rule, "apiGroups"), AUTHORIZATION) &&
    !includes(at(rule, "apiGroups"), "authentication.k8s.io")
  );
  const incomplete = at(status, "incomplete") === true;
  if (own.length === 0) {
    return {
      status: "warn",
      check,
      message: `no rights on resources in "${namespace}"${
        incomplete ? " that the server lists" : ""
      }`,
      help: "ask for a RoleBinding, or choose another namespace",
    };
  }
  return {
    status: "ok",
    check,
    message: `${own.length} ${own.length === 1 ? "rule applies" : "rules apply"} in "${namespace}"${
      incomplete ? ", and the server cannot list all" : ""
    }`,
  };
}

/** Asks about what Skiff does most: one POST of a SelfSubjectAccessReview each, which changes nothing. */
export async function checkRights(context: CheckContext): Promise<Finding[]> {
  const answers = await Promise.all(QUESTIONS.map((question) => ask(context, question)));
  const may = QUESTIONS.filter((_, index) => answers[index]).map(describe);
  const mayNot = QUESTIONS.filter((_, index) => !answers[index]).map(describe);
  const check = "rights";
  if (mayNot.length === 0) return [{ status: "ok", check, message: `you may ${may.join(", ")}` }];
  return [
    ...(may.length === 0
      ? []
      : [{ status: "ok", check, message: `you may ${may.join(", ")}` } as const]),
    {
      status: "warn",
      check,
      message: `you may not ${mayNot.join(", ")}`,
      help: "ask for these rights where you need them",
    },
  ];
}

async function ask(context: CheckContext, question: Question): Promise<boolean> {
  const { verb, group = "", resource, subresource, clusterWide = false } = question;
  const review = await postReview(context, AUTHORIZATION, "SelfSubjectAccessReview", {
    resourceAttributes: {
      verb,
      group,
      resource,
      ...(subresource === undefined ? {} : { subresource }),
      ...(clusterWide ? {} : { namespace: context.info.namespace }),
    },
  });
  return at(review, "status", "allowed") === true;
}

function describe({ verb, group, resource, subresource }: Question): string {
  const qualified = group === undefined ? resource : `${resource}.${group}`;
  return `${verb} ${qualified}${subresource === undefined ? "" : `/${subresource}`}`;
}

function includes(list: unknown, word: string): boolean {
  return Array.isArray(list) && list.includes(word);
}
