/**
 * The names of Skiff's prompt for other prompts, `deno repl` and `deno jupyter`: `skiff/repl`.
 *
 * In a notebook, importing it makes the last value of a cell show as at Skiff's own prompt: a query is run
 * and becomes a table, an object becomes YAML without the data of Secrets.
 *
 * @example The first cell of a notebook
 * ```ts ignore
 * import { chart, ns } from "skiff/repl";
 * ```
 *
 * @module
 */
import { Query } from "../../api/query.ts";
import { Ref } from "../../api/ref.ts";
import { isKubeObject, isTable } from "../shapes.ts";
import { displayValue, isObjectList } from "./display_value.ts";
import { DISPLAY, type MimeBundle } from "./mime_bundle.ts";

export * from "../../../mod.ts";
export { Chart, chart, type ChartData, type ChartOptions } from "./chart.ts";
export { type MimeBundle } from "./mime_bundle.ts";
export { show, Shown, type ShowOptions } from "./show.ts";

if ("jupyter" in Deno) showInNotebook();

/** Gives the values of Skiff the method that a notebook asks for. */
function showInNotebook(): void {
  for (const { prototype } of [Query, Ref]) {
    Object.defineProperty(prototype, DISPLAY, { configurable: true, value: display });
  }
  // What list(), get() and table() give are plain data, whose prototypes are asked; whatever is nothing
  // of a cluster's is shown as ever.
  showWhere(Array.prototype, isObjectList);
  showWhere(Object.prototype, (value) => isKubeObject(value) || isTable(value));
}

function showWhere(prototype: object, isShown: (value: unknown) => boolean): void {
  Object.defineProperty(prototype, DISPLAY, {
    configurable: true,
    get(this: unknown) {
      return isShown(this) ? display : undefined;
    },
    // Who assigns a display of one's own gets it.
    set(this: object, value: unknown) {
      Object.defineProperty(this, DISPLAY, { configurable: true, writable: true, value });
    },
  });
}

async function display(this: unknown): Promise<MimeBundle> {
  return await displayValue(this);
}
