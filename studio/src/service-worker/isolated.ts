/** Threads of WASM share memory, which browsers allow to a page of these headers alone. */
export const ISOLATION = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
};

/** A response as a host would send it that isolates its pages. */
export function isolated(response: Response): Response {
  // where a navigation is sent on to: the browser follows it
  if (response.type === 'opaqueredirect') return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(ISOLATION)) headers.set(name, value);
  // the body has been unpacked
  if (headers.has('content-encoding')) headers.delete('content-length');
  headers.delete('content-encoding');
  const { body, status, statusText } = response;
  return new Response(body, { status, statusText, headers });
}
