/** The environment of a program that gets the terminal for a while: everything it may need, and no key of a provider. */

/** `env` without variables whose names say that they hold a key of a provider: the vendors' SDKs read these. */
export function childEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/_(API|ADMIN)_?KEY$|^ANTHROPIC_AUTH_TOKEN$/i.test(name)),
  );
}
