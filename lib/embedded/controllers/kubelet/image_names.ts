/**
 * Images as a node names them. Layer 3.
 *
 * @module
 */
import { digestOf } from "../../objects/digest.ts";

/** The name of an image with registry and tag. */
export function imageName(image: string): string {
  const [first = "", ...rest] = image.split("/");
  const hasHost = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  const whole = hasHost ? image : `docker.io/${rest.length === 0 ? "library/" : ""}${image}`;
  const tail = whole.slice(whole.lastIndexOf("/") + 1);
  return /[:@]/.test(tail) ? whole : `${whole}:latest`;
}

/** What an image's name stands for. */
export function imageDigest(name: string): string {
  if (name.includes("@")) return name;
  return `${name.slice(0, name.lastIndexOf(":"))}@sha256:${digestOf(name, 64)}`;
}
