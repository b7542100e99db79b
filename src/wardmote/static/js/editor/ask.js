// @ts-check
// What the server makes of a text: the preview, and how much of what is bounded stands in it.

/** @typedef {import("./element.js").TextEditor} TextEditor */

/** @param {TextEditor} editor */
export function bodyOf(editor) {
  const all = new FormData(editor.form);
  const body = new URLSearchParams();
  body.set("text", editor.box.value);
  for (const [name, value] of all) {
    const isWanted = ["csrfmiddlewaretoken", "interview", "place", "title"].includes(name) || name.startsWith("poll_");
    if (isWanted && typeof value === "string") body.set(name, value);
  }
  body.set("source_format", editor.dataset.format ?? "markdown");
  return body;
}

/**
 * Ask for the preview; tallies.js is told what it says of bounds.
 * @param {TextEditor} editor
 * @param {URLSearchParams} body
 * @param {AbortSignal} signal
 * @returns {Promise<HTMLElement>}
 */
export async function ask(editor, body, signal) {
  const answer = await fetch(editor.dataset.preview ?? "", { method: "POST", body, signal });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (page.querySelector("main")) throw new Error("a whole page came instead of a preview");
  const told = page.querySelector(answer.status === 422 ? ".notice.error" : ".tallies");
  editor.dispatchEvent(new CustomEvent("counted", { detail: told }));
  if (answer.ok) told?.remove();
  return page.body;
}
