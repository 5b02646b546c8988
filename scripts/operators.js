// Writes docs/operators.md from the operator table, or prints the page (--print). Run after a build.
import { writeFileSync } from 'node:fs';
import { composites, operators } from 'onnx-grad';

const own = ({ gradient }) => (gradient === 'stops' ? 'none passes' : 'own rule');

/** The page: every operator and how its gradient comes about. */
function operatorsPage() {
  const rows = [
    ...Object.entries(operators).map(([name, rules]) => [name, own(rules)]),
    ...Object.keys(composites).map((name) => [name, 'of what it decomposes to']),
    ...['If', 'Loop', 'Scan'].map((name) => [name, 'of what it runs, which the input size must settle']),
  ].sort(([a], [b]) => (a < b ? -1 : 1));
  return `# Operators

Made from the operator table by \`npm run docs:operators\`; a test keeps it so. ${rows.length} operators, in their forms of
opset 18 and later; older forms (from opset 7) are rewritten when a model is read, the model's own functions are
inlined. Any other operator on the way from the image to the objective is an error that names it.

No gradient passes operators that are piecewise constant or that compute shapes; quantization lets it straight through.
Every gradient is checked against central differences in float64, every value and gradient against ONNX Runtime in
float32, over the cases in \`packages/onnx-grad/src/testing/operator-cases.ts\`; a test fails if an operator has none.

| operator | gradient |
| --- | --- |
${rows.map((row) => `| ${row.join(' | ')} |`).join('\n')}
`;
}

const file = new URL('../docs/operators.md', import.meta.url);
if (process.argv.includes('--print')) process.stdout.write(operatorsPage());
else writeFileSync(file, operatorsPage());
