// @ts-check
// Two texts for one place, of two windows or devices: the writer sees the other one and chooses.

import { make } from "./dialog.js";

/**
 * Show a text that was saved elsewhere, and return whether the writer goes on with it. Being asked anew
 * replaces the question.
 * @param {import("./element.js").TextEditor} editor
 * @param {string} words
 * @param {{ to?: string, title: string, text: string }} other
 * @returns {Promise<boolean>}
 */
export function choose(editor, words, other) {
  const text = make("textarea", { readOnly: true, rows: 4, value: [other.to, other.title, other.text].filter(Boolean).join("\n\n") });
  text.setAttribute("aria-label", words);
  const row = make("div", { className: "buttons" });
  const shown = make("section", { className: "notice warning two-drafts" }, make("p", { textContent: words }), text, row);
  const chosen = new Promise((done) => {
    for (const word of ["take_other", "keep_mine"]) {
      const button = make("button", { type: "button", className: "btn", textContent: editor.word(word) });
      button.addEventListener("click", () => {
        shown.remove();
        done(word === "take_other");
      });
      row.append(button);
    }
  });
  editor.form.querySelector(".two-drafts")?.remove();
  editor.form.querySelector("[data-send]")?.closest(".buttons")?.before(shown);
  const told = editor.form.querySelector(".draft-told");
  if (told) told.textContent = "";
  editor.say(words);
  return chosen;
}
