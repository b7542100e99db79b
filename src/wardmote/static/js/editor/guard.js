// @ts-check
// Unsaved text is not left behind by accident, and a form is not sent twice by impatience.

const SENDING_MS = 8000;

/** @type {WeakSet<HTMLFormElement>} */
const guarded = new WeakSet();

/** @param {import("./element.js").TextEditor} editor */
export function attach(editor) {
  const { form } = editor;
  if (guarded.has(form)) return;
  guarded.add(form);
  let isDirty = form.hasAttribute("data-unsaved");
  let sentAt = -Infinity;
  form.addEventListener("input", () => {
    isDirty = true;
  });
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    // After a while one may press again: the form's key makes that harmless.
    if (performance.now() - sentAt < SENDING_MS) {
      event.preventDefault();
      return;
    }
    sentAt = performance.now();
    isDirty = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (isDirty && !editor.isKept()) event.preventDefault();
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) sentAt = -Infinity;
  });
}
