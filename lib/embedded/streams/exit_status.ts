/**
 * How the end of a process is told: as the kubelet words it. Layer 3.
 *
 * @module
 * @see k8s.io/cri-streaming/pkg/streaming/remotecommand/exec.go
 */
import type { JsonObject } from "../json.ts";

/** The `Status` of a process that ended with an exit code. */
export function exitStatus(code: number): JsonObject {
  if (code === 0) return { metadata: {}, status: "Success" };
  return {
    metadata: {},
    status: "Failure",
    message:
      `command terminated with non-zero exit code: command terminated with exit code ${code}`,
    reason: "NonZeroExitCode",
    details: { causes: [{ reason: "ExitCode", message: String(code) }] },
  };
}

/** The `Status` of a process that could not be run. */
export function failureStatus(message: string): JsonObject {
  return {
    metadata: {},
    status: "Failure",
    message: `Internal error occurred: ${message}`,
    reason: "InternalError",
    details: { causes: [{ message }] },
    code: 500,
  };
}
