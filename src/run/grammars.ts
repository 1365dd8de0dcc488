/** The grammars of highlighted code: when built a file of its own, which is loaded when the first code is shown. */
import { common, createLowlight } from 'lowlight';

export const grammars = createLowlight(common);
