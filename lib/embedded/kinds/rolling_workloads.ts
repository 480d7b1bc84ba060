/**
 * The rules of deployments and daemon sets. Layer 3.
 *
 * @module
 */
import { equalJson, isObject, type JsonObject, objectOf, textOf, textsOf } from "../json.ts";
import type { Strategy } from "../resources/resource.ts";
import {
  type FieldFault,
  forbiddenField,
  invalid,
  notSupported,
  required,
} from "../validation/field_fault.ts";
import { setDefaults } from "./pod_defaults.ts";
import { podTemplateFaults } from "./pod_validation.ts";
import { isEmptySelector, selectorFaults, selects } from "./selectors.ts";
import {
  amountFaults,
  amountOf,
  defaultTemplate,
  negativeFaults,
  restartFaults,
  selectedTemplateFaults,
  selectorChangeFaults,
  specOf,
  templateFaults,
  templateOf,
  WORKLOAD,
} from "./workloads.ts";

const ROLLING = { maxUnavailable: "25%", maxSurge: "25%" };

function deploymentStrategyFaults(strategy: JsonObject): FieldFault[] {
  const type = textOf(strategy["type"]);
  const rolling = strategy["rollingUpdate"];
  const path = "spec.strategy";
  if (type === "Recreate") {
    return rolling === undefined ? [] : [
      forbiddenField(
        `${path}.rollingUpdate`,
        "may not be specified when strategy `type` is 'Recreate'",
      ),
    ];
  }
  if (type !== "RollingUpdate") {
    const value = { Type: type, RollingUpdate: null };
    return [notSupported(path, value, ["Recreate", "RollingUpdate"])];
  }
  if (!isObject(rolling)) {
    return [required(`${path}.rollingUpdate`, "this should be defaulted and never be nil")];
  }
  const { maxUnavailable, maxSurge } = rolling;
  const faults = [
    ...amountFaults(maxUnavailable, `${path}.rollingUpdate.maxUnavailable`),
    ...amountFaults(maxSurge, `${path}.rollingUpdate.maxSurge`),
  ];
  if (amountOf(maxUnavailable) === 0 && amountOf(maxSurge) === 0) {
    faults.push(
      invalid(
        `${path}.rollingUpdate.maxUnavailable`,
        maxUnavailable ?? 0,
        "may not be 0 when `maxSurge` is 0",
      ),
    );
  }
  if (typeof maxUnavailable === "string" && amountOf(maxUnavailable) > 100) {
    faults.push(
      invalid(
        `${path}.rollingUpdate.maxUnavailable`,
        maxUnavailable,
        "must not be greater than 100%",
      ),
    );
  }
  return faults;
}

const DEPLOYMENT: Strategy = {
  ...WORKLOAD,
  countsAnnotations: true,
  defaults(object) {
    const spec = specOf(object);
    defaultTemplate(spec);
    const strategy = objectOf(spec["strategy"]);
    spec["strategy"] = strategy;
    strategy["type"] ??= "RollingUpdate";
    if (strategy["type"] === "RollingUpdate") {
      const rolling = objectOf(strategy["rollingUpdate"]);
      setDefaults(rolling, ROLLING);
      strategy["rollingUpdate"] = rolling;
    }
    setDefaults(spec, { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 });
  },
  validate(object) {
    const spec = objectOf(object["spec"]);
    const faults = [
      ...negativeFaults(spec, ["replicas"]),
      ...selectedTemplateFaults(spec, "deployment"),
      ...templateFaults(spec),
      ...restartFaults(spec),
      ...deploymentStrategyFaults(objectOf(spec["strategy"])),
      ...negativeFaults(spec, ["minReadySeconds", "revisionHistoryLimit"]),
      ...negativeFaults(spec, ["progressDeadlineSeconds"]),
    ];
    const { progressDeadlineSeconds, minReadySeconds } = spec;
    if (
      typeof progressDeadlineSeconds === "number" &&
      progressDeadlineSeconds <= Number(minReadySeconds ?? 0)
    ) {
      faults.push(
        invalid(
          "spec.progressDeadlineSeconds",
          progressDeadlineSeconds,
          "must be greater than minReadySeconds",
        ),
      );
    }
    return faults;
  },
  validateUpdate: selectorChangeFaults,
};

/** Counts templates, for clients of long ago. */
const TEMPLATE_GENERATION = "deprecated.daemonset.template.generation";

const DAEMON_SET: Strategy = {
  ...WORKLOAD,
  defaults(object) {
    const spec = specOf(object);
    defaultTemplate(spec);
    const update = objectOf(spec["updateStrategy"]);
    spec["updateStrategy"] = update;
    update["type"] ??= "RollingUpdate";
    if (update["type"] === "RollingUpdate") {
      const rolling = objectOf(update["rollingUpdate"]);
      setDefaults(rolling, { maxUnavailable: 1, maxSurge: 0 });
      update["rollingUpdate"] = rolling;
    }
    setDefaults(spec, { revisionHistoryLimit: 10 });
    object.metadata["annotations"] = {
      [TEMPLATE_GENERATION]: "1",
      ...textsOf(object.metadata["annotations"]),
    };
  },
  prepareUpdate(object, old) {
    const before = Number(textsOf(old.metadata["annotations"])[TEMPLATE_GENERATION] ?? 1);
    const isSame = equalJson(
      objectOf(object["spec"])["template"],
      objectOf(old["spec"])["template"],
    );
    object.metadata["annotations"] = {
      ...textsOf(object.metadata["annotations"]),
      [TEMPLATE_GENERATION]: String(isSame ? before : before + 1),
    };
  },
  validate(object) {
    const spec = objectOf(object["spec"]);
    const type = textOf(objectOf(spec["updateStrategy"])["type"]);
    const rolling = objectOf(objectOf(spec["updateStrategy"])["rollingUpdate"]);
    const { selector } = spec;
    const faults = isObject(selector) ? selectorFaults(selector, "spec.selector") : [];
    const labels = textsOf(objectOf(templateOf(spec)["metadata"])["labels"]);
    if (!isObject(selector) || !selects(selector, labels)) {
      faults.push(
        invalid(
          "spec.template.metadata.labels",
          Object.keys(labels).length === 0 ? null : labels,
          "`selector` does not match template `labels`",
        ),
      );
    }
    if (isObject(selector) && isEmptySelector(selector)) {
      faults.push(invalid("spec.selector", selector, "empty selector is invalid for daemonset"));
    }
    faults.push(...podTemplateFaults(templateOf(spec), "spec.template"), ...restartFaults(spec));
    faults.push(...negativeFaults(spec, ["minReadySeconds"]));
    if (type !== "RollingUpdate" && type !== "OnDelete") {
      faults.push(notSupported("spec.updateStrategy", { Type: type, RollingUpdate: null }, [
        "RollingUpdate",
        "OnDelete",
      ]));
    } else if (type === "RollingUpdate") {
      const path = "spec.updateStrategy.rollingUpdate";
      faults.push(
        ...amountFaults(rolling["maxUnavailable"], `${path}.maxUnavailable`),
        ...amountFaults(rolling["maxSurge"], `${path}.maxSurge`),
      );
      if (amountOf(rolling["maxUnavailable"]) === 0 && amountOf(rolling["maxSurge"]) === 0) {
        faults.push(
          required(`${path}.maxUnavailable`, "cannot be 0 when maxSurge is 0"),
        );
      }
    }
    return [...faults, ...negativeFaults(spec, ["revisionHistoryLimit"])];
  },
  validateUpdate: selectorChangeFaults,
};

/** The rules of kinds that replace their pods step by step. */
export const ROLLING_STRATEGIES: Readonly<Record<string, Strategy>> = {
  "apps/deployments": DEPLOYMENT,
  "apps/daemonsets": DAEMON_SET,
};
