/**
 * Hears Ctrl-C in a thread of its own, since a line may compute without a pause: then nothing else in the
 * process can. It says so and gives the signal back its usual meaning, so that another one ends the process.
 * Layer 7.
 *
 * @module
 */

/** What the two threads share; each of them a number. */
const ANSWERED = 0;
const LINE = 1;
const LIMITED = 2;
/** A line that does not answer for so many moments computes without a pause. */
const STEPS = 8;
const STEP_MS = 50;

/** A thread of its own that takes SIGINT. */
export class Watchdog {
  readonly #state = new Int32Array(new SharedArrayBuffer(3 * 4));
  readonly #onInterrupt: () => void;
  #worker: Worker | undefined;
  #ready: Promise<void> | undefined;
  #line = 0;

  /** Takes what to do on Ctrl-C. */
  constructor(onInterrupt: () => void) {
    this.#onInterrupt = onInterrupt;
  }

  /** Starts the thread where it does not run yet; until then Ctrl-C ends the process. */
  start(): Promise<void> {
    this.#ready ??= new Promise((resolve) => {
      const url = `data:application/javascript,${encodeURIComponent(WORKER)}`;
      const worker = new Worker(url, { type: "module", name: "watchdog" });
      this.#worker = worker;
      worker.onmessage = ({ data }) => {
        if (data === "ready") return resolve();
        Atomics.add(this.#state, ANSWERED, 1);
        this.#onInterrupt();
      };
      worker.postMessage(this.#state.buffer);
    });
    return this.#ready;
  }

  /** Says that a line begins to run. */
  lineBegins(): void {
    Atomics.store(this.#state, LINE, ++this.#line);
  }

  /** Says whether what runs now ends by itself when it takes too long. */
  limited(isLimited: boolean): void {
    Atomics.store(this.#state, LIMITED, isLimited ? 1 : 0);
  }

  /** Says that no line runs any more. */
  lineEnds(): void {
    Atomics.store(this.#state, LINE, 0);
    // The signal may have got its usual meaning back.
    this.#worker?.postMessage("listen");
  }
}

/** As text, since a build, a compiled file and a checkout keep their modules in different places. */
const WORKER = `
const encoder = new TextEncoder();
let state, listens = false;
self.onmessage = ({ data }) => {
  const isFirst = state === undefined;
  if (isFirst) state = new Int32Array(data);
  if (!listens) Deno.addSignalListener("SIGINT", onInterrupt);
  listens = true;
  if (isFirst) self.postMessage("ready");
};
function onInterrupt() {
  const line = Atomics.load(state, ${LINE});
  const answered = Atomics.load(state, ${ANSWERED});
  self.postMessage("interrupt");
  let left = ${STEPS};
  const look = () => {
    if (Atomics.load(state, ${ANSWERED}) !== answered) return;
    // A process that was held up itself has had one of these moments only.
    if (--left > 0) return void setTimeout(look, ${STEP_MS});
    if (line === 0 || Atomics.load(state, ${LINE}) !== line || !listens) return;
    Deno.removeSignalListener("SIGINT", onInterrupt);
    listens = false;
    const how = Atomics.load(state, ${LIMITED}) === 1
      ? "it ends at its limit (.limit)"
      : "it cannot be stopped";
    const text = "the line computes without a pause: " + how +
      "; another Ctrl-C ends the session, its history is kept";
    Deno.stderr.writeSync(encoder.encode("\\r\\x1b[K" + text + "\\n"));
  };
  setTimeout(look, ${STEP_MS});
}
`;
