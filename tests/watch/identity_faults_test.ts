/** Watches whose credentials or authorities change, fail or take their time; numbers are those of FAULTS.md. */
import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";
import type { TLSSocket } from "node:tls";
import type { ClusterAccess, CredentialProvider } from "../../lib/connect/access.ts";
import type { CredentialOptions } from "../../lib/connect/credential_options.ts";
import { credentialProvider } from "../../lib/connect/credentials.ts";
import { openTransport } from "../../lib/connect/open_transport.ts";
import { ConfigError } from "../../lib/core/errors.ts";
import { accessTo } from "../_support/access.ts";
import { makeAuthority } from "../../lib/serve/certificates.ts";
import { type ProxyFault, startFaultProxy } from "../_support/fault_proxy.ts";
import { startHttpsServer } from "../_support/tls_server.ts";
import { Folder } from "../connect/kubeconfig_support.ts";
import { CONFIG_MAPS, FakeApiServer, type Item, statusOf } from "./_fake_apiserver.ts";
import { authority, brief, FAST_CLOCK, type Rig, startRig } from "./_fault_rig.ts";
import { sessionOver } from "./_faults.ts";
import { watchObjects } from "../../lib/watch/watch.ts";
import type { WatchEvent } from "../../lib/watch/events.ts";

const V1 = "client.authentication.k8s.io/v1";

/** The user of a plugin that is a script of these lines. */
async function pluginUser(folder: Folder, lines: string): Promise<ClusterAccess["user"]> {
  return {
    exec: {
      apiVersion: V1,
      command: await folder.script("plugin", `echo x >>"${folder.at("runs")}"\n${lines}`),
      args: [],
      env: {},
      interactiveMode: "Never",
      provideClusterInfo: false,
    },
  };
}

/** What a plugin prints; `$n` in it counts the runs. */
function printing(folder: Folder, status: string): string {
  return `n=$(wc -l <"${folder.at("runs")}" | tr -d ' ')
printf '{"apiVersion":"${V1}","kind":"ExecCredential","status":{%s}}' "${
    status.replaceAll('"', '\\"')
  }"`;
}

async function runs(folder: Folder): Promise<number> {
  return (await Deno.readTextFile(folder.at("runs"))).split("\n").length - 1;
}

function providerOf(user: ClusterAccess["user"], options: CredentialOptions = {}) {
  const access = accessTo("https://127.0.0.1:1", { user });
  return credentialProvider(access, { onStderr: () => {}, ...options });
}

const REFUSED: ProxyFault = {
  type: "answer",
  status: 401,
  body: JSON.stringify(statusOf(401, "Unauthorized", "Unauthorized")),
};

/** Answers 401 to whoever does not hold this token. */
function onlyFor(token: () => string) {
  return ({ headers }: { readonly headers: ReadonlyMap<string, string> }) =>
    headers.get("authorization") === `Bearer ${token()}` ? undefined : REFUSED;
}

function put(server: FakeApiServer): void {
  server.put("a", { value: "1" });
}

async function goesOn(rig: Rig): Promise<void> {
  await rig.until("the first state", () => rig.events.length === 1);
  await rig.until("an open watch", () => rig.server.watches === 1);
  rig.proxy.interrupt();
  rig.server.put("b", {});
  rig.server.remove("a");
  rig.proxy.resume();
  await rig.until("what happened meanwhile", () => rig.events.length === 3);
  assert.deepEqual(brief(rig.events), ["ADDED a", "ADDED b", "DELETED a"]);
  assert.ok(!rig.statuses.some(({ type }) => type === "relisted"));
}

Deno.test("watchObjects takes F26 a slow login for no silence of the server", async () => {
  let logins = 0;
  const slow: CredentialProvider = {
    async get(signal) {
      logins++;
      // As long as a minute of the watch's clock, twice what a streamed list may be silent.
      const { promise, resolve } = Promise.withResolvers<void>();
      const id = setTimeout(resolve, 600);
      signal?.addEventListener("abort", () => clearTimeout(id), { once: true });
      await promise;
      return {};
    },
    refresh: () => Promise.resolve(undefined),
  };
  await using rig = await startRig({ prepare: put, credentials: slow });
  await rig.until("the first state", () => rig.events.length === 1);
  assert.equal(logins, 1);
  assert.deepEqual(rig.statuses.map(({ type }) => type), ["synced"]);
});

Deno.test("watchObjects waits as long as F10 a 429 asks for, longer than a server may be silent", async () => {
  const slept: number[] = [];
  const { promise: waited, resolve } = Promise.withResolvers<void>();
  const busy: ProxyFault = { type: "answer", status: 429, headers: { "retry-after": "50" } };
  await using rig = await startRig({
    prepare: put,
    plan: ({ index }) => index === 0 ? busy : undefined,
    transport: {
      clock: {
        now: () => performance.now(),
        // Fifty seconds of the watch's clock.
        async sleep(delayMs) {
          slept.push(delayMs);
          await new Promise((wake) => setTimeout(wake, delayMs / 100));
          resolve();
        },
      },
    },
  });
  await waited;
  assert.equal(rig.proxy.requests.length, 1, "nothing was sent meanwhile");
  await rig.until("the first state", () => rig.events.length === 1);
  assert.deepEqual(slept, [50_000]);
  assert.deepEqual(rig.statuses.map(({ type }) => type), ["synced"]);
});

Deno.test("watchObjects goes on after F26 a plugin failed for a while", async () => {
  await using folder = await Folder.make();
  const lines = `if [ -e "${folder.at("down")}" ]; then echo no network >&2; exit 1; fi\n` +
    printing(folder, '"token":"run-$n","expirationTimestamp":"2001-01-01T00:00:00Z"');
  let now = Date.UTC(2026, 0, 1);
  const credentials = providerOf(await pluginUser(folder, lines), { now: () => now });
  await using rig = await startRig({ prepare: put, credentials });
  await rig.until("the first state", () => rig.events.length === 1);
  await folder.write("down", "");
  now += 60_000;
  rig.proxy.interrupt();
  rig.server.put("b", {});
  rig.proxy.resume();
  const failures = () => rig.statuses.filter((status) => status.type === "retrying");
  await rig.until("six failures", () => failures().length >= 6);
  assert.match(
    failures().at(-1)?.error.message ?? "",
    /failed with exit code 1: it said: no network/,
  );
  await Deno.remove(folder.at("down"));
  await rig.until("the change", () => rig.events.length === 2);
});

Deno.test("watchObjects says at once that F26 a plugin fails from the start", async () => {
  await using folder = await Folder.make();
  const credentials = providerOf(await pluginUser(folder, "exit 3"));
  await using rig = await startRig({ credentials });
  await rig.until("the error", () => rig.error() !== undefined);
  assert.ok(rig.error() instanceof ConfigError);
  assert.match((rig.error() as Error).message, /failed with exit code 3/);
  assert.equal(rig.proxy.requests.length, 0);
});

Deno.test("watchObjects goes on after F26 a plugin hung", async () => {
  await using folder = await Folder.make();
  const lines = `if [ "$(wc -l <"${folder.at("runs")}")" -eq 2 ]; then exec sleep 60; fi\n` +
    printing(folder, '"token":"run-$n"');
  const credentials = providerOf(await pluginUser(folder, lines), { execTimeoutMs: 6_000 });
  let token = "run-1";
  await using rig = await startRig({ prepare: put, credentials, plan: onlyFor(() => token) });
  await rig.until("the first state", () => rig.events.length === 1);
  token = "run-3";
  await goesOn(rig);
  assert.equal(await runs(folder), 3);
});

Deno.test("watchObjects runs a plugin again after F21 a 401, though its token seems valid", async () => {
  await using folder = await Folder.make();
  const status = '"token":"run-$n","expirationTimestamp":"2099-01-01T00:00:00Z"';
  const user = await pluginUser(folder, printing(folder, status));
  let token = "run-1";
  await using rig = await startRig({
    prepare: put,
    credentials: providerOf(user),
    plan: onlyFor(() => token),
  });
  await rig.until("the first state", () => rig.events.length === 1);
  token = "run-2";
  await goesOn(rig);
  assert.equal(await runs(folder), 2);
});

for (const [skew, expiry] of [["slow", "2099-01-01T00:00:00Z"], ["fast", "2001-01-01T00:00:00Z"]]) {
  Deno.test(`calls survive F27 a clock that is ${skew} by an hour and more`, async () => {
    await using folder = await Folder.make();
    const status = `"token":"run-$n","expirationTimestamp":"${expiry}"`;
    const credentials = providerOf(await pluginUser(folder, printing(folder, status)));
    let token = "run-1";
    await using rig = await startRig({ prepare: put, credentials, plan: onlyFor(() => token) });
    await rig.until("the first state", () => rig.events.length === 1);
    for (let call = 0; call < 20; call++) {
      const response = await rig.transport.send("/api/v1/configmaps");
      assert.equal(response.status, 200);
      await response.body?.cancel();
    }
    assert.equal(await runs(folder), 1, "not once for each call");
    // The server has its own clock, and the last word.
    token = "run-2";
    const response = await rig.transport.send("/api/v1/configmaps");
    assert.equal(response.status, 200);
    await response.body?.cancel();
    assert.equal(await runs(folder), 2);
  });
}

Deno.test("watchObjects goes on with F23 the next token of a file", async () => {
  await using folder = await Folder.make({ token: "one" });
  let token = "one";
  await using rig = await startRig({
    prepare: put,
    credentials: providerOf({ tokenFile: folder.at("token") }),
    plan: onlyFor(() => token),
  });
  await rig.until("the first state", () => rig.events.length === 1);
  token = "two";
  await folder.write("token", "two\n");
  await goesOn(rig);
});

for (const way of ["Deno TLS", "Node TLS"] as const) {
  Deno.test(`watchObjects goes on after F25 the server's authority was replaced, by ${way}`, async () => {
    const next = await makeAuthority();
    await using folder = await Folder.make({ "ca.crt": authority.certificate });
    const certificateAuthority = { file: folder.at("ca.crt") };
    await using rig = await startRig({ way, prepare: put, tls: { certificateAuthority } });
    await rig.until("the first state", () => rig.events.length === 1);
    const { port } = rig.proxy;
    await rig.proxy[Symbol.asyncDispose]();
    rig.server.put("b", {});
    await using _replaced = startFaultProxy({
      port,
      identity: await next.issue({ names: ["127.0.0.1"] }),
      upstream: ({ method, path }) =>
        rig.server.handle(new Request(`https://api${path}`, { method })),
    });
    // The file comes later than the server's new certificate, as it does in a pod.
    const refusals = () =>
      rig.statuses.filter((status) =>
        status.type === "retrying" && /not signed by/.test(status.error.message)
      );
    await rig.until("refusals", () => refusals().length >= 2);
    assert.equal(rig.events.length, 1);
    await folder.write("ca.crt", next.certificate);
    await rig.until("the change", () => rig.events.length === 2);
    assert.deepEqual(brief(rig.events), ["ADDED a", "ADDED b"]);
  });

  Deno.test(`watchObjects goes on with F24 the next client certificate of a plugin, by ${way}`, async () => {
    const users = await makeAuthority();
    const server = new FakeApiServer();
    put(server);
    let accepted = "old";
    const seen: string[] = [];
    const open = new Set<ServerResponse>();
    await using https = await startHttpsServer({
      identity: await authority.issue({ names: ["127.0.0.1"] }),
      clientAuthority: users.certificate,
      handle(request, response) {
        const name = (request.socket as TLSSocket).getPeerCertificate().subject?.CN;
        seen.push(String(name));
        if (name !== accepted) {
          response.writeHead(401, { "content-type": "application/json" });
          response.end(JSON.stringify(statusOf(401, "Unauthorized", "Unauthorized")));
          return;
        }
        open.add(response);
        pipe(server.handle(new Request(`https://api${request.url}`)), response);
      },
    });
    await using folder = await Folder.make();
    async function give(commonName: string): Promise<void> {
      const { certificate, key } = await users.issue({ commonName });
      const status = { clientCertificateData: certificate, clientKeyData: key };
      const made = { apiVersion: V1, kind: "ExecCredential", status };
      await folder.write("answer", JSON.stringify(made));
    }
    await give("old");
    const access = accessTo(https.url, {
      tls: { certificateAuthority: { pem: authority.certificate } },
      user: await pluginUser(folder, `cat "${folder.at("answer")}"`),
    });
    await using transport = await openTransport(access, credentialProvider(access), {
      rootsEmpty: way === "Deno TLS",
    });
    const events: WatchEvent<Item>[] = [];
    for await (
      const event of watchObjects<Item>(sessionOver(transport), { kind: CONFIG_MAPS }, {
        clock: FAST_CLOCK,
      })
    ) {
      events.push(event);
      if (events.length === 2) break;
      accepted = "new";
      await give("new");
      server.put("b", {});
      for (const response of open) response.destroy();
    }
    assert.deepEqual(brief(events), ["ADDED a", "ADDED b"]);
    assert.deepEqual(seen, ["old", "old", "new"]);
    assert.equal(await runs(folder), 2);
  });
}

function pipe(from: Response, to: ServerResponse): void {
  to.writeHead(from.status, { "content-type": from.headers.get("content-type") ?? "" });
  const reader = from.body?.getReader();
  to.on("close", () => void reader?.cancel().catch(() => {}));
  (async () => {
    for (;;) {
      const { done, value } = await reader?.read() ?? { done: true };
      if (done || value === undefined) return to.end();
      to.write(value);
    }
  })();
}
