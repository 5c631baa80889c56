// A page with words that are not saved yet asks before it is left. Saving asks nothing.
(() => {
  for (const form of document.querySelectorAll("form[data-unsaved]")) {
    let changed = Boolean(form.querySelector("[data-error-summary]"));
    form.addEventListener("input", () => { changed = true; });
    form.addEventListener("submit", () => { changed = false; });
    window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
  }
})();
