import assert from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import type { ClusterAccess, PemSource } from "../../lib/connect/access.ts";
import { loadAccess } from "../../lib/connect/access_loader.ts";
import { credentialProvider } from "../../lib/connect/credentials.ts";
import { BAD_KUBECONFIGS } from "../connect/kubeconfig_cases.ts";
import {
  base64,
  CERTIFICATE_PEM,
  environment,
  Folder,
  KEY_PEM,
  kubeconfigText,
  pem,
} from "../connect/kubeconfig_support.ts";

const KUBECTL = Deno.env.get("SKIFF_LIVE_KUBECTL");
const ignore = KUBECTL === undefined;

interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function kubectl(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  assert(KUBECTL !== undefined);
  const { code, stdout, stderr } = await new Deno.Command(KUBECTL, {
    args: [...args],
    env: { HOME: "/nonexistent", ...env },
    clearEnv: true,
    stdin: "null",
    signal: AbortSignal.timeout(300_000),
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

const OUTCOMES = {
  refuses: (stderr: string) => !/was refused|connection refused|Username/.test(stderr),
  "falls back": (stderr: string) => stderr.includes("localhost:8080"),
  takes: (stderr: string) => /127\.0\.0\.1:1\b.*refused|192\.0\.2\.1/.test(stderr),
  asks: (stderr: string, stdout: string) => `${stdout}${stderr}`.includes("Username"),
} as const;

for (const { name, text, kubectl: outcome } of BAD_KUBECONFIGS) {
  Deno.test({
    name: `kubectl ${outcome} for ${name}`,
    ignore,
    async fn() {
      await using folder = await Folder.make({
        "config": text,
        "ca.crt": CERTIFICATE_PEM,
        "key.pem": KEY_PEM,
      });
      const args = ["--kubeconfig", folder.at("config"), "--request-timeout=1s"];
      const { code, stdout, stderr } = await kubectl([...args, "get", "--raw", "/version"]);
      assert.notEqual(code, 0);
      assert(OUTCOMES[outcome](stderr, stdout), `kubectl said: ${stdout}${stderr}`);
    },
  });
}

interface FlatConfig {
  readonly "current-context"?: string;
  readonly contexts: readonly [{ readonly context: Readonly<Record<string, string>> }];
  readonly clusters: readonly [{ readonly cluster: Readonly<Record<string, unknown>> }];
  readonly users: readonly [{ readonly user: Readonly<Record<string, unknown>> }];
}

async function pemOf(source: PemSource | undefined): Promise<string | undefined> {
  if (source === undefined) return undefined;
  return base64(source.file === undefined ? source.pem : await Deno.readTextFile(source.file));
}

/** What the loader made of the kubeconfig, in kubectl's words. */
async function flatten(
  { server, tls, user, namespace, ...access }: ClusterAccess,
): Promise<unknown> {
  return {
    names: [access.clusterName, access.userName],
    namespace,
    server,
    serverName: tls.serverName,
    authority: await pemOf(tls.certificateAuthority),
    token: user.token,
    certificate: await pemOf(user.clientCertificate?.certificate),
    key: await pemOf(user.clientCertificate?.key),
    as: access.impersonate?.user,
    groups: access.impersonate?.groups ?? [],
  };
}

function flattenKubectl(config: FlatConfig): unknown {
  const [{ context }] = config.contexts;
  const [{ cluster }] = config.clusters;
  const [{ user }] = config.users;
  return {
    names: [context.cluster, context.user],
    namespace: context.namespace ?? "default",
    server: cluster.server,
    serverName: cluster["tls-server-name"],
    authority: cluster["certificate-authority-data"],
    token: user.token,
    certificate: user["client-certificate-data"],
    key: user["client-key-data"],
    as: user.as,
    groups: user["as-groups"] ?? [],
  };
}

const NAMES = ["a", "b"];

/** One kubeconfig of a list: every entry says which file it is from. */
function arbitraryFile(index: number): fc.Arbitrary<{ text: string; authority: string }> {
  const some = <T>(value: T) => fc.option(fc.constant(value), { nil: undefined });
  const cluster = fc.record({
    server: fc.constant(`https://h${index}:6443`),
    "tls-server-name": some(`name${index}`),
    "certificate-authority": some("ca.crt"),
  }, { requiredKeys: ["server"] });
  const user = fc.oneof(
    fc.record({ token: fc.constant(`token${index}`), as: some(`ann${index}`) }),
    fc.constant({
      "client-certificate": "../u.crt",
      "client-key": "u.key",
      as: "eve",
      "as-groups": [`g${index}`],
    }),
  );
  const context = fc.record({
    cluster: fc.constantFrom(...NAMES),
    user: fc.constantFrom(...NAMES),
    namespace: some(`ns${index}`),
  });
  function entries<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> {
    return fc.dictionary(fc.constantFrom(...NAMES), arbitrary);
  }
  return fc.record({
    current: fc.constantFrom("", ...NAMES),
    contexts: entries(context),
    clusters: entries(cluster),
    users: entries(user),
  }).map((parts) => ({
    text: kubeconfigText(parts),
    authority: pem("CERTIFICATE", `authority ${index}`),
  }));
}

Deno.test({
  name: "loadAccess merges the files of KUBECONFIG as kubectl does",
  ignore,
  async fn() {
    await using folder = await Folder.make();
    await folder.write("u.crt", CERTIFICATE_PEM);
    let compared = 0;
    const files = fc.tuple(arbitraryFile(0), arbitraryFile(1), arbitraryFile(2));
    await fc.assert(
      fc.asyncProperty(files, fc.constantFrom(undefined, ...NAMES), async (all, context) => {
        for (const [index, { text, authority }] of all.entries()) {
          await folder.write(`${index}/config`, text);
          await folder.write(`${index}/ca.crt`, authority);
          await folder.write(`${index}/u.key`, pem("PRIVATE KEY", `key ${index}`));
        }
        const list = ["0/config", "gone", "1/config", "0/config", "2/config"];
        const KUBECONFIG = list.map((name) => folder.at(name)).join(":");
        const chosen = context === undefined ? [] : ["--context", context];
        const view = ["config", "view", "--raw", "--flatten", "--minify", "-o", "json"];
        const answer = await kubectl([...chosen, ...view], { KUBECONFIG });
        const ours = await loadAccess({ env: environment({ KUBECONFIG }), context })
          .catch((error: unknown) => error instanceof Error ? error : new Error(String(error)));
        if (ours instanceof Error) {
          // What kubectl prints without its cluster or user is the part that is refused here.
          const config = answer.code === 0 ? JSON.parse(answer.stdout) : {};
          assert(
            !config.contexts || !config.clusters || !config.users,
            `${ours}: ${answer.stdout}`,
          );
          return;
        }
        assert.equal(answer.code, 0, answer.stderr);
        const theirs: FlatConfig = JSON.parse(answer.stdout);
        assert.deepEqual(await flatten(ours), flattenKubectl(theirs));
        compared++;
      }),
      { numRuns: 120, seed: 7 },
    );
    assert(compared >= 20, `only ${compared} of the merges named a cluster and a user`);
  },
});

const EXEC = { apiVersion: "client.authentication.k8s.io/v1", interactiveMode: "Never" };

Deno.test({
  name: "ExecCredentials tells a plugin what kubectl tells it",
  ignore,
  async fn() {
    await using folder = await Folder.make();
    await folder.script(
      "plugin",
      `printf '%s' "$KUBERNETES_EXEC_INFO" >"${folder.at("info")}"; exit 1`,
    );
    async function infoAfter(work: Promise<unknown>): Promise<unknown> {
      await work.catch(() => undefined);
      const text = await Deno.readTextFile(folder.at("info"));
      await Deno.remove(folder.at("info"));
      return JSON.parse(text);
    }
    const extension = { audience: "x", list: [1] };
    const clusters = [
      {},
      { "tls-server-name": "name", "disable-compression": true, "insecure-skip-tls-verify": true },
      { "proxy-url": "socks5://127.0.0.1:9" },
      { extensions: [{ name: "client.authentication.k8s.io/exec", extension }] },
    ];
    for (const more of clusters) {
      for (const provideClusterInfo of [false, true]) {
        const kubeconfig = await folder.write(
          "config",
          kubeconfigText({
            clusters: { c: { server: "https://127.0.0.1:1", ...more } },
            users: { u: { exec: { ...EXEC, command: "./plugin", provideClusterInfo } } },
          }),
        );
        const args = ["--kubeconfig", kubeconfig, "get", "--raw", "/api"];
        const theirs = await infoAfter(kubectl(args));
        const access = await loadAccess({ kubeconfig, env: environment() });
        const provider = credentialProvider(access, { onStderr: () => {} });
        assert.deepEqual(await infoAfter(provider.get()), theirs);
      }
    }
  },
});

Deno.test({
  name: "loadAccess acts as whom kubectl acts as",
  ignore,
  async fn() {
    const seen: Headers[] = [];
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen: () => {} },
      (request) => {
        seen.push(request.headers);
        return Response.json({});
      },
    );
    const user = {
      as: "ann",
      "as-uid": "7",
      "as-groups": ["g1", "g2"],
      "as-user-extra": { k: ["v"] },
    };
    await using folder = await Folder.make({
      "config": kubeconfigText({
        clusters: { c: { server: `http://127.0.0.1:${server.addr.port}` } },
        users: { u: user },
      }),
    });
    const kubeconfig = folder.at("config");
    const base = ["--kubeconfig", kubeconfig, "get", "--raw", "/api"];
    const cases = [
      { flags: [], as: undefined },
      { flags: ["--as", "bob"], as: "bob" },
      { flags: ["--as", "bob", "--as-group", "g3"], as: { user: "bob", groups: ["g3"] } },
      { flags: ["--as-uid", "9"], as: { uid: "9" } },
    ];
    for (const { flags, as } of cases) {
      const { code, stderr } = await kubectl([...base, ...flags]);
      assert.equal(code, 0, stderr);
      const headers = seen.pop();
      assert(headers !== undefined);
      const access = await loadAccess({ kubeconfig, as, env: environment() });
      assert.deepEqual(access.impersonate, {
        user: headers.get("Impersonate-User"),
        uid: headers.get("Impersonate-Uid"),
        groups: headers.get("Impersonate-Group")?.split(", "),
        extra: { k: [headers.get("Impersonate-Extra-K")] },
      });
    }
  },
});
