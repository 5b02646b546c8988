import { readFileSync } from 'node:fs';

/** What the study node-tests found of ONNX's own tests of its operators. */
interface NodeTests {
  readonly onnx: string;
  readonly totals: Readonly<Record<'gradients' | 'values' | 'refused' | 'wrong' | 'leftOut', number>>;
  readonly operators: Readonly<
    Record<
      string,
      {
        /** How many agree in values and gradients, and in values where there is no gradient. */
        readonly gradients: number;
        readonly values: number;
        /** What was said of others, by the test's name. */
        readonly refused: Readonly<Record<string, string>>;
        readonly wrong: Readonly<Record<string, string>>;
      }
    >
  >;
  /** Operators that are not tested, by the reason. */
  readonly leftOut: Readonly<Record<string, readonly string[]>>;
}

const found = JSON.parse(
  readFileSync(new URL('../../../../docs/results/node-tests.json', import.meta.url), 'utf8'),
) as NodeTests;

/** Different things that were said, each once. */
const said = (messages: Readonly<Record<string, string>>): string =>
  [...new Set(Object.values(messages))].join('; ').replaceAll('|', '\\|');

/** The section of docs/operators.md on ONNX's node tests. */
export function nodeTestsSection(): string {
  const { totals } = found;
  const agree = totals.gradients + totals.values;
  const all = agree + totals.refused + totals.wrong;
  const rows = Object.entries(found.operators).map(([name, { gradients, values, refused, wrong }]) => {
    const counts = [gradients, values, Object.keys(refused).length, Object.keys(wrong).length];
    return `| ${[name, ...counts.map((n) => (n ? String(n) : '–')), said({ ...wrong, ...refused })].join(' | ')} |`;
  });
  const left = Object.entries(found.leftOut).map(([why, operators]) => `- ${operators.join(', ')}: ${why}`);
  return `## ONNX's node tests

Of the ${all} tests of onnx ${found.onnx} that are of operators that a network can hold between a picture and a feature,
${agree} agree (${((100 * agree) / all).toFixed(1)} %), ${totals.refused} are refused in words and ${totals.wrong} are wrong:

    PYTHON=python3 npm run study node-tests
    npm run docs:operators

Outputs are compared at the tests' own tolerances, and those in half precision, which is widened here, at 1 %. Where
numbers are real, gradients are compared with central differences in float64, at a kink with the slopes of its sides, and
both run in ONNX Runtime too. An operator's tests are also run on the function that ONNX defines it by.

| operator | agree, gradients too | agree, values alone | refused | wrong | what is said |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}

The other ${totals.leftOut} tests are of what no such network holds:

${left.join('\n')}
`;
}
