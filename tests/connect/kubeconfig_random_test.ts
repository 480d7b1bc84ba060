import assert from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { loadAccess } from "../../lib/connect/access_loader.ts";
import { ConfigError } from "../../lib/core/errors.ts";
import { environment, Folder, kubeconfigText } from "./kubeconfig_support.ts";

Deno.test("loadAccess fails with a ConfigError and no other, whatever the kubeconfig holds", async () => {
  await using folder = await Folder.make();
  const kubeconfig = folder.at("config");
  const leaf = fc.oneof(
    fc.constantFrom("", "https://h", "c", "u", "dev", "\u0000", "-----BEGIN CERTIFICATE-----"),
    fc.jsonValue(),
  );
  const fields = fc.dictionary(
    fc.constantFrom("server", "token", "exec", "proxy-url", "cluster", "user", "tokenFile", "as"),
    leaf,
  );
  await fc.assert(
    fc.asyncProperty(fields, fields, fields, leaf, async (context, cluster, user, users) => {
      const text = kubeconfigText({
        contexts: { dev: { cluster: "c", user: "u", ...context } },
        clusters: { c: { server: "https://h", ...cluster } },
        users: { u: { token: "t", ...user } },
        top: typeof users === "object" ? { extensions: users } : { users },
      });
      await Deno.writeTextFile(kubeconfig, text);
      const result: unknown = await loadAccess({ kubeconfig, env: environment() })
        .catch((error: unknown) => error);
      if (!(result instanceof Error)) return;
      assert(result instanceof ConfigError, Deno.inspect(result));
      assert(!/\p{Cc}/u.test(result.message), result.message);
    }),
    { numRuns: 200 },
  );
});
