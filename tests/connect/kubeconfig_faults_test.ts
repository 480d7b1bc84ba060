import assert from "node:assert/strict";
import { loadAccess } from "../../lib/connect/access_loader.ts";
import { ConfigError } from "../../lib/core/errors.ts";
import { BAD_KUBECONFIGS } from "./kubeconfig_cases.ts";
import { CERTIFICATE_PEM, environment, Folder, KEY_PEM } from "./kubeconfig_support.ts";

const SECRETS = ["s3cret", "t0ken"];

for (const { name, text, message } of BAD_KUBECONFIGS) {
  Deno.test(`loadAccess refuses ${name}`, async () => {
    await using folder = await Folder.make({
      "config": text,
      "ca.crt": CERTIFICATE_PEM,
      "key.pem": KEY_PEM,
    });
    const kubeconfig = folder.at("config");
    const error: unknown = await loadAccess({ kubeconfig, env: environment() })
      .catch((error: unknown) => error);
    assert(error instanceof ConfigError);
    assert.equal(
      error.message,
      message.replaceAll("FILE", kubeconfig).replaceAll("DIR", folder.path),
    );
    const shown = Deno.inspect(error, { depth: 10 });
    for (const secret of SECRETS) assert(!shown.includes(secret), `shows ${secret}`);
  });
}
