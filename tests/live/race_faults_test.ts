/** Several writers and deleters of one object on a real server: F29 of FAULTS.md. */
import assert from "node:assert/strict";
import { connectPlane } from "./_kubectl.ts";
import { KubeError } from "../../lib/core/errors.ts";
import { exchange, ignore, openPlane } from "./_plane.ts";

const WRITERS = 6;
const ROUNDS = 5;

Deno.test({
  name: "edit loses no update of F29 writers that race, and says which it could not make",
  ignore,
  async fn() {
    await using plane = await openPlane();
    const namespace = `race-${crypto.randomUUID().slice(0, 8)}`;
    await exchange(plane, "POST", "/api/v1/namespaces", { metadata: { name: namespace } });
    await using cluster = await connectPlane();
    try {
      const counter = cluster.ns(namespace).configMap("counter");
      await cluster.ns(namespace).create({
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "counter" },
        data: { count: "0" },
      });
      const made = new Set<string>();
      const refused: string[] = [];
      const write = async (writer: number): Promise<void> => {
        for (let round = 0; round < ROUNDS; round++) {
          const mark = `w${writer}-${round}`;
          try {
            await counter.edit((object) => {
              const count = Number(object.data?.["count"]) + 1;
              object.data = { ...object.data, count: String(count), [mark]: "" };
            });
            made.add(mark);
          } catch (error) {
            assert.ok(error instanceof KubeError && error.name === "ConflictError", `${error}`);
            refused.push(mark);
          }
        }
      };
      await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
      assert.equal(made.size + refused.length, WRITERS * ROUNDS);
      const { data = {} } = await counter.get();
      assert.equal(Number(data["count"]), made.size, "each update that was made counts once");
      const marks = Object.keys(data).filter((key) => key !== "count");
      assert.deepEqual(new Set(marks), made, "and no other one");

      const outcomes = await Promise.allSettled([
        counter.delete(),
        counter.delete(),
        counter.delete(),
      ]);
      const failures = outcomes.flatMap((outcome) =>
        outcome.status === "rejected" ? [outcome.reason] : []
      );
      assert.equal(failures.length, 2, "one of three deletes it");
      for (const error of failures) assert.equal(error.name, "NotFoundError");
      await assert.rejects(counter.edit((object) => void (object.data = {})), {
        name: "NotFoundError",
      });
    } finally {
      await exchange(plane, "DELETE", `/api/v1/namespaces/${namespace}`);
    }
  },
});
