import assert from "node:assert/strict";
import { join } from "node:path";
import { KubeConfig as OfficialKubeConfig } from "npm:@kubernetes/client-node@2.0.1";
import { type KubeConfig, kubeConfig } from "../../lib/client_node/mod.ts";
import { connect } from "../../lib/api/connect.ts";
import type { ConnectOptions } from "../../lib/api/connection.ts";
import { makeAuthority } from "../../lib/serve/certificates.ts";
import { clusterOver, scenario } from "../_support/scenario.ts";

const authority = await makeAuthority();
const issued = await authority.issue({ commonName: "ann", usage: "client" });

/** A kubeconfig in a folder of its own, with the files that it may name. */
async function withKubeconfig(
  parts: { readonly cluster?: object; readonly user?: object; readonly context?: object },
  body: (file: string, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(join(folder, "ca.crt"), authority.certificate);
    await Deno.writeTextFile(join(folder, "ann.crt"), issued.certificate);
    await Deno.writeTextFile(join(folder, "ann.key"), issued.key);
    await Deno.writeTextFile(join(folder, "token"), "t0ken");
    const file = join(folder, "config");
    const config = {
      apiVersion: "v1",
      kind: "Config",
      "current-context": "dev",
      clusters: [{ name: "c", cluster: { server: "https://c.test:6443", ...parts.cluster } }],
      users: [{ name: "ann", user: parts.user ?? { token: "t0ken" } }],
      contexts: [{ name: "dev", context: { cluster: "c", user: "ann", ...parts.context } }],
    };
    await Deno.writeTextFile(file, JSON.stringify(config));
    await body(file, folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function ourConfig(file: string, options: ConnectOptions = {}): Promise<KubeConfig> {
  await using cluster = await connect({ kubeconfig: file, onWarning: () => {}, ...options });
  return await kubeConfig(cluster);
}

/** What a KubeConfig says, without what it does not. */
function said(config: KubeConfig) {
  return JSON.parse(JSON.stringify({
    cluster: config.getCurrentCluster(),
    user: config.getCurrentUser(),
    context: config.getContextObject(config.getCurrentContext()),
  }, (_, value) => value === null ? undefined : value));
}

const EXEC = {
  apiVersion: "client.authentication.k8s.io/v1",
  command: "get-token",
  args: ["--cluster", "c"],
  env: [{ name: "PROFILE", value: "dev" }],
  interactiveMode: "Never",
  provideClusterInfo: true,
};

const CASES: readonly (readonly [string, object])[] = [
  ["a token and a namespace", { context: { namespace: "shop" } }],
  ["certificates as data", {
    cluster: { "certificate-authority-data": btoa(authority.certificate) },
    user: {
      "client-certificate-data": btoa(issued.certificate),
      "client-key-data": btoa(issued.key),
    },
    context: { namespace: "shop" },
  }],
  ["certificates as files beside the kubeconfig", {
    cluster: { "certificate-authority": "ca.crt" },
    user: { "client-certificate": "ann.crt", "client-key": "ann.key" },
    context: { namespace: "shop" },
  }],
  ["a password", {
    user: { username: "ann", password: "s3cret" },
    context: { namespace: "shop" },
  }],
  ["a credential plugin", { user: { exec: EXEC }, context: { namespace: "shop" } }],
  ["a proxy and another name of the server", {
    cluster: { "proxy-url": "http://proxy.test:3128", "tls-server-name": "api.test" },
    context: { namespace: "shop" },
  }],
  ["a certificate that is not verified", {
    cluster: { "insecure-skip-tls-verify": true },
    context: { namespace: "shop" },
  }],
  ["a user to act as", { user: { token: "t0ken", as: "bob" }, context: { namespace: "shop" } }],
];

for (const [what, parts] of CASES) {
  Deno.test(`kubeConfig() says of ${what} what the official loader does`, () =>
    withKubeconfig(parts, async (file) => {
      const official = new OfficialKubeConfig();
      official.loadFromFile(file);
      // It leaves the choice out where it is the default.
      const expected = { ...said(official) };
      assert.deepEqual(said(await ourConfig(file)), expected);
    }));
}

Deno.test("kubeConfig() names the file of a token, which the official loader leaves unread", () =>
  withKubeconfig({ user: { tokenFile: "token" } }, async (file, folder) => {
    const config = await ourConfig(file);
    assert.deepEqual(config.getCurrentUser()?.authProvider, {
      name: "tokenFile",
      config: { tokenFile: join(folder, "token") },
    });
    const options: { headers?: Record<string, string> } = {};
    await config.applyToHTTPSOptions(options);
    assert.equal(options.headers?.["Authorization"], "Bearer t0ken");
  }));

Deno.test("kubeConfig() has the legacy login of a user entry", () =>
  withKubeconfig({
    user: { "auth-provider": { name: "oidc", config: { "client-id": "x", "id-token": "a.b.c" } } },
  }, async (file) => {
    const config = await ourConfig(file);
    assert.deepEqual(config.getCurrentUser()?.authProvider, {
      name: "oidc",
      config: { "client-id": "x", "id-token": "a.b.c" },
    });
  }));

Deno.test("kubeConfig() is that of the connection: its namespace, its user to act as", () =>
  withKubeconfig({ context: { namespace: "shop" } }, async (file) => {
    const config = await ourConfig(file, { namespace: "other", as: "bob" });
    assert.equal(config.getContextObject("dev")?.namespace, "other");
    assert.equal(config.getCurrentUser()?.impersonateUser, "bob");
  }));

Deno.test("kubeConfig() refuses to act with fewer attributes than the connection", () =>
  withKubeconfig({}, async (file) => {
    await assert.rejects(ourConfig(file, { as: { user: "bob", groups: ["dev"] } }), {
      name: "ConfigError",
      message: /^Cannot make a KubeConfig that acts as "bob": /,
    });
  }));

for (const limit of ["readOnly", "dryRun"] as const) {
  Deno.test(`kubeConfig() leads nowhere around ${limit}`, () =>
    withKubeconfig({}, async (file) => {
      await assert.rejects(ourConfig(file, { [limit]: true }), {
        name: "GrantError",
        message: new RegExp(`connect without ${limit}$`),
      });
    }));
}

Deno.test("kubeConfig() says where there is no network to the cluster", async () => {
  await assert.rejects(kubeConfig(clusterOver(scenario([]))), { name: "ConfigError" });
});
