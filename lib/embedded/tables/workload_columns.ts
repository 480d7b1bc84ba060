/**
 * The columns of kinds that run pods. Layer 3.
 *
 * @module
 */
import { type ApiObject, listOf, objectOf, objectsOf, textOf, textsOf } from "../json.ts";
import { formatAge, formatDuration } from "./age.ts";
import {
  AGE,
  type Column,
  CONTAINERS,
  count,
  labelsText,
  NAME,
  numberIn,
  orElse,
  SELECTOR,
  selectorText,
  spec,
  status,
  text,
} from "./cells.ts";

function replicas(object: ApiObject): number {
  return numberIn(spec(object)["replicas"]);
}

function jobDuration(object: ApiObject, nowMs: number): string {
  const { startTime, completionTime } = status(object);
  if (typeof startTime !== "string") return "";
  const end = typeof completionTime === "string" ? Date.parse(completionTime) : nowMs;
  return formatDuration(end - Date.parse(startTime));
}

function jobCompletions(object: ApiObject): string {
  const succeeded = numberIn(status(object)["succeeded"]);
  const { completions, parallelism } = spec(object);
  if (typeof completions === "number") return `${succeeded}/${completions}`;
  const most = numberIn(parallelism);
  return most > 1 ? `${succeeded}/1 of ${most}` : `${succeeded}/1`;
}

function jobStatus(object: ApiObject): string {
  const has = (type: string) =>
    objectsOf(status(object)["conditions"]).some((condition) =>
      condition["type"] === type && condition["status"] === "True"
    );
  if (has("Complete")) return "Complete";
  if (has("Failed")) return "Failed";
  if (object.metadata.deletionTimestamp !== undefined) return "Terminating";
  if (has("Suspended")) return "Suspended";
  if (has("FailureTarget")) return "FailureTarget";
  return has("SuccessCriteriaMet") ? "SuccessCriteriaMet" : "Running";
}

/** The columns of these kinds. */
export const WORKLOAD_COLUMNS: Readonly<Record<string, readonly Column[]>> = {
  replicationcontrollers: [
    NAME,
    count("Desired", replicas),
    count("Current", (o) => numberIn(status(o)["replicas"])),
    count("Ready", (o) => numberIn(status(o)["readyReplicas"])),
    AGE,
    ...CONTAINERS,
    text("Selector", (o) => labelsText(textsOf(spec(o)["selector"])), 1),
  ],
  "apps/deployments": [
    NAME,
    text("Ready", (o) => `${numberIn(status(o)["readyReplicas"])}/${replicas(o)}`),
    text("Up-to-date", (o) => numberIn(status(o)["updatedReplicas"])),
    text("Available", (o) => numberIn(status(o)["availableReplicas"])),
    AGE,
    ...CONTAINERS,
    SELECTOR,
  ],
  "apps/replicasets": [
    NAME,
    count("Desired", replicas),
    count("Current", (o) => numberIn(status(o)["replicas"])),
    count("Ready", (o) => numberIn(status(o)["readyReplicas"])),
    AGE,
    ...CONTAINERS,
    SELECTOR,
  ],
  "apps/statefulsets": [
    NAME,
    text("Ready", (o) => `${numberIn(status(o)["readyReplicas"])}/${replicas(o)}`),
    AGE,
    ...CONTAINERS,
  ],
  "apps/daemonsets": [
    NAME,
    count("Desired", (o) => numberIn(status(o)["desiredNumberScheduled"])),
    count("Current", (o) => numberIn(status(o)["currentNumberScheduled"])),
    count("Ready", (o) => numberIn(status(o)["numberReady"])),
    count("Up-to-date", (o) => numberIn(status(o)["updatedNumberScheduled"])),
    count("Available", (o) => numberIn(status(o)["numberAvailable"])),
    text(
      "Node Selector",
      (o) => labelsText(textsOf(objectOf(objectOf(spec(o)["template"])["spec"])["nodeSelector"])),
    ),
    AGE,
    ...CONTAINERS,
    SELECTOR,
  ],
  "apps/controllerrevisions": [
    NAME,
    text("Controller", (o) => {
      const owner = objectsOf(o.metadata["ownerReferences"])
        .find((reference) => reference["controller"] === true);
      if (owner === undefined) return "<none>";
      const [group = ""] = textOf(owner["apiVersion"]).split("/");
      const suffix = textOf(owner["apiVersion"]).includes("/") ? `.${group}` : "";
      return `${textOf(owner["kind"]).toLowerCase()}${suffix}/${textOf(owner["name"])}`;
    }),
    text("Revision", (o) => numberIn(o["revision"])),
    AGE,
  ],
  "batch/jobs": [
    NAME,
    text("Status", jobStatus),
    text("Completions", jobCompletions),
    text("Duration", jobDuration),
    AGE,
    ...CONTAINERS,
    SELECTOR,
  ],
  "batch/cronjobs": [
    NAME,
    text("Schedule", (o) => textOf(spec(o)["schedule"])),
    text("Timezone", (o) => orElse(spec(o)["timeZone"], "<none>")),
    { ...text("Suspend", (o) => spec(o)["suspend"] === true ? "True" : "False"), type: "boolean" },
    count("Active", (o) => listOf(status(o)["active"]).length),
    text("Last Schedule", (o, nowMs) => {
      const last = status(o)["lastScheduleTime"];
      return typeof last === "string" ? formatAge(last, nowMs) : "<none>";
    }),
    AGE,
    ...CONTAINERS.map((column) => ({
      ...column,
      cell: (o: ApiObject, nowMs: number) =>
        column.cell({ ...o, spec: objectOf(spec(o)["jobTemplate"])["spec"] ?? {} }, nowMs),
    })),
    {
      ...SELECTOR,
      cell: (o) => selectorText(objectOf(objectOf(spec(o)["jobTemplate"])["spec"])["selector"]),
    },
  ],
};
