/** A part of the site. */
export interface Part {
  readonly text: string;
  /** Titles of its sidebar with their pages: what lists call a page, and its path from docs/ without `.md`. */
  readonly groups: readonly (readonly [
    title: string,
    pages: readonly (readonly [text: string, path: string])[],
  ])[];
  /** A folder of docs/ whose further pages are of this part; '' is docs/ itself. */
  readonly folder?: string;
  /** Few look for it: its pages stand under More. */
  readonly rare?: boolean;
}

/** The parts, in the order of the bar at the top. */
export const PARTS: readonly Part[] = [
  {
    text: 'Start',
    groups: [
      [
        'Start',
        [
          ['Four ways to begin', 'start'],
          ['The idea in pictures', 'idea'],
          ['The studio', 'studio'],
          ['What does not work', 'limits'],
        ],
      ],
      [
        'For you, if you',
        [
          ['Come from Lucid, Lucent, Captum', 'migration'],
          ['Teach: three lessons', 'lessons'],
        ],
      ],
    ],
  },
  {
    text: 'Manual',
    folder: 'manual',
    groups: [
      [
        'A run',
        [
          ['The parts of a run', 'manual/index'],
          ['Objectives', 'manual/objectives'],
          ['Concepts', 'manual/concepts'],
          ['Parameterizations', 'manual/parameterizations'],
          ['Transforms', 'manual/transforms'],
          ['Regularization', 'manual/regularization'],
          ['Optimizers and schedules', 'manual/optimizers'],
          ['Watch, pause, resume, share', 'manual/runs'],
        ],
      ],
      [
        'More than one picture',
        [
          ['Levels', 'manual/levels'],
          ['Attribution maps', 'attributions'],
          ['Circuits', 'circuits'],
          ['An atlas of a network', 'atlas'],
        ],
      ],
      [
        'Is it true?',
        [
          ['The audit', 'audit'],
          ['An experiment with people', 'experiment'],
          ['Measures', 'manual/measures'],
        ],
      ],
    ],
  },
  {
    text: 'How to',
    folder: 'howto',
    groups: [
      [
        'How to',
        [
          ['All tasks', 'howto/index'],
          ['Get to know a network', 'howto/know-a-network'],
          ['Compare two networks', 'howto/compare-networks'],
          ['One class against another', 'howto/classes'],
          ['Where in the photograph?', 'howto/maps'],
          ['Are these pictures to be believed?', 'howto/believe'],
          ['Circuits', 'howto/circuits'],
          ['Concepts', 'howto/concepts'],
          ['Latents of a sparse autoencoder', 'howto/latents'],
          ['Many photographs', 'howto/many-photographs'],
          ['A batch on a cluster', 'howto/cluster'],
          ['Repeat a run', 'howto/repeat'],
        ],
      ],
    ],
  },
  {
    text: 'Your network',
    folder: 'exporters',
    groups: [
      [
        'From',
        [
          ['Where is your network made?', 'exporters/index'],
          ['PyTorch', 'exporters/pytorch'],
          ['timm', 'exporters/timm'],
          ['Hugging Face', 'exporters/hugging-face'],
          ['Keras', 'exporters/keras'],
          ['TensorFlow Lite', 'exporters/tensorflow-lite'],
          ['Ultralytics (YOLO)', 'exporters/ultralytics'],
          ['JAX', 'exporters/jax'],
        ],
      ],
      [
        'Any network',
        [
          ['Names, files, descriptions', 'models'],
          ['Operators', 'operators'],
          ['Devices, memory and CUDA', 'devices'],
          ['Files of exporters, tried', 'models-tried'],
        ],
      ],
    ],
  },
  {
    text: 'Reference',
    folder: '',
    groups: [
      [
        'Reference',
        [
          ['Everything that can be chosen', 'reference'],
          ['Commands and flags', 'project/commands'],
          ['Messages, and what to do', 'project/errors'],
          ['Files that a run writes', 'outputs'],
        ],
      ],
      [
        'In JavaScript',
        [
          ['Both packages', 'api/index'],
          ['faccent', 'api/faccent/index'],
          ['onnx-grad', 'api/onnx-grad/index'],
        ],
      ],
      [
        'How it works',
        [
          ['The method', 'method'],
          ['Architecture', 'architecture'],
          ['Dependencies', 'dependencies'],
        ],
      ],
    ],
  },
  {
    text: 'Results',
    groups: [
      [
        'Is it right?',
        [
          ["The paper's claims, tried", 'reproduction'],
          ['Both networks, judged by a third', 'accentuations'],
          ['One network against another', 'against'],
          ['What the defaults stand on', 'defaults'],
          ['Levels, measured', 'levels'],
          ['Is the audit to be believed?', 'audit-accuracy'],
          ['Accuracy of gradients', 'gradient-accuracy'],
        ],
      ],
      [
        'Is it fast, does it hold?',
        [
          ['Performance', 'performance'],
          ['Other ways in JavaScript', 'javascript-peers'],
          ['Reliability', 'reliability'],
          ['Reports of other tools, tried', 'reports-tried'],
        ],
      ],
    ],
  },
  {
    text: 'The project',
    rare: true,
    groups: [
      [
        'The project',
        [
          ['Changes', 'project/changes'],
          ['Contributing', 'project/contributing'],
          ['Security', 'project/security'],
          ['Changes of onnx-grad', 'project/changes-of-onnx-grad'],
          ['The network that ships, made robust', 'project/efficientnet-lite0-robust'],
          ['The network that ships, as published', 'project/efficientnet-lite0'],
          ['The photographs', 'project/photographs'],
        ],
      ],
    ],
  },
];
