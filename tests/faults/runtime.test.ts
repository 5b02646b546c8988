// What of a stranger's model reaches the runtime: its graph, of operators that are known, and nothing that sets it up.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Backend, loadModel, runtime, strongest } from 'faccent';
import { readModel, writeModel } from 'onnx-grad';
import { describe, expect, test } from 'vitest';

const tiny = fileURLToPath(new URL('../../packages/faccent/src/fixtures/tiny.onnx', import.meta.url));

describe('what a model says to the runtime', () => {
  test('is its graph: no settings, no libraries, no files', async () => {
    const graph = readModel(readFileSync(tiny));
    const says = '{"session_options":{"enable_profiling":true,"optimized_model_filepath":"x"}}';
    for (const key of ['ort_config', 'session.load_model_format', 'custom_op_library'])
      graph.metadata.set(key, says);
    const file = writeModel(graph);
    const created: [string, object][] = [];
    const backend: Backend = {
      ...runtime,
      create: (model, options) => {
        created.push([Buffer.from(model as Uint8Array).toString('latin1'), options]);
        return runtime.create(model, options);
      },
    };
    const image = { data: new Float32Array(3 * 32 * 32), size: [32, 32] as const };
    await strongest(await loadModel(file, { range: [0, 1] }), image, { backend, count: 1 });
    expect(created).toHaveLength(1);
    const [[bytes, options]] = created as [[string, object]];
    expect(bytes).not.toMatch(/ort_config|enable_profiling|custom_op|load_model_format/);
    expect(Object.keys(options).join()).not.toMatch(/profil|optimizedModel|extra|custom|config/i);
  });

  test.each([
    ['com.microsoft', 'EPContext'],
    ['evil.ops', 'Load'],
    ['ai.onnx.contrib', 'PyOp'],
  ])('no operator of %s.%s', async (domain, operator) => {
    const graph = readModel(readFileSync(tiny));
    const last = graph.nodes.at(-1)!;
    graph.nodes.splice(-1, 1, { ...last, domain, operator });
    graph.opsets.set(domain, 1);
    const file = writeModel(graph);
    const image = { data: new Float32Array(3 * 32 * 32), size: [32, 32] as const };
    await expect(
      loadModel(file, { range: [0, 1] }).then((model) => strongest(model, image, { count: 1 })),
    ).rejects.toThrow(new RegExp(`${operator}.*not supported`));
  });
});
