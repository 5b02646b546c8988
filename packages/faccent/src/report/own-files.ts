import { kebabCase } from '../formats/kebab-case.js';

/** Whether a name is one that a result's files can have: what is left of an earlier result goes with the next. */
export type OwnFile = (name: string) => boolean;

const RUN = new Set([
  ...[
    'seed.png',
    'accentuated.png',
    'opacity.png',
    'accentuated-alpha.png',
    'sheet.png',
    'visualization.png',
  ],
  ...[
    'seed.npy',
    'accentuated.npy',
    'run.webp',
    'run.gif',
    'run.mp4',
    'activation.svg',
    'trade-off.svg',
    'measures.json',
  ],
  ...['report.html', 'recipe.json'],
]);

/** Files of `levelsFiles`, without those that a run has too. */
const LEVELS = /^(?:levels\.(?:csv|webp|gif|mp4)|level-\d+\.(?:png|npy)|opacity-(?:ascent|descent)\.png)$/;

/** Files of `runFiles` and of `levelsFiles`: one goes where the other was. */
export const isRunFile: OwnFile = (name) => RUN.has(name) || LEVELS.test(name);

/** Files of `explanationFiles`. */
export const isExplanationFile: OwnFile = (name) =>
  /^(?:explanation\.html|explain\.json|recipe-(?:predicted|actual|contrast|channel-\d+)\.json|channel-\d+(?:-where(?:-(?:predicted|actual|contrast))?)?\.png|sheet\.png)$/.test(
    name,
  );

/** Files of `auditFiles`, and the recipe beside them. */
export const isAuditFile: OwnFile = (name) =>
  /^(?:audit\.html|audit\.json|recipe\.json|sheet\.png|(?:own|others|randomized)-\d+\.png)$/.test(name);

/** Files of `attributionFiles` and the curves beside them. @param methods the names of all attribution methods */
export const isAttributionFile =
  (methods: readonly string[]): OwnFile =>
  (name) =>
    ['attributions.json', 'deletion.svg', 'insertion.svg', 'sheet.png'].includes(name) ||
    methods.some((method) =>
      ['.png', '-overlay.png', '.npy', '-positive.npy', '-negative.npy'].some(
        (suffix) => name === `${kebabCase(method)}${suffix}`,
      ),
    );
