// Proves that docs/operators.md says what the operator table says.
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { controlFlow } from '../graph/control.js';
import { CASES, VALUE_CASES } from '../testing/cases/index.js';
import { operators } from './index.js';
import { isComposite } from './operator.js';

const count = (cases: readonly { operator: string }[], name: string): number =>
  cases.filter((c) => c.operator === name).length;

function row(name: string): string {
  const operator = operators[name]!;
  const shape = isComposite(operator) ? 'decomposed' : 'own rule';
  const gradient = isComposite(operator) || operator.gradient !== 'stops' ? shape : 'none passes';
  const [checked, values] = [count(CASES, name), count(VALUE_CASES, name)];
  const tested = checked
    ? `${checked} against central differences and the runtime`
    : `${values} values against the runtime`;
  const opsets = name.startsWith('com.microsoft.') ? 'contrib 1' : `${operator.since ?? 7} on`;
  return `| ${[name, opsets, shape, gradient, tested].join(' | ')} |`;
}

function operatorsPage(): string {
  const rows = [
    ...Object.keys(operators).map(row),
    ...Object.keys(controlFlow).map(
      (name) => `| ${name} | 7 on | of what it runs | of what it runs | \`graph/instantiate.test.ts\` |`,
    ),
  ].sort();
  return `# Operators

Made from the operator table and its test cases by \`npm run docs:operators\`; a test keeps it so. ${rows.length} operators.
Rules are written for the forms of opset 18 and later; older forms (from opset 7) are rewritten when a model is read, the
model's own functions are inlined, half precision is widened. Any other operator on the way from the image to the
objective is an error that names it.

No gradient passes operators that are piecewise constant or that compute shapes; quantization lets it straight through.
Branches and loops are run when the graph is built, so the input size must settle them. "Against central differences"
means in float64; "the runtime" is ONNX Runtime in float32, for values and gradients
(\`packages/onnx-grad/src/testing/cases\`). A test fails if an operator has no case.

| operator | opsets | shape rule | gradient rule | tested: cases |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}

test('docs/operators.md lists the operator table as it is', () => {
  const file = new URL('../../../../docs/operators.md', import.meta.url);
  if (process.env.UPDATE_DOCS) writeFileSync(file, operatorsPage());
  expect(readFileSync(file, 'utf8')).toBe(operatorsPage());
});
