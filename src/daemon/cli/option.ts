/**
 * What an option of the command line is. Its flag, its environment variable and its line in every help text and page are
 * made from this one description; its name in the table is its name in the program.
 */
export interface Option<T = unknown> {
  /** What it does, in a sentence without its end. */
  readonly summary: string;
  /** The heading that it stands under in help. Default: `Options`. */
  readonly group?: string;
  /** One letter. */
  readonly short?: string;
  /** What stands for its value in help, as `ms`. An option without is a switch. */
  readonly value?: string;
  /** Makes of the text what the program uses. Throws `ArgumentError`, "it must be …", for what is none. Default: the text. */
  readonly parse?: (text: string) => T;
  /** It may be given several times; its environment variable takes several values with spaces between. */
  readonly isRepeatable?: boolean;
  /** A switch that is on unless it is turned off: `--no-…`. */
  readonly isOnByDefault?: boolean;
  /** It has no environment variable. */
  readonly isFlagOnly?: boolean;
  /** The path in the configuration file that it overrides, as `log.level`. */
  readonly configKey?: string;
  /** What it is when nobody says. One with a `configKey` has its default there. */
  readonly default?: NoInfer<T>;
  /** The default for people, where the value itself would not tell. */
  readonly defaultText?: string;
  readonly choices?: readonly string[];
  /** What a shell completes it with. */
  readonly completes?: 'file';
}

export type Options = Readonly<Record<string, Option>>;

type OneOf<O> = O extends { readonly parse: (text: string) => infer T }
  ? T
  : O extends { readonly choices: readonly (infer T)[] }
    ? T
    : O extends { readonly value: string }
      ? string
      : boolean;
type ValueOf<O> = O extends { readonly isRepeatable: true } ? readonly OneOf<O>[] : OneOf<O>;

/** What a command is given of its options. One that nobody set, and that has no default, is `undefined`. */
export type Values<O extends Options> = {
  readonly [K in keyof O]: O[K] extends { readonly default: unknown } ? ValueOf<O[K]> : ValueOf<O[K]> | undefined;
};

/** The same before the types of one command are known. */
export type AnyValues = Readonly<Record<string, unknown>>;

/** `--authkey-file` of `authkeyFile`. */
export function longFlag(name: string, { isOnByDefault = false }: Option): string {
  return `--${isOnByDefault ? 'no-' : ''}${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** `HOLDALL_AUTHKEY_FILE` of `authkeyFile`; `undefined` if the environment has no say. */
export function variable(name: string, { isFlagOnly = false }: Option): string | undefined {
  if (isFlagOnly) return undefined;
  return `HOLDALL_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/** As in help: `-t, --timeout <ms>`. */
export function flags(name: string, option: Option): string {
  const { short, value } = option;
  return `${short ? `-${short}, ` : ''}${longFlag(name, option)}${value ? ` <${value}>` : ''}`;
}

/** The summary with what else there is to know: default, environment variable, path in the configuration file. */
export function description(name: string, option: Option): string {
  const asDefault = option.defaultText ?? (option.default === undefined ? undefined : String(option.default));
  const fromEnvironment = variable(name, option);
  const notes = [
    option.isRepeatable && 'repeatable',
    option.choices && `one of ${option.choices.join(', ')}`,
    asDefault !== undefined && `default: ${asDefault}`,
    fromEnvironment && `env: ${fromEnvironment}`,
    option.configKey && `config: ${option.configKey}`,
  ].filter(Boolean);
  return notes.length > 0 ? `${option.summary} (${notes.join('; ')})` : option.summary;
}
