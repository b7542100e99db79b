// @ts-check
// What asks before it writes: emoji and tables, loaded when they are first wanted; and the poll, which stands below.

/** @param {import("./element.js").TextEditor} editor */
export function attach(editor) {
  const told = document.createElement("p");
  told.className = "not-loaded";
  told.setAttribute("role", "alert");
  const sorry = () => {
    told.textContent = editor.word("not_loaded");
    editor.querySelector(".tools")?.after(told);
  };
  editor.acts.set("emoji", () => {
    told.remove();
    import("./emoji.js").then(({ pick }) => pick(editor), sorry);
  });
  editor.acts.set("table", () => {
    told.remove();
    import("./table.js").then(({ ask }) => ask(editor), sorry);
  });
  const poll = editor.form.querySelector("details#poll");
  if (!(poll instanceof HTMLDetailsElement)) return;
  editor.acts.set("poll", () => {
    poll.open = true;
    const first = poll.querySelector("input:not([type=hidden])");
    if (first instanceof HTMLInputElement) first.focus();
  });
}
