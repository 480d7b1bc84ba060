import assert from "node:assert/strict";
import { openShop } from "../../scripts/demo/shop.ts";
import { playTour, TOUR, TOUR_TIME } from "../../scripts/demo/tour.ts";
import { ROOT, runDeno } from "../../scripts/dev/deno_command.ts";
import { Pty } from "../_support/pty.ts";

/** The tour as it is shown here. */
async function tour(): Promise<string> {
  let shown = "";
  await using shop = await openShop({ now: TOUR_TIME });
  await playTour(shop, {
    write(text) {
      shown += text;
      return Promise.resolve();
    },
    color: false,
  });
  return shown;
}

Deno.test("the tour of the demo shows each stop, and what is wrong in the shop", async () => {
  const shown = await tour();
  for (const { say, lines } of TOUR) {
    assert.ok(shown.includes(`# ${say}\n`), say);
    for (const line of lines) {
      assert.ok(shown.includes(`> ${typeof line === "string" ? line : line.waits}\n`));
    }
  }
  assert.match(shown, /^api-\S+ +0\/1 +ImagePullBackOff +0 +25m$/m);
  assert.match(shown, /^worker-\S+ +0\/1 +CrashLoopBackOff +22 \(/m);
  assert.match(shown, /^import-\S+ +1\/1 +Running +0 +3m$/m);
  assert.match(shown, /has timed out progressing/);
  // What is to fail fails, and nothing else does.
  assert.deepEqual(shown.match(/^error: .*$/gm), [
    'error: Cannot delete pods in "shop": the query has no filter: add where() or all()',
  ]);
});

Deno.test("the README shows the tour as it is played", async () => {
  // Names come from a seed: a further draw of the cluster changes them, and nothing of what is shown.
  const nameless = (text: string) => text.replace(/-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, "-xxxxx");
  const readme = nameless(await Deno.readTextFile(`${ROOT}/README.md`));
  assert.ok(readme.includes(nameless(await tour())));
});

Deno.test("deno task demo plays the same tour where there is no terminal, and ends with 0", async () => {
  const [{ code, stdout, output }, shown] = await Promise.all([
    runDeno(["task", "--quiet", "demo"], { timeoutMs: 300_000 }),
    tour(),
  ]);
  assert.equal(code, 0, output);
  assert.ok(stdout.endsWith(shown), stdout);
});

Deno.test("deno task demo is the REPL on a shop that lives where there is a terminal", async () => {
  await using home = new AsyncDisposableStack();
  const folder = home.adopt(
    await Deno.makeTempDir(),
    (path) => Deno.remove(path, { recursive: true }),
  );
  await using terminal = new Pty({
    program: Deno.execPath(),
    args: ["task", "--quiet", "demo"],
    env: { HOME: folder, DENO_DIR: denoFolder(), PATH: "", NO_COLOR: "1" },
    cwd: ROOT,
    columns: 120,
  });
  await terminal.see("demo/shop> ");
  await terminal.type("ns().deployments\r");
  await terminal.see(/web +3\/3/);
  await terminal.see("demo/shop> ");
  await terminal.type(".ctx\r");
  await terminal.see("* demo\ndemo/shop> ");
  await terminal.type(".ns kube-system\r");
  await terminal.see("demo/kube-system> ");
  await terminal.type('ns("shop").pods.where({ metadata: { labels: { app: "web" } } }).watch()\r');
  await terminal.see(/ADDED +web-/);
  // Customers come, and the front is scaled.
  await terminal.see(/ADDED +web-\S+ +0\/1/);
  await terminal.type("\x03");
  await terminal.see("demo/kube-system> ");
  await terminal.type(".exit\r");
  assert.equal(await terminal.end(), 0);
  // Deno's progress of loading modules would take away the prompt that it is drawn over.
  assert(!terminal.raw.includes("\x1b[0G\x1b[2K"), JSON.stringify(terminal.raw));
});

/** Where packages are, so that none is fetched. */
function denoFolder(): string {
  return Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`;
}
