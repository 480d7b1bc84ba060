import assert from "node:assert/strict";
import fc from "npm:fast-check@4.10.2";
import { parseRetryAfter, retryDelayMs } from "../../lib/connect/retry.ts";

const GET = { retries: 0, method: "GET", resendable: true };

Deno.test("retryDelayMs() waits as long as a 429 or 5xx says", () => {
  for (const status of [429, 500, 503, 504]) {
    const outcome = { status, retryAfter: "7" };
    assert.equal(retryDelayMs({ ...GET, method: "POST", outcome }), 7000);
  }
});

Deno.test("retryDelayMs() lets an answer without Retry-After stand", () => {
  for (const status of [429, 500, 503]) {
    assert.equal(retryDelayMs({ ...GET, outcome: { status, retryAfter: null } }), undefined);
  }
  assert.equal(retryDelayMs({ ...GET, outcome: { status: 404, retryAfter: "1" } }), undefined);
});

Deno.test("retryDelayMs() gives up on a server that asks for more than a minute", () => {
  const outcome = { status: 429, retryAfter: "61" };
  assert.equal(retryDelayMs({ ...GET, outcome }), undefined);
});

Deno.test("retryDelayMs() repeats lost connections only for GET and HEAD", () => {
  const outcome = { lostConnection: true };
  assert.equal(retryDelayMs({ ...GET, outcome }), 1000);
  assert.equal(retryDelayMs({ ...GET, method: "HEAD", outcome }), 1000);
  for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
    assert.equal(retryDelayMs({ ...GET, method, outcome }), undefined);
  }
  assert.equal(retryDelayMs({ ...GET, outcome: { lostConnection: false } }), undefined);
});

Deno.test("retryDelayMs() never exceeds ten retries nor repeats a stream, whatever happened", () => {
  const outcome = fc.oneof(
    fc.record({ status: fc.integer({ min: 100, max: 599 }), retryAfter: fc.constant("0") }),
    fc.record({ lostConnection: fc.boolean() }),
  );
  fc.assert(fc.property(outcome, fc.nat(30), fc.boolean(), (outcome, retries, resendable) => {
    const delay = retryDelayMs({ method: "GET", retries, resendable, outcome });
    if (retries >= 10 || !resendable) assert.equal(delay, undefined);
  }));
});

Deno.test("parseRetryAfter() takes whole seconds and nothing else", () => {
  assert.equal(parseRetryAfter(" 3 "), 3000);
  for (const value of [null, "", "-1", "1.5", "soon", "Wed, 21 Oct 2026 07:28:00 GMT"]) {
    assert.equal(parseRetryAfter(value), undefined);
  }
});
