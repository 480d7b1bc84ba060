/**
 * `skiff serve` as the parser knows it. Layer 8.
 *
 * @module
 */
import { buildCommand, type Command } from "npm:@stricli/core@1.3.0";
import { type Context, flag, NAMESPACE_ALIAS, text } from "./app_flags.ts";
import type { ServeFlags } from "./command_flags.ts";
import { perform } from "./perform.ts";

/** The command. */
export const SERVE: Command<Context> = buildCommand<ServeFlags, [], Context>({
  parameters: {
    flags: {
      port: text("PORT", "Port on loopback; default: a free one"),
      unix: text("PATH", "Listen on a unix socket in place of a port"),
      kubeconfig: text("FILE", "Write a kubeconfig here, and remove it at the end"),
      force: flag("Let the kubeconfig take the place of any file"),
      namespace: text("NAMESPACE", "Namespace that the kubeconfig names; default: default"),
      nodes: text("N", "How many nodes the cluster has; default: 2"),
    },
    aliases: NAMESPACE_ALIAS,
  },
  docs: {
    brief: "Serve an in-memory cluster for kubectl and any other client",
    fullDescription:
      "Serve an in-memory cluster on loopback, until Ctrl-C. It begins empty and is gone at the end.\n" +
      "With --kubeconfig whoever may read that file may use it; otherwise whoever may use this machine.\n\n" +
      "  skiff serve --kubeconfig /tmp/kubeconfig\n" +
      "  KUBECONFIG=/tmp/kubeconfig kubectl get nodes",
  },
  async func(flags) {
    await perform(this, async () => {
      const { runServe } = await import("./serve.ts");
      return await runServe(flags);
    });
  },
});
