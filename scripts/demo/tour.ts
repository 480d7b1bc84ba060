/**
 * The tour of the demo: lines as somebody would type them, run by the REPL's own engine on the shop. The shop's
 * clock stands still but for what the lines wait for, so the tour is the same each time.
 *
 * @module
 */
import { Session } from "../../lib/repl/session.ts";
import type { Shop } from "./shop.ts";

/** When the tour takes place. */
export const TOUR_TIME = new Date("2026-01-01T12:00:00Z");

/** A stop of the tour. */
export interface Stop {
  /** What is to be seen, for the reader. */
  readonly say: string;
  /** What is typed; time goes on only with lines that wait for something. */
  readonly lines: readonly (string | { readonly waits: string })[];
}

/** The tour. */
export const TOUR: readonly Stop[] = [
  {
    say: "A query is a value; at the prompt it is a table.",
    lines: [
      "cluster.nodes",
      "ns().pods.where({ metadata: { labels: { tier: oneOf('front', 'back') } } })",
    ],
  },
  {
    say: "What the server cannot select by is looked at here; explain() tells who does what.",
    lines: [
      "const crashing = ns().pods.where((pod) => pod.status?.containerStatuses?.some((c) => c.restartCount > 3))",
      "crashing",
      "ns().pods.where({ status: { phase: 'Running' }, metadata: { labels: { tier: 'back' } } }).explain()",
    ],
  },
  {
    say: "A rollout is stuck: why?",
    lines: [
      "const api = ns().deployment('api')",
      "(await api.get()).status.conditions.find(({ type }) => type === 'Progressing').message",
      "ns().pods.where({ metadata: { labels: { app: 'api' } } })",
    ],
  },
  {
    say: "The image is put right, and waited for.",
    lines: [
      "await api.patch({ spec: { template: { spec: { containers: [{ name: 'api', image: 'shop/api:1.6' }] } } } })",
      {
        waits:
          "await api.wait((d) => d.status?.updatedReplicas === 3 && d.status?.readyReplicas === 3, { timeout: '3m' })",
      },
      "ns().deployments",
    ],
  },
  {
    say: "Secrets do not print themselves, and nothing is deleted by accident.",
    lines: [
      "await ns().secret('db').value('password')",
      "await ns().pods.delete()",
    ],
  },
];

/** Where the tour is shown. */
export interface TourOutput {
  /** Takes text. */
  write(text: string): Promise<void>;
  /** Whether colours are welcome. */
  readonly color: boolean;
}

/**
 * Plays the tour to its end.
 *
 * @param shop The shop.
 * @param output Where it is shown.
 */
export async function playTour(shop: Shop, { write, color }: TourOutput): Promise<void> {
  const { cluster, clock } = shop;
  await cluster.use(async () => {
    const notes: string[] = [];
    await using session = await Session.open({
      connect: {},
      write,
      note: (line) => void notes.push(line),
      terminal: false,
      color,
    });
    for (const { say, lines } of TOUR) {
      await write(`\n# ${say}\n`);
      for (const typed of lines) {
        const line = typeof typed === "string" ? typed : typed.waits;
        await write(`${session.prompt()}${line}\n`);
        await (typeof typed === "string"
          ? session.submit(line)
          : clock.run(() => session.submit(line)));
        for (const note of notes.splice(0)) await write(`${note}\n`);
      }
    }
  });
}
