// @ts-check
// Unsaved text is not left behind by accident, and a form is not sent twice by impatience.

const SENDING_MS = 8000;

/** @param {HTMLFormElement} form */
export function guard(form) {
  let isDirty = form.hasAttribute("data-unsaved");
  let sentAt = -Infinity;
  form.addEventListener("input", () => {
    isDirty = true;
  });
  form.addEventListener("submit", (event) => {
    // After a while one may press again: the form's key makes that harmless.
    if (performance.now() - sentAt < SENDING_MS) {
      event.preventDefault();
      return;
    }
    sentAt = performance.now();
    isDirty = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (isDirty) event.preventDefault();
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) sentAt = -Infinity;
  });
}
