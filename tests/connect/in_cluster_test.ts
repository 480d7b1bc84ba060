import assert from "node:assert/strict";
import { loadAccess } from "../../lib/connect/access_loader.ts";
import type { LoadAccessOptions } from "../../lib/connect/load_access_options.ts";
import { ConfigError } from "../../lib/core/errors.ts";
import { CERTIFICATE_PEM, environment, Folder, kubeconfigText } from "./kubeconfig_support.ts";

const POD = { KUBERNETES_SERVICE_HOST: "10.96.0.1", KUBERNETES_SERVICE_PORT: "443" };

function account(files: Readonly<Record<string, string>> = {}): Promise<Folder> {
  return Folder.make({
    "token": "pod-token\n",
    "ca.crt": CERTIFICATE_PEM,
    "namespace": "shop\n",
    ...files,
  });
}

async function faultOf(options: LoadAccessOptions): Promise<string> {
  const error: unknown = await loadAccess(options).catch((error: unknown) => error);
  assert(error instanceof ConfigError, `${error} is no ConfigError`);
  return error.message;
}

Deno.test("loadAccess takes the service account of a pod where there is no kubeconfig", async () => {
  await using folder = await account();
  const serviceAccountDirectory = folder.path;
  const expected = {
    contextName: "in-cluster",
    clusterName: "in-cluster",
    userName: "in-cluster",
    namespace: "shop",
    server: "https://10.96.0.1",
    tls: {
      certificateAuthority: { file: folder.at("ca.crt") },
      insecureSkipVerify: false,
    },
    disableCompression: false,
    user: { tokenFile: folder.at("token") },
    source: "service account",
    warnings: [],
  };
  assert.deepEqual(await loadAccess({ env: environment(POD), serviceAccountDirectory }), expected);
  const elsewhere = {
    ...POD,
    KUBERNETES_SERVICE_HOST: "fd00::1",
    KUBERNETES_SERVICE_PORT: "6443",
    POD_NAMESPACE: "here",
  };
  const access = await loadAccess({
    env: environment(elsewhere),
    serviceAccountDirectory,
    context: "in-cluster",
    as: "ci",
  });
  assert.equal(access.server, "https://[fd00::1]:6443");
  assert.equal(access.namespace, "here");
  assert.deepEqual(access.impersonate, { user: "ci", groups: [], extra: {} });
});

Deno.test("loadAccess takes a kubeconfig before the service account", async () => {
  await using folder = await account({ "config": kubeconfigText() });
  const env = environment({ ...POD, KUBECONFIG: folder.at("config") });
  const access = await loadAccess({ env, serviceAccountDirectory: folder.path });
  assert.equal(access.contextName, "dev");
});

Deno.test("loadAccess outside of a pod does not take an account for its own", async () => {
  await using folder = await account();
  for (const variables of [{}, { KUBERNETES_SERVICE_HOST: "10.96.0.1" }]) {
    const env = environment(variables);
    const message = await faultOf({ env, serviceAccountDirectory: folder.path });
    assert.match(message, /^Cannot connect to a cluster: /);
  }
  const env = environment(POD);
  assert.match(
    await faultOf({ env, serviceAccountDirectory: folder.at("gone") }),
    /^Cannot connect to a cluster: /,
  );
});

Deno.test("loadAccess refuses a service account that it cannot trust or use", async () => {
  const cases: readonly [Readonly<Record<string, string>>, string][] = [
    [{ "token": "\n" }, 'its token file "DIR/token" is empty'],
    [{ "token": "s3cret\nX: y" }, 'its token file "DIR/token" contains a line break'],
    [{ "ca.crt": "none" }, 'its file "DIR/ca.crt" does not hold a PEM certificate'],
  ];
  for (const [files, state] of cases) {
    await using folder = await account(files);
    assert.equal(
      await faultOf({ env: environment(POD), serviceAccountDirectory: folder.path }),
      `Cannot use the service account: ${state.replace("DIR", folder.path)}`,
    );
  }
  await using folder = await account();
  await Deno.remove(folder.at("ca.crt"));
  const options = { env: environment(POD), serviceAccountDirectory: folder.path };
  assert.equal(
    await faultOf(options),
    `Cannot use the service account: its ca.crt file "${folder.at("ca.crt")}" cannot be read: it ` +
      "does not exist",
  );
  assert.equal(
    await faultOf({ ...options, context: "prod" }),
    'Cannot use context "prod": there is no kubeconfig, only the service account of this pod: leave ' +
      "it out or name a file with --kubeconfig FILE",
  );
});
