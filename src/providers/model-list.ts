/** The answer to the question which models there are, from any server. */
import type { ModelInfo } from '../ports.ts';
import { field, textField } from './evidence.ts';

/** The names under which servers tell the size of a model's window: Anthropic, OpenRouter, vLLM, LM Studio, llama.cpp. */
const windowFields = [
  'max_input_tokens',
  'context_length',
  'max_model_len',
  'max_context_length',
  'n_ctx',
  'n_ctx_train',
];

/** A `/models` answer's `data`, from any server. Throws SyntaxError when it is not a list of models. */
export function readModelList(data: unknown): readonly ModelInfo[] {
  if (!Array.isArray(data)) throw new SyntaxError('The list of models is not a list.');
  return data.flatMap((entry: unknown) => {
    const id = textField(entry, 'id');
    if (id === '') return [];
    const sizes = windowFields.map((name) => field(entry, name) ?? field(field(entry, 'meta'), name));
    const size = sizes.find((value) => typeof value === 'number' && value > 0);
    return [{ id, ...(typeof size === 'number' ? { contextWindow: size } : {}) }];
  });
}
