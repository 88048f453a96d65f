// The finder: a box over all services and teams. "/" leads to it, arrows and Enter do the rest.
// Its data is the script of the Services table; a page that does not load it gets it at the first use.
(() => {
  "use strict";
  const part = document.querySelector("[data-go-finder]");
  if (!part || !window.MiniSearch) return;
  const box = part.querySelector("input");
  const list = part.querySelector("ul");
  const status = part.querySelector("[role=status]");
  const MOST = 12;
  let index = null;
  let known = [];
  let found = [];
  let at = -1;

  // Words of any script; a character of Chinese, Japanese or Korean is a word of its own.
  const WORDS = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]|[\p{L}\p{N}]+/gu;
  const words = (text) => text.normalize("NFKC").match(WORDS) || [];

  const build = () => {
    const data = window.gonogoServices;
    if (index || !data) return;
    const column = Object.fromEntries(data.columns.map((name, place) => [name, place]));
    known = data.rows.map((row) => ({
      name: row[column.name],
      ident: row[column.id],
      team: row[column.team] < 0 ? "" : data.teams[row[column.team]][1],
      system: data.systems[row[column.system]] || "",
      tags: row[column.tags].map((place) => data.tags[place]).join(" "),
      said: data.verdicts[row[column.verdict]] || data.lifecycles[row[column.lifecycle]],
      href: part.dataset.goService.replace("ID0", row[column.id]),
    }));
    for (const [id, name] of data.teams) {
      known.push({ name, ident: id, team: "", system: "", tags: "", said: "team", href: part.dataset.goTeam.replace("ID0", id) });
    }
    index = new window.MiniSearch({
      fields: ["name", "ident", "team", "system", "tags"],
      tokenize: words,
      searchOptions: { boost: { name: 3, ident: 2 }, prefix: true, fuzzy: (term) => (term.length > 3 ? 0.2 : false), combineWith: "AND" },
    });
    index.addAll(known.map((each, id) => ({ id, ...each })));
  };

  const load = () => {
    if (index || part.dataset.goLoading) return;
    if (window.gonogoServices) return build();
    part.dataset.goLoading = "1";
    const script = document.createElement("script");
    script.src = part.dataset.goData;
    script.onload = () => { build(); show(); };
    document.head.append(script);
  };

  const close = () => {
    list.hidden = true;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
    at = -1;
  };

  const mark = (place) => {
    at = place;
    [...list.children].forEach((each, number) => each.setAttribute("aria-selected", String(number === at)));
    if (at < 0) return box.removeAttribute("aria-activedescendant");
    box.setAttribute("aria-activedescendant", `go-found-${at}`);
    list.children[at].scrollIntoView({ block: "nearest" });
  };

  const line = (each, number) => {
    const item = document.createElement("li");
    item.id = `go-found-${number}`;
    item.setAttribute("role", "option");
    const name = document.createElement("b");
    name.textContent = each.name;
    const rest = document.createElement("span");
    rest.textContent = [each.team, each.said].filter(Boolean).join(" · ");
    item.append(name, rest);
    item.addEventListener("mousedown", (event) => event.preventDefault());
    item.addEventListener("click", () => { location.href = each.href; });
    return item;
  };

  const show = () => {
    if (!index) return;
    const asked = box.value.trim();
    found = asked ? index.search(asked).slice(0, MOST).map((hit) => known[hit.id]) : [];
    list.replaceChildren(...found.map(line));
    status.textContent = !asked ? "" : found.length ? `${found.length} found` : "Nothing found";
    if (!found.length) {
      close();
      if (asked) {
        const none = document.createElement("li");
        none.className = "go-dim";
        none.setAttribute("role", "option");
        none.setAttribute("aria-disabled", "true");
        none.textContent = "No service or team is called so.";
        list.replaceChildren(none);
        list.hidden = false;
        box.setAttribute("aria-expanded", "true");
      }
      return;
    }
    list.hidden = false;
    box.setAttribute("aria-expanded", "true");
    mark(0);
  };

  box.addEventListener("focus", load);
  box.addEventListener("input", () => { load(); show(); });
  box.addEventListener("blur", () => setTimeout(close, 100));
  box.addEventListener("keydown", (event) => {
    // Material binds letters and arrows of its own.
    event.stopPropagation();
    if (event.key === "Escape") { box.value = ""; close(); }
    else if (event.key === "Enter" && found[at]) { location.href = found[at].href; }
    else if (event.key === "ArrowDown" && found.length) { event.preventDefault(); mark((at + 1) % found.length); }
    else if (event.key === "ArrowUp" && found.length) { event.preventDefault(); mark((at + found.length - 1) % found.length); }
  });

  // Before Material hears it: there "/" opens the search over prose.
  window.addEventListener("keydown", (event) => {
    const typing = event.target.closest && event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    box.focus();
    box.select();
  }, true);

  part.hidden = false;
})();
