/**
 * Reading collections: item by item from one body, or page by page. Layer 2.
 *
 * @module
 */
import { anySignal } from "../core/signals.ts";
import { ExpiredError } from "../core/errors.ts";
import { formatApiVersion, type KubeObject } from "../core/gvk.ts";
import type { ListEnvelope } from "../core/list_splitter.ts";
import { ACCEPT_METADATA_LIST, acceptObjects } from "../core/media.ts";
import { resourcePath } from "../core/path.ts";
import type { Kind } from "../kinds/kind.ts";
import { type CallOptions, type Deadline, send, startDeadline } from "./call.ts";
import { readUnparsed } from "./elements.ts";
import { describeCollection } from "./objects.ts";
import type { Session } from "./session.ts";

/** What to read of a collection. */
export interface ListRequest {
  readonly kind: Kind;
  /** Left out: all namespaces, or a kind without namespaces. */
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  /** Whole objects, or their metadata only (a fraction of the bytes). */
  readonly representation: "object" | "metadata";
  /** Whether `metadata.managedFields` is kept; default `false`. */
  readonly managedFields?: boolean | undefined;
  /** At most so many objects in one answer. */
  readonly limit?: number | undefined;
  /** Where an earlier answer ended. */
  readonly continue?: string | undefined;
}

/** How many objects a page holds, as for kubectl. */
export const PAGE_SIZE = 500;
/** Of large objects a page holds fewer, so that memory does. */
const PAGE_LENGTH = 1_000_000;
const SMALLEST_PAGE = 25;

/**
 * Reads one answer of a collection, handing out each object as soon as it has arrived: one GET.
 *
 * @param onObject Called with each object in the server's order.
 * @returns What surrounded the items: the resource version, and where to continue.
 */
export async function readList(
  session: Session,
  request: ListRequest,
  deadline: Deadline,
  onObject: (object: KubeObject) => void,
): Promise<ListEnvelope> {
  return await readUnparsedList(session, request, deadline, (parse) => onObject(parse()));
}

async function readUnparsedList(
  session: Session,
  request: ListRequest,
  deadline: Deadline,
  onObject: (parse: () => KubeObject, length: number) => void,
): Promise<ListEnvelope> {
  const { kind, namespace } = request;
  const call = describeCollection("list", kind, namespace);
  const accept = request.representation === "metadata"
    ? ACCEPT_METADATA_LIST
    : acceptObjects(request.managedFields);
  const response = await send(session, call, listPath(request), deadline, {
    headers: { accept },
    bulk: true,
  });
  const apiVersion = formatApiVersion(kind);
  return await readUnparsed<KubeObject>(
    response,
    call,
    { dropManagedFields: request.managedFields !== true },
    (parse, length) => onObject(() => ({ ...parse(), apiVersion, kind: kind.kind }), length),
  );
}

/** The path of a list request. */
function listPath(request: ListRequest): string {
  return resourcePath({ resource: request.kind, namespace: request.namespace }, {
    fieldSelector: request.fieldSelector,
    labelSelector: request.labelSelector,
    limit: request.limit,
    continue: request.continue,
  });
}

/**
 * Reads a collection page by page, one GET each, asking for the next page while the last is being used.
 *
 * An expired continue token (410) goes on from the newest state with the token that the server offers:
 * nothing comes twice; objects created meanwhile before the place reached are not seen.
 *
 * @throws {ExpiredError} when the token expired and the server offers no other.
 */
export async function* readPages(
  session: Session,
  request: ListRequest,
  options: CallOptions = {},
): AsyncGenerator<Iterable<KubeObject>, void, void> {
  const call = describeCollection("list", request.kind, request.namespace);
  const stop = new AbortController();
  const outer = startDeadline(session, options, call);
  const deadline: Deadline = {
    signal: anySignal(stop.signal, outer.signal),
    remainingMs: () => outer.remainingMs(),
  };
  let left = request.limit ?? Infinity;
  let pageSize = PAGE_SIZE;
  function fetchPage(token: string | undefined): Promise<Page> {
    const page = { ...request, continue: token, limit: Math.min(left, pageSize) };
    const result = readPage(session, page, deadline);
    // A page that nobody waits for any more must not end the process; whoever awaits it still sees the error.
    result.catch(ignoreAbandoned);
    return result;
  }
  try {
    let next: Promise<Page> | undefined = fetchPage(request.continue);
    while (next !== undefined) {
      const page: Page = await next;
      left -= page.objects.length;
      pageSize = sizeAfter(page);
      next = page.continue === undefined || left <= 0 ? undefined : fetchPage(page.continue);
      if (page.objects.length > 0) yield parsed(page.objects);
    }
  } finally {
    stop.abort();
  }
}

/** How many objects like those of a page the next one may hold. */
function sizeAfter({ objects, length }: Page): number {
  const fitting = Math.floor(PAGE_LENGTH * objects.length / Math.max(length, 1));
  return objects.length === 0 ? PAGE_SIZE : Math.min(PAGE_SIZE, Math.max(SMALLEST_PAGE, fitting));
}

/** Objects of a page that are parsed one by one, and let go of. */
function* parsed(objects: (() => KubeObject)[]): Generator<KubeObject, void, void> {
  for (let next = objects.shift(); next !== undefined; next = objects.shift()) yield next();
}

interface Page {
  readonly objects: (() => KubeObject)[];
  /** Of the texts of all objects. */
  readonly length: number;
  readonly continue: string | undefined;
}

async function readPage(session: Session, request: ListRequest, deadline: Deadline): Promise<Page> {
  const objects: (() => KubeObject)[] = [];
  let length = 0;
  try {
    const { metadata } = await readUnparsedList(session, request, deadline, (parse, textLength) => {
      objects.push(parse);
      length += textLength;
    });
    return { objects, length, continue: metadata?.continue || undefined };
  } catch (error) {
    if (error instanceof ExpiredError && error.continueToken && request.continue !== undefined) {
      return await readPage(session, { ...request, continue: error.continueToken }, deadline);
    }
    throw error;
  }
}

function ignoreAbandoned(): void {}
