import { builtinModules } from 'node:module';
import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import { defineConfig } from 'eslint/config';
import globals from 'globals';
import tseslint from 'typescript-eslint';

export default defineConfig(
  {
    ignores: [
      '**/dist/',
      '**/dist-test/',
      '**/node_modules/',
      'packages/onnx-grad/src/onnx/onnx_pb.ts',
      'accentuated/',
      'attributed/',
      'coverage/',
      'docs/api/',
      '.cache/',
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
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: { globals: globals.node },
  },
  {
    // The libraries run in browsers as well as in Node.
    files: ['packages/onnx-grad/src/**/*.ts', 'packages/faccent/src/**/*.ts'],
    ignores: ['packages/faccent/src/runtime/node.ts', '**/*.test.ts', '**/src/testing/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: builtinModules.map((name) => ({ name, message: 'The libraries must not use Node APIs.' })),
          patterns: [{ regex: '^node:', message: 'The libraries must not use Node APIs.' }],
        },
      ],
    },
  },
  prettier,
);
