import assert from "node:assert/strict";
import { BAD_KUBECONFIGS } from "../connect/kubeconfig_cases.ts";
import { CERTIFICATE_PEM, Folder, KEY_PEM } from "../connect/kubeconfig_support.ts";

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
    signal: AbortSignal.timeout(20_000),
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
