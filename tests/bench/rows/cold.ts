/** From nothing to the namespaces on the screen. */
import { CALLERS, type Row, rowOf } from "../row.ts";

const MODULES =
  "the 86 modules without which no query can be written take some 19 ms, and the text of 160 that " +
  "are loaded when they are needed, which Deno reads beforehand, takes 7";

export function coldRows(): Row[] {
  return [rowOf({
    name: "cold",
    task: "cold",
    peers: CALLERS,
    runs: 11,
    count: { atLeast: 4 },
    targets: [
      {
        peer: "skiff",
        measure: "wallMs",
        limit: 1.3,
        timesPeer: "fetch",
        obstacle:
          `${MODULES}; \`node:tls\`, without which a kubeconfig's CA would not replace the ` +
          "default roots in somebody else's process, takes 16, beside the seeding of TLS in another " +
          "thread, for which fetch waits 30. The same script on a bundle of the library takes 1.33 times fetch",
      },
      {
        peer: "skiff eval",
        measure: "wallMs",
        limit: 1.3,
        timesPeer: "fetch",
        obstacle:
          "it seeds TLS in another thread, which gains nothing while the other core is busy",
      },
      {
        peer: "skiff run",
        measure: "wallMs",
        limit: 2,
        timesPeer: "fetch",
        obstacle:
          "two processes start one after the other, and with three times the processor time of fetch: " +
          "where the other core is busy they wait for each other",
      },
      { peer: "skiff compiled", measure: "wallMs", limit: 1.3, timesPeer: "fetch" },
    ],
  })];
}
