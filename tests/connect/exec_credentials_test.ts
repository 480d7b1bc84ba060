import assert from "node:assert/strict";
import type { ClusterAccess, CredentialProvider, ExecPlugin } from "../../lib/connect/access.ts";
import type { CredentialOptions } from "../../lib/connect/credential_options.ts";
import { credentialProvider } from "../../lib/connect/credentials.ts";
import { ConfigError, TimeoutError } from "../../lib/core/errors.ts";
import { CERTIFICATE_PEM, environment, Folder, KEY_PEM, pem } from "./kubeconfig_support.ts";

const V1 = "client.authentication.k8s.io/v1";
const NOW = Date.UTC(2026, 0, 1);

function accessOf(plugin: Partial<ExecPlugin>, more: Partial<ClusterAccess> = {}): ClusterAccess {
  return {
    contextName: "dev",
    clusterName: "c",
    userName: "u",
    namespace: "default",
    server: "https://127.0.0.1:1",
    tls: { insecureSkipVerify: false },
    disableCompression: false,
    user: {
      exec: {
        apiVersion: V1,
        command: "plugin",
        args: [],
        env: {},
        interactiveMode: "Never",
        provideClusterInfo: false,
        ...plugin,
      },
    },
    source: "config",
    warnings: [],
    ...more,
  };
}

function providerOf(
  plugin: Partial<ExecPlugin>,
  options: CredentialOptions = {},
): CredentialProvider {
  return credentialProvider(accessOf(plugin), { onStderr: () => {}, ...options });
}

function credential(status: Readonly<Record<string, unknown>>, apiVersion = V1): string {
  return JSON.stringify({ apiVersion, kind: "ExecCredential", status });
}

/** A script that prints a credential with a token that counts its runs. */
function counting(folder: Folder, expiry = ""): Promise<string> {
  const status = `"token": "run-%s"${expiry === "" ? "" : `, "expirationTimestamp": "${expiry}"`}`;
  return folder.script(
    "plugin",
    `echo x >>"${folder.at("runs")}"
n=$(wc -l <"${folder.at("runs")}" | tr -d ' ')
printf '{"apiVersion":"${V1}","kind":"ExecCredential","status":{${status}}}' "$n"`,
  );
}

async function faultOf(work: Promise<unknown>): Promise<Error> {
  const error: unknown = await work.catch((error: unknown) => error);
  assert(error instanceof ConfigError || error instanceof TimeoutError, `${error} is not ours`);
  return error;
}

Deno.test("ExecCredentials runs a plugin once for many requests and keeps what has no expiry", async () => {
  await using folder = await Folder.make();
  const clock = { ms: NOW, now: () => clock.ms };
  const provider = providerOf({ command: await counting(folder) }, clock);
  const all = await Promise.all(Array.from({ length: 20 }, () => provider.get()));
  assert.deepEqual(all[0], { authorization: "Bearer run-1" });
  assert(all.every((one) => one === all[0]));
  clock.ms += 365 * 86_400_000;
  assert.equal(await provider.get(), all[0]);
  assert(!Deno.inspect([provider, all[0]], { depth: 9 }).includes("run-1"));
});

Deno.test("ExecCredentials runs a plugin again when its credentials expire", async () => {
  await using folder = await Folder.make();
  const clock = { ms: NOW, now: () => clock.ms };
  const command = await counting(folder, "2026-01-01T02:00:00+01:00");
  const provider = providerOf({ command }, clock);
  await provider.get();
  clock.ms = NOW + 3_599_999;
  assert.deepEqual(await provider.get(), { authorization: "Bearer run-1" });
  clock.ms = NOW + 3_600_000;
  assert.deepEqual(await provider.get(), { authorization: "Bearer run-2" });
});

Deno.test("ExecCredentials uses credentials that seem expired when made for a while", async () => {
  await using folder = await Folder.make();
  const clock = { ms: NOW, now: () => clock.ms };
  const provider = providerOf({ command: await counting(folder, "2025-12-31T23:00:00Z") }, clock);
  await provider.get();
  assert.deepEqual(await provider.get(), { authorization: "Bearer run-1" });
  clock.ms += 10_000;
  assert.deepEqual(await provider.get(), { authorization: "Bearer run-2" });
});

Deno.test("ExecCredentials runs a plugin again after a 401, whatever the expiry, and once for all", async () => {
  await using folder = await Folder.make();
  const command = await counting(folder, "2099-01-01T00:00:00Z");
  const provider = providerOf({ command });
  const first = await provider.get();
  const second = { authorization: "Bearer run-2" };
  const refused = [provider.refresh(first), provider.refresh(first)];
  assert.deepEqual(await Promise.all(refused), [second, second]);
  assert.deepEqual(await provider.refresh(first), second);
  assert.deepEqual(await provider.get(), second);
});

Deno.test("ExecCredentials has nothing new when the plugin prints the same again", async () => {
  await using folder = await Folder.make();
  const command = await folder.script("plugin", `echo '${credential({ token: "same" })}'`);
  const provider = providerOf({ command });
  assert.equal(await provider.refresh(await provider.get()), undefined);
});

Deno.test("ExecCredentials gives another client certificate when the plugin does", async () => {
  await using folder = await Folder.make();
  const command = await folder.script("plugin", `cat "${folder.at("answer")}"`);
  const provider = providerOf({ command });
  const first = { clientCertificateData: CERTIFICATE_PEM, clientKeyData: KEY_PEM };
  await folder.write("answer", credential(first));
  const credentials = await provider.get();
  assert.deepEqual(credentials, {
    clientCertificate: { certificate: CERTIFICATE_PEM, key: KEY_PEM },
  });
  const second = pem("CERTIFICATE", "another");
  await folder.write("answer", credential({ ...first, clientCertificateData: second }));
  assert.equal((await provider.refresh(credentials))?.clientCertificate?.certificate, second);
});

Deno.test("ExecCredentials takes YAML and the beta version", async () => {
  await using folder = await Folder.make();
  const apiVersion = "client.authentication.k8s.io/v1beta1";
  const lines = `apiVersion: ${apiVersion}\nkind: ExecCredential\nstatus:\n  token: t\n`;
  const command = await folder.script("plugin", `printf '${lines.replaceAll("\n", "\\n")}'`);
  const provider = providerOf({ command, apiVersion: apiVersion });
  assert.deepEqual(await provider.get(), { authorization: "Bearer t" });
});

Deno.test("ExecCredentials hands over arguments and variables as they are, never to a shell", async () => {
  await using folder = await Folder.make();
  const command = await folder.script(
    "plugin",
    `printf '%s|' "$@" "$EXTRA" >"${folder.at("seen")}"; echo '${credential({ token: "t" })}'`,
  );
  const args = ["$(id)", "a b", "", "; rm -rf x", "*"];
  await providerOf({ command, args, env: { EXTRA: "`id`" } }).get();
  assert.equal(await Deno.readTextFile(folder.at("seen")), [...args, "`id`", ""].join("|"));
});

Deno.test("ExecCredentials tells the plugin about the cluster when it is to", async () => {
  await using folder = await Folder.make({ "ca.crt": CERTIFICATE_PEM });
  const command = await folder.script(
    "plugin",
    `printf '%s' "$KUBERNETES_EXEC_INFO" >"${folder.at("info")}"; echo '${
      credential({ token: "t" })
    }'`,
  );
  async function infoOf(access: ClusterAccess): Promise<unknown> {
    await credentialProvider(access).get();
    return JSON.parse(await Deno.readTextFile(folder.at("info")));
  }
  assert.deepEqual(await infoOf(accessOf({ command })), {
    kind: "ExecCredential",
    apiVersion: V1,
    spec: { interactive: false },
  });
  const config = { audience: "x" };
  const access = accessOf({ command, provideClusterInfo: true, config }, {
    tls: {
      certificateAuthority: { file: folder.at("ca.crt") },
      serverName: "name",
      insecureSkipVerify: false,
    },
    proxyUrl: "http://127.0.0.1:3128",
    disableCompression: true,
  });
  assert.deepEqual(await infoOf(access), {
    kind: "ExecCredential",
    apiVersion: V1,
    spec: {
      cluster: {
        server: "https://127.0.0.1:1",
        "tls-server-name": "name",
        "certificate-authority-data": btoa(CERTIFICATE_PEM),
        "proxy-url": "http://127.0.0.1:3128",
        "disable-compression": true,
        config,
      },
      interactive: false,
    },
  });
});

Deno.test("ExecCredentials hands no standard input over where it may not be read", async () => {
  await using folder = await Folder.make();
  const command = await folder.script(
    "plugin",
    `if read -r line; then exit 9; fi; echo '${credential({ token: "t" })}'`,
  );
  for (const interactiveMode of ["Never", "IfAvailable"] as const) {
    const provider = providerOf({ command, interactiveMode }, { stdinAvailable: false });
    assert.deepEqual(await provider.get(), { authorization: "Bearer t" });
  }
  const provider = providerOf({ command, interactiveMode: "Always" }, { stdinAvailable: false });
  assert.match(
    (await faultOf(provider.get())).message,
    /^Cannot run credential plugin ".*\/plugin" of user "u": it must ask for input, and standard input is (in use|not a terminal)$/,
  );
});

Deno.test("ExecCredentials names a plugin that is not there, with its install hint", async () => {
  const command = "skiff-no-such-plugin";
  const error = await faultOf(providerOf({ command, installHint: "brew install it" }).get());
  assert.equal(
    error.message,
    'Cannot run credential plugin "skiff-no-such-plugin" of user "u": the executable was not found: ' +
      "install it or correct the kubeconfig: brew install it",
  );
  await using folder = await Folder.make({ "plain": "not a program" });
  assert.equal(
    (await faultOf(providerOf({ command: folder.at("plain") }).get())).message,
    `Cannot run credential plugin "${
      folder.at("plain")
    }" of user "u": it is not an executable file`,
  );
});

Deno.test("ExecCredentials tells exit code and last words of a plugin, without secrets or escapes", async () => {
  await using folder = await Folder.make();
  const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";
  const command = await folder.script(
    "plugin",
    `echo ${"x".repeat(40)} >&2
printf 'session for \\033[31m%s expired, token %s, try login\\n' "$PASSWORD" ${jwt} >&2
exit 3`,
  );
  const error = await faultOf(providerOf({ command, env: { PASSWORD: "s3cret!" } }).get());
  assert.equal(
    error.message,
    `Cannot run credential plugin "${command}" of user "u": it failed with exit code 3: it said: ` +
      `${"x".repeat(40)} session for [31m[hidden] expired, token [hidden], try login`,
  );
});

Deno.test("ExecCredentials says what a plugin printed instead of a credential, by its shape", async () => {
  await using folder = await Folder.make();
  const command = await folder.script("plugin", `cat "${folder.at("answer")}"`);
  const expected = `an ExecCredential of ${V1} is expected`;
  const key = { clientKeyData: KEY_PEM };
  const cases: readonly [string, string][] = [
    ["", `it printed nothing: ${expected}`],
    ["s3cret-token", `it printed a string (12 characters): ${expected}`],
    ['{"token": "s3cret', `it printed a string (17 characters): ${expected}`],
    ["{}", `it printed an object of kind (empty): ${expected}`],
    ['{"kind": "s3cret!"}', `it printed an object of kind (a string): ${expected}`],
    [
      credential({ token: "s3cret" }, "client.authentication.k8s.io/v1beta1"),
      `it printed an ExecCredential of "client.authentication.k8s.io/v1beta1": ${expected}`,
    ],
    [
      JSON.stringify({ apiVersion: V1, kind: "ExecCredential" }),
      `it printed an ExecCredential without status: ${expected}`,
    ],
    [credential({}), "it printed an ExecCredential without token or client certificate"],
    [credential({ token: 5 }), "status.token is a number, a string is expected"],
    [credential({ token: "s3cret\nx" }), "the token it printed contains a line break"],
    [credential(key), "it printed a client certificate or a key, both are needed"],
    [
      credential({ ...key, clientCertificateData: "s3cret" }),
      "status.clientCertificateData does not hold a PEM certificate",
    ],
    [
      credential({ token: "s3cret", expirationTimestamp: "tomorrow" }),
      "status.expirationTimestamp is not a time as in 2026-01-31T10:00:00Z",
    ],
  ];
  for (const [answer, state] of cases) {
    await folder.write("answer", answer);
    const error = await faultOf(providerOf({ command }).get());
    assert.equal(error.message, `Cannot use credential plugin "${command}" of user "u": ${state}`);
    assert(!Deno.inspect(error, { depth: 9 }).includes("s3cret"));
  }
});

Deno.test("ExecCredentials ends a plugin that hangs, whatever it leaves behind", async () => {
  await using folder = await Folder.make();
  const command = await folder.script(
    "plugin",
    `trap '' TERM\nsleep 20 & echo waiting >&2\nwait\nwait`,
  );
  const error = await faultOf(providerOf({ command }, { execTimeoutMs: 6_000 }).get());
  assert(error instanceof TimeoutError);
  assert.equal(
    error.message,
    `Cannot run credential plugin "${command}" of user "u": it had not ended after 6000 ms: it said: ` +
      "waiting",
  );
});

Deno.test("ExecCredentials ends a plugin that prints without end", async () => {
  await using folder = await Folder.make();
  const command = await folder.script("plugin", "exec yes s3cret");
  const error = await faultOf(providerOf({ command }).get());
  assert.equal(
    error.message,
    `Cannot run credential plugin "${command}" of user "u": it printed more than 1048576 bytes`,
  );
});

Deno.test("ExecCredentials lets one caller give up and the others have the credentials", async () => {
  await using folder = await Folder.make();
  const command = await folder.script(
    "plugin",
    `until [ -e "${folder.at("go")}" ]; do sleep 0.02; done; echo '${credential({ token: "t" })}'`,
  );
  const provider = providerOf({ command });
  const reason = new Error("enough");
  const controller = new AbortController();
  const first = provider.get(controller.signal);
  const second = provider.get();
  controller.abort(reason);
  await assert.rejects(first, reason);
  await folder.write("go", "");
  assert.deepEqual(await second, { authorization: "Bearer t" });
});

Deno.test("ExecCredentials ends the plugin when the last caller gives up, and can start anew", async () => {
  await using folder = await Folder.make();
  const command = await folder.script(
    "plugin",
    `if [ -e "${folder.at("go")}" ]; then echo '${credential({ token: "t" })}'; exit; fi
echo started >&2; exec sleep 30`,
  );
  const controller = new AbortController();
  const reason = new Error("enough");
  const onStderr = () => controller.abort(reason);
  const provider = providerOf({ command }, { onStderr });
  await assert.rejects(provider.get(controller.signal), reason);
  await folder.write("go", "");
  assert.deepEqual(await provider.get(), { authorization: "Bearer t" });
});

Deno.test({
  name: "ExecCredentials names the flag when Deno may not run the plugin",
  permissions: { run: false, read: false, env: false },
  async fn() {
    const error = await faultOf(providerOf({ command: "/opt/bin/login" }).get());
    assert.equal(
      error.message,
      'Cannot run credential plugin "/opt/bin/login" of user "u": Deno was not permitted to: add ' +
        "--allow-run=/opt/bin/login",
    );
    const env = environment({ PATH: "/opt/bin" });
    assert.match(
      (await faultOf(providerOf({ command: "login" }, { env }).get())).message,
      /add --allow-run=login$/,
    );
  },
});
