// The environment of a program that gets the terminal for a while: everything it may need, and no key of a provider.

/** `env` without variables whose names say that they hold an API key. */
export function childEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/_API_?KEY$/i.test(name)));
}
