// @ts-check
// How many choices of a poll are written, one a line as the server counts them.

for (const shown of document.querySelectorAll("[data-lines]")) {
  if (!(shown instanceof HTMLElement)) continue;
  const field = document.getElementById(shown.dataset.lines ?? "");
  const most = Number(shown.dataset.most);
  if (!(field instanceof HTMLTextAreaElement) || !most) continue;
  const tell = () => {
    const count = field.value.split("\n").filter((line) => line.trim()).length;
    shown.hidden = count === 0;
    shown.textContent = `${count} / ${most}`;
    shown.classList.toggle("over", count > most);
  };
  field.addEventListener("input", tell);
  tell();
}
