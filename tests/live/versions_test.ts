import assert from "node:assert/strict";
import { connect } from "../../mod.ts";

import { BUILTIN_KINDS, builtinKind } from "../../lib/kinds/builtin.ts";
import { ignore, openPlane, readMinor } from "./_plane.ts";

const kubeconfig = Deno.env.get("SKIFF_LIVE_KUBECONFIG");

Deno.test({
  name:
    "a kind that came with a later version of Kubernetes is refused by every verb with that version",
  ignore,
  async fn() {
    await using transport = await openPlane();
    const minor = await readMinor(transport);
    await using cluster = await connect({ kubeconfig });
    const policy = builtinKind("admissionregistration.k8s.io/v1", "MutatingAdmissionPolicy");
    assert(policy !== undefined);
    // One that no server has yet, so that there is something to refuse on the newest, too.
    const gizmo = { ...policy, kind: "Gizmo", plural: "gizmos", singular: "gizmo", since: "1.99" };
    const later = BUILTIN_KINDS.filter(({ since }) => Number(since?.split(".")[1] ?? 0) > minor);
    for (const kind of [gizmo, ...later]) {
      const query = cluster.of(kind);
      const expected = {
        name: "NotFoundError",
        message: new RegExp(
          `^Cannot \\w+ ${kind.singular.slice(0, -1)}[^:]*: the server does not serve "[^"]+" ` +
            `\\(.*\\): it came with Kubernetes ${kind.since}$`,
        ),
      };
      await assert.rejects(query.list(), expected);
      await assert.rejects(query.first(), expected);
      await assert.rejects(query.count(), expected);
      await assert.rejects(query.names(), expected);
      await assert.rejects(query.table(), expected);
      await assert.rejects(query.get("x"), expected);
    }
  },
});

Deno.test({
  name: "the tested versions include the one that is tested: no connection warns of it",
  ignore,
  async fn() {
    const warnings: string[] = [];
    const onWarning = (text: string) => void warnings.push(text);
    await using cluster = await connect({ kubeconfig, onWarning });
    await cluster.version();
    assert.deepEqual(warnings, []);
  },
});
