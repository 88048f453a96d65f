// The big tables (Services, matrix, risk register) and the filters above plain lists.
// A table is in the page already, with its first rows; this makes all rows of it, from a script with data.
// What is shown is in the address: every filter under its name, `sort`, `group`, `page`, `columns`.
(() => {
  "use strict";

  // ------------------------------------------------------------------------------------------ lists

  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  for (const form of document.querySelectorAll("form[data-go-for]")) {
    const list = document.getElementById(form.dataset.goFor);
    if (!list) continue;
    const items = [...list.querySelectorAll("[data-go-item]")];
    const texts = items.map((item) => plain(`${item.dataset.goText || ""} ${item.textContent}`));
    const status = form.querySelector("[data-go-status]");
    const filter = () => {
      const asked = [...new FormData(form)].filter(([name, value]) => value && name !== "find");
      const terms = plain(form.elements.find ? form.elements.find.value : "").split(/\s+/).filter(Boolean);
      let shown = 0;
      items.forEach((item, place) => {
        const fits = terms.every((term) => texts[place].includes(term)) && asked.every(([name, value]) => item.dataset[name] === value);
        item.hidden = !fits;
        shown += fits;
      });
      for (const month of list.querySelectorAll("[data-go-month]")) month.hidden = !month.querySelector("[data-go-item]:not([hidden])");
      if (status) status.textContent = shown === items.length ? "" : `${shown} of ${items.length}`;
    };
    form.addEventListener("input", filter);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("keydown", (event) => event.stopPropagation());
    form.hidden = false;
  }

  // A place inside something folded: open it.
  const unfold = () => {
    const place = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let fold = place && place.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    if (place && place.closest("details")) place.scrollIntoView();
  };
  window.addEventListener("hashchange", unfold);
  unfold();

  // ------------------------------------------------------------------------------------- big tables

  const part = document.querySelector("[data-go-big]");
  const data = window.gonogoServices;
  if (!part || !data || !window.DataTable) return;

  const DataTable = window.DataTable;
  const escape = DataTable.util.escapeHtml;
  // Sorted by a number, shown as something else: not set to the right as numbers are.
  DataTable.type("rank", { className: "", order: { pre: (value) => value } });
  const form = part.querySelector("form");
  const table = part.querySelector("table");
  const status = part.querySelector("[data-go-status]");
  const c = Object.fromEntries(data.columns.map((name, place) => [name, place]));
  const FAILING = "pukvxn";
  const ROWS = 50;

  const looks = {};
  for (const each of part.querySelectorAll("template[data-go-look]")) looks[each.dataset.goLook] = each.innerHTML;
  const label = (name) => {
    const holder = document.createElement("template");
    holder.innerHTML = looks[name] || "";
    return holder.content.textContent.trim();
  };
  const labels = {};
  for (const name of Object.keys(looks)) labels[name] = label(name);

  const anchor = (id) => id.replace(/[^A-Za-z0-9_.-]+/g, "-");
  const serviceHref = (row, place = "") => part.dataset.goService.replace("ID0", encodeURIComponent(row[c.id])) + place;
  const ofService = (row, place) => `<a href="${escape(serviceHref(row, place))}">${escape(row[c.name])}</a>`;
  const teamName = (row) => (row[c.team] < 0 ? "" : data.teams[row[c.team]][1]);
  const ofTeam = (row) => {
    const [id, name] = data.teams[row[c.team]] || ["", ""];
    return id === name ? escape(id) : `<a href="${escape(part.dataset.goTeam.replace("ID0", encodeURIComponent(id)))}">${escape(name)}</a>`;
  };
  const tags = (row) => row[c.tags].map((place) => data.tags[place]).join(", ");
  const kind = (row) => data.kinds[row[c.kind]];
  const lifecycle = (row) => data.lifecycles[row[c.lifecycle]];
  const system = (row) => data.systems[row[c.system]] || "";
  const day = (value) => (value ? `<time>${value}</time>` : "–");
  const tone = (score) => (score === 100 ? 4 : score >= 85 ? 3 : score >= 70 ? 2 : score >= 50 ? 1 : 0);
  // What wants attention comes first: the order of verdicts when they are sorted.
  const ATTENTION = { "no-go": 0, conditional: 1, unassessed: 2, go: 3 };
  const attention = (row) => (row[c.verdict] < 0 ? 4 : ATTENTION[data.verdicts[row[c.verdict]]]);

  // A column: how a row shows in it, sorts in it, is found in it, is written in it.
  const column = (show, sort, { find = null, write = null, type = "rank", cell = "", ...rest } = {}) => ({
    data: null,
    type,
    searchable: Boolean(find),
    className: cell,
    render: (row, as) => {
      if (as === "sort" || as === "type") return sort(row);
      // DataTables decodes entities by way of innerHTML, so what it searches must be escaped.
      if (as === "filter") return find ? escape(find(row)) : "";
      if (as === "export") return (write || sort)(row);
      return show(row);
    },
    ...rest,
  });
  const words = (read, rest = {}) => column((row) => escape(read(row)) || "–", read, { type: "string", ...rest });
  const number = (place, rest = {}) => column((row) => row[place] || "–", (row) => row[place], { cell: "n", ...rest });
  const LAST = 1e6;
  // What has no day, score or tier sorts after all that has one.
  const dated = (place) => column((row) => day(row[place]), (row) => row[place] || "9999", { type: "string", write: (row) => row[place] || "" });

  const ofServices = (of) => ({
    service: column((row) => ofService(of(row)), (row) => of(row)[c.name].toLowerCase(), { type: "string", find: (row) => `${of(row)[c.name]} ${of(row)[c.id]}`, write: (row) => of(row)[c.id], cellType: "th" }),
    team: column((row) => ofTeam(of(row)), (row) => teamName(of(row)).toLowerCase(), { type: "string", find: (row) => teamName(of(row)), write: (row) => teamName(of(row)) }),
    verdict: column((row) => looks[`verdict-${of(row)[c.verdict]}`], (row) => attention(of(row)), { write: (row) => data.verdicts[of(row)[c.verdict]] || "" }),
  });

  const scoped = (column_) => ({ ...column_, createdCell: (cell) => cell.setAttribute("scope", "row") });

  const services = () => {
    const same = ofServices((row) => row);
    const columns = [
      scoped(same.service),
      same.team,
      column((row) => row[c.tier] || "–", (row) => row[c.tier] || LAST, { write: (row) => row[c.tier] || "" }),
      words((row) => labels[`kind-${kind(row)}`]),
      words((row) => labels[`lifecycle-${lifecycle(row)}`]),
      same.verdict,
      column((row) => looks[`level-${row[c.level]}`], (row) => row[c.level], { write: (row) => (data.levels[row[c.level]] || [""])[0] }),
      column((row) => (row[c.score] === null ? "–" : row[c.score].toFixed(1)), (row) => (row[c.score] === null ? LAST : row[c.score]), { cell: "n", write: (row) => (row[c.score] === null ? "" : row[c.score]) }),
      number(c.failing),
      number(c.waived),
      number(c.risks),
      column((row) => (row[c.band] < 0 ? "–" : looks[`band-${row[c.band]}`]), (row) => -row[c.band], { write: (row) => data.bands[row[c.band]] || "" }),
      dated(c.due),
      dated(c.review),
      ...data.categories.map((_, place) => column(
        (row) => (row[c.categories][place] < 0 ? "–" : row[c.categories][place]),
        (row) => (row[c.categories][place] < 0 ? LAST : row[c.categories][place]),
        {
          cell: "n go-heat",
          write: (row) => (row[c.categories][place] < 0 ? "" : row[c.categories][place]),
          createdCell: (cell, _value, row) => { if (row[c.categories][place] >= 0) cell.classList.add(`go-heat-${tone(row[c.categories][place])}`); },
        },
      )),
      words(system, { find: system }),
      words(tags, { find: tags }),
    ];
    const last = columns.length - 1;
    const many = data.categories.length > 12;
    // What says nothing of anybody is not shown either.
    const idle = [[2, c.tier], [12, c.due]].filter(([, of]) => !data.rows.some((row) => row[of])).map(([place]) => place);
    const hidden = [3, 4, 9, 10, 13, last - 1, last, ...idle, ...(many ? data.categories.map((_, place) => 14 + place) : [])];
    return {
      rows: data.rows,
      of: (row) => row,
      columns,
      hidden,
      order: [[5, "asc"], [2, "asc"], [7, "asc"]],
      groups: { team: 1, tier: 2, kind: 3, verdict: 5, level: 6, system: last - 1 },
      filters: { category: (value) => {
        const place = data.categories.findIndex(([id]) => id === value);
        return (row) => row[c.categories][place] >= 0 && row[c.categories][place] < 100;
      } },
      file: "services.csv",
    };
  };

  const matrix = () => {
    const { checks, rows } = window.gonogoMatrix;
    const signs = {};
    for (const each of part.querySelectorAll("template[data-go-sign]")) signs[each.dataset.goSign] = { sign: each.innerHTML, tone: each.dataset.goTone, label: each.dataset.goLabel };
    const rank = Object.fromEntries([..."uxvkpnlwsma."].map((letter, place) => [letter, place]));
    const pairs = data.rows.map((row, place) => [row, rows[place]]);
    const same = ofServices((pair) => pair[0]);
    const cell = (place) => column(
      (pair) => {
        const it = signs[pair[1][place]];
        const [id, title] = checks[place];
        return it ? `<a href="${escape(serviceHref(pair[0], `#check-${anchor(id)}`))}" title="${escape(`${it.label}: ${title}`)}" aria-label="${escape(it.label)}">${it.sign}</a>` : "";
      },
      (pair) => rank[pair[1][place]],
      {
        orderable: true,
        write: (pair) => (signs[pair[1][place]] || { label: "" }).label,
        createdCell: (node, _value, pair) => node.classList.add("go-cell", `go-${(signs[pair[1][place]] || { tone: "none" }).tone}`),
      },
    );
    const hiddenText = (pair) => `${system(pair[0])} ${tags(pair[0])} ${teamName(pair[0])}`;
    const places = (form_) => {
      const id = form_.elements.check.value;
      const category = data.categories.findIndex(([each]) => each === form_.elements.category.value);
      return checks.map((_, place) => place).filter((place) => (!id || checks[place][0] === id) && (category < 0 || checks[place][2] === category));
    };
    return {
      rows: pairs,
      of: (pair) => pair[0],
      columns: [scoped({ ...same.service, render: (pair, as) => (as === "filter" ? `${same.service.render(pair, as)} ${escape(hiddenText(pair))}` : same.service.render(pair, as)) }), same.verdict, ...checks.map((_, place) => cell(place))],
      hidden: [],
      order: [[1, "asc"], [0, "asc"]],
      groups: {},
      filters: { state: (value) => {
        const wanted = value === "failing" ? FAILING : value;
        const among = places(form);
        return (pair) => among.some((place) => wanted.includes(pair[1][place]));
      } },
      shape: (dt) => {
        const id = form.elements.category.value;
        const category = data.categories.findIndex(([each]) => each === id);
        checks.forEach(([, , of], place) => {
          const wanted = category < 0 || of === category;
          if (dt.column(2 + place).visible() !== wanted) dt.column(2 + place).visible(wanted, false);
        });
      },
      file: "matrix.csv",
    };
  };

  const risks = () => {
    const { columns: names, titles, rows } = window.gonogoRisks;
    const r = Object.fromEntries(names.map((name, place) => [name, place]));
    const of = (row) => data.rows[row[r.service]];
    const same = ofServices(of);
    const residual = (row) => row[r.residualLikelihood] * row[r.residualImpact];
    const position = (row, which) => (which ? [row[r.likelihood], row[r.impact]] : [row[r.residualLikelihood], row[r.residualImpact]]);
    const inherent = () => form.elements.position.value === "inherent";
    return {
      rows,
      of,
      columns: [
        scoped(column((row) => `<a href="${escape(serviceHref(of(row), `#risk-${anchor(row[r.id])}`))}">${escape(titles[row[r.title]])}</a>`, (row) => titles[row[r.title]].toLowerCase(), { type: "string", find: (row) => titles[row[r.title]], write: (row) => titles[row[r.title]], cellType: "th" })),
        same.service,
        same.team,
        column((row) => `${looks[`band-${row[r.band]}`] || "–"} <small>${row[r.residualLikelihood]} × ${row[r.residualImpact]}</small>`, (row) => -residual(row), { write: (row) => data.bands[row[r.band]] }),
        column(residual, residual, { cell: "n" }),
        column((row) => row[r.likelihood] * row[r.impact], (row) => row[r.likelihood] * row[r.impact], { cell: "n" }),
        words((row) => labels[`origin-${row[r.origin]}`]),
        column((row) => looks[`status-${row[r.status]}`] || "–", (row) => row[r.status] || "~", { type: "string", write: (row) => row[r.status] || "" }),
        words((row) => row[r.owner] || ""),
        dated(r.due),
      ],
      hidden: [],
      order: [[4, "desc"], [5, "desc"]],
      groups: {},
      filters: {
        origin: (value) => (row) => row[r.origin] === value,
        status: (value) => (row) => row[r.status] === value,
        band: (value) => (row) => data.bands[row[r.band]] === value,
        likelihood: (value) => { const which = inherent(); return (row) => position(row, which)[0] === Number(value); },
        impact: (value) => { const which = inherent(); return (row) => position(row, which)[1] === Number(value); },
        position: () => () => true,
      },
      file: "risks.csv",
    };
  };

  const spec = { services, matrix, risks }[part.dataset.goBig]();

  // Filters that every table over services has; a team means itself and all below it.
  const family = (id) => {
    const within = new Set([data.teams.findIndex(([each]) => each === id)]);
    for (let grew = true; grew;) {
      grew = false;
      data.teams.forEach(([, , parent], place) => { if (within.has(parent) && !within.has(place)) { within.add(place); grew = true; } });
    }
    return within;
  };
  const common = {
    team: (value) => { const within = family(value); return (row) => within.has(row[c.team]); },
    tier: (value) => (row) => row[c.tier] === Number(value),
    kind: (value) => (row) => kind(row) === value,
    lifecycle: (value) => (row) => lifecycle(row) === value,
    system: (value) => (row) => system(row) === value,
    tag: (value) => { const place = data.tags.indexOf(value); return (row) => row[c.tags].includes(place); },
    verdict: (value) => { const place = data.verdicts.indexOf(value); return (row) => row[c.verdict] === place; },
    level: (value) => { const place = data.levels.findIndex(([id]) => id === value); return (row) => row[c.level] === place; },
  };

  // ------------------------------------------------------------------------------------ the address

  const address = new URLSearchParams(location.search);
  for (const field of form.elements) {
    if (field.name && address.has(field.name)) field.value = address.get(field.name);
  }
  const more = form.querySelector("[data-go-more]");
  const asked = [...more.querySelectorAll("select")].some((field) => field.value);
  more.open = asked || window.matchMedia("(min-width: 45em)").matches;
  const names = [...table.querySelectorAll("thead th")].map((head) => head.textContent.trim());
  const slug = (place) => plain(names[place]).replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  const usual = new Set(spec.hidden);
  const hidden = new Set(spec.hidden);
  for (const change of (address.get("columns") || "").split(" ").filter(Boolean)) {
    const place = names.findIndex((_, each) => slug(each) === change.replace(/^-/, ""));
    if (place >= 0) hidden[change[0] === "-" ? "add" : "delete"](place);
  }
  const sorted = (address.get("sort") || "").split(" ").filter(Boolean).map((each) => {
    const down = each[0] === "-";
    const place = names.findIndex((_, number_) => slug(number_) === each.replace(/^-/, ""));
    return place < 0 ? null : [place, down ? "desc" : "asc"];
  }).filter(Boolean);

  let waiting = 0;
  const remember = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const now = new URLSearchParams();
      for (const [name, value] of new FormData(form)) if (value) now.set(name, value);
      const order = dt.order();
      if (JSON.stringify(order.map(([place, way]) => [place, way])) !== JSON.stringify(spec.order)) {
        now.set("sort", order.map(([place, way]) => (way === "desc" ? "-" : "") + slug(place)).join(" "));
      }
      if (spec.groups && form.querySelector("[data-go-columns]")) {
        const changed = names.map((_, place) => place).filter((place) => hidden.has(place) !== usual.has(place));
        if (changed.length) now.set("columns", changed.map((place) => (hidden.has(place) ? "-" : "") + slug(place)).join(" "));
      }
      if (dt.page()) now.set("page", dt.page() + 1);
      const query = now.toString();
      try {
        history.replaceState(history.state, "", `${location.pathname}${query ? `?${query}` : ""}${location.hash}`);
      } catch { /* some browsers forbid it on a disk */ }
    }, 150);
  };

  // -------------------------------------------------------------------------------------- the table

  const grouped = () => (form.elements.group && spec.groups[form.elements.group.value]) ?? null;
  const groupOf = (row) => {
    const place = grouped();
    return place === null ? "" : groupLabel(form.elements.group.value, row);
  };
  const groupLabel = (name, row) => {
    if (name === "team") return teamName(row) || "No team";
    if (name === "tier") return labels[`tier-${row[c.tier]}`] || (row[c.tier] ? `Tier ${row[c.tier]}` : "No tier");
    if (name === "kind") return labels[`kind-${kind(row)}`];
    if (name === "verdict") return labels[`verdict-${row[c.verdict]}`];
    if (name === "level") return labels[`level-${row[c.level]}`];
    return system(row) || "No system";
  };
  const dt = new DataTable(table, {
    data: spec.rows,
    columns: spec.columns.map((each, place) => ({ ...each, visible: !hidden.has(place) })),
    order: sorted.length ? sorted : spec.order,
    pageLength: ROWS,
    displayStart: Math.max(0, (Number(address.get("page")) || 1) - 1) * ROWS,
    lengthMenu: [ROWS, 100, 250],
    autoWidth: false,
    deferRender: true,
    layout: { topStart: null, topEnd: null, bottomStart: "pageLength", bottomEnd: "paging" },
    language: { lengthMenu: "_MENU_ a page", emptyTable: "Nothing is here yet.", zeroRecords: "Nothing fits these filters. Clear some of them.", paginate: { first: "First", previous: "Previous", next: "Next", last: "Last" } },
    ...(Object.keys(spec.groups).length ? { rowGroup: { enable: grouped() !== null, dataSrc: groupOf, startRender: (_rows, name) => escape(name) } } : {}),
  });

  const filter = () => {
    const tests = [];
    for (const [name, value] of new FormData(form)) {
      if (!value || name === "find" || name === "group") continue;
      if (spec.filters[name]) tests.push(spec.filters[name](value));
      else if (common[name]) { const test = common[name](value); tests.push((row) => test(spec.of(row))); }
    }
    dt.search.fixed("filters", tests.length ? (_text, row) => tests.every((test) => test(row)) : null);
    dt.search(form.elements.find.value);
  };
  const group = () => {
    if (!Object.keys(spec.groups).length) return;
    const place = grouped();
    dt.order.fixed(place === null ? {} : { pre: [[place, "asc"]] });
    dt.rowGroup()[place === null ? "disable" : "enable"]();
  };
  const apply = (start) => {
    filter();
    group();
    if (spec.shape) spec.shape(dt);
    dt.draw(start);
  };

  dt.on("draw", () => {
    const { recordsDisplay: shown, recordsTotal: all } = dt.page.info();
    const what = part.dataset.goBig === "risks" ? "risks" : "services";
    status.textContent = shown === all ? `${all.toLocaleString("en")} ${what}` : `${shown.toLocaleString("en")} of ${all.toLocaleString("en")} ${what}`;
    remember();
  });

  let typing = 0;
  form.addEventListener("input", (event) => {
    if (event.target.closest("[data-go-columns]")) return;
    clearTimeout(typing);
    if (event.target.name === "find") typing = setTimeout(() => apply(true), 80);
    else apply(true);
  });
  form.addEventListener("reset", () => setTimeout(() => { dt.order(spec.order); apply(true); }));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("keydown", (event) => event.stopPropagation());

  // ------------------------------------------------------------------------------- columns, download

  const choices = form.querySelector("[data-go-columns]");
  if (choices) {
    names.forEach((name, place) => {
      if (!place) return;
      const choice = document.createElement("label");
      const box = document.createElement("input");
      box.type = "checkbox";
      box.checked = !hidden.has(place);
      box.addEventListener("change", () => {
        hidden[box.checked ? "delete" : "add"](place);
        dt.column(place).visible(box.checked);
        remember();
      });
      choice.append(box, ` ${name}`);
      choices.append(choice);
    });
  }

  // A spreadsheet takes a cell that begins so for a formula.
  const cell = (value) => {
    const text = String(value ?? "");
    const safe = /^[=+\-@\t\r\n]/.test(text) && typeof value !== "number" ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
  };
  form.querySelector("[data-go-csv]").addEventListener("click", () => {
    const shown = dt.columns(":visible").indexes().toArray();
    const lines = [shown.map((place) => cell(names[place]))];
    for (const row of dt.rows({ search: "applied", order: "applied" }).data().toArray()) {
      lines.push(shown.map((place) => cell(spec.columns[place].render(row, "export"))));
    }
    const file = new Blob([`${lines.map((line) => line.join(",")).join("\r\n")}\r\n`], { type: "text/csv" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = spec.file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });

  // DataTables 3 makes these read-only on every event, and Material's listener on the body assigns to one.
  part.addEventListener("click", (event) => {
    delete event.delegateTarget;
    delete event.currentTarget;
    delete event.relatedTarget;
  });

  form.hidden = false;
  apply(false);
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
})();
