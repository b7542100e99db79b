// @ts-check
// Buttons that copy an address; the page with the plain link to copy by hand is one press away.

for (const button of document.querySelectorAll("button[data-copy]")) {
  if (!(button instanceof HTMLButtonElement) || !navigator.clipboard) continue;
  const words = button.textContent;
  button.hidden = false;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(new URL(button.dataset.copy ?? "", location.href).href);
    button.textContent = button.dataset.done ?? words;
    setTimeout(() => { button.textContent = words; }, 2000);
  });
}
