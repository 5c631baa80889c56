// Whatever comes: a time to write in, if wished only forward, and a choice at the end of what becomes of it.
"use strict";
(() => {
  const form = document.querySelector("[data-whatever]");
  const begin = document.querySelector("[data-begin]");
  if (!form || !begin) return;
  const part = (name) => form.querySelector(`[data-${name}]`);
  const field = form.elements.text;
  const [clock, left, stop, end, told] = ["clock", "left", "stop", "end", "told"].map(part);
  const letGo = part("let-go");
  let started = 0;
  let minutes = 0;
  let forward = false;
  let ticking = 0;

  const show = (...shown) => {
    for (const one of [begin, form, clock, stop, end]) one.hidden = !shown.includes(one);
  };
  const draw = () => {
    const gone = Math.floor((Date.now() - started) / 1000);
    const rest = minutes ? minutes * 60 - gone : gone;
    left.textContent = rest >= 0 ? `${Math.floor(rest / 60)}:${String(rest % 60).padStart(2, "0")}${minutes ? " left" : ""}` : "";
    if (minutes && rest <= 0 && !told.textContent) told.textContent = "The time is over. Write your sentence to its end, and stop when you like.";
  };
  const last = () => {
    if (forward) field.scrollTop = field.scrollHeight;
  };
  const toTheEnd = () => { if (forward) field.setSelectionRange(field.value.length, field.value.length); };

  const finish = () => {
    clearInterval(ticking);
    if (started) form.elements.seconds.value = Math.min(14_400, Math.round((Date.now() - started) / 1000));
    forward = false;
    field.classList.remove("last-lines");
    document.querySelector("[data-around]").hidden = false;
    show(form, end);
    letGo.hidden = false;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    end.querySelector("button").focus();
  };

  begin.addEventListener("submit", (event) => {
    event.preventDefault();
    minutes = Number(begin.elements.minutes.value);
    forward = begin.elements.forward.checked;
    started = Date.now();
    field.classList.toggle("last-lines", forward);
    document.querySelector("[data-around]").hidden = true;
    show(form, clock, stop);
    draw();
    ticking = setInterval(draw, 1000);
    field.focus();
    toTheEnd();
  });
  stop.querySelector("button").addEventListener("click", finish);
  part("hide-clock").addEventListener("click", (event) => {
    left.hidden = !left.hidden;
    event.target.textContent = left.hidden ? "Show the clock" : "Hide the clock";
  });
  field.addEventListener("beforeinput", (event) => {
    if (!forward) return;
    if (event.inputType.startsWith("delete") || event.inputType.startsWith("history")) event.preventDefault();
    else toTheEnd();
  });
  field.addEventListener("keydown", (event) => {
    if (forward && (event.key === "Backspace" || event.key === "Delete")) event.preventDefault();
  });
  field.addEventListener("input", last);
  field.addEventListener("click", toTheEnd);
  letGo.addEventListener("click", async () => {
    await form.clewForget?.().catch(() => {});
    location.assign(letGo.dataset.letGo);
  });

  // What came back with a mistake, or was put back from the device, is written already: then only the choice is left.
  const written = () => {
    if (field.value && !started) {
      show(form, end);
      letGo.hidden = false;
    }
  };
  show(begin);
  written();
  form.addEventListener("clew:restored", written);
})();
