import assert from "node:assert/strict";
import { isPassing, launcherText } from "../../scripts/install.ts";

Deno.test("launcherText quotes what a shell would take apart", () => {
  const text = launcherText("/opt/de no/deno", "/home/o'hara/skiff");
  assert.match(text, /^exec '\/opt\/de no\/deno' run /m);
  assert.match(text, /'\/home\/o'\\''hara\/skiff\/lib\/cli\/main\.ts' "\$@"$/m);
});

Deno.test("launcherText grants by name and never everything", () => {
  const text = launcherText("/opt/deno", "/skiff");
  assert.doesNotMatch(text, / (?:-A|--allow-all) /);
  assert.match(text, / --config=\/skiff\/deno\.json .*--frozen /);
});

Deno.test("isPassing knows the cache of npx", () => {
  assert.equal(isPassing("/home/a/.npm/_npx/7a40be787520bede/node_modules/deno/deno"), true);
  assert.equal(isPassing("/usr/local/bin/deno"), false);
});
