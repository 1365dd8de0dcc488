/**
 * What is sent to a model for one reply: neutral between providers, well-formed for all of them. `request.ts` builds
 * it.
 */

/** One block of a message; text is never blank and always whole Unicode. */
export type Block =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image'; readonly mediaType: string; readonly bytes: Uint8Array }
  /** Only with this provider's own signature: a provider refuses thinking that it did not sign. */
  | { readonly type: 'thinking'; readonly text: string; readonly signature: string }
  | { readonly type: 'tool_call'; readonly id: string; readonly name: string; readonly input: string }
  | { readonly type: 'tool_result'; readonly id: string; readonly output: string; readonly isError: boolean };

/**
 * Messages alternate, begin and end with the user, and each tool call is answered at the beginning of the next message.
 */
export interface RequestMessage {
  readonly role: 'user' | 'assistant';
  readonly blocks: readonly Block[];
}

/** What a provider translates into its own wire format. */
export interface ModelRequest {
  /** Empty: none. */
  readonly system: string;
  readonly messages: readonly RequestMessage[];
  /** Why files of earlier prompts are not sent, one sentence each: they are missing or have changed. */
  readonly leftOut: readonly string[];
}
