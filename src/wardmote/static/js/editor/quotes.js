// @ts-check
// Quoting on the page of a thread: "Quote" puts the post, or what is selected of it, into the box below without leaving.
// quote.js does it, loaded when first wanted. Without scripts the link opens the full editor.

/** @param {import("./element.js").TextEditor} editor */
export function attach(editor) {
  if (editor.dataset.kind !== "quick") return;
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[data-quote]") : null;
    const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey && event.button === 0;
    if (!(link instanceof HTMLAnchorElement) || !isPlain) return;
    event.preventDefault();
    import("./quote.js").then(({ quote }) => quote(editor, link), () => location.assign(link.href));
  });
  const offer = () => {
    const selection = getSelection();
    if (!selection || selection.isCollapsed || !selection.anchorNode?.parentElement?.closest(".post .prose")) return;
    document.removeEventListener("selectionchange", offer);
    import("./quote.js").then(({ offerSelection }) => offerSelection(editor)).catch(() => document.addEventListener("selectionchange", offer));
  };
  document.addEventListener("selectionchange", offer);
}
