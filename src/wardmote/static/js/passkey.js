// @ts-check
// Shows what needs a passkey where the browser can do it, and says so when the browser or its owner says no.

const box = document.querySelector("[data-passkey]");
if (box instanceof HTMLElement && "PublicKeyCredential" in window) {
  box.hidden = false;
  const trouble = box.querySelector("[data-trouble]");
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    if (trouble instanceof HTMLElement) trouble.hidden = false;
  });
}
