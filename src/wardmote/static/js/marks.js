// @ts-check
// Follow and bookmark without leaving the page. Where anything goes wrong, the form or link does it the plain way.

/**
 * @param {string} address
 * @param {FormData} form
 */
async function send(address, form) {
  form.set("quiet", "1");
  const answer = await fetch(address, { method: "POST", body: new URLSearchParams(/** @type {any} */ (form)) });
  return answer.status === 204;
}

/** What is said to those who hear the page; a button that keeps the focus is not read again by itself. */
const spoken = document.createElement("p");
spoken.className = "vh";
spoken.setAttribute("role", "status");
document.body.append(spoken);

for (const form of document.querySelectorAll("form[data-follow]")) {
  const button = form.querySelector("button");
  if (!(form instanceof HTMLFormElement) || !button) continue;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.getAttribute("aria-busy")) return;
    button.setAttribute("aria-busy", "true");
    const done = await send(form.action, new FormData(form)).catch(() => false);
    button.removeAttribute("aria-busy");
    if (!done) {
      form.submit();
      return;
    }
    const end = form.querySelector("input[name=end]");
    if (end) {
      end.remove();
    } else {
      const made = document.createElement("input");
      Object.assign(made, { type: "hidden", name: "end", value: "1" });
      form.append(made);
    }
    const word = (end ? button.dataset.followWord : button.dataset.endWord) ?? "";
    (button.querySelector("span") ?? button).textContent = word;
    spoken.textContent = word;
  });
}

for (const link of document.querySelectorAll("a[data-keep]")) {
  if (!(link instanceof HTMLAnchorElement)) continue;
  link.addEventListener("click", async (event) => {
    // A second press leads to the bookmark's page, and so does opening it in another tab.
    if (!link.dataset.keep || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    const token = document.querySelector("input[name=csrfmiddlewaretoken]");
    const form = new FormData();
    form.set("quick", "1");
    form.set("csrfmiddlewaretoken", token instanceof HTMLInputElement ? token.value : "");
    const word = link.dataset.keep;
    delete link.dataset.keep;
    if (!(await send(link.href, form).catch(() => false))) {
      location.assign(link.href);
      return;
    }
    const shown = link.querySelector("span") ?? link;
    shown.textContent = word;
    link.dataset.kept = "";
    spoken.textContent = word;
  });
}
