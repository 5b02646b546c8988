import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { composites, operators } from './index.js';
import { CASES, VALUE_CASES } from '../testing/operator-cases.js';

/** The opset that brought an operator, where it is later than the oldest that is read. */
const SINCE: Record<string, number> = {
  ...{
    Where: 9,
    ConstantOfShape: 9,
    NonZero: 9,
    IsNaN: 9,
    OneHot: 9,
    Erf: 9,
    Sign: 9,
    Resize: 10,
    QuantizeLinear: 10,
  },
  ...{
    DequantizeLinear: 10,
    QLinearConv: 10,
    QLinearMatMul: 10,
    ThresholdedRelu: 10,
    Mod: 10,
    Round: 11,
    Range: 11,
  },
  ...{
    ScatterElements: 11,
    GatherElements: 11,
    GatherND: 11,
    ScatterND: 11,
    CumSum: 11,
    Einsum: 12,
    Celu: 12,
  },
  ...{
    GreaterOrEqual: 12,
    LessOrEqual: 12,
    HardSwish: 14,
    Trilu: 14,
    GridSample: 16,
    LayerNormalization: 17,
    Mish: 18,
  },
  ...{ GroupNormalization: 18, Gelu: 20, RMSNormalization: 23, Attention: 23, Swish: 24 },
};

const count = (cases: readonly { operator: string }[], name: string): number =>
  cases.filter((c) => c.operator === name).length;

function row(name: string, shape: string, gradient: string): string {
  const [checked, values] = [count(CASES, name), count(VALUE_CASES, name)];
  const tested = checked
    ? `${checked} against central differences and the runtime`
    : `${values} values against the runtime`;
  const opsets = name.startsWith('com.microsoft.') ? 'contrib 1' : `${SINCE[name] ?? 7} on`;
  return `| ${[name, opsets, shape, gradient, tested].join(' | ')} |`;
}

function operatorsPage(): string {
  const rows = [
    ...Object.entries(operators).map(([name, { gradient }]) =>
      row(name, 'own rule', gradient === 'stops' ? 'none passes' : 'own rule'),
    ),
    ...Object.keys(composites).map((name) => row(name, 'decomposed', 'decomposed')),
    ...['If', 'Loop', 'Scan'].map(
      (name) => `| ${name} | 7 on | of what it runs | of what it runs | \`onnx/onnx.test.ts\` |`,
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
(\`packages/onnx-grad/src/testing/operator-cases.ts\`). A test fails if an operator has no case.

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
