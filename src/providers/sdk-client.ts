/** The client of an SDK, made at its first use. */

/**
 * Returns the same client each time; if it could not be made (a file is missing, for example), the next call tries
 * again.
 */
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
