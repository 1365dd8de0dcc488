/** The client of an SDK, made at its first use. */

/** The same client at each call; one that could not be made (a file that is missing just now) is tried again at the next. */
export function lazyClient<Client>(connect: () => Promise<Client>): () => Promise<Client> {
  let client: Promise<Client> | undefined;
  return () => {
    client ??= connect().catch((error: unknown) => {
      client = undefined;
      throw error;
    });
    return client;
  };
}
