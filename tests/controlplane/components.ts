/**
 * The command line of each process of a control plane.
 *
 * @module
 */

import { join } from "node:path";
import type { Binaries } from "./build.ts";
import type { Credentials } from "./credentials.ts";

/** One process to start. */
export interface Component {
  readonly name: string;
  readonly binary: string;
  readonly args: readonly string[];
}

/** The ports of one control plane, all on 127.0.0.1. */
export interface Ports {
  readonly etcd: number;
  readonly etcdPeer: number;
  readonly apiserver: number;
  readonly kubelet: number;
}

/** What the command lines are made from. */
export interface ComponentOptions {
  readonly binaries: Binaries;
  readonly credentials: Credentials;
  readonly ports: Ports;
  /** Folder for etcd's data and KWOK's configuration. */
  readonly directory: string;
}

const CLIENT_RATE = ["--kube-api-qps", "500", "--kube-api-burst", "1000"];

/** The store. */
export function etcdComponent(
  { binaries, credentials, ports, directory }: ComponentOptions,
): Component {
  const client = `https://127.0.0.1:${ports.etcd}`;
  const peer = `https://127.0.0.1:${ports.etcdPeer}`;
  return {
    name: "etcd",
    binary: binaries.etcd,
    args: flags({
      name: "skiff",
      "data-dir": join(directory, "etcd"),
      "listen-client-urls": client,
      "advertise-client-urls": client,
      "listen-peer-urls": peer,
      "initial-advertise-peer-urls": peer,
      "initial-cluster": `skiff=${peer}`,
      "cert-file": credentials.certificate("etcd"),
      "key-file": credentials.key("etcd"),
      "trusted-ca-file": credentials.caFile,
      "client-cert-auth": "true",
      "peer-cert-file": credentials.certificate("etcd"),
      "peer-key-file": credentials.key("etcd"),
      "peer-trusted-ca-file": credentials.caFile,
      "peer-client-cert-auth": "true",
      // The data is thrown away anyway, and syncing it is what a slow disk would be busy with.
      "unsafe-no-fsync": "true",
      "log-level": "warn",
    }),
  };
}

/**
 * The API server, with RBAC.
 *
 * @param extra Flags beside these, or in their place.
 */
export function apiserverComponent(
  { binaries, credentials, ports }: ComponentOptions,
  extra: Readonly<Record<string, string>> = {},
): Component {
  return {
    name: "kube-apiserver",
    binary: binaries.apiserver,
    args: flags({
      "bind-address": "127.0.0.1",
      // Where endpoints say that the server is: loopback is refused there, and this is nobody's address.
      "advertise-address": "192.0.2.1",
      "secure-port": String(ports.apiserver),
      "etcd-servers": `https://127.0.0.1:${ports.etcd}`,
      "etcd-cafile": credentials.caFile,
      "etcd-certfile": credentials.certificate("etcd-client"),
      "etcd-keyfile": credentials.key("etcd-client"),
      "client-ca-file": credentials.caFile,
      "tls-cert-file": credentials.certificate("apiserver"),
      "tls-private-key-file": credentials.key("apiserver"),
      "kubelet-client-certificate": credentials.certificate("kubelet-client"),
      "kubelet-client-key": credentials.key("kubelet-client"),
      "kubelet-certificate-authority": credentials.caFile,
      "kubelet-preferred-address-types": "InternalIP",
      "service-account-issuer": "https://kubernetes.default.svc.cluster.local",
      "service-account-signing-key-file": credentials.key("service-accounts"),
      "service-account-key-file": join(credentials.directory, "service-accounts.pub"),
      "authorization-mode": "Node,RBAC",
      "service-cluster-ip-range": "10.96.0.0/16",
      "allow-privileged": "true",
      "enable-aggregator-routing": "true",
      ...extra,
    }),
  };
}

/** The built-in controllers. */
export function controllerManagerComponent(options: ComponentOptions): Component {
  const { binaries, credentials } = options;
  const kubeconfig = credentials.kubeconfig("system:kube-controller-manager");
  return {
    name: "kube-controller-manager",
    binary: binaries.controllerManager,
    args: [
      ...flags({
        kubeconfig,
        "authentication-kubeconfig": kubeconfig,
        "authorization-kubeconfig": kubeconfig,
        "secure-port": "0",
        "leader-elect": "false",
        "use-service-account-credentials": "true",
        "service-account-private-key-file": credentials.key("service-accounts"),
        "root-ca-file": credentials.caFile,
        "cluster-signing-cert-file": credentials.caFile,
        "cluster-signing-key-file": credentials.key("ca"),
        // A busy machine is no dead node.
        "node-monitor-grace-period": "300s",
      }),
      ...CLIENT_RATE,
    ],
  };
}

/** The scheduler. */
export function schedulerComponent({ binaries, credentials }: ComponentOptions): Component {
  const kubeconfig = credentials.kubeconfig("system:kube-scheduler");
  return {
    name: "kube-scheduler",
    binary: binaries.scheduler,
    args: [
      ...flags({
        kubeconfig,
        "authentication-kubeconfig": kubeconfig,
        "authorization-kubeconfig": kubeconfig,
        "secure-port": "0",
        "leader-elect": "false",
      }),
      ...CLIENT_RATE,
    ],
  };
}

/** What plays every node and its kubelet. */
export function kwokComponent(options: ComponentOptions, configFile: string): Component {
  const { binaries, credentials, ports } = options;
  const address = `127.0.0.1:${ports.kubelet}`;
  const stages = [...binaries.stages, configFile].map((file) => `--config=${file}`);
  return {
    name: "kwok",
    binary: binaries.kwok,
    args: [
      ...flags({
        kubeconfig: credentials.kubeconfig("system:kwok"),
        "manage-all-nodes": "true",
        "node-ip": "127.0.0.1",
        "node-port": String(ports.kubelet),
        "server-address": address,
        "tls-cert-file": credentials.certificate("kubelet"),
        "tls-private-key-file": credentials.key("kubelet"),
        // The node lifecycle controller believes in nodes that renew their lease.
        "node-lease-duration-seconds": "40",
      }),
      ...stages,
    ],
  };
}

function flags(values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values).map(([name, value]) => `--${name}=${value}`);
}
