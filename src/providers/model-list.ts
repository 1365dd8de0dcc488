/** Parses the list of models from any server. */
import { sanitizeLine } from '../core/text/sanitize.ts';
import type { ModelInfo } from '../ports.ts';
import { field, textField } from './evidence.ts';
import { tokenCount } from './usage.ts';

/** The fields in which servers give the size of a model's window: Anthropic, OpenRouter, vLLM, LM Studio, llama.cpp. */
const windowFields = [
  'max_input_tokens',
  'context_length',
  'max_model_len',
  'max_context_length',
  'n_ctx',
  'n_ctx_train',
];

/** Longer than the name of any model: such a name could only do harm. */
const longestName = 200;

/** Whether what a server sent can be shown and stored as the name of a model. */
export function isModelName(id: string): boolean {
  return id !== '' && id.length <= longestName && sanitizeLine(id) === id;
}

/**
 * The models in a `/models` response from any server, each once; names that could not be shown as they are do not
 * count. Throws SyntaxError if it is not a list.
 */
export function readModelList(body: unknown): readonly ModelInfo[] {
  const models = new Map<string, ModelInfo>();
  for (const entry of entriesOf(body)) {
    const id = textField(entry, 'id');
    if (!isModelName(id)) continue;
    const sizes = windowFields.map((name) => field(entry, name) ?? field(field(entry, 'meta'), name));
    const size = sizes.map(tokenCount).find((value) => value !== undefined && value > 0);
    models.set(id, { id, ...(size === undefined ? {} : { contextWindow: size }) });
  }
  return [...models.values()];
}

/** Together's response is the bare list; Ollama's list is null until a model has been pulled. */
function entriesOf(body: unknown): readonly unknown[] {
  if (Array.isArray(body)) return body;
  const data = field(body, 'data');
  if (Array.isArray(data)) return data;
  if (data === null && field(body, 'object') === 'list') return [];
  throw new SyntaxError('The list of models is not a list.');
}

/** Names of models that do not chat, which local servers list beside the others. */
const silent = /embed|rerank|minilm|whisper|\bbge-/i;

/** The model to use when none is named: the first that can chat. */
export function firstTalker(models: readonly ModelInfo[]): string | undefined {
  return models.find(({ id }) => !silent.test(id))?.id;
}
