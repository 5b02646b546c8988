// Proves that docs/operators.md and README.md say what the operator table says.
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { controlFlow } from '../graph/control.js';
import { CASES, VALUE_CASES } from '../testing/cases/index.js';
import { nodeTestsSection } from '../testing/node-tests.js';
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
model's own functions are inlined, half and double precision become single. Any other operator on the way from the image
to the objective is an error that names it.

No gradient passes operators that are piecewise constant or that compute shapes; quantization lets it straight through
where it does not saturate, and none where it does.
Branches and loops are run when the graph is built, so the input size must settle them. "Against central differences"
means in float64; "the runtime" is ONNX Runtime in float32, for values and gradients
(\`packages/onnx-grad/src/testing/cases\`). A test fails if an operator has no case.

| operator | opsets | shape rule | gradient rule | tested: cases |
| --- | --- | --- | --- | --- |
${rows.join('\n')}

${nodeTestsSection()}`;
}

/** README.md with the operators' names between its marks. */
function withNames(readme: string): string {
  const names = [...Object.keys(operators), ...Object.keys(controlFlow)].sort();
  const contrib = names.filter((name) => name.startsWith('com.microsoft.'));
  const standard = names.filter((name) => !contrib.includes(name));
  const list = `${standard.join(', ')}; of ONNX Runtime's own domain ${contrib.map((n) => n.slice(14)).join(', ')}.`;
  return readme.replace(/(<!-- operators: .*? -->)[^]*(<!-- \/operators -->)/, `$1\n\n${folded(list)}\n\n$2`);
}

/** A paragraph in lines of at most 120 characters. */
function folded(text: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!;
    if (line.length + word.length < 120) lines[lines.length - 1] = line ? `${line} ${word}` : word;
    else lines.push(word);
  }
  return lines.join('\n');
}

test.each<[string, string, (page: string) => string]>([
  ['docs/operators.md', '../../../../docs/operators.md', operatorsPage],
  ['README.md', '../../README.md', withNames],
])('%s lists the operator table as it is', (_, path, made) => {
  const file = new URL(path, import.meta.url);
  const page = readFileSync(file, 'utf8');
  if (process.env.UPDATE_DOCS) writeFileSync(file, made(page));
  expect(readFileSync(file, 'utf8')).toBe(made(page));
});
