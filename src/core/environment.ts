/** The environment variables of a process, as a value that tests can give. */
export type Environment = Readonly<Record<string, string | undefined>>;
