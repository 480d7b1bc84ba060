/**
 * A request for a certificate says who made it, and nobody can say another. Layer 3.
 *
 * @module
 * @see k8s.io/kubernetes/pkg/registry/certificates/certificates/strategy.go
 */
import { specOf } from "../kinds/workloads.ts";
import type { AdmissionPlugin } from "../server/context.ts";

/** Writes the caller into new requests for certificates. */
export const REQUESTOR: AdmissionPlugin = {
  name: "CertificateRequestor",
  admit({ operation, resource, object, user, subresource }) {
    if (operation !== "CREATE" || object === undefined || subresource !== "") return;
    if (resource.collection !== "certificates.k8s.io/certificatesigningrequests") return;
    const { username, groups, uid, extra } = user;
    const spec = specOf(object);
    spec["username"] = username;
    spec["groups"] = [...groups];
    if (uid === undefined) delete spec["uid"];
    else spec["uid"] = uid;
    delete spec["extra"];
    if (extra !== undefined) {
      spec["extra"] = Object.fromEntries(
        Object.entries(extra).map(([key, values]) => [key, [...values]]),
      );
    }
  },
};
