import assert from "node:assert/strict";
import { join } from "node:path";
import { startFakeApi } from "../_support/fake_api.ts";
import { project, userEnvironment } from "./_run.ts";

const SCRIPT = `import { ns } from "${new URL("../../mod.ts", import.meta.url).href}";
console.log((await ns("shop").pods.names()).join());`;

/** Runs a script by plain Deno with exactly these flags. */
async function plain(
  folder: string,
  env: Record<string, string>,
  flags: readonly string[],
): Promise<{ code: number; output: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "--no-check", ...flags, "a.ts"],
    cwd: folder,
    env,
    clearEnv: true,
  }).output();
  return { code, output: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
}

Deno.test("skiff run --print-flags prints what plain deno run needs, and no more", async () => {
  await using api = await startFakeApi();
  await using folder = await project(api, { "a.ts": SCRIPT });
  const { code, stdout, stderr } = await folder.run("run", "--print-flags", "a.ts");
  assert.deepEqual([code, stderr], [0, ""]);
  const flags = stdout.trim().split(" ");
  assert.deepEqual(flags, [
    `--allow-read=${api.kubeconfig}`,
    `--allow-net=127.0.0.1:${api.port}`,
    "--allow-env=KUBECONFIG",
  ]);
  const env = userEnvironment(api);
  const all = await plain(folder.folder, env, flags);
  assert.deepEqual(all, { code: 0, output: "web-0,web-1\n" });
  for (const flag of flags) {
    const fewer = await plain(folder.folder, env, flags.filter((other) => other !== flag));
    assert.equal(fewer.code, 1, `without ${flag} it does not work`);
    assert.ok(fewer.output.includes(flag), `and says so: ${fewer.output}`);
  }
});

Deno.test("skiff run --print-flags names files, plugins and proxies of the user entry", async (t) => {
  await using api = await startFakeApi();
  await using folder = await project(api, {
    "a.ts": "",
    "ca.crt": "",
    "bin/get-token": "#!/bin/sh\n",
    "my token": "t",
  });
  const plugin = join(folder.folder, "bin/get-token");
  const cases: readonly [
    name: string,
    cluster: object,
    user: object,
    expected: readonly string[],
  ][] = [
    [
      "a credential plugin",
      { server: "http://127.0.0.1:1" },
      {
        exec: {
          apiVersion: "client.authentication.k8s.io/v1",
          command: plugin,
          interactiveMode: "Never",
        },
      },
      ["--allow-net=127.0.0.1:1", "--allow-env=KUBECONFIG", `--allow-run=${plugin}`],
    ],
    [
      "a token file and a blank in its name",
      { server: "https://api.test", "insecure-skip-tls-verify": true },
      { tokenFile: "my token" },
      ["--allow-net=api.test:443", "--allow-env=KUBECONFIG,HTTPS_PROXY,https_proxy"],
    ],
    [
      "a proxy",
      { server: "http://api.test:8080", "proxy-url": "http://proxy.test:3128" },
      {},
      ["--allow-net=api.test:8080,proxy.test:3128", "--allow-env=KUBECONFIG"],
    ],
    [
      "no authority of its own",
      { server: "https://127.0.0.1:6443" },
      { token: "t" },
      ["--allow-net=127.0.0.1:6443", "--allow-env=KUBECONFIG,SSL_CERT_FILE,SSL_CERT_DIR"],
    ],
  ];
  for (const [name, cluster, user, expected] of cases) {
    await t.step(name, async () => {
      const kubeconfig = join(folder.folder, "kubeconfig");
      const config = {
        "current-context": "c",
        clusters: [{ name: "c", cluster }],
        users: [{ name: "u", user }],
        contexts: [{ name: "c", context: { cluster: "c", user: "u" } }],
      };
      await Deno.writeTextFile(kubeconfig, JSON.stringify(config));
      const env = { ...userEnvironment(api), KUBECONFIG: kubeconfig };
      const { stdout, stderr } = await folder.command(["run", "--print-flags", "a.ts"], { env })
        .output();
      const text = new TextDecoder().decode(stdout);
      const tokenFile = join(folder.folder, "my token");
      const read = name.startsWith("a token file")
        ? `'--allow-read=${kubeconfig},${tokenFile}'`
        : `--allow-read=${kubeconfig}`;
      assert.equal(text, `${[read, ...expected].join(" ")}\n`, new TextDecoder().decode(stderr));
    });
  }
  await t.step("what the script is given besides", async () => {
    const { stdout } = await folder.run("run", "--print-flags", "-R=data", "--allow-sys", "a.ts");
    assert.ok(stdout.includes(`--allow-read=${api.kubeconfig},${join(folder.folder, "data")} `));
    assert.ok(stdout.includes(" --allow-sys\n"), stdout);
  });
  await t.step("what the script itself asks of Deno, and what nobody can know before", async () => {
    const source = `const path = prompt("?") ?? "";
Deno.readTextFileSync("data.json");
Deno.writeTextFileSync("out.txt", Deno.env.get("APP_MODE") ?? "");
await fetch("https://example.test:8443/x");
new Deno.Command("git");
Deno.readTextFileSync(path); Deno.removeSync(path);
import "./part.ts";
`;
    await Deno.writeTextFile(join(folder.folder, "asks.ts"), source);
    await Deno.writeTextFile(join(folder.folder, "part.ts"), "Deno.hostname();");
    const { code, stdout, stderr } = await folder.run("run", "--print-flags", "asks.ts");
    assert.deepEqual([code, stdout], [
      0,
      `--allow-read=${api.kubeconfig},data.json --allow-write=out.txt ` +
      `--allow-net=127.0.0.1:${api.port},example.test:8443 --allow-env=KUBECONFIG,APP_MODE ` +
      "--allow-sys=hostname --allow-run=git\n",
    ]);
    assert.equal(
      stderr,
      "Note: --allow-read is needed, too, for what only the running script knows: asks.ts:6:1\n" +
        "Note: --allow-write is needed, too, for what only the running script knows: asks.ts:6:30\n",
    );
    const given = await folder.run("run", "--print-flags", "-R=x", "-W=y", "asks.ts");
    assert.deepEqual([given.code, given.stderr], [0, ""]);
  });
  await t.step("not of what cannot be parsed", async () => {
    await Deno.writeTextFile(join(folder.folder, "broken.ts"), "const a = ;");
    const { code, stderr } = await folder.run("run", "--print-flags", "broken.ts");
    assert.equal(code, 2);
    assert.match(stderr, /broken\.ts:1:11: Expression expected: const a = ;\n$/);
  });
  await t.step("of a script that exists", async () => {
    const { code, stderr } = await folder.run("run", "--print-flags", "missing.ts");
    assert.deepEqual([code, stderr], [
      2,
      'error: Cannot run "missing.ts": there is no such file\n',
    ]);
  });
});
