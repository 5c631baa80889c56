// A picture that can be walked: arrow keys go from mark to mark, pointing or focusing shows what it says.
// A picture wider than the screen begins where it says (data-start, in its own units). While a mark has the focus, a
// single key follows the link of that key (data-key): first in the row of the table that opens the same, then on the page.
"use strict";
for (const figure of document.querySelectorAll("[data-picture]")) {
  const box = figure.querySelector(".said-of");
  const spots = [...figure.querySelectorAll(".spot")].sort((a, b) => a.dataset.x - b.dataset.x);
  const svg = figure.querySelector("svg");

  const show = (spot) => {
    const [title, ...lines] = spot.dataset.said.split(" | ");
    const head = document.createElement("strong");
    head.textContent = title;
    box.replaceChildren(head, ...lines.map((line) => {
      const row = document.createElement("span");
      row.textContent = line;
      return row;
    }));
    box.hidden = false;
    const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    const frame = figure.getBoundingClientRect();
    const at = svg.getBoundingClientRect();
    const x = at.left - frame.left + spot.dataset.x * scale;
    const y = at.top - frame.top + spot.dataset.y * scale;
    const left = Math.max(8, Math.min(x - box.offsetWidth / 2, frame.width - box.offsetWidth - 8));
    const above = y - box.offsetHeight - 14;
    box.style.left = `${left}px`;
    box.style.top = `${above > 0 ? above : y + 22}px`;
  };
  const hide = () => { box.hidden = true; };

  for (const spot of spots) {
    spot.addEventListener("mouseenter", () => show(spot));
    spot.addEventListener("mouseleave", hide);
    spot.addEventListener("focus", () => show(spot));
    spot.addEventListener("blur", hide);
  }
  const wide = figure.querySelector(".scroll");
  if (wide && figure.dataset.start && wide.scrollWidth > wide.clientWidth) {
    const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    wide.scrollLeft = figure.dataset.start * scale - wide.clientWidth / 2;
  }
  const shortcut = (key) => {
    const here = document.activeElement.getAttribute("href");
    const row = here && document.querySelector(`tr a[href="${CSS.escape(here)}"]`)?.closest("tr");
    const named = `a[data-key="${CSS.escape(key)}"]`;
    return row?.querySelector(named) ?? document.querySelector(`.adds:not(td .adds) > ${named}`);
  };

  figure.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") return hide();
    if (/^[a-z]$/.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const link = spots.includes(document.activeElement) && shortcut(event.key);
      if (link) { event.preventDefault(); link.click(); }
      return;
    }
    if (!step) return;
    const here = spots.indexOf(document.activeElement);
    const next = spots[here < 0 ? (step > 0 ? 0 : spots.length - 1) : here + step];
    if (next) { next.focus(); event.preventDefault(); }
  });
}
