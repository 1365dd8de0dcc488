/** The grammars for highlighted code: built as a separate file, loaded when the first code is shown. */
import { common, createLowlight } from 'lowlight';

export const grammars = createLowlight(common);
