/**
 * Random edits by seed, to be done to both clusters.
 *
 * @module
 */
import { seededRandom } from "../../lib/testing/seed.ts";
import {
  type Case,
  created,
  DAEMON_SETS,
  DEPLOYMENTS,
  imaged,
  ONE_BY_ONE,
  patched,
  STATEFUL_SETS,
  type Step,
  workload,
} from "./_workload_cases.ts";

const STEPS = 10;
const IMAGES = ["one", "two", "three"];

type Below = (limit: number) => number;

function caseOf(name: string, seed: number, first: Step, edit: (below: Below) => Step): Case {
  const next = seededRandom(seed);
  const below = (limit: number) => Math.floor(next() * limit);
  const steps = Array.from({ length: STEPS }, () => edit(below));
  return { name: `${name} through random edits, seed ${seed}`, steps: [first, ...steps] };
}

function image(collection: string, name: string, below: Below): Step {
  return imaged(collection, name, IMAGES[below(IMAGES.length)] ?? "one");
}

function deployment(seed: number): Case {
  const first = created(DEPLOYMENTS, workload("web", { replicas: 3, ...ONE_BY_ONE }));
  return caseOf("a deployment", seed, first, (below) => {
    const edit = below(5);
    if (edit === 0) {
      const replicas = below(5);
      return patched(`scale to ${replicas}`, DEPLOYMENTS, "web", { spec: { replicas } });
    }
    if (edit === 1) return patched("pause", DEPLOYMENTS, "web", { spec: { paused: true } });
    if (edit === 2) return patched("resume", DEPLOYMENTS, "web", { spec: { paused: null } });
    return image(DEPLOYMENTS, "web", below);
  });
}

function statefulSet(seed: number): Case {
  const first = created(STATEFUL_SETS, workload("db", { replicas: 2, serviceName: "db" }));
  return caseOf("a stateful set", seed, first, (below) => {
    const edit = below(4);
    if (edit === 0) {
      const replicas = below(4);
      return patched(`scale to ${replicas}`, STATEFUL_SETS, "db", { spec: { replicas } });
    }
    if (edit === 1) {
      const partition = below(3);
      return patched(`partition ${partition}`, STATEFUL_SETS, "db", {
        spec: { updateStrategy: { rollingUpdate: { partition } } },
      });
    }
    return image(STATEFUL_SETS, "db", below);
  });
}

function daemonSet(seed: number): Case {
  const first = created(DAEMON_SETS, workload("agent", { revisionHistoryLimit: 1 }));
  return caseOf("a daemon set", seed, first, (below) => {
    if (below(3) > 0) return image(DAEMON_SETS, "agent", below);
    const surge = below(2);
    return patched(`surge ${surge}`, DAEMON_SETS, "agent", {
      spec: {
        updateStrategy: { rollingUpdate: { maxSurge: surge, maxUnavailable: 1 - surge } },
      },
    });
  });
}

/** Some of each. */
export const RANDOM_CASES: readonly Case[] = [
  deployment(1),
  deployment(2),
  deployment(3),
  statefulSet(1),
  statefulSet(2),
  daemonSet(1),
];
