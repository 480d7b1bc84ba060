/**
 * Gives a Deployment another image and waits for its rollout; one that does not come up is taken back. Its test is
 * `tests/examples/deploy_image_test.ts`.
 *
 * `deno task example deploy_image NAMESPACE DEPLOYMENT IMAGE`
 *
 * @module
 */
import { type Deployment, isTimeout, ns } from "skiff";

/** What is deployed where. */
export interface Order {
  readonly namespace: string;
  /** The Deployment's name. */
  readonly name: string;
  readonly image: string;
  /** How long the rollout may take; default `"2m"`. */
  readonly timeout?: string;
}

/** Deploys an image. */
export async function deployImage(order: Order): Promise<"deployed" | "taken back"> {
  const { namespace, name, image, timeout = "2m" } = order;
  const deployment = ns(namespace).deployment(name);
  const [container] = (await deployment.get()).spec?.template.spec?.containers ?? [];
  if (container?.image === undefined) throw new Error(`${name} has no image yet`);
  const give = (image: string) =>
    deployment.patch({
      spec: { template: { spec: { containers: [{ name: container.name, image }] } } },
    });
  const { metadata } = await give(image);
  try {
    await deployment.wait((object) => isRolledOut(object, metadata?.generation), { timeout });
    return "deployed";
  } catch (error) {
    if (!isTimeout(error)) throw error;
    await give(container.image);
    return "taken back";
  }
}

function isRolledOut({ spec, status }: Deployment, generation = 0): boolean {
  const { observedGeneration = 0, replicas, updatedReplicas, availableReplicas } = status ?? {};
  return observedGeneration >= generation &&
    [replicas, updatedReplicas, availableReplicas].every((count) => count === spec?.replicas);
}

if (import.meta.main) {
  const [namespace, name, image] = Deno.args;
  if (namespace === undefined || name === undefined || image === undefined) {
    console.log("Usage: deploy_image NAMESPACE DEPLOYMENT IMAGE");
  } else console.log(`${image} was ${await deployImage({ namespace, name, image })}`);
}
