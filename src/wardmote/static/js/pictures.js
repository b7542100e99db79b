// @ts-check
// A picture that is pressed opens in the page; what shows it is loaded with the first. Without scripts it is a link.

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest(".prose a.picture") : null;
  // Whoever asks for a new window gets one.
  if (!(link instanceof HTMLAnchorElement) || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  import("./picture-viewer.js").then(({ open }) => open(link), () => location.assign(link.href));
});
