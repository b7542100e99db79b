// @ts-check
// What is pasted: an address over chosen words makes a link, rich text becomes Markdown; all else is as ever.

/** @typedef {import("./element.js").TextEditor} TextEditor */

const ADDRESS = /^(?:https?:\/\/|mailto:)\S+$/i;
/** What makes HTML worth reading; without any of it the plain text says the same. */
const RICH = /<(?:a|b|strong|i|em|h[1-6]|ul|ol|li|table|img|blockquote|pre|code|s|del|strike)\b|mso-|font-weight:\s*(?:bold|[6-9]00)|font-style:\s*italic|line-through/i;
/** What code editors copy: coloured pieces of code, which are plain text. */
const CODE = /font-family:[^;">]*(?:mono|consolas|menlo|courier)[^>]*white-space:\s*pre|^\s*(?:<meta[^>]*>)?\s*<pre\b(?:(?!<\/pre>)[\s\S])*<\/pre>\s*$/i;

/** @param {TextEditor} editor */
export function attach(editor) {
  if ((editor.dataset.format ?? "markdown") !== "markdown") return;
  editor.box.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const html = event.clipboardData?.getData("text/html") ?? "";
    if (event.defaultPrevented) return;
    if (isLinkOver(editor.box, text.trim())) {
      event.preventDefault();
      linkOver(editor, text.trim());
    } else if (html && RICH.test(html) && !CODE.test(html) && !isInCode(editor.box)) {
      event.preventDefault();
      pasteRich(editor, html, text);
    }
  });
}

/**
 * @param {HTMLTextAreaElement} box
 * @param {string} text
 */
function isLinkOver({ value, selectionStart, selectionEnd }, text) {
  const chosen = value.slice(selectionStart, selectionEnd).trim();
  return ADDRESS.test(text) && chosen !== "" && !chosen.includes("\n") && !ADDRESS.test(chosen);
}

/**
 * @param {TextEditor} editor
 * @param {string} address
 */
function linkOver(editor, address) {
  const { value, selectionStart: from, selectionEnd: to } = editor.box;
  const words = value.slice(from, to).replace(/[[\]]/g, "\\$&");
  const text = `[${words}](${address.replace(/[()]/g, (char) => (char === "(" ? "%28" : "%29"))})`;
  editor.write({ from, to, text, start: from + text.length, end: from + text.length });
}

/**
 * @param {TextEditor} editor
 * @param {string} html
 * @param {string} text
 */
async function pasteRich(editor, html, text) {
  const plain = text.replace(/\r\n?/g, "\n");
  const put = editor.place();
  try {
    const { toMarkdown } = await import("./rich-paste.js");
    const made = toMarkdown(html);
    put(made.isRich ? made.text : plain);
    if (made.isRich) editor.say(editor.word("converted"));
    if (made.pictures.length) editor.dispatchEvent(new CustomEvent("pictures", { detail: made.pictures }));
  } catch {
    // The words are worth more than their form.
    put(plain);
  }
}

/** @param {HTMLTextAreaElement} box */
function isInCode({ value, selectionStart }) {
  return value.slice(0, selectionStart).split("\n").filter((line) => /^\s*(?:```|~~~)/.test(line)).length % 2 === 1;
}
