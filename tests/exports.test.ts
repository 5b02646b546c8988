// What the packages export has a docstring, a test and an example; tests/site/api.test.ts runs the examples.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { type Exported, PACKAGES, exportsOf, packages } from './exports.js';

const here = fileURLToPath(import.meta.url);

/** Names that test files hold. */
function testedNames(): Set<string> {
  const files = ts.sys.readDirectory(packages, ['.test.ts'], ['**/node_modules', '**/dist', '**/dist-test']);
  const text = files.filter((file) => file !== here).map((file) => readFileSync(file, 'utf8'));
  return new Set(text.join('\n').match(/[A-Za-z_$][\w$]*/g));
}

const tested = testedNames();

const where = (entries: readonly Exported[]): string[] => entries.map((e) => `${e.name} (${e.file})`);

/** Types that no declaration of theirs leads to, and whose example shows them. */
const SHOWN_BY: Readonly<Record<string, string>> = {
  ...{ ChannelReduction: 'saliency', SaliencyOptions: 'saliency', SmoothGradOptions: 'smoothGrad' },
  ...{ IntegratedGradientsOptions: 'integratedGradients', OcclusionOptions: 'occlusion' },
  ...{ LayerOptions: 'gradCam', SignedCamOptions: 'signedCam', Positions: 'placeIn' },
  ...{ ClassUnits: 'Model', ScoreKind: 'Model', Session: 'runtime', Option: 'recordedOptions' },
  ...{ Distance: 'measure', Natural: 'measure', ValueOn: 'accentuationTo', FollowOptions: 'accentuationTo' },
  ...{
    RunFilesOptions: 'runFiles',
    ActivationChartOptions: 'activationChart',
    IntervalSeries: 'intervalChart',
  },
  ...{
    AttributionFilesOptions: 'attributionFiles',
    LevelsFilesOptions: 'levelsFiles',
    SiteList: 'AtlasSite',
  },
  ...{ SiteSection: 'AtlasSite', PositionBox: 'weightedGroup', RegularizedLayer: 'lpDistance' },
};

/** Those with an example of their own, and the types that these take, give, or are made of. */
function exemplified(all: readonly Exported[]): Set<string> {
  const byName = new Map(all.map((e) => [e.name, e]));
  const found = new Set(all.filter((e) => e.examples.length).map((e) => e.name));
  for (const name of found)
    for (const one of byName.get(name)!.mentions) if (!byName.get(one)!.isValue) found.add(one);
  for (const [type, by] of Object.entries(SHOWN_BY)) if (byName.has(type) && found.has(by)) found.add(type);
  return found;
}

describe.each(PACKAGES)('what %s exports', (name) => {
  const all = exportsOf(name);

  test('is found', () => {
    expect(all.length).toBeGreaterThan(30);
    expect(all.filter((e) => e.isFunction).length).toBeGreaterThan(10);
  });

  test('has docstrings', () => {
    expect(where(all.filter((e) => !e.documented))).toEqual([]);
  });

  test('has an example: its own, or of a type that of a value which takes it or gives it', () => {
    const has = exemplified(all);
    expect(where(all.filter((e) => !has.has(e.name)))).toEqual([]);
  });

  test('has a test, where it is a value', () => {
    expect(where(all.filter((e) => e.isValue && !tested.has(e.name)))).toEqual([]);
  });
});
