/**
 * What `deno task controlplane` remembers between calls.
 *
 * @module
 */

import { join } from "node:path";
import { cacheDirectory } from "./build.ts";
import type { ControlPlane } from "./start.ts";
import type { ProcessRecord } from "./processes.ts";

/** A control plane that was left running. */
export interface State {
  readonly version: string;
  readonly server: string;
  readonly kubeconfig: string;
  readonly kubectl: string;
  readonly directory: string;
  readonly startedAt: string;
  readonly processes: readonly ProcessRecord[];
}

/** The folder of the control plane that people start by hand. */
export function defaultStateDirectory(): string {
  return join(cacheDirectory(), "run");
}

/** Reads what was left running in a folder; undefined where nothing was. */
export async function readState(directory: string): Promise<State | undefined> {
  try {
    return JSON.parse(await Deno.readTextFile(stateFile(directory))) as State;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Remembers a control plane. */
export async function writeState(plane: ControlPlane): Promise<State> {
  const { version, server, kubeconfig, kubectl, directory, processes } = plane;
  const startedAt = new Date().toISOString();
  const state = { version, server, kubeconfig, kubectl, directory, startedAt, processes };
  await Deno.writeTextFile(stateFile(directory), JSON.stringify(state, null, 2) + "\n", {
    mode: 0o600,
  });
  return state;
}

/** Forgets what was left running; logs stay. */
export async function removeState(directory: string): Promise<void> {
  await Deno.remove(stateFile(directory));
}

function stateFile(directory: string): string {
  return join(directory, "state.json");
}
