// The conversation of the web group: hears what is said, says what is written.
// Without scripts the page works as well: it is loaded anew after each message.
(() => {
  const list = document.querySelector("[data-conversation]");
  const composer = document.querySelector("[data-composer]");
  if (!list || !composer) return;

  const template = document.getElementById("message-template");
  const refusal = composer.querySelector("[data-refusal]");
  const field = composer.querySelector("textarea");
  const here = location.pathname;

  const token = () => composer.querySelector("[name=csrfmiddlewaretoken]").value;
  const atEnd = () => window.innerHeight + window.scrollY >= document.body.offsetHeight - 160;
  const toEnd = () => window.scrollTo({ top: document.body.scrollHeight, behavior: "instant" });
  const lastId = () => {
    const all = list.querySelectorAll("[data-id]");
    return all.length ? all[all.length - 1].dataset.id : "";
  };

  // Times and days are the community's, as on the page from the server, wherever the reader is.
  const zone = { timeZone: list.dataset.zone };
  const tongue = document.documentElement.lang;
  const told = (at, what) => new Intl.DateTimeFormat(tongue, { ...zone, ...what }).format(new Date(at));
  const clockOf = (at) => told(at, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const dayOf = (at) => told(at, { year: "numeric", month: "2-digit", day: "2-digit" });

  // Addresses are links, as on the page from the server (qunce.shell.linked).
  const ADDRESS = /https?:\/\/[\w.~:/?#[\]@!$&'()*+,;=%-]*[\w~/#@$&*+=%-]/g;
  function fill(node, words) {
    node.textContent = "";
    node.style.whiteSpace = "pre-wrap";
    let at = 0;
    for (const found of words.matchAll(ADDRESS)) {
      const link = document.createElement("a");
      link.href = link.textContent = found[0];
      link.rel = "nofollow";
      node.append(words.slice(at, found.index), link);
      at = found.index + found[0].length;
    }
    node.append(words.slice(at));
  }

  function headOf(at) {
    const day = document.createElement("li");
    day.className = "qw-day";
    day.textContent = `${told(at, { month: "long", day: "numeric" })} ${told(at, { weekday: "long" })}`;
    return day;
  }

  function send(form, body) {
    const headers = { "X-Requested-With": "fetch", "X-CSRFToken": token() };
    return fetch(form.action, { method: "POST", body, headers, credentials: "same-origin" });
  }

  function show(said) {
    if (document.getElementById(`message-${said.id}`)) return;
    const follow = atEnd() || String(said.person) === list.dataset.me;
    const item = template.content.firstElementChild.cloneNode(true);
    const mine = String(said.person) === list.dataset.me;
    item.id = `message-${said.id}`;
    item.dataset.id = said.id;
    item.classList.toggle("qw-mine", mine);
    item.querySelector(".avatar").textContent = said.name.slice(0, 1);
    item.querySelector(".qw-name").textContent = said.name;
    for (const badge of item.querySelectorAll("[data-tier]")) badge.hidden = badge.dataset.tier !== said.tier;
    const clock = item.querySelector("time");
    clock.dateTime = said.at;
    clock.textContent = clockOf(said.at);
    const text = item.querySelector(".qw-text");
    fill(text, said.text);
    if (said.quoted) {
      const quote = item.querySelector(".qw-quote");
      quote.textContent = said.quoted;
      quote.hidden = false;
    }
    if (mine) {
      const back = item.querySelector(".qw-back");
      back.querySelector("form").action = `${here}${said.id}/take-back/`;
      back.hidden = false;
      setTimeout(() => { back.querySelector("form").hidden = true; }, 120000);
      setTimeout(() => { back.hidden = true; }, 600000);
    }
    item.querySelector(".qw-reacts").action = `${here}${said.id}/react/`;
    for (const act of item.querySelectorAll("[data-act]")) {
      act.hidden = mine || said.person === null;
      act.href = act.dataset.act.replace("/0/", `/${said.id}/`);
    }
    list.querySelector("[data-empty]")?.remove();
    const last = [...list.querySelectorAll("time")].pop();
    if (!last || dayOf(last.dateTime) !== dayOf(said.at)) list.append(headOf(said.at));
    list.append(item);
    if (follow) toEnd();
  }

  function takeBack(id) {
    const item = document.getElementById(`message-${id}`);
    if (!item) return;
    item.classList.add("qw-recalled");
    const text = item.querySelector(".qw-text");
    text.classList.add("qw-gone");
    text.textContent = list.dataset.recalled;
  }

  // Signs under a message: how many of each; which one is mine I know from what I gave.
  function showSigns(said) {
    const form = document.querySelector(`#message-${said.id} .qw-reacts`);
    if (!form) return;
    const before = form.querySelector(".qw-given")?.value || "";
    const mine = String(said.person) === list.dataset.me ? said.emoji : before;
    for (const sign of form.querySelectorAll(".qw-react")) sign.remove();
    const pick = form.querySelector(".qw-pick");
    for (const [emoji, count] of said.counts) {
      const sign = document.createElement("button");
      sign.className = `qw-react${emoji === mine ? " qw-given" : ""}`;
      sign.name = "emoji";
      sign.value = emoji;
      sign.setAttribute("aria-pressed", String(emoji === mine));
      sign.textContent = `${emoji} ${count}`;
      pick.before(sign);
    }
  }

  async function catchUp() {
    const answer = await fetch(`${list.dataset.newer}?after=${lastId()}`, { credentials: "same-origin" });
    if (answer.ok) list.insertAdjacentHTML("beforeend", await answer.text());
  }

  async function lookForNotices() {
    const answer = await fetch(list.dataset.notices, { credentials: "same-origin" });
    if (!answer.ok) return;
    const follow = atEnd();
    document.getElementById("notices").outerHTML = await answer.text();
    if (follow) toEnd();
  }

  // The stream itself is the shell's (live.js): it tells the list by DOM events.
  const hear = (kind, act) => list.addEventListener(`live:${kind}`, (event) => act(event.detail));
  hear("message", show);
  hear("recalled", (what) => takeBack(what.id));
  hear("edited", (what) => {
    const item = document.getElementById(`message-${what.id}`);
    if (!item || item.classList.contains("qw-recalled")) return;
    const text = item.querySelector(".qw-text");
    fill(text, what.text);
    let mark = item.querySelector(".qw-edited");
    if (!mark) {
      mark = template.content.querySelector(".qw-edited").cloneNode(true);
      item.querySelector("time").after(mark);
    }
    mark.hidden = false;
  });
  hear("reacted", showSigns);
  hear("notice", lookForNotices);
  hear("reset", catchUp);
  hear("muted", () => location.reload());
  hear("removed", () => location.reload());

  // What is written may answer a message, or take the place of one's own.
  const context = composer.querySelector("[data-context]");
  const answered = composer.querySelector("[name=reply_to]");
  function write(said, isChange) {
    const words = said ? said.querySelector(".qw-text").innerText : "";
    const name = said ? said.querySelector(".qw-name").textContent : "";
    if (isChange || composer.action !== new URL(composer.dataset.say, location).href) field.value = isChange ? words : "";
    const id = said ? said.dataset.id : "";
    answered.value = isChange ? "" : id;
    composer.action = isChange ? `${here}${id}/change/` : composer.dataset.say;
    context.hidden = !said;
    context.querySelector("[data-context-text]").textContent = isChange
      ? composer.dataset.changing
      : `${composer.dataset.answering} ${name}：${words.slice(0, 40)}`;
    field.dispatchEvent(new Event("input"));
    field.focus();
  }

  let key = crypto.randomUUID ? crypto.randomUUID() : String(Math.random()).slice(2);
  composer.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!field.value.trim()) return;
    const body = new FormData(composer);
    body.set("key", key);
    const button = composer.querySelector("button.btn-primary");
    button.disabled = true;
    try {
      const answer = await send(composer, body);
      refusal.hidden = answer.ok;
      if (answer.ok) {
        write(null);
        field.value = "";
        field.style.height = "";
        key = crypto.randomUUID ? crypto.randomUUID() : String(Math.random()).slice(2);
      } else {
        refusal.textContent = answer.status === 422 ? await answer.text() : answer.statusText;
      }
    } finally {
      button.disabled = false;
      field.focus();
    }
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && window.innerWidth > 760) {
      event.preventDefault();
      composer.requestSubmit();
    }
  });
  field.addEventListener("input", () => {
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + 2}px`;
  });

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.matches("[data-quiet]")) {
      event.preventDefault();
      const body = new FormData(form);
      if (event.submitter?.name) body.set(event.submitter.name, event.submitter.value);
      form.querySelector(".qw-pick")?.removeAttribute("open");
      const answer = await send(form, body);
      if (!answer.ok) { refusal.textContent = await answer.text(); refusal.hidden = false; }
    } else if (form.matches("[data-notice]")) {
      event.preventDefault();
      const answer = await send(form, new FormData(form));
      if (answer.ok) document.getElementById("notices").outerHTML = await answer.text();
    }
  });
  document.addEventListener("click", (event) => {
    const act = event.target.closest("[data-reply], [data-change], [data-leave]");
    if (!act || field.disabled) return;
    event.preventDefault();
    write(act.closest(".qw-message"), act.hasAttribute("data-change"));
  });
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-older]");
    if (!link) return;
    event.preventDefault();
    const answer = await fetch(link.href, {
      credentials: "same-origin",
      headers: { "X-Requested-With": "fetch" },
    });
    if (!answer.ok) return;
    const height = document.body.scrollHeight;
    link.closest("li").outerHTML = await answer.text();
    window.scrollBy(0, document.body.scrollHeight - height);
  });
  toEnd();
})();
