// The thread: a strand from each part of a statement to the words it rests on, drawn from where they stand.
// Strands to the nearest column fall straight from the statement. Those to a further column run side by side
// above the columns, turn down beside theirs, and leave the bundle one by one.
"use strict";
{
  const SVG = "http://www.w3.org/2000/svg";
  const FIRST_LINE = 14; // a strand ends beside the first line of a moment
  const LANE = 2.3; // between two strands that run side by side
  const LANES_ABOVE = 34, LANES_BESIDE = 20; // room for all of them: above the columns, and beside one
  const BRANCH = 14; // how far before the moment a strand leaves its bundle

  const straight = (from, to) => {
    const pull = Math.max(28, (to.x - from.x) / 2);
    return `M${from.x} ${from.y}C${from.x + pull} ${from.y} ${to.x - pull} ${to.y} ${to.x} ${to.y}`;
  };

  const bundled = (from, to, { first, above, beside, bend }) => {
    const pull = (first - from.x) / 2;
    const fall = Math.max(above + bend, to.y - BRANCH);
    return `M${from.x} ${from.y}C${from.x + pull} ${from.y} ${first - pull} ${above} ${first} ${above}`
      + `L${beside - bend} ${above}Q${beside} ${above} ${beside} ${above + bend}`
      + `L${beside} ${fall}Q${beside} ${to.y} ${to.x} ${to.y}`;
  };

  // The shapes of all strands: {from, to} each, the top of the columns, and the same strands in the same order back.
  const weave = (strands, top) => {
    const columns = new Map();
    for (const strand of strands) {
      const x = Math.round(strand.to.x);
      if (!columns.has(x)) columns.set(x, []);
      columns.get(x).push(strand);
    }
    const [nearest, ...further] = [...columns.keys()].sort((a, b) => a - b);
    for (const strand of columns.get(nearest) || []) strand.shape = straight(strand.from, strand.to);
    const total = further.reduce((sum, x) => sum + columns.get(x).length, 0);
    const apart = Math.min(LANE, LANES_ABOVE / Math.max(total, 1));
    let lanes = 0;
    for (const x of further) {
      const column = columns.get(x).sort((a, b) => a.to.y - b.to.y);
      const near = Math.min(LANE, LANES_BESIDE / column.length);
      column.forEach((strand, order) => {
        const outer = column.length - 1 - order; // the strand that leaves first runs outside
        strand.shape = bundled(strand.from, strand.to, {
          first: nearest,
          above: top - 8 - (lanes + outer) * apart,
          beside: x - BRANCH - order * near,
          bend: 8 + outer * apart,
        });
      });
      lanes += column.length;
    }
  };

  const start = (thread) => {
    const picture = document.createElementNS(SVG, "svg");
    picture.setAttribute("class", "strands");
    picture.setAttribute("aria-hidden", "true");
    thread.prepend(picture);
    const paths = new Map();
    for (const moment of thread.querySelectorAll("[data-strand]")) {
      const path = document.createElementNS(SVG, "path");
      path.setAttribute("class", `strand ${moment.dataset.strand}${"proposed" in moment.dataset ? " proposed" : ""}`);
      picture.append(path);
      paths.set(moment, path);
    }

    const draw = () => {
      if (getComputedStyle(picture).display === "none") return;
      const frame = thread.getBoundingClientRect();
      const place = (box, x, y) => ({ x: x - frame.left, y: box.top + y - frame.top });
      picture.setAttribute("width", frame.width);
      picture.setAttribute("height", frame.height);
      const knots = {};
      for (const knot of thread.querySelectorAll("[data-knot]")) {
        const box = knot.getBoundingClientRect();
        knots[knot.dataset.knot] = place(box, box.right, box.height / 2);
      }
      const strands = [];
      let top = Infinity;
      for (const [moment, path] of paths) {
        path.removeAttribute("d");
        const box = moment.getBoundingClientRect();
        const from = knots[moment.dataset.strand] || knots.for;
        if (!from || !box.width || moment.closest("details:not([open])")) continue;
        const story = (moment.closest(".story") || moment).getBoundingClientRect();
        top = Math.min(top, story.top - frame.top);
        strands.push({ from, to: place(box, box.left, Math.min(FIRST_LINE, box.height / 2)), path });
      }
      weave(strands, top);
      for (const strand of strands) strand.path.setAttribute("d", strand.shape);
    };

    for (const [moment, path] of paths) {
      const point = (on) => () => {
        path.classList.toggle("lit", on);
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
