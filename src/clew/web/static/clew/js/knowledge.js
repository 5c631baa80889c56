// Finding a word in the reference: entries without it are hidden. Without this the page is simply whole.
"use strict";
const box = document.querySelector("[data-find]");
if (box) {
  const input = box.querySelector("input");
  const found = box.querySelector("[data-found]");
  const terms = [...document.querySelectorAll("[data-term]")].map((term) => [term, term.textContent.toLowerCase()]);
  const groups = [...document.querySelectorAll("[data-group], [data-part]")];

  const look = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const [term, text] of terms) {
      term.hidden = !words.every((word) => text.includes(word));
      if (!term.hidden) count += 1;
    }
    for (const group of groups) group.hidden = words.length > 0 && !group.querySelector("[data-term]:not([hidden])");
    found.textContent = words.length ? `${count} found` : "";
  };
  input.addEventListener("input", look);
  // A link to an entry shows it, whatever was looked for.
  addEventListener("hashchange", () => {
    const term = document.getElementById(location.hash.slice(1));
    if (term && term.closest("[hidden]")) { input.value = ""; look(); term.scrollIntoView(); }
  });
  box.hidden = false;
}
