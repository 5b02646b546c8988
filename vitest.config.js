import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (file) => fileURLToPath(new URL(file, import.meta.url));

// FACCENT_TEST_JSON names a file that also receives the results as JSON (.ci/run counts them).
const jsonFile = process.env.FACCENT_TEST_JSON;

const UNITS = ['packages/*/src/**/*.test.ts'];
/** They run the built command, and set what surrounds it. */
const COMMANDS = ['packages/faccent/src/cli/**/*.test.ts'];
/** What `npm run docs` runs, and the tests of every day do not: minutes of examples. */
const PAGES =
  process.env.FACCENT_RUN_PAGES === '1' ? [] : ['tests/site/api.test.ts', 'tests/site/helps.test.ts'];

export default defineConfig({
  resolve: {
    alias: [
      { find: /^onnx-grad$/, replacement: source('packages/onnx-grad/src/index.ts') },
      { find: /^faccent$/, replacement: source('packages/faccent/src/index.ts') },
      { find: /^#platform$/, replacement: source('packages/faccent/src/platform/node.ts') },
    ],
  },
  test: {
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // What is printed is compared, and CI has colours. Two files run at once: with two threads each they would wait for
    // each other's, at full load; tests of threads say how many they want.
    env: { NO_COLOR: '1', OMP_NUM_THREADS: '1' },
    pool: 'forks',
    // more than the two cores of CI: tests often wait for what they have started
    maxWorkers: 3,
    projects: [
      {
        extends: true,
        // most of the time of a small file is loading the library: these keep what is loaded from file to file
        test: {
          name: 'units',
          include: UNITS,
          exclude: COMMANDS,
          isolate: false,
          unstubEnvs: true,
          unstubGlobals: true,
        },
      },
      {
        extends: true,
        test: {
          name: 'whole',
          include: [...COMMANDS, 'studio/src/**/*.test.ts', 'tests/**/*.test.ts'],
          exclude: PAGES,
        },
      },
    ],
    reporters: jsonFile ? ['default', 'json'] : ['default'],
    outputFile: jsonFile ? { json: jsonFile } : {},
  },
});
