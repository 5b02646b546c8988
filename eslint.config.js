// Svelte's components. .oxlintrc.json has the rules of everything else.
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
      '**/node_modules/',
      '.cache/',
      'packages/',
      'tests/',
      'studies/',
      'scripts/',
      '**/*.js',
    ],
  },
  js.configs.recommended,
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
  prettier,
);
