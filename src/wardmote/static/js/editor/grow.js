// @ts-check
// The box grows with its text; one that was made larger by hand stays so.

/** @param {import("./element.js").TextEditor} editor */
export function attach({ box }) {
  const grow = () => {
    const most = Math.max(box.clientHeight, innerHeight * 0.7);
    if (box.scrollHeight > box.clientHeight) box.style.blockSize = `${Math.min(box.scrollHeight + 2, most)}px`;
  };
  box.addEventListener("input", grow);
  grow();
}
