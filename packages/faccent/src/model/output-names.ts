/** Words in the names of outputs that are something else than class scores. */
const OTHER = new Set([
  ...['aux', 'auxiliary', 'hidden', 'feature', 'features', 'feat', 'feats', 'embed', 'embeds', 'embedding'],
  ...[
    'embeddings',
    'pooler',
    'pooled',
    'pool',
    'state',
    'states',
    'token',
    'tokens',
    'backbone',
    'penultimate',
  ],
  ...[
    'attn',
    'attention',
    'attentions',
    'box',
    'boxes',
    'bbox',
    'bboxes',
    'mask',
    'masks',
    'proto',
    'protos',
  ],
  ...['anchor', 'anchors', 'landmark', 'landmarks', 'keypoint', 'keypoints', 'kpts', 'coords', 'offset'],
  ...['offsets', 'num', 'count', 'loc', 'locs', 'locations', 'reg', 'deltas', 'intermediate', 'loss'],
]);

/** Words in the names of class scores, the surer ones first. */
const SCORES: readonly ReadonlySet<string>[] = [
  new Set(['logit', 'logits']),
  new Set([
    ...['score', 'scores', 'prob', 'probs', 'probability', 'probabilities', 'softmax', 'class', 'classes'],
    ...['classifier', 'classification', 'cls', 'clf', 'prediction', 'predictions', 'pred', 'preds', 'label'],
    ...['labels', 'confidence', 'conf', 'category', 'categories', 'classlabel'],
  ]),
  new Set(['output', 'outputs', 'out', 'fc', 'head', 'result', 'target']),
];

const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter(Boolean);

/** How much an output's name says that it has class scores: 3 where it says `logits`, below 0 where it says otherwise. */
export function soundsLikeScores(name: string): number {
  const words = wordsOf(name);
  if (words.some((word) => OTHER.has(word))) return -1;
  const at = SCORES.findIndex((kind) => words.some((word) => kind.has(word)));
  return at < 0 ? 0 : SCORES.length - at;
}
