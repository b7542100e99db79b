// @ts-check
// The buttons above the box: they put Markdown around the selection, or in front of its lines.

/** @typedef {{ text: string, start: number, end: number }} Change */

/**
 * Put marks around a selection, or take them away where they stand already.
 * @param {string} all
 * @param {number} start
 * @param {number} end
 * @param {string} sign
 * @returns {Change}
 */
export function around(all, start, end, sign) {
  const size = sign.length;
  if (all.slice(start - size, start) === sign && all.slice(end, end + size) === sign) {
    return { text: all.slice(0, start - size) + all.slice(start, end) + all.slice(end + size), start: start - size, end: end - size };
  }
  return { text: all.slice(0, start) + sign + all.slice(start, end) + sign + all.slice(end), start: start + size, end: end + size };
}

/**
 * Put a mark in front of each line of a selection, on a paragraph of its own.
 * @param {string} all
 * @param {number} start
 * @param {number} end
 * @param {string} sign
 * @returns {Change}
 */
export function before(all, start, end, sign) {
  const first = all.lastIndexOf("\n", start - 1) + 1;
  const lines = all.slice(first, end).split("\n").map((line) => sign + line).join("\n");
  const head = all.slice(0, first);
  const gap = head === "" || head.endsWith("\n\n") ? "" : "\n";
  return { text: head + gap + lines + all.slice(end), start: first + gap.length + sign.length, end: first + gap.length + lines.length };
}

/**
 * Make a link of a selection; the address is left to be typed, or the words where an address was selected.
 * @param {string} all
 * @param {number} start
 * @param {number} end
 * @returns {Change}
 */
export function link(all, start, end) {
  const chosen = all.slice(start, end);
  const isAddress = /^https?:\/\/\S+$/.test(chosen);
  const made = isAddress ? `[](${chosen})` : `[${chosen}](https://)`;
  const at = isAddress ? start + 1 : start + made.length - 1;
  return { text: all.slice(0, start) + made + all.slice(end), start: at, end: at };
}

/**
 * @param {HTMLTextAreaElement} box
 * @param {string} kind
 */
export function mark(box, kind) {
  const { value, selectionStart: start, selectionEnd: end } = box;
  const change = {
    bold: () => around(value, start, end, "**"),
    italic: () => around(value, start, end, "*"),
    link: () => link(value, start, end),
    quote: () => before(value, start, end, "> "),
    list: () => before(value, start, end, "- "),
  }[kind]?.();
  if (!change) return;
  box.focus();
  write(box, change);
}

/**
 * Write so that the browser's undo knows of it; execCommand is the only way that does.
 * @param {HTMLTextAreaElement} box
 * @param {Change} change
 */
function write(box, change) {
  box.setSelectionRange(0, box.value.length);
  if (!document.execCommand("insertText", false, change.text)) {
    box.value = change.text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
  box.setSelectionRange(change.start, change.end);
}
