/** Control sequences of terminals (ECMA-48), character by character: where one begins, what belongs to it, where it ends. */

/**
 * `escape` after ESC, `intermediate` within a longer escape, `csi` within a control sequence, `string` within an
 * OSC, DCS, APC, PM or SOS, `stringEscape` after an ESC in one.
 */
export type SequenceState = 'none' | 'escape' | 'intermediate' | 'csi' | 'string' | 'stringEscape';

interface Step {
  readonly state: SequenceState;
  /** False when the character is not part of the sequence. */
  readonly taken: boolean;
}

// Constant results: a hostile megabyte takes a million steps, and must not create a million objects.
const ended: Step = { state: 'none', taken: true };
const refused: Step = { state: 'none', taken: false };
const inIntermediate: Step = { state: 'intermediate', taken: true };
const inCsi: Step = { state: 'csi', taken: true };
const inString: Step = { state: 'string', taken: true };
const inStringEscape: Step = { state: 'stringEscape', taken: true };
const escapeAgain: Step = { state: 'escape', taken: false };

/** The state after a character of plain text: `none` unless it begins a sequence. */
export function sequenceStart(code: number): SequenceState {
  if (code === 0x1b) return 'escape';
  if (code === 0x9b) return 'csi';
  const stringStart = code === 0x90 || code === 0x98 || code === 0x9d || code === 0x9e || code === 0x9f;
  return stringStart ? 'string' : 'none';
}

/** The state after one more character of a sequence. */
export function stepSequence(state: SequenceState, code: number): Step {
  switch (state) {
    case 'none':
      return refused;
    case 'escape':
      if (code === 0x5b) return inCsi;
      if (code === 0x5d || code === 0x50 || code === 0x58 || code === 0x5e || code === 0x5f) return inString;
      return stepEscape(code);
    case 'intermediate':
      return stepEscape(code);
    case 'csi':
      if (code >= 0x20 && code <= 0x3f) return inCsi;
      return code >= 0x40 && code <= 0x7e ? ended : refused;
    case 'string':
      // BEL and ST end it; CAN and SUB cancel it. The end of a line does too: an open string must not hide a whole
      // message.
      if (code === 0x07 || code === 0x9c || code === 0x18 || code === 0x1a) return ended;
      if (code === 0x0a || code === 0x0d) return refused;
      return code === 0x1b ? inStringEscape : inString;
    case 'stringEscape':
      return code === 0x5c ? ended : escapeAgain;
  }
}

function stepEscape(code: number): Step {
  if (code >= 0x20 && code <= 0x2f) return inIntermediate;
  return code >= 0x30 && code <= 0x7e ? ended : refused;
}
