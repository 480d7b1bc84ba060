/** Transports to servers of a test, and whom they trust. */
import type { Credentials } from "../../lib/connect/access.ts";
import type { DialerSettings } from "../../lib/connect/dialer.ts";
import { DirectDialer } from "../../lib/connect/direct_dialer.ts";
import { HandoverDialer } from "../../lib/connect/handover_dialer.ts";
import { readText } from "../../lib/connect/body.ts";
import { openTransport, type TransportOptions } from "../../lib/connect/open_transport.ts";
import { TlsDialer } from "../../lib/connect/tls_dialer.ts";
import type { Transport } from "../../lib/connect/transport.ts";
import { makeAuthority } from "../../lib/serve/certificates.ts";
import { accessTo, credentialsOf } from "../_support/access.ts";
import { type RawConnection, startRawServer, type TestServer } from "../_support/tls_server.ts";

/** Who vouches for the servers. */
export const authority = await makeAuthority();
/** The certificate of a server on 127.0.0.1. */
export const identity = await authority.issue({ names: ["127.0.0.1"] });
/** The ways in which connections are made. */
export const WAYS = [
  { way: "Deno", rootsEmpty: true },
  {
    way: "Deno, directly",
    rootsEmpty: true,
    direct: (settings: DialerSettings) => new DirectDialer(settings),
  },
  { way: "node:tls", rootsEmpty: false },
];
/** As a run with a client certificate connects: a second connection comes at a time of its own. */
export const RUN_WAY = {
  way: "node:tls, then Deno directly",
  rootsEmpty: true,
  direct: (settings: DialerSettings) =>
    new HandoverDialer(new TlsDialer(settings), new DirectDialer(settings)),
};

/** Opens a transport that trusts the servers. */
export function open(
  url: string,
  options: TransportOptions,
  ...credentials: Credentials[]
): Promise<Transport> {
  const tls = { certificateAuthority: { pem: authority.certificate } };
  return openTransport(accessTo(url, { tls }), credentialsOf(...credentials), options);
}

/** Starts a server that runs a script for each connection. */
export function raw(
  script: (connection: RawConnection, index: number) => Promise<void>,
): TestServer {
  return startRawServer(identity, script);
}

/** Reads an answer to its end, so that its connection can be used again. */
export async function drained(sending: Promise<Response>): Promise<Response> {
  const response = await sending;
  await readText(response);
  return response;
}
