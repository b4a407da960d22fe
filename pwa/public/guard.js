/**
 * Leads to the rescue page when the app does not begin: one of its files is missing or broken, or this browser cannot
 * read it. Plain enough for any browser, and no part of what it watches over.
 */
addEventListener(
  "error",
  function (event) {
    var ofTheApp = event.target === window || event.target instanceof HTMLScriptElement;
    if (ofTheApp && !document.documentElement.hasAttribute("data-begun")) location.replace("/rescue");
  },
  true,
);
