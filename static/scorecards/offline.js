// Lets the page open again without a network: hands it to the worker, which keeps it for this person only.
"use strict";

(async () => {
  const worker = document.querySelector("[data-worker]")?.dataset.worker;
  if (!worker || !rubrika.owner || !("serviceWorker" in navigator)) return;
  try {
    const loaded = navigator.serviceWorker.controller !== null;
    await navigator.serviceWorker.register(worker);
    const ready = await navigator.serviceWorker.ready;
    const assets = [...document.querySelectorAll("script[src], link[href]")].map((one) => one.src ?? one.href);
    const imported = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules].map((rule) => rule.href).filter(Boolean)
      .map((href) => new URL(href, sheet.href).href));
    if (!loaded) {
      const kept = new Promise((resolve) => navigator.serviceWorker.addEventListener("message", resolve, { once: true }));
      ready.active.postMessage({ place: location.pathname, assets: [...assets, ...imported] });
      await kept;
    }
    document.documentElement.dataset.offline = "ready";
  } catch { /* without a worker the text is kept all the same, only the page itself cannot open again */ }
})();
