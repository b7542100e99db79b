// @ts-check
// A post, or what is selected of it, put into the box below. What a quote looks like is the server's word: one place escapes.

import { make } from "./dialog.js";

/** @typedef {import("./element.js").TextEditor} TextEditor */

/**
 * Return the selected words of a post's text, or "" if what is selected lies elsewhere or reaches beyond it.
 * @param {Element | null} post
 */
function chosenIn(post) {
  const selection = getSelection();
  const text = post?.querySelector(".prose");
  if (!selection || selection.isCollapsed || !text?.contains(selection.anchorNode) || !text.contains(selection.focusNode)) return "";
  return selection.toString().trim();
}

/**
 * Quote a post, or what is selected of it, and lead to the box.
 * @param {TextEditor} editor
 * @param {HTMLAnchorElement} link
 */
export function quote(editor, link) {
  return fetchQuote(editor, link, chosenIn(link.closest(".post")), { goes: true });
}

/**
 * @param {TextEditor} editor
 * @param {HTMLAnchorElement} link
 * @param {string} chosen
 * @param {{ goes: boolean }} then
 */
async function fetchQuote(editor, link, chosen, { goes }) {
  const id = link.dataset.quote ?? "";
  const body = new URLSearchParams();
  body.set("csrfmiddlewaretoken", String(new FormData(editor.form).get("csrfmiddlewaretoken") ?? ""));
  if (chosen) body.set("text", chosen);
  try {
    const answer = await fetch(`/p/${id}/quote`, { method: "POST", body });
    const isQuote = answer.ok && answer.headers.get("Content-Type")?.startsWith("text/plain");
    if (!isQuote) throw new Error(String(answer.status));
    const made = await answer.text();
    editor.whenCalm(() => put(editor, made, id, link, goes));
  } catch {
    // The full editor says what is wrong, or quotes after all.
    if (goes) location.assign(link.href);
    else tell(link, editor.word("quote_failed"));
  }
}

/**
 * @param {TextEditor} editor
 * @param {string} text
 * @param {string} id
 * @param {HTMLAnchorElement} link
 * @param {boolean} goes
 */
function put(editor, text, id, link, goes) {
  const { box, form } = editor;
  editor.insertBlock(text);
  let quoted = form.elements.namedItem("quotes");
  if (!(quoted instanceof HTMLInputElement)) {
    quoted = make("input", { type: "hidden", name: "quotes" });
    form.append(quoted);
  }
  if (quoted instanceof HTMLInputElement && !quoted.value) quoted.value = id;
  if (goes) form.scrollIntoView({ block: "center" });
  else {
    tell(link, editor.word("quoted"), "#reply");
    // A phone's keyboard would cover what is being read.
    if (!matchMedia("(hover: hover)").matches) box.blur();
  }
}

/**
 * Say beside a post's acts what came of it.
 * @param {HTMLAnchorElement} link
 * @param {string} words
 * @param {string} [address]
 */
function tell(link, words, address) {
  const acts = link.parentElement;
  acts?.querySelector(".quoted")?.remove();
  const told = make("span", { className: "quoted" }, address ? make("a", { href: address, textContent: words }) : words);
  told.setAttribute("role", "status");
  link.after(told);
}

/**
 * A button beside what is selected in a post.
 * @param {TextEditor} editor
 */
export function offerSelection(editor) {
  const button = make("button", { type: "button", className: "btn small quote-selection", textContent: editor.word("quote_selection") });
  button.hidden = true;
  document.body.append(button);
  /** @type {HTMLAnchorElement | null} */
  let link = null;
  const place = () => {
    const selection = getSelection();
    const node = selection?.anchorNode;
    const post = (node instanceof Element ? node : node?.parentElement)?.closest(".post") ?? null;
    const found = post?.querySelector("a[data-quote]");
    link = found instanceof HTMLAnchorElement && chosenIn(post) ? found : null;
    button.hidden = link === null;
    if (!link || !selection) return;
    const around = selection.getRangeAt(0).getBoundingClientRect();
    const left = Math.min(around.left, document.documentElement.clientWidth - button.offsetWidth - 8);
    button.style.insetBlockStart = `${around.bottom + scrollY + 6}px`;
    button.style.insetInlineStart = `${Math.max(8, left) + scrollX}px`;
  };
  let timer = 0;
  document.addEventListener("selectionchange", () => {
    clearTimeout(timer);
    timer = setTimeout(place, 200);
  });
  place();
  // The press would take the selection away.
  button.addEventListener("mousedown", (event) => event.preventDefault());
  button.addEventListener("click", () => {
    if (link) fetchQuote(editor, link, chosenIn(link.closest(".post")), { goes: false });
    button.hidden = true;
    getSelection()?.removeAllRanges();
  });
}
