/** The virtual environment of the Python clients. */
import { join } from "node:path";
import { pythonWith } from "../_support/python.ts";

const REQUIREMENTS = join(import.meta.dirname ?? ".", "requirements.txt");

/**
 * Gives the Python of an environment with the pinned clients, making it on the first use.
 *
 * @returns Undefined where there is no `python3`.
 * @throws {Error} when the environment cannot be made or filled.
 */
export async function pythonWithClients(): Promise<string | undefined> {
  return await pythonWith(REQUIREMENTS);
}
