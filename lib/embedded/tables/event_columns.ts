/**
 * The columns of events. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/printers/internalversion/printers.go
 */
import { type ApiObject, type JsonObject, type JsonValue, objectOf, textOf } from "../json.ts";
import { formatAge } from "./age.ts";
import { type Column, NAME, numberIn, text } from "./cells.ts";

/** What an event says, whichever of the two APIs it was written by. */
function eventField(object: ApiObject, name: string, newName: string): JsonValue | undefined {
  return object[name] ?? object[newName];
}

function lastSeen(object: ApiObject, nowMs: number): string {
  const series = objectOf(object["series"]);
  const when = textOf(series["lastObservedTime"]) ||
    textOf(eventField(object, "lastTimestamp", "deprecatedLastTimestamp")) ||
    firstSeen(object);
  return when === "" ? "<unknown>" : formatAge(when, nowMs);
}

function firstSeen(object: ApiObject): string {
  return textOf(eventField(object, "firstTimestamp", "deprecatedFirstTimestamp")) ||
    textOf(object["eventTime"]);
}

function involvedObject(object: ApiObject): JsonObject {
  return objectOf(eventField(object, "involvedObject", "regarding"));
}

/** The columns of an event, whichever of the two APIs it is read by. */
export const EVENT_COLUMNS: readonly Column[] = [
  text("Last Seen", lastSeen),
  text("Type", (object) => textOf(object["type"])),
  text("Reason", (object) => textOf(object["reason"])),
  text("Object", (object) => {
    const involved = involvedObject(object);
    return `${textOf(involved["kind"]).toLowerCase()}/${textOf(involved["name"])}`;
  }),
  text("Subobject", (object) => textOf(involvedObject(object)["fieldPath"]), 1),
  text("Source", (object) => {
    const source = objectOf(eventField(object, "source", "deprecatedSource"));
    const component = textOf(source["component"]) ||
      textOf(eventField(object, "reportingComponent", "reportingController"));
    const host = textOf(source["host"]) || textOf(object["reportingInstance"]);
    return [component, host].filter((part) => part !== "").join(", ");
  }, 1),
  text("Message", (object) => textOf(eventField(object, "message", "note")).trim()),
  text("First Seen", (object, nowMs) => {
    const first = firstSeen(object);
    return first === "" ? "<unknown>" : formatAge(first, nowMs);
  }, 1),
  text(
    "Count",
    (object) =>
      numberIn(objectOf(object["series"])["count"]) ||
      numberIn(eventField(object, "count", "deprecatedCount")) || 1,
    1,
  ),
  { ...NAME, priority: 1 },
];
