// Writes docs/operators.md from the operator table. Run after a build: npm run docs:operators
import { writeFileSync } from 'node:fs';
import { operators } from 'onnx-grad';

/** The page: every operator and whether a gradient passes it. */
export function operatorsPage() {
  const rows = Object.entries(operators)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, { gradient }]) => `| ${name} | ${gradient === 'stops' ? 'none passes' : 'yes'} |`);
  return `# Operators

Made from the operator table by \`npm run docs:operators\`; a test keeps it so. ${rows.length} operators, in their forms of
opset 18; older forms (from opset 7) are rewritten when a model is read.

No gradient passes operators that are piecewise constant or that compute shapes. Any other operator on the way from the
image to the objective is an error that names it.

| operator | gradient |
| --- | --- |
${rows.join('\n')}
`;
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync(new URL('../docs/operators.md', import.meta.url), operatorsPage());
}
