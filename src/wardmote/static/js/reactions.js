// @ts-check
// React to posts in place. Each form works without this script, and is sent as it is wherever something goes wrong.

/** @typedef {{reactions: Record<string, {count: string, mine: boolean}>, any: boolean}} Told */

/** @param {HTMLFormElement} form @param {Told} told */
function show(form, told) {
  for (const button of form.querySelectorAll("button")) {
    const tally = told.reactions[button.dataset.kind ?? ""];
    if (!tally) continue;
    button.value = tally.mine ? "none" : button.dataset.kind ?? "";
    button.setAttribute("aria-pressed", String(tally.mine));
    const count = button.querySelector("b");
    if (count) count.textContent = tally.count === "0" ? "" : tally.count;
  }
  const link = form.querySelector("a");
  if (link) link.hidden = !told.any;
}

/** @param {HTMLFormElement} form @param {string} wanted */
async function react(form, wanted) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") body.set(name, value);
  body.set("reaction", wanted);
  const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  show(form, await answer.json());
}

/** @param {HTMLFormElement} form @param {string} wanted */
function sendPlainly(form, wanted) {
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "reaction", value: wanted });
  form.append(field);
  form.submit();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  if (!(form instanceof HTMLFormElement) || !form.matches("form.reactions")) return;
  if (!(button instanceof HTMLButtonElement)) return;
  event.preventDefault();
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  react(form, button.value)
    .catch(() => sendPlainly(form, button.value))
    .finally(() => { form.ariaBusy = null; });
});
