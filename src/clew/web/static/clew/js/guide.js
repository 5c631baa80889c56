// The guide: a button that prints, and the choices page as asked for where it comes from the device.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
  const table = document.querySelector("[data-choices]");
  if (!table) return;
  const asked = new URLSearchParams(location.search);
  for (const kind of ["matter", "option"]) {
    const wanted = asked.getAll(kind);
    if (!wanted.length) continue;
    for (const cell of table.querySelectorAll(`[data-${kind}]`)) {
      cell.hidden = !wanted.includes(cell.dataset[kind]);
    }
    for (const box of document.querySelectorAll(`input[name="${kind}"]`)) box.checked = wanted.includes(box.value);
  }
});
