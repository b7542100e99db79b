// @ts-check
// Pictures and files that are chosen, pasted or dropped: taken at once, for a browser would open what is dropped and leave
// the page. What uploads them is loaded with the first one. Only where the viewer may upload.

/** @typedef {import("./element.js").TextEditor} TextEditor */

/** @param {TextEditor} editor */
export function attach(editor) {
  if (!editor.dataset.uploads) return;
  const chooser = document.createElement("input");
  Object.assign(chooser, { type: "file", multiple: true, hidden: true });
  editor.append(chooser);
  chooser.addEventListener("change", () => {
    take(editor, [...(chooser.files ?? [])]);
    chooser.value = "";
  });
  for (const [act, kinds] of [["picture", "image/*"], ["file", ""]]) {
    editor.acts.set(act, () => {
      chooser.accept = kinds;
      chooser.click();
    });
  }
  // Its fields for those without scripts.
  const plain = editor.form.querySelector("details.attach");
  if (plain instanceof HTMLElement) plain.hidden = true;
  takePasted(editor);
  takeDropped(editor);
}

/**
 * @param {TextEditor} editor
 * @param {(File | string)[]} files
 */
function take(editor, files) {
  const put = editor.place();
  const before = editor.box.value.slice(0, editor.box.selectionStart);
  const lead = before && !before.endsWith("\n") && files.every(isPicture) ? "\n" : "";
  const loaded = import("./upload.js").then(({ upload }) => upload(editor, files, put, lead));
  editor.awaits(loaded);
  loaded.catch(() => {
    const told = document.createElement("li");
    told.className = "failed";
    told.setAttribute("role", "alert");
    told.textContent = editor.word("upload_failed", { name: files.map((file) => (file instanceof File ? file.name : "")).join(", ") });
    editor.querySelector(".uploads")?.append(told);
  });
}

/** @param {File | string} file */
function isPicture(file) {
  return typeof file === "string" || file.type.startsWith("image/");
}

/** @param {TextEditor} editor */
function takePasted(editor) {
  editor.box.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    // Office programs put a picture of the words beside the words.
    if (event.defaultPrevented || !files.length || event.clipboardData?.getData("text/plain")) return;
    event.preventDefault();
    take(editor, files);
  });
  // Those within rich text, as addresses that hold them.
  editor.addEventListener("pictures", (event) => take(editor, event instanceof CustomEvent ? event.detail : []));
}

/** @param {TextEditor} editor */
function takeDropped(editor) {
  const target = editor.form;
  /** @param {DragEvent} event */
  const holdsFiles = (event) => event.dataTransfer?.types.includes("Files") ?? false;
  target.addEventListener("dragover", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = "copy";
    editor.classList.add("dropping");
  });
  target.addEventListener("dragleave", (event) => {
    if (!(event.relatedTarget instanceof Node) || !target.contains(event.relatedTarget)) editor.classList.remove("dropping");
  });
  target.addEventListener("drop", (event) => {
    editor.classList.remove("dropping");
    if (!holdsFiles(event)) return;
    event.preventDefault();
    take(editor, [...(event.dataTransfer?.files ?? [])]);
  });
}
