/** A kubeconfig that means harm: whatever it holds, a message is one safe line and shows no secret. */
import assert from "node:assert/strict";
import { loadAccess } from "../../lib/connect/access_loader.ts";
import { credentialProvider } from "../../lib/connect/credentials.ts";
import { openTransport } from "../../lib/connect/open_transport.ts";
import { KubeError } from "../../lib/core/errors.ts";
import { environment, Folder, kubeconfigText, type Parts } from "./kubeconfig_support.ts";

/** Colours, a bell, a line end and text that runs backwards. */
const EVIL = "x\u001b[31m\u0007\n\u009b\u202ey";
const SECRET = "hunter2";
const TOKEN = { token: SECRET };

function cluster(fields: object): Parts {
  return { clusters: { c: { server: "https://127.0.0.1:6", ...fields } }, users: { u: TOKEN } };
}

function user(fields: object): Parts {
  return { ...cluster({}), users: { u: fields } };
}

function exec(fields: object): Parts {
  const apiVersion = "client.authentication.k8s.io/v1";
  return user({ exec: { apiVersion, command: "nope", interactiveMode: "Never", ...fields } });
}

function shell(line: string): Parts {
  return exec({ command: "sh", args: ["-c", line] });
}

const CONFIGS: Readonly<Record<string, Parts>> = {
  "a current context": { current: EVIL },
  "a context's name": { current: EVIL, contexts: { [EVIL]: { cluster: "nope", user: "u" } } },
  "a context's cluster": { contexts: { dev: { cluster: EVIL, user: "u" } } },
  "a context's user": { contexts: { dev: { cluster: "c", user: EVIL } } },
  "a namespace": {
    ...cluster({}),
    contexts: { dev: { cluster: "c", user: "u", namespace: EVIL } },
  },
  "a cluster's name": {
    contexts: { dev: { cluster: EVIL, user: "u" } },
    clusters: { [EVIL]: { server: "https://127.0.0.1:6" } },
    users: { u: TOKEN },
  },
  "a user's name": {
    contexts: { dev: { cluster: "c", user: EVIL } },
    clusters: { c: { server: "https://127.0.0.1:6" } },
    users: { [EVIL]: TOKEN },
  },
  "a server": cluster({ server: EVIL }),
  "a server's host": cluster({ server: `https://${EVIL}` }),
  "a server with a login": cluster({ server: `https://u:${SECRET}@127.0.0.1:6` }),
  "a CA file": cluster({ "certificate-authority": `/nope/${EVIL}` }),
  "CA data": cluster({ "certificate-authority-data": EVIL }),
  "a proxy": cluster({ "proxy-url": `${EVIL}://u:${SECRET}@x` }),
  "a proxy with a login": cluster({ "proxy-url": `http://u:${SECRET}@127.0.0.1:6` }),
  "a server name": cluster({ "tls-server-name": EVIL }),
  "a token": user({ token: SECRET + EVIL }),
  "a token file": user({ tokenFile: `/nope/${EVIL}` }),
  "certificate files": user({ "client-certificate": `/x${EVIL}`, "client-key": `/y${EVIL}` }),
  "certificate data": user({
    "client-certificate-data": btoa(SECRET),
    "client-key-data": btoa(SECRET),
  }),
  "a login": user({ username: EVIL, password: SECRET + EVIL }),
  "a plugin": exec({ command: EVIL }),
  "an install hint": exec({ installHint: `first\n${EVIL}` }),
  "a plugin's version": exec({ apiVersion: EVIL }),
  "a plugin's mode": exec({ interactiveMode: EVIL }),
  "a plugin's variables": exec({ command: "env", env: [{ name: EVIL, value: SECRET }] }),
  "a plugin's secret variable": exec({
    command: "env",
    env: [{ name: "X", value: `${SECRET}\0` }],
  }),
  "a plugin's secret argument": exec({ command: "env", args: ["--token", `${SECRET}\0`] }),
  "a plugin's last words": shell(`printf '\\033[31m\\007x' >&2; exit 1`),
  "a plugin's output": shell(`printf '{"kind":"\\033[31m${SECRET}"}'`),
  "an auth-provider": user({ "auth-provider": { name: EVIL, config: { "id-token": SECRET } } }),
  "an OIDC login": user({
    "auth-provider": {
      name: "oidc",
      config: { "idp-issuer-url": EVIL, "client-id": EVIL, "id-token": SECRET },
    },
  }),
  "an impersonation": user({ ...TOKEN, as: EVIL }),
  "an impersonation's extra": user({ ...TOKEN, as: "a", "as-user-extra": { [EVIL]: [EVIL] } }),
  "keys that nobody knows": user({ ...TOKEN, [EVIL]: SECRET, "__proto__": { x: SECRET } }),
  "two entries of a name": {
    ...cluster({}),
    top: { users: [{ name: EVIL, user: TOKEN }, { name: EVIL, user: TOKEN }] },
  },
};

for (const [what, parts] of Object.entries(CONFIGS)) {
  Deno.test(`no harm comes of a kubeconfig with ${what}`, async () => {
    await using folder = await Folder.make();
    const kubeconfig = await folder.write("config", kubeconfigText(parts));
    const error: unknown = await (async () => {
      const access = await loadAccess({ kubeconfig });
      assert.doesNotMatch(Deno.inspect(access, { depth: 9 }), /hunter2/);
      for (const warning of access.warnings) assert.doesNotMatch(warning, /[\p{Cc}\u202e]/u);
      const credentials = credentialProvider(access, { onStderr: () => {} });
      const options = { retry: { maxRetries: 0 }, env: environment() };
      await using transport = await openTransport(access, credentials, options);
      assert.doesNotMatch(Deno.inspect(transport, { depth: 9 }), /hunter2/);
      await transport.send("/version", { timeoutMs: 5_000 });
    })().then(() => assert.fail("it went well"), (reason) => reason);
    assert.ok(error instanceof KubeError, Deno.inspect(error));
    assert.match(error.name, /^(ConfigError|ConnectionError)$/);
    assert.doesNotMatch(error.message, /[\p{Cc}\u202e]/u);
    assert.doesNotMatch(Deno.inspect(error, { depth: 9 }), /hunter2/);
  });
}
