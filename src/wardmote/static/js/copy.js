// @ts-check
// Buttons that copy the page's lasting address; without this script there is the plain link beside them.

for (const button of document.querySelectorAll("button[data-copy]")) {
  if (!(button instanceof HTMLButtonElement) || !navigator.clipboard) continue;
  const words = button.textContent;
  button.hidden = false;
  for (const link of document.querySelectorAll("a[data-plain-link]")) {
    if (link instanceof HTMLElement) link.hidden = true;
  }
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(new URL(button.dataset.copy ?? "", location.href).href);
    button.textContent = button.dataset.done ?? words;
    setTimeout(() => { button.textContent = words; }, 2000);
  });
}
