/**
 * Writes text and bytes to a Secret and reads them back; nothing prints them by accident.
 *
 * `deno task example secrets`
 *
 * @module
 */
import { cluster, ns } from "skiff";

const namespace = await cluster.create({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { generateName: "example-" },
});
const shop = ns(namespace.metadata?.name);
try {
  const key = crypto.getRandomValues(new Uint8Array(32));
  await shop.secret("db").apply({ stringData: { user: "admin", password: "hunter2", key } });

  const password = await shop.secret("db").value("password");
  console.log(`the password is ${password}, as JSON ${JSON.stringify({ password })}`);
  console.log(`it has ${password.text().length} characters`);
  console.log(`the key has ${(await shop.secret("db").value("key")).bytes().length} bytes`);

  // A value goes into another Secret as it is.
  await shop.secret("copy").create({ stringData: { password } });
} finally {
  await cluster.namespace(namespace.metadata?.name ?? "").delete();
}
