import assert from "node:assert/strict";
import { QueryError } from "../../lib/core/errors.ts";
import {
  type CompiledPermissions,
  describePermissions,
  parseEntries,
  permissionFlags,
} from "../../lib/compile/permissions.ts";

const NOTHING: CompiledPermissions = { all: false, allow: {}, deny: {} };

function flag(flags: readonly string[], name: string): string[] | undefined {
  const found = flags.find((word) => word === `--${name}` || word.startsWith(`--${name}=`));
  return found?.slice(name.length + 3).split(",");
}

Deno.test("permissionFlags gives what a connection needs, and no more", () => {
  const flags = permissionFlags(NOTHING);
  assert.deepEqual(flags.map((word) => word.replace(/=.*/, "")), [
    "--allow-net",
    "--allow-read",
    "--allow-env",
    "--allow-run",
  ]);
  assert.ok(flag(flags, "allow-env")?.includes("KUBECONFIG"));
  assert.ok(flag(flags, "allow-run")?.includes("gke-gcloud-auth-plugin"));
  assert.ok(flag(flags, "allow-read")?.includes("/var/run/secrets/kubernetes.io/serviceaccount"));
});

Deno.test("permissionFlags adds what was given, and narrows hosts to it", () => {
  const flags = permissionFlags({
    all: false,
    allow: { net: ["a.test:443"], read: ["a,b"], write: "all", env: "all", sys: ["hostname"] },
    deny: { run: "all", write: ["/etc"] },
  });
  assert.ok(flags.includes("--allow-net=a.test:443"));
  assert.ok(flags.some((word) => word.startsWith("--allow-read=") && word.endsWith(",a,,b")));
  for (const word of ["--allow-write", "--allow-env", "--deny-run", "--deny-write=/etc"]) {
    assert.ok(flags.includes(word), word);
  }
  assert.equal(flag(permissionFlags(NOTHING, ["read"]), "allow-read"), undefined);
});

Deno.test("permissionFlags allows everything but what is denied", () => {
  assert.deepEqual(permissionFlags({ ...NOTHING, all: true, deny: { env: ["TOKEN"] } }), [
    "--allow-all",
    "--deny-env=TOKEN",
  ]);
});

Deno.test("describePermissions says what a tool may do", () => {
  const lines = describePermissions({ ...NOTHING, deny: { run: "all" } }, false);
  assert.match(lines[0] ?? "", /^net {7}everything$/);
  assert.match(lines[1] ?? "", /^read {6}the kubeconfig, ~\/\.kube, ~\/\.minikube, \/etc\/ssl/);
  assert.match(lines.at(-1) ?? "", /^not run {3}everything$/);
  assert.match(describePermissions(NOTHING, true)[1] ?? "", /^read {6}everything$/);
  assert.equal(describePermissions({ ...NOTHING, all: true }, false).length, 7);
});

Deno.test("parseEntries reads a list as Deno does", () => {
  assert.equal(parseEntries("--allow-net", ""), "all");
  assert.deepEqual(parseEntries("--allow-read", "a,b,,c"), ["a", "b,c"]);
  assert.throws(() => parseEntries("--allow-read", "a,"), QueryError);
});
