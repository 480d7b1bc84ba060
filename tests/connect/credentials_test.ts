import assert from "node:assert/strict";
import type { ClusterAccess, UserAccess } from "../../lib/connect/access.ts";
import { credentialProvider } from "../../lib/connect/credentials.ts";
import { ConfigError } from "../../lib/core/errors.ts";
import { Folder, pem } from "./kubeconfig_support.ts";

function accessOf(user: UserAccess): ClusterAccess {
  return {
    contextName: "dev",
    clusterName: "c",
    userName: "u",
    namespace: "default",
    server: "https://127.0.0.1:1",
    tls: { insecureSkipVerify: false },
    disableCompression: false,
    user,
    source: "config",
    warnings: [],
  };
}

/** A clock that stands until it is moved. */
class Clock {
  ms = Date.UTC(2026, 0, 1);
  readonly now = (): number => this.ms;
}

Deno.test("credentialProvider gives a token, and no other one after a 401", async () => {
  const provider = credentialProvider(accessOf({ token: "s3cret" }));
  const credentials = await provider.get();
  assert.deepEqual(credentials, { authorization: "Bearer s3cret" });
  assert.equal(await provider.get(), credentials);
  assert.equal(await provider.refresh(credentials), undefined);
  assert(!Deno.inspect([provider, credentials]).includes("s3cret"));
});

Deno.test("credentialProvider sends name and password as UTF-8", async () => {
  const provider = credentialProvider(accessOf({ basic: { username: "jö", password: "ü:x" } }));
  assert.deepEqual(await provider.get(), { authorization: "Basic asO2OsO8Ong=" });
});

Deno.test("credentialProvider gives a client certificate beside a token", async () => {
  const pair = { certificate: pem("CERTIFICATE", "c"), key: pem("PRIVATE KEY", "k") };
  const provider = credentialProvider(accessOf({
    token: "t",
    clientCertificate: { certificate: { pem: pair.certificate }, key: { pem: pair.key } },
  }));
  assert.deepEqual(await provider.get(), { authorization: "Bearer t", clientCertificate: pair });
});

Deno.test("credentialProvider gives nothing for a user without credentials", async () => {
  assert.deepEqual(await credentialProvider(accessOf({})).get(), {});
});

Deno.test("credentialProvider takes a token before a plugin, as client-go does", async () => {
  const provider = credentialProvider(accessOf({
    token: "t",
    exec: {
      apiVersion: "client.authentication.k8s.io/v1",
      command: "/nonexistent/plugin",
      args: [],
      env: {},
      interactiveMode: "Never",
      provideClusterInfo: false,
    },
  }));
  assert.deepEqual(await provider.get(), { authorization: "Bearer t" });
});

Deno.test("credentialProvider reads a token file again after a minute", async () => {
  await using folder = await Folder.make({ "token": "one\n" });
  const clock = new Clock();
  const provider = credentialProvider(accessOf({ tokenFile: folder.at("token") }), clock);
  const first = await provider.get();
  assert.deepEqual(first, { authorization: "Bearer one" });
  await folder.write("token", "two");
  clock.ms += 59_999;
  assert.equal(await provider.get(), first);
  clock.ms += 1;
  assert.deepEqual(await provider.get(), { authorization: "Bearer two" });
});

Deno.test("credentialProvider reads a token file at once after a 401", async () => {
  await using folder = await Folder.make({ "token": "one" });
  const provider = credentialProvider(accessOf({ tokenFile: folder.at("token") }), new Clock());
  const first = await provider.get();
  assert.equal(await provider.refresh(first), undefined);
  await folder.write("token", "two");
  assert.deepEqual(await provider.refresh(first), { authorization: "Bearer two" });
  assert.deepEqual(await provider.get(), { authorization: "Bearer two" });
});

Deno.test("credentialProvider keeps the last token while its file is away, until a 401", async () => {
  await using folder = await Folder.make({ "token": "one" });
  const clock = new Clock();
  const user = { tokenFile: folder.at("token"), token: "stale" };
  const provider = credentialProvider(accessOf(user), clock);
  const first = await provider.get();
  await Deno.remove(folder.at("token"));
  clock.ms += 60_000;
  assert.equal(await provider.get(), first);
  const error: unknown = await provider.refresh(first).catch((error: unknown) => error);
  assert(error instanceof ConfigError);
  assert.equal(
    error.message,
    `Cannot use user "u" of "config": its token file "${folder.at("token")}" cannot be read: it ` +
      "does not exist",
  );
});

Deno.test("credentialProvider takes the token while its file was never there", async () => {
  const provider = credentialProvider(accessOf({ tokenFile: "/nonexistent/t", token: "t" }));
  assert.deepEqual(await provider.get(), { authorization: "Bearer t" });
});

Deno.test("credentialProvider gives a new pair when the certificate's files change", async () => {
  const [first, second] = ["1", "2"].map((text) => ({
    certificate: pem("CERTIFICATE", text),
    key: pem("EC PRIVATE KEY", text),
  }));
  assert(first !== undefined && second !== undefined);
  await using folder = await Folder.make({ "crt": first.certificate, "key": first.key });
  const clock = new Clock();
  const provider = credentialProvider(
    accessOf({
      clientCertificate: {
        certificate: { file: folder.at("crt") },
        key: { file: folder.at("key") },
      },
    }),
    clock,
  );
  assert.deepEqual(await provider.get(), { clientCertificate: first });
  await folder.write("crt", second.certificate);
  await folder.write("key", second.key);
  assert.deepEqual(await provider.get(), { clientCertificate: first });
  clock.ms += 10_000;
  const renewed = await provider.get();
  assert.deepEqual(renewed, { clientCertificate: second });
  await folder.write("crt", "half writ");
  clock.ms += 10_000;
  assert.equal(await provider.get(), renewed);
  assert(!Deno.inspect(renewed, { depth: 9 }).includes("BEGIN"));
});

Deno.test("credentialProvider rejects what a header cannot carry, without showing it", async () => {
  await using folder = await Folder.make({ "token": "s3cret\nX-Evil: yes" });
  const provider = credentialProvider(accessOf({ tokenFile: folder.at("token") }));
  const error: unknown = await provider.get().catch((error: unknown) => error);
  assert(error instanceof ConfigError);
  assert.equal(
    error.message,
    `Cannot use user "u" of "config": its token file "${folder.at("token")}" contains a line break`,
  );
  assert(!Deno.inspect(error).includes("s3cret"));
});

Deno.test("credentialProvider heeds a signal that has already been given", async () => {
  const reason = new Error("enough");
  for (const user of [{ token: "t" }, { tokenFile: "/nonexistent/t" }]) {
    const provider = credentialProvider(accessOf(user));
    await assert.rejects(provider.get(AbortSignal.abort(reason)), reason);
  }
});
