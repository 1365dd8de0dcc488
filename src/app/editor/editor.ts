/** The editor's public interface: what the rest of the program uses of it. */
export { draftOf, fromDraft } from './draft.ts';
export {
  clearEditor,
  type EditorKeyResult,
  editKey,
  endsWithBackslash,
  insertNewline,
  nextEditor,
  replaceBackslashByNewline,
  replaceText,
} from './keys.ts';
export {
  type EditorLayout,
  type EditorRow,
  type EditorSpan,
  layoutEditor,
  oneLineWidth,
  placeCaret,
  scrollEditor,
} from './layout.ts';
export { completeMention, type Mention, mentionAtCaret, mentionsIn } from './mention.ts';
export { cleanText, createEditor, insertPaste, toggleFold } from './paste.ts';
export { allSelected, type EditorState, editorText, isEmptyEditor, selectedText, selectionOf } from './state.ts';
