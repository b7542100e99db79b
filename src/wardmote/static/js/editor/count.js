// @ts-check
// How many characters stand in a field, and whether they are too many. Counted as the server counts: by code points.

const NEAR = 0.8;

/** @param {Element} shown */
export function watchCount(shown) {
  if (!(shown instanceof HTMLElement)) return;
  const field = document.getElementById(shown.dataset.count ?? "");
  const most = Number(shown.dataset.most);
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) || !most) return;
  const tell = () => {
    const count = [...field.value].length;
    shown.hidden = count < most * NEAR;
    shown.textContent = `${count.toLocaleString("en")} / ${most.toLocaleString("en")}`;
    shown.classList.toggle("over", count > most);
  };
  field.addEventListener("input", tell);
  tell();
}
