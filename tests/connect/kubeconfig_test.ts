import assert from "node:assert/strict";
import { relative } from "node:path";
import { loadAccess } from "../../lib/connect/access_loader.ts";
import type { LoadAccessOptions } from "../../lib/connect/load_access_options.ts";
import { readKubeconfig } from "../../lib/connect/kubeconfig.ts";
import { ConfigError } from "../../lib/core/errors.ts";
import {
  base64,
  CERTIFICATE_PEM,
  environment,
  Folder,
  KEY_PEM,
  kubeconfigText,
} from "./kubeconfig_support.ts";

async function faultOf(options: LoadAccessOptions): Promise<ConfigError> {
  const error: unknown = await loadAccess(options).catch((error: unknown) => error);
  assert(error instanceof ConfigError, `${error} is no ConfigError`);
  return error;
}

const OWN = {
  contexts: { a: { cluster: "own", user: "own", namespace: "shop" } },
  clusters: { own: { server: "https://own:6443/" }, shared: { server: "https://first" } },
  users: { own: { token: "own-token" }, shared: { token: "first-token" } },
};
const OTHER = {
  contexts: { a: { cluster: "shared", user: "shared" }, b: { cluster: "shared", user: "shared" } },
  clusters: { shared: { server: "https://second", "tls-server-name": "second" } },
  users: { shared: { token: "second-token" } },
};

Deno.test("loadAccess reads a kubeconfig of YAML with names, files and a namespace", async () => {
  await using folder = await Folder.make({
    "config": [
      "\ufeffapiVersion: v1",
      "kind: Config",
      "current-context: dev",
      "contexts: [{name: dev, context: {cluster: c, user: u, namespace: shop}}]",
      "clusters:",
      "- name: c",
      "  cluster:",
      "    server: https://10.0.0.1:6443/k8s/clusters/c-1/",
      "    certificate-authority: pki/ca.crt",
      "    tls-server-name: kubernetes.default",
      "    disable-compression: yes",
      "    proxy-url: socks5://127.0.0.1:1080",
      "users:",
      "- name: u",
      "  user: {client-certificate: ../u.crt, client-key: /k/u.key, token: 'a b'}",
      "",
    ].join("\r\n").replaceAll("/k/", "DIR/k/"),
  });
  const kubeconfig = await folder.write(
    "sub/config",
    (await Deno.readTextFile(folder.at("config"))).replace("DIR", folder.path),
  );
  await folder.write("sub/pki/ca.crt", CERTIFICATE_PEM);
  await folder.write("u.crt", CERTIFICATE_PEM);
  await folder.write("k/u.key", KEY_PEM);
  assert.deepEqual(await loadAccess({ kubeconfig, env: environment() }), {
    contextName: "dev",
    clusterName: "c",
    userName: "u",
    namespace: "shop",
    server: "https://10.0.0.1:6443/k8s/clusters/c-1",
    tls: {
      certificateAuthority: { file: folder.at("sub/pki/ca.crt") },
      serverName: "kubernetes.default",
      insecureSkipVerify: false,
    },
    proxyUrl: "socks5://127.0.0.1:1080",
    disableCompression: true,
    user: {
      clientCertificate: {
        certificate: { file: folder.at("u.crt") },
        key: { file: folder.at("k/u.key") },
      },
      token: "a b",
    },
    source: kubeconfig,
    warnings: [],
  });
});

Deno.test("loadAccess takes data in the kubeconfig, JSON as well", async () => {
  await using folder = await Folder.make();
  const kubeconfig = await folder.write(
    "config",
    kubeconfigText({
      clusters: {
        c: { server: "https://h", "certificate-authority-data": base64(CERTIFICATE_PEM) },
      },
      users: {
        u: {
          "client-certificate-data": base64(CERTIFICATE_PEM),
          "client-key-data": base64(KEY_PEM),
        },
      },
    }),
  );
  const access = await loadAccess({ kubeconfig, env: environment() });
  assert.deepEqual(access.tls.certificateAuthority, { pem: CERTIFICATE_PEM });
  assert.deepEqual(access.user.clientCertificate, {
    certificate: { pem: CERTIFICATE_PEM },
    key: { pem: KEY_PEM },
  });
  assert.equal(access.namespace, "default");
});

Deno.test("loadAccess merges the files of KUBECONFIG: the first entry of a name holds whole", async () => {
  await using folder = await Folder.make({
    "own": kubeconfigText({ ...OWN, current: "" }),
    "other": kubeconfigText({ ...OTHER, current: "b" }),
  });
  const list = `${folder.at("own")}:${folder.at("gone")}::${folder.at("other")}`;
  const env = environment({ KUBECONFIG: list });
  const current = await loadAccess({ env });
  assert.equal(current.contextName, "b");
  assert.equal(current.server, "https://first");
  assert.equal(current.tls.serverName, undefined);
  assert.equal(current.user.token, "first-token");
  assert.equal(current.source, `${folder.at("own")}, ${folder.at("other")}`);
  assert.deepEqual(current.warnings, []);
  const own = await loadAccess({ env, context: "a" });
  assert.equal(own.server, "https://own:6443");
  assert.equal(own.namespace, "shop");
});

Deno.test("loadAccess reads ~/.kube/config where KUBECONFIG is empty", async () => {
  await using folder = await Folder.make();
  await folder.write(".kube/config", kubeconfigText());
  const access = await loadAccess({ env: environment({ KUBECONFIG: "", HOME: folder.path }) });
  assert.equal(access.source, folder.at(".kube/config"));
});

Deno.test("loadAccess takes the named file alone, whatever KUBECONFIG says", async () => {
  await using folder = await Folder.make({ "own": kubeconfigText(OWN), "other": "not: [ YAML" });
  const env = environment({ KUBECONFIG: folder.at("other") });
  const access = await loadAccess({ kubeconfig: folder.at("own"), context: "a", env });
  assert.equal(access.source, folder.at("own"));
  const near = await loadAccess({
    kubeconfig: relative(Deno.cwd(), folder.at("own")),
    context: "a",
    env,
  });
  assert.equal(near.source, folder.at("own"));
});

Deno.test("loadAccess without any kubeconfig says what can be done", async () => {
  await using folder = await Folder.make();
  const state =
    "Cannot connect to a cluster: neither KUBECONFIG nor HOME says where a kubeconfig is";
  const advice = {
    skiff: "name one with --kubeconfig FILE, try the in-memory cluster with --embedded, or let " +
      "skiff doctor look",
    // Nothing is proposed that only the command skiff has.
    tool: "name one with --kubeconfig FILE",
    code: "name one in KUBECONFIG, or by connect({ kubeconfig: … })",
  };
  for (const front of ["skiff", "tool", "code"] as const) {
    const { message } = await faultOf({ env: environment(), front });
    assert.equal(message, `${state}: ${advice[front]}`);
  }
  const hint = advice.code;
  assert.equal(
    (await faultOf({ env: environment() })).message,
    `${state}: ${hint}`,
  );
  assert.equal(
    (await faultOf({ env: environment({ HOME: folder.path }) })).message,
    `Cannot connect to a cluster: there is no kubeconfig at "${
      folder.at(".kube/config")
    }": ${hint}`,
  );
  await folder.write("empty", "");
  assert.equal(
    (await faultOf({ env: environment({ KUBECONFIG: folder.at("empty") }) })).message,
    `Cannot connect to a cluster: no contexts in "${folder.at("empty")}": ${hint}`,
  );
  assert.equal(
    (await faultOf({ kubeconfig: folder.at("gone"), env: environment() })).message,
    `Cannot read kubeconfig "${folder.at("gone")}": it does not exist`,
  );
  assert.equal(
    (await faultOf({ kubeconfig: folder.path, env: environment() })).message,
    `Cannot read kubeconfig "${folder.path}": it is a directory`,
  );
});

Deno.test("loadAccess refuses a kubeconfig that is not UTF-8", async () => {
  await using folder = await Folder.make();
  const kubeconfig = folder.at("config");
  await Deno.writeFile(kubeconfig, new Uint8Array([0xff, 0xfe, 0x61, 0x00]));
  assert.equal(
    (await faultOf({ kubeconfig, env: environment() })).message,
    `Cannot read kubeconfig "${kubeconfig}": it is not UTF-8 text`,
  );
});

Deno.test("readKubeconfig warns when every file of KUBECONFIG is missing", async () => {
  await using folder = await Folder.make();
  const list = `${folder.at("a")}:${folder.at("b")}`;
  const kubeconfig = await readKubeconfig({ env: environment({ KUBECONFIG: list }) });
  assert.deepEqual(kubeconfig.warnings, [
    `KUBECONFIG names no file that exists: "${folder.at("a")}", "${folder.at("b")}"`,
  ]);
});

Deno.test("loadAccess lists the contexts and the near one for a wrong name", async () => {
  await using folder = await Folder.make({
    "config": kubeconfigText({ contexts: { production: {}, "sta\u001b[31mging": {} } }),
  });
  const kubeconfig = folder.at("config");
  const error = await faultOf({ kubeconfig, context: "prodution", env: environment() });
  assert.equal(
    error.message,
    `Cannot use context "prodution": it is not defined in "${kubeconfig}": did you mean ` +
      '"production"; contexts: "production", "sta\\u001b[31mging"',
  );
});

Deno.test("loadAccess puts namespace, cluster and user of the caller in place", async () => {
  await using folder = await Folder.make({ "config": kubeconfigText(OWN) });
  const base = { kubeconfig: folder.at("config"), context: "a", env: environment() };
  const access = await loadAccess({ ...base, namespace: "x", cluster: "shared", user: "shared" });
  assert.deepEqual(
    [access.namespace, access.server, access.clusterName, access.user.token, access.userName],
    ["x", "https://first", "shared", "first-token", "shared"],
  );
  assert.equal(
    (await faultOf({ ...base, user: "sharde" })).message,
    'Cannot use user "sharde": it is not defined: did you mean "shared"',
  );
  assert.match((await faultOf({ ...base, namespace: "No!" })).message, /"No!" is not a name/);
});

Deno.test("loadAccess acts as whom the user entry says, with the caller's word first", async () => {
  await using folder = await Folder.make({
    "config": kubeconfigText({
      users: {
        u: {
          token: "t",
          as: "ann",
          "as-uid": "7",
          "as-groups": ["g1", "g2"],
          "as-user-extra": { "example.org/why": ["x", "y"] },
        },
      },
    }),
    "plain": kubeconfigText(),
  });
  const base = { kubeconfig: folder.at("config"), env: environment() };
  const extra = { "example.org/why": ["x", "y"] };
  assert.deepEqual((await loadAccess(base)).impersonate, {
    user: "ann",
    uid: "7",
    groups: ["g1", "g2"],
    extra,
  });
  assert.deepEqual((await loadAccess({ ...base, as: "bob" })).impersonate, {
    user: "bob",
    uid: "7",
    groups: ["g1", "g2"],
    extra,
  });
  const plain = { ...base, kubeconfig: folder.at("plain") };
  assert.equal((await loadAccess(plain)).impersonate, undefined);
  assert.deepEqual((await loadAccess({ ...plain, as: "ci" })).impersonate, {
    user: "ci",
    groups: [],
    extra: {},
  });
  assert.equal(
    (await faultOf({ ...plain, as: { groups: ["system:masters"] } })).message,
    "Cannot act as a uid, groups or extra alone: name the user as well",
  );
  assert.equal(
    (await faultOf({ ...plain, as: "" })).message,
    'Cannot act as user "": the name is empty',
  );
  assert.equal(
    (await faultOf({ ...plain, as: "a\nImpersonate-Group: system:masters" })).message,
    'Cannot act as "a\\nImpersonate-Group: system:masters": it contains a control character',
  );
});

Deno.test("loadAccess warns of what can be read or forged on the way", async () => {
  await using folder = await Folder.make({
    "config": kubeconfigText({
      contexts: {
        open: { cluster: "open", user: "nobody" },
        here: { cluster: "here", user: "u" },
        blind: { cluster: "blind", user: "u" },
        anonymous: { cluster: "tls" },
      },
      clusters: {
        open: { server: "http://10.0.0.1:8080" },
        here: { server: "http://127.0.0.1:8001" },
        blind: { server: "https://10.0.0.1", "insecure-skip-tls-verify": true },
        tls: { server: "https://10.0.0.1" },
      },
      users: { u: { token: "t0ken" }, nobody: {} },
    }),
  });
  async function warningsOf(context: string): Promise<readonly string[]> {
    const kubeconfig = folder.at("config");
    return (await loadAccess({ kubeconfig, context, env: environment() })).warnings;
  }
  assert.deepEqual(await warningsOf("open"), [
    'cluster "open" is reached by http://: all that is sent and received can be read on the way',
  ]);
  assert.deepEqual(await warningsOf("here"), []);
  assert.deepEqual(await warningsOf("blind"), [
    'cluster "blind" has insecure-skip-tls-verify: whoever answers is taken for the server',
  ]);
  assert.deepEqual(await warningsOf("anonymous"), [
    'context "anonymous" names no user: requests are anonymous',
  ]);
});

Deno.test("loadAccess shows no secret when the access is printed or made to JSON", async () => {
  await using folder = await Folder.make({
    "config": kubeconfigText({
      clusters: { c: { server: "https://h", "proxy-url": "http://me:s3cret-proxy@p:1" } },
      users: {
        u: {
          token: "s3cret-token",
          "client-certificate-data": base64(CERTIFICATE_PEM),
          "client-key-data": base64(KEY_PEM),
          exec: {
            apiVersion: "client.authentication.k8s.io/v1",
            command: "plugin",
            args: ["--password=s3cret-arg"],
            env: [{ name: "PASSWORD", value: "s3cret-env" }],
            interactiveMode: "Never",
          },
        },
        basic: { username: "me", password: "s3cret-password" },
        old: { "auth-provider": { name: "oidc", config: { "refresh-token": "s3cret-refresh" } } },
      },
    }),
  });
  const kubeconfig = folder.at("config");
  const body = KEY_PEM.split("\n")[1] ?? "";
  assert(body.length > 10);
  for (const user of ["u", "basic", "old"]) {
    const access = await loadAccess({ kubeconfig, user, env: environment() });
    const views = [access, access.user, access.user.exec?.env, access.user.basic];
    const texts = [...views, access.user.authProvider].flatMap((view) => [
      Deno.inspect(view, { depth: 10 }),
      JSON.stringify(view) ?? "",
    ]);
    for (const text of texts) {
      assert(!text.includes("s3cret") && !text.includes(body), text);
    }
  }
  const access = await loadAccess({ kubeconfig, env: environment() });
  assert.equal(access.user.token, "s3cret-token");
  assert.equal(access.proxyUrl, "http://me:s3cret-proxy@p:1");
});

Deno.test("loadAccess stops when its signal says so", async () => {
  await using folder = await Folder.make({ "config": kubeconfigText() });
  const reason = new Error("enough");
  await assert.rejects(
    loadAccess({ kubeconfig: folder.at("config"), signal: AbortSignal.abort(reason) }),
    reason,
  );
});

Deno.test({
  name: "loadAccess names the flag when Deno may not read the kubeconfig",
  permissions: { read: false, env: false },
  async fn() {
    assert.equal(
      (await faultOf({ kubeconfig: "/etc/kubeconfig", env: environment() })).message,
      'Cannot read kubeconfig "/etc/kubeconfig": Deno was not permitted to: add ' +
        "--allow-read=/etc/kubeconfig",
    );
    assert.equal(
      (await faultOf({})).message,
      'Cannot read the environment variable "KUBECONFIG": Deno was not permitted to: add ' +
        "--allow-env=KUBECONFIG,HOME",
    );
  },
});
