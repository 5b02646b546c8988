// The rules that need no types. .oxlintrc.json has those that do, on the compiler of version 7.
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
      'site/cache/',
      'packages/faccent/studio/',
      'packages/faccent/atlas/',
    ],
  },
  js.configs.recommended,
  { files: ['**/*.ts'], extends: [tseslint.configs.recommended] },
  ...svelte.configs.recommended,
  {
    files: ['studio/src/**/*.svelte', 'studio/src/**/*.svelte.ts'],
    plugins: { '@typescript-eslint': tseslint.plugin },
    rules: { 'no-unused-vars': 'off', '@typescript-eslint/no-unused-vars': 'error', 'no-undef': 'off' },
    languageOptions: { globals: globals.browser, parserOptions: { parser: tseslint.parser } },
  },
  { files: ['**/*.{js,mjs,cjs}'], languageOptions: { globals: globals.node } },
  { files: ['scripts/*-pictures.mjs'], languageOptions: { globals: globals.browser } },
  // what a rule with types is told of is unused here
  { linterOptions: { reportUnusedDisableDirectives: 'off' } },
  prettier,
);
