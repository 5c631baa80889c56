// A picture that can be walked: arrow keys go from mark to mark, pointing or focusing shows what it says.
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
  figure.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") return hide();
    if (!step) return;
    const here = spots.indexOf(document.activeElement);
    const next = spots[here < 0 ? (step > 0 ? 0 : spots.length - 1) : here + step];
    if (next) { next.focus(); event.preventDefault(); }
  });
}
