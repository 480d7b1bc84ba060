import assert from "node:assert/strict";
import { loadAuthority, makeAuthority } from "../../lib/serve/certificates.ts";

/** Serves one connection with a certificate and tells whether a client with that authority accepts it. */
async function handshake(
  server: { readonly certificate: string; readonly key: string },
  authority: string,
  hostname: string,
): Promise<"accepted" | "refused"> {
  using listener = Deno.listenTls({
    hostname: "127.0.0.1",
    port: 0,
    cert: server.certificate,
    key: server.key,
  });
  async function serve(): Promise<void> {
    using connection = await listener.accept();
    await connection.handshake().catch(() => undefined);
  }
  const serving = serve();
  try {
    using client = await Deno.connect({ hostname: "127.0.0.1", port: listener.addr.port });
    using tls = await Deno.startTls(client, { hostname, caCerts: [authority] });
    await tls.handshake();
    return "accepted";
  } catch (error) {
    if (error instanceof Deno.errors.InvalidData) return "refused";
    throw error;
  } finally {
    await serving;
  }
}

Deno.test("makeAuthority signs certificates that its clients accept for the names in them", async () => {
  const authority = await makeAuthority();
  const leaf = await authority.issue({ names: ["localhost", "127.0.0.1"] });
  assert.equal(await handshake(leaf, authority.certificate, "localhost"), "accepted");
  assert.equal(await handshake(leaf, authority.certificate, "elsewhere"), "refused");
});

Deno.test("makeAuthority signs what clients of another authority refuse", async () => {
  const leaf = await (await makeAuthority()).issue({ names: ["localhost"] });
  const other = await makeAuthority("other");
  assert.equal(await handshake(leaf, other.certificate, "localhost"), "refused");
});

Deno.test("loadAuthority goes on signing for the same clients", async () => {
  const first = await makeAuthority("again");
  const leaf = await (await loadAuthority("again", first)).issue({ names: ["localhost"] });
  assert.equal(await handshake(leaf, first.certificate, "localhost"), "accepted");
});

Deno.test("issue makes certificates that have expired when asked to", async () => {
  const authority = await makeAuthority();
  const notAfter = new Date(Date.now() - 1_000);
  const notBefore = new Date(Date.now() - 3_600_000);
  const leaf = await authority.issue({ names: ["localhost"], notBefore, notAfter });
  assert.equal(await handshake(leaf, authority.certificate, "localhost"), "refused");
});
