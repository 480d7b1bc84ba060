import assert from "node:assert/strict";
import { join } from "node:path";
import { denoEnvironment } from "../../lib/gate/deno_environment.ts";
import { checkHidden, parseGrant } from "../../lib/gate/permissions.ts";

Deno.test("checkHidden() refuses rights to move what holds a hidden file, and no others", async () => {
  const home = await Deno.makeTempDir({ prefix: "skiff-hidden-" });
  try {
    await Deno.mkdir(join(home, ".kube"));
    await Deno.mkdir(join(home, "data"));
    const kubeconfig = join(home, "project", "kubeconfig");
    await Deno.mkdir(join(home, "project"));
    await Deno.writeTextFile(kubeconfig, "");
    const hidden = [join(home, ".kube"), join(home, ".aws", "x"), kubeconfig];
    const check = (read: string, write: string): void => {
      checkHidden({
        allow: {
          read: parseGrant("--allow-read", "read", read),
          write: parseGrant("--allow-write", "write", write),
        },
        deny: {},
      }, hidden);
    };
    const [project, data] = [join(home, "project"), join(home, "data")];
    for (
      const [read, write] of [
        ["/", "/"],
        [home, home],
        [`${data},${home}`, home],
        [`${project},${data}`, `${project},${data}`],
      ] as const
    ) {
      assert.throws(() => check(read, write), { name: "QueryError" }, `${read} ${write}`);
    }
    for (
      const [read, write] of [
        [home, data],
        [data, home],
        [project, project],
        [home, project],
        [data, data],
      ] as const
    ) {
      check(read, write);
    }
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});

Deno.test("denoEnvironment() gives Deno no variable that may hold a secret", () => {
  assert.deepEqual(
    denoEnvironment({
      HOME: "/home/a",
      DENO_DIR: "/c",
      no_proxy: "x",
      HTTPS_PROXY: "http://proxy:3128",
      https_proxy: "http://user:secret@proxy:3128",
      NPM_CONFIG_REGISTRY: "https://user:secret@registry.test/",
      NPM_TOKEN: "secret",
      AWS_SECRET_ACCESS_KEY: "secret",
      DENO_AUTH_TOKENS: "secret@host",
      KUBECONFIG: "/k",
    }),
    { HOME: "/home/a", DENO_DIR: "/c", no_proxy: "x", HTTPS_PROXY: "http://proxy:3128" },
  );
});
