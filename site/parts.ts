/**
 * A page: what lists call it, its path from docs/ without `.md`, and what it is about in a sentence, where its own first
 * sentence does not say so.
 */
export type Listed = readonly [text: string, path: string, about?: string];

/** A part of the site. */
export interface Part {
  readonly text: string;
  /** Titles of its sidebar with their pages. */
  readonly groups: readonly (readonly [title: string, pages: readonly Listed[]])[];
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
          ['A series of levels', 'howto/levels'],
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
          ['timm', 'exporters/timm', 'From a network of timm to an ONNX file with its preprocessing.'],
          [
            'Hugging Face',
            'exporters/hugging-face',
            'From a network of transformers to an ONNX file with its preprocessing.',
          ],
          ['Keras', 'exporters/keras', 'From a network of Keras to an ONNX file with its preprocessing.'],
          ['TensorFlow Lite', 'exporters/tensorflow-lite'],
          ['Ultralytics (YOLO)', 'exporters/ultralytics'],
          ['JAX', 'exporters/jax'],
        ],
      ],
      [
        'Any network',
        [
          [
            'Names, files, descriptions',
            'models',
            'What --model takes, the networks that ship, caches, and how a network is described: input size, range, labels.',
          ],
          [
            'Operators',
            'operators',
            'The ONNX operators that can be run and differentiated, with their limits.',
          ],
          ['Devices, memory and CUDA', 'devices'],
          [
            'Files of exporters, tried',
            'models-tried',
            "Files of today's exporters, and what becomes of each.",
          ],
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
          [
            'Everything that can be chosen',
            'reference',
            'Every objective, parameterization, transform, regularizer, optimizer, schedule, attribution method, measure and option, with defaults.',
          ],
          ['Commands and flags', 'project/commands'],
          ['Messages, and what to do', 'project/errors'],
          ['Files that a run writes', 'outputs'],
        ],
      ],
      [
        'In JavaScript',
        [
          ['Both packages', 'api/index', 'The exports of both packages, with an example each.'],
          [
            'faccent',
            'api/faccent/index',
            'Every export of faccent: what it takes, what it gives, an example.',
          ],
          [
            'onnx-grad',
            'api/onnx-grad/index',
            'Every export of onnx-grad, which differentiates ONNX graphs.',
          ],
        ],
      ],
      [
        'How it works',
        [
          ['The method', 'method'],
          ['Architecture', 'architecture', 'How it is built: one optimization step is one ONNX graph.'],
          ['Dependencies', 'dependencies', 'Which packages are used, and why.'],
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
          [
            "The paper's claims, tried",
            'reproduction',
            'The claims of the paper, tried, with intervals and a verdict each.',
          ],
          [
            'Both networks, judged by a third',
            'accentuations',
            'Accentuations by both networks that ship, and what another network sees in them.',
          ],
          [
            'One network against another',
            'against',
            'One class in one network against the same class in another, with all numbers.',
          ],
          [
            'What the defaults stand on',
            'defaults',
            'The settings that were tried before the defaults were chosen.',
          ],
          ['Levels, measured', 'levels'],
          ['Is the audit to be believed?', 'audit-accuracy'],
          [
            'Accuracy of gradients',
            'gradient-accuracy',
            "Gradients of torchvision's networks against PyTorch in float64.",
          ],
        ],
      ],
      [
        'Is it fast, does it hold?',
        [
          ['Performance', 'performance', 'Time and memory of a step beside PyTorch on the same processor.'],
          ['Other ways in JavaScript', 'javascript-peers', 'Speed and accuracy beside tfjs and jax-js.'],
          [
            'Reliability',
            'reliability',
            'What happens when runs are killed, disks fill up, caches are damaged and files are hostile.',
          ],
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
          ['Changes', 'project/changes', 'What is new in each version.'],
          ['Contributing', 'project/contributing'],
          ['Security', 'project/security'],
          [
            'Changes of onnx-grad',
            'project/changes-of-onnx-grad',
            'What is new in each version of onnx-grad.',
          ],
          ['The network that ships, made robust', 'project/efficientnet-lite0-robust'],
          ['The network that ships, as published', 'project/efficientnet-lite0'],
          ['The photographs', 'project/photographs'],
        ],
      ],
    ],
  },
];
