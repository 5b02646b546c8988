import { createHash } from 'node:crypto';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FakeRepository {
  readonly files: Readonly<Record<string, Buffer | string>>;
  /** Answers 401 without this token. */
  readonly token?: string;
  /** Answers 403 even with it. */
  readonly gated?: boolean;
}

/** What goes wrong with one request for a file's bytes. */
export type Fault =
  | { readonly status: number; readonly headers?: Record<string, string> }
  /** The connection breaks after so many bytes of the body. */
  | { readonly cutAfter: number }
  /** Sends so many bytes and then nothing more. */
  | { readonly stallAfter: number }
  /** Ends the body early, in good order. */
  | { readonly endAfter: number }
  | { readonly contents: Buffer };

export interface Seen {
  readonly server: 'hub' | 'cdn';
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
}

const hash = (algorithm: string, data: Buffer | string): string =>
  createHash(algorithm).update(data).digest('hex');
/** Git's hash of a small file. */
export const gitHash = (data: string): string => hash('sha1', `blob ${Buffer.byteLength(data)}\0${data}`);

const listen = (server: Server): Promise<string> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    );
  });

/** A server that behaves like the Hugging Face Hub, with its content server at another origin. */
export class HubServer {
  readonly repositories = new Map<string, FakeRepository>();
  /** Plain files at `/plain/NAME` of the content server. */
  readonly plain = new Map<string, Buffer>();
  /** Taken one by one by requests for contents. */
  readonly faults: Fault[] = [];
  /** Answers to the next requests to the API, instead of the usual ones. */
  readonly apiFaults: number[] = [];
  readonly seen: Seen[] = [];
  readonly commit = 'c0ffee'.padEnd(40, '0');
  /** Names that a listing adds, whatever the repository has. */
  listedToo: string[] = [];
  /** Files of a page of a listing. */
  pageSize = 1000;
  endpoint = '';
  contents = '';

  private readonly hub = createServer((req, res) => this.answerHub(req, res));
  private readonly cdn = createServer((req, res) => this.answerContents(req, res));

  async start(): Promise<void> {
    this.endpoint = await listen(this.hub);
    this.contents = await listen(this.cdn);
  }

  async stop(): Promise<void> {
    for (const server of [this.hub, this.cdn]) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  /** Requests for contents since the start or the last `seen.length = 0`. */
  get fetches(): Seen[] {
    return this.seen.filter((s) => s.server === 'cdn');
  }

  private answerHub(req: IncomingMessage, res: ServerResponse): void {
    const url = new URL(req.url!, this.endpoint);
    this.seen.push({ server: 'hub', path: url.pathname, headers: req.headers });
    const fault = url.pathname.startsWith('/api/') ? this.apiFaults.shift() : undefined;
    if (fault !== undefined) return void res.writeHead(fault).end();
    const [, api, name, kind, revision, file] =
      /^\/(api\/models\/)?([^/]+\/[^/]+)\/(revision|tree|resolve)\/([^/]+)(?:\/(.+))?$/.exec(url.pathname) ??
      [];
    const repository = this.repositories.get(name ?? '');
    // the real one does not tell the unknown from the private
    const unauthorized =
      !repository || (repository.token && req.headers.authorization !== `Bearer ${repository.token}`);
    if (unauthorized) return void res.writeHead(401, { 'x-error-code': 'RepoNotFound' }).end();
    if (repository.gated) return void res.writeHead(403, { 'x-error-code': 'GatedRepo' }).end();
    const known = ['main', 'v1', 'refs/pr/1', this.commit].includes(decodeURIComponent(revision!));
    if (!known) return void res.writeHead(404, { 'x-error-code': 'RevisionNotFound' }).end();
    const json = (body: unknown): void =>
      void res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (api && kind === 'revision')
      return json({ _id: '1', id: name, sha: this.commit, lastModified: new Date() });
    if (api) return this.answerTree(repository, url, res);
    const data = repository.files[decodeURIComponent(file ?? '')];
    if (data === undefined) return void res.writeHead(404, { 'x-error-code': 'EntryNotFound' }).end();
    const common = { 'x-repo-commit': this.commit };
    if (typeof data === 'string')
      return void res.writeHead(200, { ...common, etag: `"${gitHash(data)}"` }).end(data);
    const sha256 = hash('sha256', data);
    const linked = { 'x-linked-etag': `"${sha256}"`, 'x-linked-size': String(data.length) };
    res.writeHead(302, { ...common, ...linked, location: `${this.contents}/lfs/${sha256}` }).end();
  }

  /** A page of a listing, and where the next is. */
  private answerTree(repository: FakeRepository, url: URL, res: ServerResponse): void {
    const all = this.tree(repository);
    const start = Number(url.searchParams.get('cursor') ?? 0);
    const end = start + this.pageSize;
    url.searchParams.set('cursor', String(end));
    const link = end < all.length ? { link: `<${url.href}>; rel="next"` } : {};
    res.writeHead(200, { 'content-type': 'application/json', ...link });
    res.end(JSON.stringify(all.slice(start, end)));
  }

  private tree({ files }: FakeRepository): unknown[] {
    const listed = Object.entries(files).map(([path, data]) => {
      const size = data.length;
      if (typeof data === 'string') return { type: 'file', path, size, oid: gitHash(data) };
      return {
        type: 'file',
        path,
        size,
        oid: 'f'.repeat(40),
        lfs: { oid: hash('sha256', data), size, pointerSize: 130 },
      };
    });
    return [
      ...listed,
      ...this.listedToo.map((path) => ({ type: 'file', path, size: 1, oid: 'f'.repeat(40) })),
    ];
  }

  private answerContents(req: IncomingMessage, res: ServerResponse): void {
    const { pathname } = new URL(req.url!, this.contents);
    this.seen.push({ server: 'cdn', path: pathname, headers: req.headers });
    const files = [...this.repositories.values()].flatMap((r) => Object.values(r.files));
    const found = pathname.startsWith('/plain/')
      ? this.plain.get(pathname.slice(7))
      : files.find((data) => typeof data !== 'string' && pathname === `/lfs/${hash('sha256', data)}`);
    if (found === undefined) return void res.writeHead(404).end();
    const fault = this.faults.shift();
    if (fault && 'status' in fault) return void res.writeHead(fault.status, fault.headers).end();
    const data = fault && 'contents' in fault ? fault.contents : Buffer.from(found);
    const etag = `"${hash('md5', data)}"`;
    const range = /^bytes=(\d+)-$/.exec(req.headers.range ?? '');
    const fresh = req.headers['if-range'] === undefined || req.headers['if-range'] === etag;
    const start = range && fresh ? Number(range[1]) : 0;
    if (start >= data.length)
      return void res.writeHead(416, { 'content-range': `bytes */${data.length}` }).end();
    const partial = range && fresh;
    res.writeHead(partial ? 206 : 200, {
      etag,
      'accept-ranges': 'bytes',
      ...(fault && 'endAfter' in fault ? {} : { 'content-length': String(data.length - start) }),
      ...(partial ? { 'content-range': `bytes ${start}-${data.length - 1}/${data.length}` } : {}),
    });
    const body = data.subarray(start);
    if (fault && 'cutAfter' in fault)
      // late enough that even a busy client has read what was sent: what it has not read is lost with the connection
      res.write(body.subarray(0, fault.cutAfter), () => setTimeout(() => res.destroy(), 250));
    else if (fault && 'stallAfter' in fault) res.write(body.subarray(0, fault.stallAfter));
    else if (fault && 'endAfter' in fault) res.end(body.subarray(0, fault.endAfter));
    else res.end(body);
  }
}
