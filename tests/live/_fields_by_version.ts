/** What the fields of the API objects were in older versions than the newest, as data. */

/** Fields that a version brought, by the name of their schema in the server's OpenAPI documents. */
const FIELDS_SINCE: ReadonlyMap<number, Readonly<Record<string, readonly string[]>>> = new Map([
  [35, {
    CSIDriverSpec: ["serviceAccountTokenInSecrets"],
    CustomResourceDefinitionCondition: ["observedGeneration"],
    CustomResourceDefinitionStatus: ["observedGeneration"],
    NodeStatus: ["declaredFeatures"],
    PodCertificateProjection: ["userAnnotations"],
    PodStatus: ["allocatedResources", "resources"],
  }],
  [36, {
    CSIDriverSpec: ["preventPodSchedulingIfMissing"],
    Device: ["nodeAllocatableResourceMappings"],
    DeviceAttribute: ["bools", "ints", "strings", "versions"],
    PodSpec: ["schedulingGroup"],
    PodStatus: ["nodeAllocatableResourceClaimStatuses"],
    ResourceHealth: ["message"],
    VolumeMountStatus: ["volumeStatus"],
  }],
]);

/** Fields that one version had and the next took away again, likewise; they were alpha. */
const FIELDS_ONLY_IN: ReadonlyMap<number, Readonly<Record<string, readonly string[]>>> = new Map([
  [35, { PodSpec: ["workloadRef"] }],
]);

/**
 * The fields that a schema has in one version, from those it has in the newest.
 *
 * @throws {Error} when the data names a field that the newest version does not have.
 */
export function fieldsInVersion(
  minor: number,
  schema: string,
  newest: readonly string[],
): string[] {
  const fields = new Set(newest);
  for (const [since, added] of FIELDS_SINCE) {
    for (const field of added[schema] ?? []) {
      if (!newest.includes(field)) {
        throw new Error(`${schema}.${field} is not in the newest version`);
      }
      if (minor < since) fields.delete(field);
    }
  }
  for (const field of FIELDS_ONLY_IN.get(minor)?.[schema] ?? []) {
    if (newest.includes(field)) throw new Error(`${schema}.${field} is in the newest version`);
    fields.add(field);
  }
  return [...fields].sort();
}
