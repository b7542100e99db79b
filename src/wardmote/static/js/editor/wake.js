// @ts-check
// When the parts that writing needs are loaded: at once where one has come to write or something is written already, else
// at the first touch of the form. Until then, and if they cannot be loaded, the box is a plain one whose form sends.

import { hasCopy } from "./copies.js";

/** @param {import("./element.js").TextEditor} editor */
export function attach(editor) {
  const { box, form } = editor;
  let isLoading = false;
  const wake = () => {
    if (isLoading) return;
    isLoading = true;
    const loaded = import("./writing.js").then(({ attachAll }) => attachAll(editor));
    // The first touch may be of the very button that sends, or of one that scripts make do something else.
    editor.awaits(loaded);
    loaded.catch(() => {
      // The line was down: the next touch tries again.
      isLoading = false;
      editor.hasMissed = true;
    });
  };
  const isBegun = box.value !== "" || form.hasAttribute("data-unsaved") || hasCopy(form);
  if (editor.dataset.kind !== "quick" || isBegun || document.activeElement === box) wake();
  for (const kind of ["focusin", "pointerdown", "input"]) form.addEventListener(kind, wake);
}
