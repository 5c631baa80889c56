// What the worker does for patients: where the practice cannot be reached, the page for writing opens, and the safety plan
// leads to the help page, where the copy on the device stands. Nothing that a person wrote goes through here.
"use strict";
(() => {
  const [journal, plan] = ["/me/journal/", "/me/safety-plan/"];
  // Longer than for help itself: the page that is asked for says more than the one that stands in for it.
  const WAITS = 8000; // milliseconds. Default, not validated.
  const instead = (page) => async (request) =>
    (await self.clew.networkOr(request, () => caches.match(page), WAITS)) ?? Response.error();
  const goes = (start) => (url, request) => request.mode === "navigate" && url.pathname.startsWith(start);
  self.clew.routes.unshift({ takes: goes(journal), answer: instead("/me/journal/offline/") });
  self.clew.routes.unshift({ takes: goes(plan), answer: instead("/help/") });
})();
