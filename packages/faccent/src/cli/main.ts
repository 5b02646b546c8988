import { Command, type Option } from 'commander';
import { shortened } from '../formats/visible-text.js';
import { version } from '../version.js';
import { guardTerminal } from './print/terminal.js';

/** A command's file: it adds arguments, options and what to do. */
interface CommandFile {
  readonly define: (command: Command) => void;
  /** Command lines that help ends with, those of its own commands too. */
  readonly examples: readonly string[];
}

interface Listed {
  readonly about: string;
  readonly load: () => Promise<CommandFile>;
}

/** A file a command. The one that is asked for is loaded: help and mistakes are instant. */
const COMMANDS: Readonly<Record<string, Listed>> = {
  accentuate: {
    about: 'accentuate features in photographs: every one in every one',
    load: () => import('./commands/accentuate.js'),
  },
  visualize: {
    about: 'what features look for, from noise: feature visualization',
    load: () => import('./commands/visualize.js'),
  },
  replay: {
    about: 'repeat a run and say whether it is the same to the bit',
    load: () => import('./commands/replay.js'),
  },
  resume: {
    about: 'go on with runs that a signal, a crash or a power failure ended',
    load: () => import('./commands/resume.js'),
  },
  attribute: {
    about: 'maps of what in a photograph a feature comes from, by several methods, and their agreement',
    load: () => import('./commands/attribute.js'),
  },
  explain: {
    about: 'why the model says one class and not another, as one page',
    load: () => import('./commands/explain.js'),
  },
  audit: {
    about: "whether a feature's pictures are to be believed, as one page",
    load: () => import('./commands/audit.js'),
  },
  layers: {
    about: "the model's layers, and what they can carry",
    load: () => import('./commands/layers.js'),
  },
  top: {
    about: 'the strongest classes in a photograph, or the strongest channels of a layer',
    load: () => import('./commands/top.js'),
  },
  bench: { about: 'what a step costs on this machine', load: () => import('./commands/bench.js') },
  gradient: {
    about: 'the gradient of a unit in an input tensor as it is, to check against other frameworks',
    load: () => import('./commands/gradient.js'),
  },
  circuit: {
    about: 'the channels that carry a feature, layer by layer',
    load: () => import('./commands/circuit.js'),
  },
  coherence: {
    about: 'whether accentuations and visualizations take the route that photographs take',
    load: () => import('./commands/coherence.js'),
  },
  concept: {
    about: 'directions of a layer that photographs have in common, for accentuate --direction',
    load: () => import('./commands/concept.js'),
  },
  exemplars: {
    about: 'the photographs of a folder that drive each channel of layers most: statistics, tables, a page',
    load: () => import('./commands/exemplars.js'),
  },
  studio: {
    about: 'accentuate in a browser: serves the page to this machine',
    load: () => import('./commands/studio.js'),
  },
  atlas: {
    about: 'every feature in every photograph, on one machine or many: a plan, its workers, its site',
    load: () => import('./commands/atlas.js'),
  },
  experiment: {
    about: 'ask people which picture drives a unit more: a page from a plan, and what the answers come to',
    load: () => import('./commands/experiment.js'),
  },
  models: {
    about: 'models by name: the catalogue, your own names, the cache',
    load: () => import('./commands/models.js'),
  },
};

/** An option in help, on one line where it can be: its choices and its default behind it. */
function optionDescription({ description, argChoices, defaultValue }: Option): string {
  const usual = Array.isArray(defaultValue) ? defaultValue.join('x') : String(defaultValue ?? '');
  const more = [argChoices?.join('|'), usual && `default: ${usual}`].filter(Boolean).join(', ');
  return more ? `${description} (${more})` : description;
}

/** UTF-16 units that what is said of a mistyped command has at most. */
const LONGEST_REFUSAL = 1000;

/** The names of all commands. */
export const COMMAND_NAMES: readonly string[] = Object.keys(COMMANDS);

/** The examples of a command's help. */
export const examplesOf = async (name: string): Promise<readonly string[]> =>
  (await COMMANDS[name]!.load()).examples;

/** What a command line is read by: all commands, and the flags of the one that it asks for. */
export async function program(argv: readonly string[]): Promise<Command> {
  const faccent = new Command('faccent')
    .description("shows what a vision network's feature sees in a photograph, and where")
    .version(version)
    .showHelpAfterError('(faccent COMMAND --help lists the options)')
    .configureOutput({ outputError: (text, write) => write(shortened(text, LONGEST_REFUSAL)) })
    .configureHelp({ helpWidth: 120, optionDescription });
  // `faccent help COMMAND` is the command's own help
  const asked = argv.find((word) => !word.startsWith('-') && word !== 'help');
  for (const [name, { about, load }] of Object.entries(COMMANDS)) {
    const command = faccent.command(name).description(about);
    if (name !== asked) continue;
    const { define, examples } = await load();
    define(command);
    (await import('./flags/examples.js')).showExamples(command, examples);
    (await import('./flags/guard.js')).guardValues(command);
  }
  return faccent;
}

/** Runs a command line. What a person can mend is one message and status 1; anything else shows its stack. */
export async function main(argv: readonly string[]): Promise<void> {
  guardTerminal();
  try {
    await (await program(argv)).parseAsync([...argv], { from: 'user' });
  } catch (error) {
    await (await import('./print/failure.js')).sayFailure(error as Error);
  }
}
