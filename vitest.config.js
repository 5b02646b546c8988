import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (file) => fileURLToPath(new URL(file, import.meta.url));

// FACCENT_TEST_JSON names a file that also receives the results as JSON (.ci/run counts them).
const jsonFile = process.env.FACCENT_TEST_JSON;

export default defineConfig({
  resolve: {
    alias: [
      { find: /^onnx-grad$/, replacement: source('packages/onnx-grad/src/index.ts') },
      { find: /^faccent$/, replacement: source('packages/faccent/src/index.ts') },
      { find: /^#platform$/, replacement: source('packages/faccent/src/platform/node.ts') },
    ],
  },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'studio/src/**/*.test.ts', 'tests/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // what is printed is compared, and CI has colours
    env: { NO_COLOR: '1' },
    pool: 'forks',
    maxWorkers: 2,
    reporters: jsonFile ? ['default', 'json'] : ['default'],
    outputFile: jsonFile ? { json: jsonFile } : {},
  },
});
