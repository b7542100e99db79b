// @ts-check
// Lists and quotes go on at Enter, and end at an Enter on an empty item. Tab stays with the page: Ctrl+] and Ctrl+[ indent.

/** @typedef {import("./element.js").Change} Change */

const ITEM = /^(\s*(?:> ?)*\s*)(?:([-*+])|(\d{1,9})([.)]))([ \t]+)(\[[ xX]\][ \t]+)?/;
const QUOTE = /^\s*(?:> ?)+/;
const FENCE = /^\s*(?:```|~~~)/;

/** @param {import("./element.js").TextEditor} editor */
export function attach(editor) {
  editor.box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (editor.isComposing(event)) return;
    const change = continued(editor.box);
    if (!change) return;
    event.preventDefault();
    editor.write(change);
  });
}

/**
 * Return what Enter makes of a line of a list or quote, or null where it makes a new line as ever.
 * @param {{ value: string, selectionStart: number, selectionEnd: number }} box
 * @returns {Change | null}
 */
export function continued({ value, selectionStart: at, selectionEnd }) {
  if (at !== selectionEnd) return null;
  const first = value.lastIndexOf("\n", at - 1) + 1;
  const end = value.indexOf("\n", at);
  const line = value.slice(first, end < 0 ? value.length : end);
  const item = ITEM.exec(line);
  const found = item ?? QUOTE.exec(line);
  if (!found || at < first + found[0].length || isInCode(value, first)) return null;
  if (!line.slice(found[0].length).trim()) {
    // An empty item ends the list; within a quote the quote goes on.
    const kept = item ? item[1].trimEnd() && item[1] : "";
    return { from: first, to: first + line.length, text: kept, start: first + kept.length, end: first + kept.length };
  }
  const sign = item ? item[1] + next(item) + item[5] + (item[6] ? "[ ] " : "") : found[0].trimEnd() + " ";
  // A space that the line would begin with belongs to neither.
  const to = at + (value.slice(at).match(/^ +/)?.[0].length ?? 0);
  return { from: at, to, text: `\n${sign}`, start: at + 1 + sign.length, end: at + 1 + sign.length };
}

/** @param {RegExpExecArray} item */
function next(item) {
  return item[2] ?? `${Number(item[3]) + 1}${item[4]}`;
}

/**
 * @param {string} value
 * @param {number} at
 */
function isInCode(value, at) {
  return value.slice(0, at).split("\n").filter((line) => FENCE.test(line)).length % 2 === 1;
}

/**
 * Move the selected lines two spaces in or out, as deep as an item lies within an item.
 * @param {HTMLTextAreaElement} box
 * @param {1 | -1} step
 * @returns {Change}
 */
export function indented({ value, selectionStart, selectionEnd }, step) {
  const from = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const next = value.indexOf("\n", selectionEnd);
  const to = next < 0 ? value.length : next;
  const lines = value.slice(from, to).split("\n");
  const moved = lines.map((line) => (step > 0 ? line && pad(line) + line : outdented(line)));
  const text = moved.join("\n");
  const start = Math.max(from, selectionStart + moved[0].length - lines[0].length);
  return { from, to, text, start, end: Math.max(start, selectionEnd + text.length - (to - from)) };
}

/**
 * An item lies within the one before it when it begins under that one's text.
 * @param {string} line
 */
function pad(line) {
  return /^\s*\d/.test(line) ? "   " : "  ";
}

/** @param {string} line */
function outdented(line) {
  return line.startsWith("\t") ? line.slice(1) : line.slice(Math.min(pad(line).length, line.search(/[^ ]|$/)));
}
