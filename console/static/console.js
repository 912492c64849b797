// The pages work without this. Parts that change by themselves: <section data-refresh="20" id="queue"> is fetched again every 20 s
// while it is seen, unless somebody types in it.
"use strict";
for (const part of document.querySelectorAll("[data-refresh][id]")) {
  setInterval(async () => {
    if (document.hidden || part.contains(document.activeElement)) return;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" }, redirect: "error" });
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(part.id);
      if (fresh && fresh.innerHTML !== part.innerHTML) part.replaceChildren(...fresh.childNodes);
    } catch {
      // the network is away: the next time
    }
  }, Number(part.dataset.refresh) * 1000);
}
