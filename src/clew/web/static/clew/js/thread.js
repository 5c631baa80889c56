// The thread: a curve from each part of a statement to the words it rests on, drawn from where they stand.
"use strict";
{
  const SVG = "http://www.w3.org/2000/svg";
  const LINE = 14; // a strand ends beside the first line of a moment

  const shape = (from, to) => {
    const pull = Math.max(32, (to.x - from.x) / 2);
    return `M${from.x} ${from.y}C${from.x + pull} ${from.y} ${to.x - pull} ${to.y} ${to.x} ${to.y}`;
  };

  const start = (thread) => {
    const picture = document.createElementNS(SVG, "svg");
    picture.setAttribute("class", "strands");
    picture.setAttribute("aria-hidden", "true");
    thread.prepend(picture);
    const moments = [...thread.querySelectorAll("[data-strand]")];
    const strands = new Map(moments.map((moment) => {
      const strand = document.createElementNS(SVG, "path");
      const proposed = "proposed" in moment.dataset ? " proposed" : "";
      strand.setAttribute("class", `strand ${moment.dataset.strand}${proposed}`);
      picture.append(strand);
      return [moment, strand];
    }));

    const draw = () => {
      if (getComputedStyle(picture).display === "none") return;
      const frame = thread.getBoundingClientRect();
      picture.setAttribute("width", frame.width);
      picture.setAttribute("height", frame.height);
      const knots = {};
      for (const knot of thread.querySelectorAll("[data-knot]")) {
        const at = knot.getBoundingClientRect();
        knots[knot.dataset.knot] = { x: at.right - frame.left, y: at.top + at.height / 2 - frame.top };
      }
      for (const [moment, strand] of strands) {
        const at = moment.getBoundingClientRect();
        const from = knots[moment.dataset.strand] || knots.for;
        if (!from || !at.width) { strand.removeAttribute("d"); continue; }
        const to = { x: at.left - frame.left, y: at.top - frame.top + Math.min(LINE, at.height / 2) };
        strand.setAttribute("d", shape(from, to));
      }
    };

    for (const [moment, strand] of strands) {
      const point = (on) => () => {
        strand.classList.toggle("lit", on);
        thread.classList.toggle("pointing", on);
      };
      moment.addEventListener("mouseenter", point(true));
      moment.addEventListener("mouseleave", point(false));
      moment.addEventListener("focusin", point(true));
      moment.addEventListener("focusout", point(false));
    }
    thread.addEventListener("keydown", (event) => {
      const whole = thread.querySelector('input[name="follow"][value=""]');
      if (event.key === "Escape" && whole) whole.checked = true;
    });
    thread.addEventListener("toggle", draw, true);
    new ResizeObserver(draw).observe(thread);
    document.fonts?.ready.then(draw);
    draw();
  };

  for (const thread of document.querySelectorAll("[data-thread]")) start(thread);
}
