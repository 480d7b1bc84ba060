/** From nothing to the namespaces on the screen. */
import { CALLERS, type Row, rowOf } from "../row.ts";

const MODULES =
  "Deno takes some 20 ms to load the modules of the library, and of those that a list does " +
  "not need it reads the text";

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
          "default roots in somebody else's process, takes as long, most of it beside the seeding of TLS " +
          "in another thread. The same script on one bundled file takes 1.3 times fetch",
      },
      {
        peer: "skiff eval",
        measure: "wallMs",
        limit: 1.3,
        timesPeer: "fetch",
        obstacle:
          "it seeds TLS in another thread, which gains nothing while the other core is busy",
      },
      { peer: "skiff run", measure: "wallMs", limit: 2, timesPeer: "fetch" },
      { peer: "skiff compiled", measure: "wallMs", limit: 1.3, timesPeer: "fetch" },
    ],
  })];
}
