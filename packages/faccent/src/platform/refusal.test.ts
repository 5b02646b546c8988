// Proves that whatever a runtime throws is one message: what, at which node, why, and how to mend it; in Node and in pages.
import { describe, expect, test } from 'vitest';
import { FaccentError } from '../errors.js';
import { backend } from './node.js';
import { refusal } from './refusal.js';
import { type Backend, createSession, value } from './runtime.js';

const said = (cause: unknown, device = 'cpu', name = 'onnxruntime-web') =>
  refusal({ name, device, doing: 'run' }, cause).message;

describe('want of memory', () => {
  test('is said with the node as the network has it, and none of the runtime’s own places', () => {
    const message = said(
      new Error(
        "Non-zero status code returned while running Expand node. Name:'image:/up/\u001b[31mExpand' Status Message: " +
          '/onnxruntime_src/onnxruntime/core/framework/bfc_arena.cc:360 void* onnxruntime::BFCArena::AllocateRawInternal' +
          '(size_t, bool, onnxruntime::Stream*) Failed to allocate memory for requested buffer of size 274877906944\n',
      ),
    );
    expect(message).toMatch(
      /^onnxruntime-web cannot run this graph on the device "cpu", at Expand \(node "\/up\/\\u001b\[31mExpand"\): Failed to allocate memory for requested buffer of size 274877906944; the device has not as much memory: fewer views/,
    );
  });

  test.each([
    'std::bad_alloc',
    "Can't create a session. failed to allocate a buffer of size 5368709120.",
    'Array buffer allocation failed',
    'WebAssembly.Memory(): could not allocate memory',
    'bad_array_new_length',
    'Out of memory',
  ])('is known by its words: %s', (text) => {
    expect(said(new Error(text))).toMatch(/has not as much memory: fewer views/);
    expect(said(new RangeError(text), 'webgpu')).toMatch(/the device "cpu" may have more/);
  });
});

test.each([
  new Error('Aborted(OOM). Build with -sASSERTIONS for more info.'),
  new Error('unreachable'),
  new Error('memory access out of bounds'),
  new Error("previous call to 'initWasm()' failed."),
])('a runtime in WebAssembly that has ended is said to have: %s', (cause) => {
  expect(said(cause)).toMatch(/the runtime has ended, .* computes nothing more here: reload the page/);
});

test('a device that is lost, and another that may do', () => {
  expect(said(new Error('GPUDevice was lost: the device is hung'), 'webgpu')).toMatch(
    /the device "webgpu" has given up: start anew, with the device "cpu"/,
  );
});

test.each([12345678, undefined, null, 'text', { code: 3 }, new Error('')])(
  'what is thrown need be no error: %j',
  (cause) => {
    expect(said(cause)).toMatch(/cannot run this graph on the device "cpu": \S.{3,}; /);
  },
);

test('a message of a megabyte is one of 2,000 characters', () => {
  expect(said(new Error('x\u0007'.repeat(500_000))).length).toBeLessThan(2000);
});

test('a file that is no graph is refused so where it is compiled', async () => {
  await expect(createSession(backend, new Uint8Array(100))).rejects.toThrow(
    /^onnxruntime-node cannot compile this graph on the device "cpu": .*protobuf parsing failed; /,
  );
});

describe('a runtime that fails', () => {
  const failing = (how: 'run' | 'getData'): Backend => ({
    ...backend,
    name: 'failing',
    create: () =>
      Promise.resolve({
        run: () =>
          how === 'run'
            ? // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
              Promise.reject(12345678)
            : Promise.resolve({
                y: { type: 'float32', dims: [1], getData: () => Promise.reject(new Error('device is lost')) },
              }),
        release: () => Promise.resolve(),
      }),
  });

  test.each(['run', 'getData'] as const)('in %s is a FaccentError', async (how) => {
    const session = await createSession(failing(how), new Uint8Array(1));
    const feeds = { x: value([1], Float32Array.of(1)) };
    await expect(session.run(feeds, ['y'])).rejects.toThrow(FaccentError);
    await expect(session.run(feeds, ['y'])).rejects.toThrow(
      /failing cannot run this graph on the device "cpu"/,
    );
  });
});
