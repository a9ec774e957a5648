/** In Node since version 20, in the compiler's library of ES2023 not yet. */
interface WellFormed {
  isWellFormed(): boolean;
}

const BYTE_ORDER_MARK = 0xfeff;

/** Whether the string is none of those that UTF-8 cannot hold, or whose first character readers may drop. */
export function isPlainText(text: string): boolean {
  return (text as string & WellFormed).isWellFormed() && text.charCodeAt(0) !== BYTE_ORDER_MARK;
}
