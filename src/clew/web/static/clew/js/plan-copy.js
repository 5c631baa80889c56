// The copy of the safety plan on a device, for who asked for it: made and removed on the plan's own page, refreshed on
// every page of the patient's, and shown on the help page, without a connection and without a sign-in.
"use strict";
(() => {
  const device = self.clewDevice;
  if (!device?.ready) return;
  const FRESH = 10 * 60_000; // milliseconds for which a copy is not asked for again
  const place = document.querySelector("[data-plan-address]");
  const owner = place?.dataset.owner ?? "";

  const fetched = async () => {
    const answer = await fetch(place.dataset.planAddress, { headers: { Accept: "application/json" } });
    return answer.ok && !answer.redirected ? answer.json() : null;
  };
  const keep = async (plan) => device.put("plans", owner, { owner, checked: Date.now(), version: plan.version, ...(await device.seal(owner, plan)) });

  const refresh = async () => {
    const kept = await device.get("plans", owner);
    if (!kept || Date.now() - kept.checked < FRESH) return;
    const plan = await fetched().catch(() => null);
    if (!plan) return;
    if (plan.version) await keep(plan);
    else await device.put("plans", owner, { ...kept, checked: Date.now() }); // taken back; the copy stays until removed
  };

  const section = document.querySelector("[data-plan-copy]");
  const onPlanPage = async () => {
    const [make, remove, told] = ["keep", "remove", "state"].map((name) => section.querySelector(`[data-plan-${name}]`));
    const draw = async () => {
      const kept = await device.get("plans", owner);
      make.hidden = Boolean(kept);
      remove.hidden = !kept;
      return kept;
    };
    section.hidden = false;
    if (await draw()) {
      const plan = await fetched().catch(() => null);
      if (plan?.version) await keep(plan);
      told.textContent = "A copy is kept on this device.";
    }
    make.addEventListener("click", async () => {
      const plan = await fetched().catch(() => null);
      if (plan?.version) await keep(plan);
      told.textContent = (await draw()) ? "A copy is kept on this device. You find it under Help now." : "It could not be kept. Please try again with a connection.";
    });
    remove.addEventListener("click", async () => {
      await device.remove("plans", owner);
      await draw();
      told.textContent = "It is removed from this device.";
    });
  };

  const onHelpPage = async () => {
    const shelf = document.querySelector("[data-kept-plans]");
    const kept = await device.all("plans");
    for (const one of kept) {
      const plan = await device.unseal(one.owner, one).catch(() => null);
      if (!plan) continue; // one that cannot be opened must not hide another
      const copy = shelf.querySelector("template").content.cloneNode(true).firstElementChild;
      copy.querySelector("[data-made]").textContent = `Made on ${plan.made}. This copy was last compared with Clew on ${new Date(one.checked).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" })}.`;
      const parts = copy.querySelector("[data-parts]");
      for (const part of plan.parts) {
        const words = Object.assign(document.createElement("p"), { className: "said lines", textContent: part.text });
        parts.append(Object.assign(document.createElement("h3"), { textContent: part.title }), words);
      }
      copy.querySelector("button").addEventListener("click", async () => {
        await device.remove("plans", one.owner);
        copy.remove();
      });
      shelf.append(copy);
    }
    shelf.hidden = !kept.length;
  };

  const work = section ? onPlanPage : document.querySelector("[data-kept-plans]") ? onHelpPage : owner ? refresh : null;
  work?.().catch(() => {});
})();
