import assert from "node:assert/strict";
import type { IncomingMessage, ServerResponse } from "node:http";
import { TLSSocket } from "node:tls";
import type { Credentials, TlsSettings } from "../../lib/connect/access.ts";
import { openTransport, type TransportOptions } from "../../lib/connect/open_transport.ts";
import { accessTo, credentialsOf, TestClock } from "../_support/access.ts";
import { makeAuthority } from "../../lib/serve/certificates.ts";
import { startHttpsServer } from "../_support/tls_server.ts";
import { RUN_WAY, WAYS } from "./_transport.ts";

const authority = await makeAuthority("first");
const other = await makeAuthority("other");
const server = await authority.issue({ names: ["127.0.0.1", "localhost"] });
const DAY_MS = 86_400_000;

function sayPeer(request: IncomingMessage, response: ServerResponse): void {
  const { socket } = request;
  const peer = socket instanceof TLSSocket ? socket.getPeerCertificate() : undefined;
  response.end(String(peer?.subject?.CN ?? "nobody"));
}

async function ask(
  url: string,
  tls: Partial<TlsSettings>,
  options: TransportOptions,
  credentials: Credentials = {},
): Promise<string> {
  await using transport = await openTransport(
    accessTo(url, { tls }),
    credentialsOf(credentials),
    options,
  );
  return await (await transport.send("/")).text();
}

for (const { way, ...options } of [...WAYS, RUN_WAY]) {
  const trust = { certificateAuthority: { pem: authority.certificate } };

  Deno.test(`openTransport() over ${way} trusts the CA and each one of a bundle`, async () => {
    await using https = await startHttpsServer({ identity: server, handle: sayPeer });
    assert.equal(await ask(https.url, trust, options), "nobody");
    const bundle = { certificateAuthority: { pem: other.certificate + authority.certificate } };
    assert.equal(await ask(https.url, bundle, options), "nobody");
  });

  Deno.test(`openTransport() over ${way} says that a server has left in the middle of the handshake`, async () => {
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const leaving = listener.accept().then(async (connection) => {
      await connection.read(new Uint8Array(64 * 1024));
      connection.close();
    });
    const url = `https://127.0.0.1:${(listener.addr as Deno.NetAddr).port}`;
    await assert.rejects(ask(url, trust, { ...options, retry: { maxRetries: 0 } }), {
      name: "ConnectionError",
      message: /: the connection was lost: /,
    });
    await leaving;
  });

  Deno.test(`openTransport() over ${way} refuses another authority and names the CA`, async () => {
    const file = await Deno.makeTempFile();
    await Deno.writeTextFile(file, other.certificate);
    await using https = await startHttpsServer({ identity: server, handle: sayPeer });
    await assert.rejects(ask(https.url, { certificateAuthority: { file } }, options), (error) => {
      assert.ok(error instanceof Error && error.name === "ConnectionError");
      assert.ok(error.message.includes(file), error.message);
      assert.ok(error.message.includes("not signed by"), error.message);
      return true;
    });
    await Deno.remove(file);
  });

  Deno.test(`openTransport() over ${way} refuses a certificate for another host`, async () => {
    const identity = await authority.issue({ names: ["elsewhere.test"] });
    await using https = await startHttpsServer({ identity, handle: sayPeer });
    await assert.rejects(ask(https.url, trust, options), {
      name: "ConnectionError",
      message: /not for "127\.0\.0\.1".*tls-server-name/,
    });
  });

  Deno.test(`openTransport() over ${way} refuses an expired certificate and says so`, async () => {
    const identity = await authority.issue({
      names: ["127.0.0.1"],
      notBefore: new Date(Date.now() - 2 * DAY_MS),
      notAfter: new Date(Date.now() - DAY_MS),
    });
    await using https = await startHttpsServer({ identity, handle: sayPeer });
    await assert.rejects(ask(https.url, trust, options), {
      name: "ConnectionError",
      message: /expired/,
    });
  });

  Deno.test(`openTransport() over ${way} proves itself by client certificate`, async () => {
    const ada = await authority.issue({ commonName: "ada" });
    await using https = await startHttpsServer({
      identity: server,
      clientAuthority: authority.certificate,
      handle: sayPeer,
    });
    assert.equal(await ask(https.url, trust, options, { clientCertificate: ada }), "ada");
  });

  Deno.test(`openTransport() over ${way} uses new connections for a new client certificate`, async () => {
    const ada = await authority.issue({ commonName: "ada" });
    const bob = await authority.issue({ commonName: "bob" });
    await using https = await startHttpsServer({
      identity: server,
      clientAuthority: authority.certificate,
      handle: sayPeer,
    });
    let current = ada;
    await using transport = await openTransport(accessTo(https.url, { tls: trust }), {
      get: () => Promise.resolve({ clientCertificate: current }),
      refresh: () => Promise.resolve(undefined),
    }, options);
    const first = await transport.send("/");
    current = bob;
    const second = await transport.send("/");
    // The first answer is read after its dialer was replaced.
    assert.equal(await first.text(), "ada");
    assert.equal(await second.text(), "bob");
    assert.equal(await (await transport.send("/")).text(), "bob");
    assert.equal(https.connections, 2);
  });

  Deno.test(`openTransport() over ${way} reads a CA file again when the server's authority changed`, async () => {
    const file = await Deno.makeTempFile();
    await Deno.writeTextFile(file, other.certificate);
    await using https = await startHttpsServer({ identity: server, handle: sayPeer });
    await using transport = await openTransport(
      accessTo(https.url, { tls: { certificateAuthority: { file } } }),
      credentialsOf({}),
      options,
    );
    await assert.rejects(transport.send("/"), { name: "ConnectionError" });
    await Deno.writeTextFile(file, authority.certificate);
    assert.equal(await (await transport.send("/", { method: "POST", body: "x" })).text(), "nobody");
    await Deno.remove(file);
  });

  Deno.test(`openTransport() over ${way} stops trusting an authority that left the CA file`, async () => {
    const file = await Deno.makeTempFile();
    await Deno.writeTextFile(file, authority.certificate);
    const clock = new TestClock();
    await using https = await startHttpsServer({ identity: server, handle: sayPeer });
    await using transport = await openTransport(
      accessTo(https.url, { tls: { certificateAuthority: { file } } }),
      credentialsOf({}),
      { ...options, clock },
    );
    assert.equal(await (await transport.send("/")).text(), "nobody");
    await Deno.writeTextFile(file, other.certificate);
    clock.time = 60_000;
    await assert.rejects(transport.send("/"), { name: "ConnectionError" });
    await Deno.remove(file);
  });
}

Deno.test("openTransport() as a run connects answers many at once, and with the certificate of the moment", async () => {
  const people = await Promise.all(
    ["ada", "bob"].map((commonName) => authority.issue({ commonName })),
  );
  await using https = await startHttpsServer({
    identity: server,
    clientAuthority: authority.certificate,
    handle: sayPeer,
  });
  let turn = 0;
  const get = () => Promise.resolve({ clientCertificate: people[turn % 2]! });
  await using transport = await openTransport(
    accessTo(https.url, { tls: { certificateAuthority: { pem: authority.certificate } } }),
    { ...credentialsOf({}), get },
    RUN_WAY,
  );
  transport.prepare?.();
  for (; turn < 6; turn++) {
    const answers = await Promise.all(
      Array.from({ length: 1 + 20 * turn }, async () => await (await transport.send("/")).text()),
    );
    assert.deepEqual(new Set(answers), new Set([["ada", "bob"][turn % 2]]));
  }
});

Deno.test("openTransport() verifies tls-server-name in place of the host", async () => {
  const identity = await authority.issue({ names: ["api.internal"] });
  await using https = await startHttpsServer({ identity, handle: sayPeer });
  const ca = { certificateAuthority: { pem: authority.certificate } };
  assert.equal(await ask(https.url, { ...ca, serverName: "api.internal" }, {}), "nobody");
  await assert.rejects(ask(https.url, { ...ca, serverName: "api.other" }, {}), {
    name: "ConnectionError",
    message: /not for/,
  });
});

Deno.test("openTransport() verifies nothing with insecure-skip-tls-verify alone", async () => {
  const identity = await other.issue({ names: ["elsewhere.test"] });
  await using https = await startHttpsServer({ identity, handle: sayPeer });
  assert.equal(await ask(https.url, { insecureSkipVerify: true }, {}), "nobody");
  assert.equal(await ask(https.url, { insecureSkipVerify: true }, { rootsEmpty: true }), "nobody");
});

Deno.test("openTransport() refuses a CA file that is missing or holds no certificate", async () => {
  const missing = { certificateAuthority: { file: "/nowhere/ca.crt" } };
  await assert.rejects(ask("https://127.0.0.1:1", missing, {}), {
    name: "ConfigError",
    message: /"\/nowhere\/ca\.crt".*no such file/,
  });
  await assert.rejects(ask("https://127.0.0.1:1", { certificateAuthority: { pem: "x" } }, {}), {
    name: "ConfigError",
  });
});

const SCRIPT = `
  import { openTransport } from ${
  JSON.stringify(import.meta.resolve("../../lib/connect/open_transport.ts"))
};
  import { emptyDefaultRoots } from ${
  JSON.stringify(import.meta.resolve("../../lib/connect/trust.ts"))
};
  import { accessTo, credentialsOf } from ${
  JSON.stringify(import.meta.resolve("../_support/access.ts"))
};
  import { TlsDialer } from ${
  JSON.stringify(import.meta.resolve("../../lib/connect/tls_dialer.ts"))
};
  const [mode, url, ca] = Deno.args;
  if (mode !== "library" && !emptyDefaultRoots()) throw new Error("not emptied");
  const before = Deno.env.get("DENO_CERT") ?? "";
  const tls = ca === ""
    ? {}
    : ca === "insecure"
    ? { insecureSkipVerify: true }
    : { certificateAuthority: { file: ca } };
  const options = mode === "gate" ? { direct: (settings) => new TlsDialer(settings) } : {};
  await using transport = await openTransport(accessTo(url, { tls }), credentialsOf({}), options);
  const answer = await transport.send("/").then((r) => r.text(), (e) => e.name + " " + e.message);
  console.log(before === "" ? "environment changed" : answer);
`;

async function askInProcess(mode: string, url: string, ca: string, env: Record<string, string>) {
  const script = await Deno.makeTempFile({ suffix: ".ts" });
  await Deno.writeTextFile(script, SCRIPT);
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "-A", script, mode, url, ca],
    env,
  }).output();
  await Deno.remove(script);
  const text = new TextDecoder();
  return text.decode(stdout).trim() || text.decode(stderr);
}

Deno.test("openTransport() with a CA refuses a server that only a default root vouches for", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/default.crt`, authority.certificate);
  await Deno.writeTextFile(`${folder}/ca.crt`, other.certificate);
  await using https = await startHttpsServer({ identity: server, handle: sayPeer });
  const env = { DENO_CERT: `${folder}/default.crt`, SSL_CERT_FILE: "", SSL_CERT_DIR: "" };
  for (const mode of ["own", "library"]) {
    const refused = await askInProcess(mode, https.url, `${folder}/ca.crt`, env);
    assert.match(refused, /^ConnectionError .*not signed by/, mode);
    const accepted = await askInProcess(mode, https.url, `${folder}/default.crt`, env);
    assert.equal(accepted, "nobody", mode);
  }
  // Without a CA the default root counts in somebody else's process, and SSL_CERT_FILE in both.
  assert.equal(await askInProcess("library", https.url, "", env), "nobody");
  const file = { ...env, DENO_CERT: `${folder}/ca.crt`, SSL_CERT_FILE: `${folder}/default.crt` };
  assert.equal(await askInProcess("library", https.url, "", file), "nobody");
  assert.equal(await askInProcess("own", https.url, "", file), "nobody");
  assert.match(await askInProcess("own", https.url, `${folder}/ca.crt`, file), /not signed by/);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("openTransport() verifies nothing where it is not wanted and no default root is left", async () => {
  const env = { DENO_CERT: "/nowhere.crt", SSL_CERT_FILE: "", SSL_CERT_DIR: "" };
  const identity = await other.issue({ names: ["elsewhere.test"] });
  await using https = await startHttpsServer({ identity, handle: sayPeer });
  assert.equal(await askInProcess("own", https.url, "insecure", env), "nobody");
});

Deno.test("openTransport() over node:tls says that a certificate has expired where no default root is left", async () => {
  const env = { DENO_CERT: "/nowhere.crt", SSL_CERT_FILE: "", SSL_CERT_DIR: "" };
  const file = await Deno.makeTempFile();
  await Deno.writeTextFile(file, authority.certificate);
  const identity = await authority.issue({
    names: ["127.0.0.1"],
    notBefore: new Date(Date.now() - 2 * DAY_MS),
    notAfter: new Date(Date.now() - DAY_MS),
  });
  await using https = await startHttpsServer({ identity, handle: sayPeer });
  assert.match(await askInProcess("gate", https.url, file, env), /^ConnectionError .*has expired/);
  await Deno.remove(file);
});
