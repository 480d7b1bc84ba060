/**
 * The control planes that can be built, as data: what is pinned, where its `go.mod` lies, how it is linked.
 *
 * @module
 */

/** One Go module with the commands that are built from it. */
export interface BuildModule {
  /** Folder below `modules/` with its `go.mod` and `go.sum`. */
  readonly folder: string;
  /** Package path of each command, by the name of its binary. */
  readonly commands: Readonly<Record<string, string>>;
  /** What goes into `-ldflags`. */
  readonly ldflags: string;
  /** Files that are copied out of the module's dependency, by their new name. */
  readonly files?: { readonly module: string; readonly paths: Readonly<Record<string, string>> };
}

/** The version that is started when none is named. */
export const DEFAULT_VERSION = "v1.36.3";

/** Every Kubernetes version there is a pinned module for, oldest first. */
export const KUBERNETES_MODULES: ReadonlyMap<string, BuildModule> = new Map([
  ["v1.34.4", kubernetes("v1.34.4", "kubernetes-1.34")],
  ["v1.35.4", kubernetes("v1.35.4", "kubernetes-1.35")],
  ["v1.36.3", kubernetes("v1.36.3", "kubernetes")],
]);

/** The error for a version that there is no pinned module for. */
export function unknownVersion(version: string): Error {
  const known = [...KUBERNETES_MODULES.keys()].join(", ");
  return new Error(
    `Cannot build Kubernetes ${JSON.stringify(version)}: not pinned here: use one of ${known}`,
  );
}

/** The store below every version. */
export const ETCD_MODULE: BuildModule = {
  folder: "etcd",
  commands: { etcd: "go.etcd.io/etcd/server/v3" },
  ldflags: "-s -w",
};

/** What plays the nodes; its stages say how a simulated pod and node live. */
export const KWOK_MODULE: BuildModule = {
  folder: "kwok",
  commands: { kwok: "sigs.k8s.io/kwok/cmd/kwok" },
  ldflags: "-s -w",
  files: {
    module: "sigs.k8s.io/kwok",
    paths: {
      "node-initialize.yaml": "kustomize/stage/node/fast/node-initialize.yaml",
      "pod-ready.yaml": "kustomize/stage/pod/fast/pod-ready.yaml",
      "pod-complete.yaml": "kustomize/stage/pod/fast/pod-complete.yaml",
      "pod-delete.yaml": "kustomize/stage/pod/fast/pod-delete.yaml",
    },
  },
};

function kubernetes(version: string, folder: string): BuildModule {
  const [major, minor] = version.slice(1).split(".");
  const target = "k8s.io/component-base/version";
  const commands = ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubectl"];
  return {
    folder,
    commands: Object.fromEntries(commands.map((name) => [name, `k8s.io/kubernetes/cmd/${name}`])),
    // Without these the server calls itself v0.0.0 and clients refuse to reason about it.
    ldflags: `-s -w -X ${target}.gitVersion=${version} -X ${target}.gitMajor=${major} ` +
      `-X ${target}.gitMinor=${minor}`,
  };
}
