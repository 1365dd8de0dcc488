/** The environment of a program that is lent the terminal: everything it may need, except API keys. */

/** `env` without the variables that, by their names, hold a provider's key: the vendors' SDKs read these. */
export function childEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/_(API|ADMIN)_?KEY$|^ANTHROPIC_AUTH_TOKEN$/i.test(name)),
  );
}
