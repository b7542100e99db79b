// @ts-check
// Ctrl+Enter sends.

/** @param {import("./element.js").TextEditor} editor */
export function attach(editor) {
  const { box, form } = editor;
  const send = form.querySelector("[data-send]");
  if (!(send instanceof HTMLButtonElement)) return;
  const keys = form.querySelector(".keys");
  if (keys instanceof HTMLElement && matchMedia("(hover: hover)").matches) keys.hidden = false;
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || editor.isComposing(event)) return;
    event.preventDefault();
    form.requestSubmit(send);
  });
}
