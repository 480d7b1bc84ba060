/**
 * What a request asks for, as the real authorizer says it when it refuses one: verb, resource with its part,
 * group, namespace and name stand in its message.
 */
import assert from "node:assert/strict";
import { loadAccess } from "../../lib/connect/access_loader.ts";
import { credentialProvider } from "../../lib/connect/credentials.ts";
import { openTransport } from "../../lib/connect/open_transport.ts";
import { readText } from "../../lib/connect/body.ts";
import { attributesOf, type RequestAttributes } from "../../lib/policy/attributes.ts";
import { parseTarget } from "../../lib/policy/target.ts";
import { REQUESTS } from "../policy/_request_cases.ts";
import { ignore } from "./_plane.ts";

const RESOURCE_REGEXP =
  /^(?:\S+ (?:"(.*?)" )?is )?forbidden: User "[^"]*" cannot (\S+) resource "([^"/]*)(?:\/([^"]*))?" in API group "([^"]*)" (?:in the namespace "([^"]*)"|at the cluster scope)/;
const PATH_REGEXP = /^forbidden: User "[^"]*" cannot (\S+) path "([^"]*)"/;

function said(message: string): readonly string[] | undefined {
  const resource = RESOURCE_REGEXP.exec(message);
  if (resource !== null) {
    const [, name = "", verb = "", plural = "", part = "", group = "", namespace = ""] = resource;
    return [verb, group, plural, part, namespace, name];
  }
  const path = PATH_REGEXP.exec(message);
  return path === null ? undefined : [path[1]!, path[2]!];
}

function ours(attributes: RequestAttributes): readonly string[] {
  if (!attributes.isResource) return [attributes.verb, attributes.path];
  const { verb, group, resource, subresource, namespace, name } = attributes;
  return [verb, group, resource, subresource, namespace, name];
}

Deno.test({
  name: "the real authorizer takes every request for what the gate takes it for",
  ignore,
  async fn(t) {
    const access = await loadAccess({
      kubeconfig: Deno.env.get("SKIFF_LIVE_KUBECONFIG"),
      as: "skiff-nobody",
    });
    await using transport = await openTransport(access, credentialProvider(access));
    let compared = 0;
    for (const [request] of REQUESTS) {
      const [method = "", raw = ""] = request.split(" ");
      // An answer to HEAD has no message.
      if (method === "HEAD") continue;
      await t.step(request, async () => {
        const target = parseTarget(raw);
        const response = await transport.send(target.path, {
          method,
          headers: { accept: "application/json", "content-type": "application/json" },
          timeoutMs: 90_000,
          ...(method === "GET" ? {} : { body: "{}" }),
        });
        const text = await readText(response);
        // Discovery, the version and questions about oneself are for everybody.
        if (response.status !== 403) {
          assert.ok(
            /^GET \/(?:$|version|api|openapi)|reviews$/.test(request),
            `${response.status} ${text}`,
          );
          return;
        }
        const { message } = JSON.parse(text) as { readonly message: string };
        const expected = said(message);
        assert.ok(expected !== undefined, message);
        assert.deepEqual(ours(attributesOf(method, target)), expected, message);
        compared++;
      });
    }
    assert(compared > 40, `${compared} requests were refused, and so compared`);
  },
});
