// Dictation, only where the browser turns speech into words on the device itself. Otherwise it is not offered, and one
// sentence says why. A browser that cannot promise it has no `processLocally`, or says that it is not available.
"use strict";
(async () => {
  const places = [...document.querySelectorAll("[data-dictate]")];
  if (!places.length) return;
  const Speech = self.SpeechRecognition ?? self.webkitSpeechRecognition;
  const lang = navigator.language || "en-GB";
  let local = false;
  try {
    local = Boolean(Speech && "processLocally" in Speech.prototype && Speech.available)
      && (await Speech.available({ langs: [lang], processLocally: true })) === "available";
  } catch { /* not allowed, or an older browser: not offered */ }
  for (const place of places) {
    const button = place.querySelector("button");
    const told = place.querySelector("p");
    const field = place.parentElement.querySelector("textarea");
    place.hidden = false;
    button.hidden = !local;
    if (!local) {
      told.textContent = "Dictation is not offered here: this browser cannot turn speech into words on the device itself, and your voice should not go anywhere else.";
      continue;
    }
    told.textContent = "Your voice stays on this device.";
    let ear = null;
    const stop = () => {
      const heard = ear;
      ear = null;
      heard?.stop();
      button.setAttribute("aria-pressed", "false");
      button.textContent = "Dictate";
    };
    button.addEventListener("click", () => {
      if (ear) return stop();
      ear = new Speech();
      ear.processLocally = true;
      ear.lang = lang;
      ear.continuous = true;
      ear.addEventListener("result", (event) => {
        // One event may bring several results, and those before `resultIndex` have been written already.
        for (const heard of [...event.results].slice(event.resultIndex)) {
          if (!heard.isFinal) continue;
          const gap = field.value && !/\s$/.test(field.value) ? " " : "";
          field.setRangeText(`${gap}${heard[0].transcript.trim()}`, field.value.length, field.value.length, "end");
        }
        field.dispatchEvent(new Event("input", { bubbles: true }));
      });
      ear.addEventListener("error", () => {
        told.textContent = "Dictation stopped. What was heard stands in the field.";
        stop();
      });
      ear.addEventListener("end", () => { if (ear) stop(); });
      ear.start();
      button.setAttribute("aria-pressed", "true");
      button.textContent = "Stop dictating";
      return undefined;
    });
  }
})();
