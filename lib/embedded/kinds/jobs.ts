/**
 * The rules of jobs and cron jobs. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/apis/batch
 */
import {
  type ApiObject,
  equalJson,
  isObject,
  type JsonObject,
  type JsonValue,
  objectOf,
  textOf,
  textsOf,
} from "../json.ts";
import type { Strategy } from "../resources/resource.ts";
import { parseSchedule } from "../schedules/cron_schedule.ts";
import { LocalTime, ScheduleFault } from "../schedules/local_time.ts";
import { type FieldFault, invalid, notSupported, required } from "../validation/field_fault.ts";
import { IMMUTABLE } from "../validation/metadata.ts";
import { defaultPodSpec, setDefaults } from "./pod_defaults.ts";
import { podTemplateFaults } from "./pod_validation.ts";
import {
  defaultTemplate,
  negativeFaults,
  specOf,
  templateOf,
  templateWarnings,
} from "./workloads.ts";

function defaultJobSpec(spec: JsonObject): void {
  const { completions, parallelism } = spec;
  if (completions === undefined && parallelism === undefined) {
    spec["completions"] = 1;
    spec["parallelism"] = 1;
  }
  setDefaults(spec, { parallelism: 1 });
  const isPerIndex = spec["backoffLimitPerIndex"] !== undefined;
  setDefaults(spec, {
    backoffLimit: isPerIndex ? 2 ** 31 - 1 : 6,
    completionMode: "NonIndexed",
    suspend: false,
    manualSelector: false,
    podReplacementPolicy: isObject(spec["podFailurePolicy"]) ? "Failed" : "TerminatingOrFailed",
  });
}

/** Labels that tie pods to their job. */
function generateSelector(object: ApiObject): void {
  const spec = specOf(object);
  if (spec["manualSelector"] === true) return;
  const uid = object.metadata.uid ?? "";
  const name = object.metadata.name ?? "";
  const template = objectOf(spec["template"]);
  const metadata = { ...objectOf(template["metadata"]) };
  const own = object.metadata["labels"];
  metadata["labels"] = {
    ...textsOf(metadata["labels"]),
    "batch.kubernetes.io/controller-uid": uid,
    "batch.kubernetes.io/job-name": name,
    "controller-uid": uid,
    "job-name": name,
  };
  if (own === undefined || equalJson(own, objectOf(template["metadata"])["labels"])) {
    object.metadata["labels"] = metadata["labels"];
  }
  spec["template"] = { ...template, metadata };
  spec["selector"] = { matchLabels: { "batch.kubernetes.io/controller-uid": uid } };
}

function jobSpecFaults(spec: JsonObject, path: string): FieldFault[] {
  const faults = negativeFaults(spec, [
    "parallelism",
    "completions",
    "activeDeadlineSeconds",
    "backoffLimit",
    "ttlSecondsAfterFinished",
  ]).map((fault) => ({ ...fault, field: fault.field.replace(/^spec/, path) }));
  const mode = textOf(spec["completionMode"]);
  if (mode !== "NonIndexed" && mode !== "Indexed") {
    faults.push(notSupported(`${path}.completionMode`, mode, ["NonIndexed", "Indexed"]));
  } else if (mode === "Indexed" && spec["completions"] === undefined) {
    faults.push(required(`${path}.completions`, "when completion mode is Indexed"));
  }
  const template = templateOf(spec);
  faults.push(...podTemplateFaults(template, `${path}.template`));
  const restart = textOf(objectOf(template["spec"])["restartPolicy"]);
  if (restart === "Always") {
    faults.push(
      required(
        `${path}.template.spec.restartPolicy`,
        'valid values: "OnFailure", "Never"',
      ),
    );
  } else if (restart !== "OnFailure" && restart !== "Never") {
    faults.push(
      notSupported(`${path}.template.spec.restartPolicy`, restart, ["OnFailure", "Never"]),
    );
  }
  return faults;
}

const IMMUTABLE_FIELDS = [
  "completions",
  "selector",
  "template",
  "completionMode",
  "podFailurePolicy",
  "backoffLimitPerIndex",
  "managedBy",
  "successPolicy",
];

const JOB: Strategy = {
  hasGeneration: true,
  resetFields: [["status"]],
  statusResetFields: [["spec"]],
  garbageCollection: "orphan",
  warnings: templateWarnings,
  defaults(object) {
    const spec = specOf(object);
    defaultTemplate(spec);
    defaultJobSpec(spec);
    const labels = textsOf(objectOf(templateOf(spec)["metadata"])["labels"]);
    if (object.metadata["labels"] === undefined && Object.keys(labels).length > 0) {
      object.metadata["labels"] = labels;
    }
  },
  prepareCreate: generateSelector,
  deleteWarnings: (propagation) =>
    propagation === undefined
      ? [
        "child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning",
      ]
      : [],
  validate(object) {
    const spec = objectOf(object["spec"]);
    const faults = jobSpecFaults(spec, "spec");
    if (isObject(spec["selector"])) return faults;
    return [
      required("spec.selector"),
      invalid(
        "spec.template.metadata.labels",
        objectOf(templateOf(spec)["metadata"])["labels"] ?? null,
        "`selector` does not match template `labels`",
      ),
      ...faults,
    ];
  },
  validateUpdate(object, old) {
    const after = objectOf(object["spec"]);
    const before = objectOf(old["spec"]);
    return IMMUTABLE_FIELDS.flatMap((field) =>
      equalJson(after[field], before[field])
        ? []
        : [invalid(`spec.${field}`, after[field], IMMUTABLE)]
    );
  },
};

const CONCURRENCY = ["Allow", "Forbid", "Replace"];

const CRON_JOB: Strategy = {
  revalidatesMetadata: false,
  hasGeneration: true,
  resetFields: [["status"]],
  defaults(object) {
    const spec = specOf(object);
    const job = objectOf(objectOf(spec["jobTemplate"])["spec"]);
    const template = objectOf(job["template"]);
    if (isObject(template["spec"])) defaultPodSpec(template["spec"]);
    setDefaults(spec, {
      concurrencyPolicy: "Allow",
      suspend: false,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 1,
    });
  },
  validate(object) {
    const spec = objectOf(object["spec"]);
    const schedule = textOf(spec["schedule"]);
    const faults: FieldFault[] = [];
    if (schedule === "") faults.push(required("spec.schedule"));
    else faults.push(...scheduleFaults(schedule));
    faults.push(...timeZoneFaults(spec["timeZone"]));
    const policy = textOf(spec["concurrencyPolicy"]);
    if (!CONCURRENCY.includes(policy)) {
      faults.push(notSupported("spec.concurrencyPolicy", policy, CONCURRENCY));
    }
    const job = objectOf(objectOf(spec["jobTemplate"])["spec"]);
    faults.push(
      ...jobSpecFaults(
        { completionMode: "NonIndexed", ...job },
        "spec.jobTemplate.spec",
      ),
      ...negativeFaults(spec, [
        "startingDeadlineSeconds",
        "successfulJobsHistoryLimit",
        "failedJobsHistoryLimit",
      ]),
    );
    const name = object.metadata.name ?? "";
    if (name.length > 52) {
      faults.push(invalid("metadata.name", name, "must be no more than 52 characters"));
    }
    return faults;
  },
};

function scheduleFaults(schedule: string): FieldFault[] {
  if (schedule.includes("TZ")) {
    const why = "cannot use TZ or CRON_TZ in schedule, use timeZone field instead";
    return [invalid("spec.schedule", schedule, why)];
  }
  try {
    parseSchedule(schedule);
    return [];
  } catch (error) {
    if (!(error instanceof ScheduleFault)) throw error;
    return [invalid("spec.schedule", schedule, error.message)];
  }
}

function timeZoneFaults(zone: JsonValue | undefined): FieldFault[] {
  if (typeof zone !== "string") return [];
  const fault = (why: string) => [invalid("spec.timeZone", zone, why)];
  if (zone === "") return fault("timeZone must be nil or non-empty string");
  if (zone.toLowerCase() === "local") {
    return fault(
      "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones",
    );
  }
  try {
    new LocalTime(zone);
    return [];
  } catch (error) {
    if (!(error instanceof ScheduleFault)) throw error;
    return fault(error.message);
  }
}

/** The rules of kinds that run pods to their end. */
export const JOB_STRATEGIES: Readonly<Record<string, Strategy>> = {
  "batch/jobs": JOB,
  "batch/cronjobs": CRON_JOB,
};
