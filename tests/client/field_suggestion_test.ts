import assert from "node:assert/strict";
import { suggestField } from "../../lib/client/field_suggestion.ts";
import { GADGET, kindOf } from "./_session.ts";

Deno.test("suggestField() mends the last step of a path", () => {
  const deployment = kindOf("apps/v1", "Deployment");
  const cases: readonly [string, string | undefined][] = [
    ["spc", "spec"],
    ["spec.replcas", "spec.replicas"],
    ["spec.template.spec.containers[0].imge", "spec.template.spec.containers[0].image"],
    [
      'spec.template.spec.containers[name="web"].imge',
      'spec.template.spec.containers[name="web"].image',
    ],
    ["spec.banana", undefined],
    ["nothing.there.is", undefined],
  ];
  for (const [path, meant] of cases) assert.equal(suggestField(deployment, path), meant);
  assert.equal(suggestField(GADGET, "spec.replcas"), undefined);
});
