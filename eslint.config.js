import { builtinModules } from 'node:module';
import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import { defineConfig } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import tseslint from 'typescript-eslint';

export default defineConfig(
  {
    ignores: [
      '**/dist/',
      '**/dist-test/',
      '**/node_modules/',
      'accentuated/',
      'attributed/',
      'coverage/',
      'docs/api/',
      '.cache/',
      'packages/faccent/studio/',
      'packages/faccent/atlas/',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
  },
  ...svelte.configs.recommended,
  {
    files: ['studio/src/**/*.svelte', 'studio/src/**/*.svelte.ts'],
    plugins: { '@typescript-eslint': tseslint.plugin },
    rules: { 'no-unused-vars': 'off', '@typescript-eslint/no-unused-vars': 'error', 'no-undef': 'off' },
    languageOptions: {
      globals: globals.browser,
      parserOptions: {
        parser: tseslint.parser,
        extraFileExtensions: ['.svelte'],
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
      },
    },
  },
  {
    files: ['studio/**/*.ts'],
    languageOptions: { parserOptions: { extraFileExtensions: ['.svelte'] } },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: { globals: globals.node },
  },
  {
    // The libraries run in browsers as well as in Node.js: what only one of them has is used in a few files.
    files: ['packages/onnx-grad/src/**/*.ts', 'packages/faccent/src/**/*.ts'],
    ignores: [
      'packages/faccent/src/platform/**',
      'packages/faccent/src/cli/**',
      'packages/faccent/src/report/page/**',
      '**/*.test.ts',
      '**/src/**/testing/**',
    ],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [...builtinModules, 'sharp', 'onnxruntime-node', 'env-paths'].map((name) => ({
            name,
            message: 'Only src/platform and src/cli may use what Node.js alone has.',
          })),
          patterns: [
            { regex: '^node:', message: 'Only src/platform and src/cli may use what Node.js alone has.' },
            { regex: '^onnxruntime-web', message: 'Only src/platform may use what browsers alone have.' },
            { regex: '/platform/(node|browser)(/|\\.js$)', message: 'Import from #platform.' },
          ],
        },
      ],
      'no-restricted-globals': [
        'error',
        ...['Buffer', 'process', '__dirname', 'require', 'document', 'window', 'navigator', 'location'].map(
          (name) => ({ name, message: 'Node.js and browsers do not both have it: see src/platform.' }),
        ),
      ],
    },
  },
  prettier,
);
