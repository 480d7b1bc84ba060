import assert from "node:assert/strict";
import { formatFinding } from "../../lib/cli/doctor.ts";
import { checkClock, checkVersion } from "../../lib/cli/doctor_checks.ts";
import { summarizeRules } from "../../lib/cli/doctor_rights.ts";
import { startFakeApi } from "../_support/fake_api.ts";
import { CLOSED_PORT } from "../_support/loopback.ts";
import { runSkiff } from "../_support/skiff_process.ts";

for (
  const [version, status] of [
    ["v1.33.9", "warn"],
    ["v1.34.0", "ok"],
    ["v1.36.3", "ok"],
    ["v1.36.2-gke.100", "ok"],
    ["v1.37.0-alpha.1", "warn"],
    ["v2.35.0", "warn"],
    ["", "warn"],
    ["banana", "warn"],
  ] as const
) {
  Deno.test(`checkVersion() calls "${version}" ${status}`, () => {
    assert.equal(checkVersion(version).status, status);
  });
}

Deno.test("checkVersion() says on which side of the tested range a version lies", () => {
  assert.match(checkVersion("v1.33.9").message, /older/);
  assert.match(checkVersion("v1.37.0").message, /newer/);
  assert.match(checkVersion("v2.35.0").message, /newer/);
});

Deno.test("checkClock() warns when the clocks differ by more than a minute", () => {
  const now = Date.parse("2026-01-01T00:10:00Z");
  assert.equal(checkClock("Thu, 01 Jan 2026 00:09:30 GMT", now), undefined);
  assert.equal(checkClock(null, now), undefined);
  assert.match(checkClock("Thu, 01 Jan 2026 00:00:00 GMT", now)?.message ?? "", /600 s/);
});

Deno.test("summarizeRules() tells all rights from some and none", () => {
  const all = { verbs: ["*"], apiGroups: ["*"], resources: ["*"] };
  const some = { verbs: ["get"], apiGroups: [""], resources: ["pods"] };
  const own = {
    verbs: ["create"],
    apiGroups: ["authorization.k8s.io"],
    resources: ["selfsubjectrulesreviews"],
  };
  assert.match(summarizeRules("x", { resourceRules: [own, all] }).message, /^every verb/);
  assert.match(
    summarizeRules("x", { resourceRules: [own, some] }).message,
    /^1 rule applies in "x"/,
  );
  assert.equal(summarizeRules("x", { resourceRules: [own] }).status, "warn");
  assert.equal(summarizeRules("x", undefined).status, "warn");
});

Deno.test("formatFinding() colours the status only where colours are welcome", () => {
  const finding = {
    status: "fail",
    check: "server",
    message: "gone\u001b[2J",
    help: "look",
  } as const;
  assert.equal(formatFinding(finding, { color: false }), "fail  server      gone [2J: look\n");
  assert(formatFinding(finding, { color: true }).startsWith("\u001b[31mfail\u001b[0m  server"));
});

Deno.test("skiff doctor looks at everything and ends with 0", async () => {
  await using api = await startFakeApi();
  const { code, stdout, stderr } = await runSkiff(api, ["doctor"]);
  assert.equal(stderr, "");
  const lines = stdout.trimEnd().split("\n").map((line) => line.split(/ {2,}/));
  assert.deepEqual(lines.map(([status, check]) => [status, check]), [
    ["ok", "kubeconfig"],
    ["ok", "context"],
    ["ok", "server"],
    ["ok", "version"],
    ["ok", "identity"],
    ["ok", "namespace"],
    ["ok", "rules"],
    ["ok", "rights"],
    ["warn", "rights"],
  ]);
  assert.match(stdout, /you are tester, groups testers/);
  assert.match(stdout, /you may not get secrets:/);
  assert.equal(code, 0);
});

Deno.test("skiff doctor -o json gives its findings as data", async () => {
  await using api = await startFakeApi({ version: "v1.20.0" });
  const { stdout } = await runSkiff(api, ["doctor", "-o", "json", "-n", "nowhere"]);
  const findings: { status: string; check: string }[] = JSON.parse(stdout);
  const warned = findings.filter(({ status }) => status === "warn").map(({ check }) => check);
  assert.deepEqual(warned, ["version", "namespace", "rights"]);
});

Deno.test("skiff doctor says what is wrong with a kubeconfig, with its code", async () => {
  await using api = await startFakeApi();
  for (
    const [text, message] of [
      ["contexts: [", /^fail {2}kubeconfig {2}Cannot/m],
      ['{"apiVersion":"v1","kind":"Config"}', /^fail {2}context {5}Cannot .*context/m],
    ] as const
  ) {
    await Deno.writeTextFile(api.kubeconfig, text);
    const { code, stdout, stderr } = await runSkiff(api, ["doctor"]);
    assert.equal(code, 2, stdout);
    assert.match(stdout, message);
    assert.equal(stderr, "");
  }
});

Deno.test("skiff doctor says that the server cannot be reached, and asks nothing more of it", async () => {
  await using api = await startFakeApi();
  const config = JSON.parse(await Deno.readTextFile(api.kubeconfig));
  config.clusters[0].cluster.server = `http://127.0.0.1:${CLOSED_PORT}`;
  await Deno.writeTextFile(api.kubeconfig, JSON.stringify(config));
  const { code, stdout } = await runSkiff({ ...api, port: CLOSED_PORT }, ["doctor"]);
  assert.equal(code, 1, stdout);
  assert.match(stdout, /^fail {2}server {6}Cannot .*refused/m);
  assert.doesNotMatch(stdout, /identity/);
});
