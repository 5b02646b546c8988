import { type Command, Option } from 'commander';
import {
  type Option as Declared,
  type Reading,
  type RunOptions,
  checkOption,
  executionOptions,
  pictureOptions,
  recordedOptions,
} from 'faccent';
import { decimal } from '../../declaration/decimal.js';
import { kebabCase } from '../../formats/kebab-case.js';
import { colourFrom } from '../../image/background.js';
import { listed, upTo } from './parse.js';
import { refused } from './refused.js';

/** Flags come from the library's declarations of a run's options: `learningRate` is written `--learning-rate <x>`. */
export type RunFlagName = keyof typeof recordedOptions;

/** What a person typed, by the options' names: numbers as such, everything else as text. */
export type RunFlags = { readonly [K in RunFlagName]?: string | number | boolean | readonly string[] } & {
  readonly views?: number;
};

/** What only the model can tell: its layers may be called like anything. */
const readLater: ReadonlySet<string> = new Set(['regularize']);

/** How an option's name is written as a flag. */
export const flagOf = (name: string): string => `--${kebabCase(name)}`;

/** A declared option as a flag, with its line in help. @param usual what is said of its default, where it is another */
export function declaredFlag<T>(
  name: string,
  { about, flag, schema, usual }: Declared<T>,
  other?: string,
): Option {
  const { value, repeats, parse } = flag ?? {};
  const said = other ?? (usual === undefined || usual === false ? undefined : String(usual));
  const option = new Option(
    value ? `${flagOf(name)} ${value}` : flagOf(name),
    said === undefined ? about : `${about.replace(/; [^;]* by default.*$/, '')} (default: ${said})`,
  );
  if (!value) return option;
  // one by one, and read again with all that belongs to them
  const check = (text: string): void =>
    void (parse && !readLater.has(name) && refused(() => parse([text], {})));
  if (repeats)
    return option.argParser((text, before?: readonly string[]) => {
      check(text);
      return listed(text, before);
    });
  if (parse)
    return option.argParser((text) => {
      check(text);
      return text;
    });
  return option.argParser((text) =>
    refused(() => checkOption(schema, text.trim() === '' ? undefined : decimal(text), name)),
  );
}

/** The flag of the canvas, read as it is typed: nothing else need be known. @param usual said of its default */
export function sizeFlag(usual: string): Option {
  const { schema, flag } = pictureOptions.size;
  return declaredFlag('size', pictureOptions.size, usual).argParser((text) =>
    refused(() => checkOption(schema, flag!.parse!([text], {}), 'size')),
  );
}

/** Adds `--background`. */
export const withBackground = (command: Command): Command =>
  command.addOption(
    declaredFlag('background', pictureOptions.background).argParser((text) =>
      refused(() => colourFrom(text)),
    ),
  );

/** Adds flags of a run's options. @param usual defaults of this command, where they are other than the library's */
export function withRunFlags(
  command: Command,
  names: readonly RunFlagName[],
  usual: Partial<Record<RunFlagName | 'views', string>> = {},
): Command {
  for (const name of names)
    command.addOption(declaredFlag(name, recordedOptions[name] as Declared, usual[name]));
  return names.includes('transform') ? withViews(command, Number(usual.views ?? 16)) : command;
}

/** Views that a step is worth. */
const MOST_VIEWS = 4096;

/** Adds `--views`, and the name that it had. @param usual how many, said in help */
export const withViews = (command: Command, usual: number): Command =>
  command
    .option('--views <n>', `views a step (default: ${usual})`, upTo(MOST_VIEWS))
    .addOption(
      new Option('--crops <n>', 'as --views').argParser(upTo(MOST_VIEWS)).conflicts('views').hideHelp(),
    );

/** Views by their name of today, or by the one that they had. */
export const viewsOf = ({
  views,
  crops,
}: {
  readonly views?: number;
  readonly crops?: number;
}): number | undefined => views ?? crops;

/**
 * The options of a run that flags stand for; what is not given stays out.
 * @throws FaccentError with what cannot be read
 */
export function runOptionsOf(flags: RunFlags, names: readonly RunFlagName[], reading: Reading): RunOptions {
  const options = names.map((name) => {
    const given = flags[name];
    const { flag } = recordedOptions[name] as Declared;
    if (given === undefined || !flag?.parse) return [name, given];
    return [name, flag.parse(Array.isArray(given) ? (given as string[]) : [given as string], reading)];
  });
  return Object.fromEntries(options) as RunOptions;
}

/** Names of options that no other word is: they may stand anywhere in a message. */
const ALL = Object.keys({ ...recordedOptions, ...pictureOptions, ...executionOptions });

/** A message of the library, with flags where it names options. */
export const inFlags = (message: string): string =>
  ALL.reduce(
    (text, name) =>
      /[A-Z]/.test(name)
        ? text.replace(new RegExp(`(?<![\\w.])${name}(?!\\w)`, 'g'), flagOf(name))
        : text.replace(new RegExp(`^${name}(?= (?:is|has) )`), flagOf(name)),
    message,
  );
