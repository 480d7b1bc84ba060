import assert from "node:assert/strict";
import { loadAccess } from "../../lib/connect/access_loader.ts";
import { credentialProvider } from "../../lib/connect/credentials.ts";
import { ConfigError } from "../../lib/core/errors.ts";
import { environment, Folder } from "./kubeconfig_support.ts";

const NOW = Date.UTC(2026, 0, 1);
const OLD = idToken(NOW - 1000);
const FRESH = idToken(NOW + 3_600_000);

function idToken(expiresAtMs: number): string {
  const claims = btoa(JSON.stringify({ sub: "ann", exp: expiresAtMs / 1000 })).replaceAll("=", "");
  return `eyJhbGciOiJub25lIn0.${claims}.c2ln`;
}

/** An issuer on loopback that gives these answers and remembers what it was asked. */
class Issuer implements AsyncDisposable {
  readonly asked: { authorization: string | null; body: string }[] = [];
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor(answer: () => Response, methods?: readonly string[]) {
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      async (request) => {
        if (request.method === "GET") {
          return Response.json({
            token_endpoint: `${this.url}/token`,
            token_endpoint_auth_methods_supported: methods,
          });
        }
        const authorization = request.headers.get("authorization");
        this.asked.push({ authorization, body: await request.text() });
        return answer();
      },
    );
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}/tenant`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

function kubeconfig(fields: Readonly<Record<string, string>>): string {
  const config = Object.entries(fields).map(([name, value]) => `        ${name}: ${value}\n`);
  return `# kept by hand
apiVersion: v1
current-context: dev
contexts: [{name: dev, context: {cluster: c, user: u}}]
clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
users:
- name: u
  user:
    auth-provider: # legacy
      name: oidc
      config:
${config.join("")}`;
}

async function providerOf(folder: Folder) {
  const access = await loadAccess({ kubeconfig: folder.at("config"), env: environment() });
  return credentialProvider(access, { now: () => NOW });
}

async function faultOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.catch((error: unknown) => error);
  assert(error instanceof ConfigError, `${error} is no ConfigError`);
  assert(!/s3cret|eyJ/.test(Deno.inspect(error, { depth: 9 })));
  return error.message;
}

Deno.test("OidcCredentials gives the id-token as long as it is valid", async () => {
  await using folder = await Folder.make({ "config": kubeconfig({ "id-token": FRESH }) });
  const provider = await providerOf(folder);
  const credentials = await provider.get();
  assert.deepEqual(credentials, { authorization: `Bearer ${FRESH}` });
  assert.equal(await provider.get(), credentials);
  assert.equal(await provider.refresh(credentials), undefined);
});

Deno.test("OidcCredentials renews an expired id-token once and keeps it in the kubeconfig", async () => {
  await using issuer = new Issuer(() =>
    Response.json({ id_token: FRESH, refresh_token: "s3cret-second" })
  );
  const fields = {
    "idp-issuer-url": issuer.url,
    "client-id": "skiff cli",
    "client-secret": "s3cret:+",
    "id-token": OLD,
    "refresh-token": "s3cret-first",
  };
  await using folder = await Folder.make({ "config": kubeconfig(fields) });
  const provider = await providerOf(folder);
  const all = await Promise.all([provider.get(), provider.get(), provider.get()]);
  assert(all.every(({ authorization }) => authorization === `Bearer ${FRESH}`));
  assert.deepEqual(issuer.asked, [{
    authorization: `Basic ${btoa("skiff+cli:s3cret%3A%2B")}`,
    body: "grant_type=refresh_token&refresh_token=s3cret-first",
  }]);
  assert.equal(
    await Deno.readTextFile(folder.at("config")),
    kubeconfig({ ...fields, "id-token": FRESH, "refresh-token": "s3cret-second" }),
  );
  assert.equal(((await Deno.stat(folder.at("config"))).mode ?? 0) & 0o777, 0o600);
  assert.deepEqual([...Deno.readDirSync(folder.path)].map(({ name }) => name), ["config"]);
});

Deno.test("OidcCredentials names a client without secret, or sends it as the issuer wants", async () => {
  for (const [secret, body] of [["", ""], ["s3cret", "&client_secret=s3cret"]]) {
    await using issuer = new Issuer(() => Response.json({ id_token: FRESH }), [
      "client_secret_post",
    ]);
    await using folder = await Folder.make({
      "config": kubeconfig({
        "idp-issuer-url": `${issuer.url}/`,
        "client-id": "cli",
        "client-secret": `"${secret}"`,
        "id-token": OLD,
        "refresh-token": "s3cret-first",
      }),
    });
    await (await providerOf(folder)).get();
    assert.deepEqual(issuer.asked, [{
      authorization: null,
      body: `grant_type=refresh_token&refresh_token=s3cret-first&client_id=cli${body}`,
    }]);
  }
});

Deno.test("OidcCredentials says why an id-token cannot be renewed", async () => {
  const answers: readonly [() => Response, RegExp][] = [
    [
      () => Response.json({ error: "invalid_grant", error_description: "s3cret" }, { status: 400 }),
      /its issuer "127\.0\.0\.1:\d+" answered with status 400 \(invalid_grant\) instead of a token: log in again$/,
    ],
    [() => new Response("<html>s3cret"), /answered with status 200 instead of a token/],
    [() => Response.json({ access_token: "s3cret" }), /renews no id-token: log in again with/],
    [() => Response.redirect("https://example.org/s3cret"), /cannot be reached to renew it/],
  ];
  for (const [answer, message] of answers) {
    await using issuer = new Issuer(answer);
    const text = kubeconfig({
      "idp-issuer-url": issuer.url,
      "client-id": "cli",
      "id-token": OLD,
      "refresh-token": "s3cret-first",
    });
    await using folder = await Folder.make({ "config": text });
    assert.match(await faultOf((await providerOf(folder)).get()), message);
    assert.equal(await Deno.readTextFile(folder.at("config")), text);
  }
});

Deno.test("OidcCredentials spends no refresh token where it must not or cannot", async () => {
  const cases: readonly [Readonly<Record<string, string>>, string][] = [
    [{ "id-token": "s3cret" }, "its id-token is not a JSON web token"],
    [
      { "id-token": OLD, "idp-issuer-url": "https://i.test", "client-id": "cli" },
      "its id-token has expired and it has no refresh-token to renew it: log in again",
    ],
    [
      { "id-token": OLD, "refresh-token": "s3cret" },
      "its id-token has expired and it has no idp-issuer-url to renew it: log in again",
    ],
    [
      {
        "id-token": OLD,
        "refresh-token": "s3cret",
        "idp-issuer-url": "http://i.test",
        "client-id": "cli",
      },
      'the idp-issuer-url "http://i.test" is not encrypted: use https',
    ],
  ];
  for (const [fields, state] of cases) {
    await using folder = await Folder.make({ "config": kubeconfig(fields) });
    assert.equal(
      await faultOf((await providerOf(folder)).get()),
      `Cannot use user "u" of "${folder.at("config")}": ${state}`,
    );
  }
});

Deno.test("OidcCredentials spends no refresh token when a new one could not be kept", async () => {
  await using issuer = new Issuer(() => Response.json({ id_token: FRESH }));
  await using folder = await Folder.make({
    "config": kubeconfig({
      "idp-issuer-url": issuer.url,
      "client-id": "cli",
      "id-token": OLD,
      "refresh-token": "s3cret-first",
    }),
  });
  const provider = await providerOf(folder);
  await Deno.remove(folder.at("config"));
  assert.match(
    await faultOf(provider.get()),
    /could not be kept there: the file cannot be written$/,
  );
  assert.deepEqual(issuer.asked, []);
});
