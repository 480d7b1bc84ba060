import assert from "node:assert/strict";
import {
  fixedHeaders,
  formatUserAgent,
  impersonationHeaders,
  joinHeaders,
} from "../../lib/connect/request_headers.ts";
import { parseWarnings, WarningCollector } from "../../lib/connect/warning_header.ts";
import { accessTo } from "../_support/access.ts";
import config from "../../deno.json" with { type: "json" };

Deno.test("formatUserAgent() carries the version of deno.json", () => {
  assert.equal(formatUserAgent("2.9.6", "linux"), `skiff/${config.version} (deno/2.9.6; linux)`);
});

Deno.test("fixedHeaders() asks for gzip except on loopback and where it is disabled", () => {
  function encoding(server: string, disableCompression = false): string | undefined {
    const access = accessTo(server, { disableCompression });
    return new Map(fixedHeaders({ access, userAgent: "x" })).get("accept-encoding");
  }
  assert.equal(encoding("https://api.example"), "gzip");
  assert.equal(encoding("https://127.0.0.1:6443"), "identity");
  assert.equal(encoding("https://[::1]:6443"), "identity");
  assert.equal(encoding("https://api.example", true), "identity");
});

Deno.test("impersonationHeaders() sends user, uid, each group and extra with escaped keys", () => {
  const pairs = impersonationHeaders({
    user: "ada",
    uid: "7",
    groups: ["a", "b"],
    extra: { "Example.com/Scope%": ["x", "y"] },
  });
  assert.deepEqual(pairs, [
    ["impersonate-user", "ada"],
    ["impersonate-uid", "7"],
    ["impersonate-group", "a"],
    ["impersonate-group", "b"],
    ["impersonate-extra-example.com%2Fscope%25", "x"],
    ["impersonate-extra-example.com%2Fscope%25", "y"],
  ]);
});

Deno.test("impersonationHeaders() refuses groups without a user and values no header can carry", () => {
  const parts = { groups: ["system:masters"], extra: {} };
  assert.throws(() => impersonationHeaders({ user: "", ...parts }), { name: "ConfigError" });
  assert.throws(() => impersonationHeaders({ user: "a\r\nx: y", ...parts }), {
    name: "ConfigError",
  });
});

Deno.test("joinHeaders() refuses headers by which a caller could change who calls", () => {
  for (const name of ["Authorization", "impersonate-user", "Impersonate-Extra-x", "Host"]) {
    assert.throws(() => joinHeaders({ [name]: "x" }, [], {}), { name: "QueryError" });
  }
});

Deno.test("joinHeaders() refuses headers that would be read as several", () => {
  for (
    const [name, value] of [["x", "a\r\nhost: b"], ["x\r\ny", "a"], ["", "a"], ["x", "\u2028"]]
  ) {
    assert.throws(() => joinHeaders({ [name ?? ""]: value ?? "" }, [], {}), { name: "QueryError" });
  }
});

Deno.test("joinHeaders() lets nobody replace what the connection sets", () => {
  const joined = joinHeaders({ Accept: "x", "User-Agent": "me" }, [["user-agent", "skiff"]], {});
  assert.deepEqual(joined, [["accept", "x"], ["user-agent", "skiff"]]);
});

Deno.test("joinHeaders() does not show a token that cannot be sent", () => {
  const credentials = { authorization: "Bearer hunter22\nx" };
  assert.throws(() => joinHeaders({}, [], credentials), (error: Error) => {
    assert.equal(error.name, "ConfigError");
    assert.ok(!Deno.inspect(error).includes("hunter22"));
    return true;
  });
});

Deno.test("parseWarnings() reads quoted texts of code 299 and drops control characters", () => {
  const header = '299 - "a \\"b\\", c", 299 kube "\u001b[31md", 199 - "e", nonsense';
  assert.deepEqual(parseWarnings(header), ['a "b", c', "[31md"]);
  assert.deepEqual(parseWarnings(null), []);
});

Deno.test("WarningCollector.take() passes each distinct warning on once", () => {
  const heard: string[] = [];
  const collector = new WarningCollector((text) => heard.push(text));
  for (const header of ['299 - "a"', '299 - "a", 299 - "b"', null]) collector.take(header);
  assert.deepEqual(heard, ["a", "b"]);
});
