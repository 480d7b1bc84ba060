/**
 * The modules that the library loads when a verb is first used. A clock that goes on by itself has them
 * loaded before: what comes from the disk takes the machine's time, of which it knows nothing. Layer 6.
 *
 * @module
 */

let loaded: Promise<unknown> | undefined;

/** Loads them, once. */
export async function loadLazyModules(): Promise<void> {
  await (loaded ??= Promise.all([
    import("../api/apply.ts"),
    import("../api/create.ts"),
    import("../api/query_each.ts"),
    import("../api/query_watch.ts"),
    import("../api/query_write.ts"),
    import("../api/ref_delete.ts"),
    import("../api/ref_logs.ts"),
    import("../api/ref_watch.ts"),
    import("../api/ref_write.ts"),
    import("../apply/apply_set.ts"),
    import("../apply/ready.ts"),
    import("../client/discovery.ts"),
    import("../client/guard_policy.ts"),
    import("../connect/write_guard.ts"),
    import("../core/write_tally.ts"),
    import("../core/yaml.ts"),
    import("../core/yaml_fill.ts"),
    import("../embedded/server/openapi.ts"),
    import("../embedded/server/protobuf_body.ts"),
    import("../policy/decision.ts"),
    import("../watch/gone.ts"),
    import("../watch/wait.ts"),
  ]));
}
