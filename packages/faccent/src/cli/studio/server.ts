import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FaccentError } from 'faccent';
import sirv from 'sirv';
import { type FileList, STUDIO, elsewhere, siteFiles } from './site.js';

/** The only address that is listened to: nobody else on the network reaches it. */
const HERE = '127.0.0.1';

/** Where a free port is looked for before the system names one. */
const [FIRST_PORT, PORTS] = [4173, 10];

const HEADERS = {
  // threads of WASM share memory, which browsers allow to a page of these headers alone
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** A name of this machine: another that leads here is of a page which wants to read what it may not (DNS rebinding). */
const OURS = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const setHeaders = (response: ServerResponse, file: string): void => {
  if (file.endsWith('.onnx')) response.setHeader('content-type', 'application/octet-stream');
};

/** Answers with what is in a folder, as it is when it is asked for; not with what is hidden there. */
const folderHandler = (folder: string): Handler => {
  const answer = sirv(folder, { dev: true, setHeaders, onNoMatch: noSuchFile });
  return (request, response) => answer(request, response);
};

/** Answers with the files of the studio, and nothing else. */
function fileHandler(files: FileList): Handler {
  const of = (folder: string): Handler => sirv(folder, { setHeaders, onNoMatch: noSuchFile });
  const others = elsewhere().map(([begins, folder]) => [begins, of(folder)] as const);
  const page = of(STUDIO.folder);
  return (request, response) => {
    const file = request.url!.slice(1).split('?')[0] || 'index.html';
    if (!Object.hasOwn(files, file)) return noSuchFile(request, response);
    // asked for again each time: another version may be served at this address. The times of files say nothing of theirs:
    // those of a package are all from 1985
    const tag = `"${files[file]}"`;
    response.setHeader('cache-control', 'no-cache');
    response.setHeader('etag', tag);
    if (request.headers['if-none-match'] === tag) return void response.writeHead(304).end();
    const [begins, handler] = others.find(([beginning]) => beginning.test(file)) ?? [/^/, page];
    request.url = `/${file.replace(begins, '')}`;
    return handler(request, response);
  };
}

const noSuchFile: Handler = (_, response) => refuse(response, 404, 'there is no such file');

function refuse(response: ServerResponse, status: number, why: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${why}\n`);
}

/** What the server does with a request. */
function handler(answer: Handler): Handler {
  return (request, response) => {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    if (!OURS.test(request.headers.host ?? ''))
      return refuse(response, 403, 'faccent answers to 127.0.0.1 and localhost alone');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('allow', 'GET, HEAD');
      return refuse(response, 405, 'files are read here, and nothing else is done');
    }
    return answer(request, response);
  };
}

/** @returns whether the port was free */
const listen = (server: Server, port: number): Promise<boolean> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      server.removeAllListeners('listening');
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(new FaccentError(`cannot listen at port ${port}: ${error.message}`, { cause: error }));
    });
    server.listen(port, HERE, () => {
      server.removeAllListeners('error');
      resolve(true);
    });
  });

export interface Serving {
  readonly address: string;
  /** Ends at once, whatever is still being sent. */
  close(): void;
}

/** Ends a server with the process. */
export function untilSignal(serving: Serving): Serving {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => serving.close());
  return serving;
}

/**
 * Serves the studio to this machine.
 * @param port to listen at; 0: any; undefined: the first that is free from 4173 on
 * @throws FaccentError where it is taken, or the page is not built
 */
export const serveStudio = async (port?: number): Promise<Serving> =>
  serve(fileHandler(await siteFiles(STUDIO)), port);

/** Serves a folder of static files to this machine, as `serveStudio` does the studio. */
export const serveFolder = (folder: string, port?: number): Promise<Serving> =>
  serve(folderHandler(folder), port);

async function serve(answer: Handler, port?: number): Promise<Serving> {
  const server = createServer(handler(answer));
  const wanted =
    port === undefined ? [...Array.from({ length: PORTS }, (_, i) => FIRST_PORT + i), 0] : [port];
  let listening = false;
  for (const one of wanted) if ((listening = await listen(server, one))) break;
  if (!listening)
    throw new FaccentError(`port ${port} is taken by another program: choose another (--port), or none`);
  return {
    address: `http://${HERE}:${(server.address() as AddressInfo).port}/`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
