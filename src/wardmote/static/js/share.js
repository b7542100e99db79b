// @ts-check
// The device's own way to share, where it has one; the field with the link is selected as one enters it.

for (const button of document.querySelectorAll("button[data-share]")) {
  if (!(button instanceof HTMLButtonElement) || !navigator.share) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    // Whoever changes their mind rejects the promise, and nothing needs to be said.
    navigator.share({ title: button.dataset.title, url: button.dataset.share }).catch(() => {});
  });
}

for (const field of document.querySelectorAll("input[readonly]")) {
  if (field instanceof HTMLInputElement) field.addEventListener("focus", () => field.select());
}
