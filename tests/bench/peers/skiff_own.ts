/** As `skiff.ts`, in a process that is set up as Skiff's own are: Deno's client does all requests. */
import { setUpTrust } from "../../../lib/process/trust_setup.ts";

setUpTrust();
await import("./skiff.ts");
