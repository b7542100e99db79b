// @ts-check
// How many characters stand in a field, and whether they are too many. Counted as the server counts: by code points.

const NEAR = 0.8;
const PAUSE_MS = 1000;

/** @typedef {import("./element.js").TextEditor} TextEditor */

/** @param {TextEditor} editor */
export function attach(editor) {
  // The title stands beside the box; with several boxes each counts its own.
  for (const shown of editor.form.querySelectorAll("[data-count]")) {
    if (!(shown instanceof HTMLElement) || shown.dataset.watched) continue;
    const field = document.getElementById(shown.dataset.count ?? "");
    if (field === editor.box) watch(editor, shown, editor.box);
    else if (field instanceof HTMLInputElement) watch(editor, shown, field);
  }
}

/**
 * @param {TextEditor} editor
 * @param {HTMLElement} shown
 * @param {HTMLInputElement | HTMLTextAreaElement} field
 */
function watch(editor, shown, field) {
  const most = Number(shown.dataset.most);
  if (!most) return;
  shown.dataset.watched = "yes";
  let state = "";
  let timer = 0;
  const tell = () => {
    // Code points are no more than code units, so that short texts need no counting.
    const count = field.value.length < most * NEAR ? 0 : [...field.value].length;
    shown.hidden = count < most * NEAR;
    shown.textContent = `${count.toLocaleString("en")} / ${most.toLocaleString("en")}`;
    shown.classList.toggle("over", count > most);
    field.classList.toggle("over", count > most);
    // Those who hear the page are told when it begins to matter, not at each key.
    const now = count > most ? "over" : shown.hidden ? "" : "near";
    clearTimeout(timer);
    if (now !== state) {
      timer = setTimeout(() => {
        state = now;
        if (now) editor.say(editor.word(now, { count: Math.abs(most - count) }));
      }, PAUSE_MS);
    }
  };
  field.addEventListener("input", tell);
  tell();
}
