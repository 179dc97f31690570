// Live parts of a page: <div data-live="topic" hx-get="…" hx-trigger="live">. One stream a page.
//
// Each event reaches the elements of its topic as the DOM event `live` (and `live:KIND`), with
// its data as `detail`; HTMX listens with hx-trigger="live". After a break the browser asks for
// what was missed (Last-Event-ID); where that is not to be had, all hear `live:reset`.
(() => {
  const FIRST_PAUSE = 1000; // milliseconds
  const LONGEST_PAUSE = 30000;
  let stream = null;
  let known = "";
  let last = document.body.dataset.liveAfter || "";
  let pause = FIRST_PAUSE;
  let again = 0;

  const places = () => [...document.querySelectorAll("[data-live]")];
  const topics = () =>
    [...new Set(places().flatMap((place) => place.dataset.live.split(/\s+/)))]
      .filter(Boolean)
      .sort();
  const tell = (place, kind, detail) => {
    for (const name of ["live", `live:${kind}`]) {
      place.dispatchEvent(new CustomEvent(name, { detail }));
    }
  };
  const spread = (message) => {
    if (message.lastEventId) last = message.lastEventId;
    const event = JSON.parse(message.data);
    for (const place of places()) {
      if (place.dataset.live.split(/\s+/).includes(event.topic)) {
        tell(place, event.kind, event.data);
      }
    }
  };
  const state = (name) => document.documentElement.setAttribute("data-live-state", name);

  const close = () => {
    clearTimeout(again);
    stream?.close();
    stream = null;
  };
  const open = () => {
    close();
    const wanted = topics();
    known = wanted.join(" ");
    if (!wanted.length || document.hidden) return;
    const query = new URLSearchParams(wanted.map((topic) => ["topic", topic]));
    if (last) query.set("after", last);
    stream = new EventSource(`/live/?${query}`);
    stream.addEventListener("open", () => {
      pause = FIRST_PAUSE;
      state("on");
    });
    stream.addEventListener("message", spread);
    stream.addEventListener("reset", () => {
      for (const place of places()) tell(place, "reset", {});
    });
    stream.addEventListener("refused", () => {
      close();
      state("refused");
    });
    stream.addEventListener("error", () => {
      state("off");
      if (stream?.readyState !== EventSource.CLOSED) return; // the browser tries again itself
      close();
      again = setTimeout(open, pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    });
  };

  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", (event) => event.persisted && open());
  document.addEventListener("htmx:afterSettle", () => topics().join(" ") !== known && open());
  open();
})();
