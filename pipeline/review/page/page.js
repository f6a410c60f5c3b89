/* The report's script: views, the list of cases, a case's text beside its record. It builds the page from text nodes
   only, asks nobody for anything, and keeps its state in the address. `Report` is what the desk's script builds on. */
"use strict";
const Report = (() => {
  const read = (node) => JSON.parse(node.textContent);
  const $ = (selector, from = document) => from.querySelector(selector);
  const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
  const config = read($("#config"));
  const index = read($("#index"));
  const chunks = $$("script.chunk");
  const decoded = [];
  const fresh = new Map();
  const byId = new Map(index.map((row, at) => [row.id, at]));
  const state = { view: "overview", q: "", case: "", aside: "" };
  const FACETS = ["flag", "field", "company", "source", "article", "conf", "rule"];
  for (const facet of FACETS) state[facet] = "";
  const hooks = { shown: [], active: [], listed: [] };
  let shown = [];
  let limit = 200;
  let view = null;
  let active = -1;
  let parts = null;

  /* ---- building blocks ---- */
  function el(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) {
      if (value === null || value === undefined || value === false) continue;
      if (key === "class") node.className = value;
      else if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
      else node.setAttribute(key, value === true ? "" : value);
    }
    for (const child of children.flat()) if (child !== null && child !== undefined && child !== false) node.append(child);
    return node;
  }
  const named = (table, code) => (Object.hasOwn(table, code) ? table[code] : String(code).replaceAll("_", " "));
  const isDoubtful = (value) => value.c < config.doubtful && !value.by && !value.why;
  const number = (n) => n.toLocaleString("en");

  /* ---- data: cases are decoded a chunk at a time, when first needed ---- */
  function caseAt(at) {
    const id = index[at].id;
    if (fresh.has(id)) return fresh.get(id);
    const chunk = Math.floor(at / config.chunk);
    decoded[chunk] ??= read(chunks[chunk]);
    return decoded[chunk][at % config.chunk];
  }
  function replaceCase(next) {
    fresh.set(next.id, next);
    const row = index[byId.get(next.id)];
    if (row) Object.assign(row, next.row);
  }

  /* ---- the address ---- */
  function fromHash() {
    const given = new URLSearchParams(location.hash.replace(/^#(overview|cases|changes|rules)$/, "#view=$1").slice(1));
    for (const key of Object.keys(state)) state[key] = given.get(key) ?? "";
    if (!["overview", "cases", "changes", "rules"].includes(state.view)) state.view = "overview";
  }
  function toHash(push = false) {
    const given = new URLSearchParams(Object.entries(state).filter(([, value]) => value));
    const address = "#" + given;
    if (address !== location.hash) history[push ? "pushState" : "replaceState"](null, "", address);
  }
  function set(changes, push = true) {
    Object.assign(state, changes);
    toHash(push);
    draw();
  }

  /* ---- filtering ---- */
  const tests = {
    flag: (row, want) => row.flags.includes(want) || (want === "corrected" && row.corrected),
    field: (row, want) => (want.startsWith("-") ? !row.fields.includes(want.slice(1)) : row.fields.includes(want)),
    company: (row, want) => row.companies.includes(want),
    source: (row, want) => (row.source || "") === want,
    article: (row, want) => row.article === want,
    conf: (row, want) => (want === "doubtful" ? row.doubtful > 0 : row.bands.includes(Number(want))),
    rule: (row, want) => row.rules.some((at) => config.rules[at] === want),
  };
  function matches(at, words) {
    const row = index[at];
    for (const facet of FACETS) if (state[facet] && !tests[facet](row, state[facet])) return false;
    if (!words.length) return true;
    const short = `${row.id} ${row.heading || ""} ${row.title} ${row.lead || ""} ${row.program || ""} ${row.source || ""}`.toLowerCase();
    if (words.every((word) => short.includes(word))) return true;
    const text = short + " " + caseAt(at).text.toLowerCase();
    return words.every((word) => text.includes(word));
  }
  function filter() {
    const words = state.q.toLowerCase().split(/\s+/).filter(Boolean);
    shown = index.map((_, at) => at).filter((at) => matches(at, words));
  }
  function options(facet) {
    const counts = new Map();
    const add = (key, label) => {
      const held = counts.get(key);
      if (held) held.n += 1;
      else counts.set(key, { key, label, n: 1 });
    };
    for (const row of index) {
      if (facet === "flag") { for (const flag of row.flags) add(flag, named(config.flags, flag)); if (row.corrected) add("corrected", "Corrected by a person"); }
      if (facet === "field") for (const field of config.fields) row.fields.includes(field) ? add(field, "with " + named(config.names, field)) : add("-" + field, "without " + named(config.names, field));
      if (facet === "company") for (const key of row.companies) add(key, Object.hasOwn(config.companies, key) ? config.companies[key] : key);
      if (facet === "source" && row.source) add(row.source, row.source);
      if (facet === "article") add(row.article, row.title);
      if (facet === "conf") { if (row.doubtful) add("doubtful", "any doubtful value"); for (const band of row.bands) add(String(band), `${(band / 10).toFixed(1)} – ${((band + 1) / 10).toFixed(1)}`); }
      if (facet === "rule") for (const at of row.rules) add(config.rules[at], config.rules[at]);
    }
    const order = [...counts.values()];
    if (facet === "conf") return order.sort((a, b) => (a.key === "doubtful" ? -1 : b.key === "doubtful" ? 1 : a.key - b.key));
    return order.sort((a, b) => b.n - a.n || (a.label < b.label ? -1 : 1)).slice(0, 500);
  }

  /* ---- the frame of the cases view ---- */
  function frame() {
    const search = el("input", { type: "search", id: "q", placeholder: "Search text, names, headings", "aria-label": "Search cases", autocomplete: "off", oninput: () => { limit = 200; set({ q: search.value }, false); } });
    const selects = FACETS.map((facet) => {
      const select = el("select", { id: "facet-" + facet, onchange: () => { limit = 200; set({ [facet]: select.value }); } }, el("option", { value: "" }, config.facets[facet]));
      for (const { key, label, n } of options(facet)) select.append(el("option", { value: key }, `${label} (${number(n)})`));
      return el("label", {}, el("span", {}, config.facets[facet]), select);
    });
    parts = {
      search, selects,
      tally: el("div", { class: "tally", role: "status" }),
      list: el("div", { class: "rows-list", id: "list", role: "list", "aria-label": "Cases, worst first" }),
      story: el("section", { class: "story", "aria-label": "Text of the case", tabindex: "-1" }),
      values: el("div", { class: "values" }),
      inspect: el("div", { class: "inspect", "aria-live": "polite" }),
    };
    const list = el("nav", { class: "list", "aria-label": "Find cases" }, el("div", { class: "find", role: "search" }, search, el("div", { class: "facets" }, selects), parts.tally), parts.list);
    const record = el("section", { class: "record", "aria-label": "Record of the case" }, parts.values, parts.inspect);
    $("#app").append(list, parts.story, record);
    parts.list.addEventListener("click", (event) => {
      const row = event.target.closest(".row");
      if (row) open(Number(row.dataset.at));
    });
    parts.story.addEventListener("click", (event) => {
      const mark = event.target.closest(".m");
      if (mark && String(getSelection()) === "") activate(Number(mark.dataset.k), { from: "text" });
    });
    for (const side of [parts.story, parts.values]) {
      side.addEventListener("mouseover", (event) => point(event.target.closest("[data-k]")));
      side.addEventListener("mouseleave", () => point(null));
    }
    parts.values.addEventListener("focusin", (event) => { const value = event.target.closest(".value"); if (value) activate(Number(value.dataset.k), { from: "record" }); });
    parts.values.addEventListener("click", (event) => { const value = event.target.closest(".value"); if (value) activate(Number(value.dataset.k), { from: "record" }); });
  }

  /* ---- the list ---- */
  function drawList() {
    filter();
    parts.search.value === state.q || (parts.search.value = state.q);
    FACETS.forEach((facet, n) => {
      const select = $("select", parts.selects[n]);
      if (state[facet] && ![...select.options].some((option) => option.value === state[facet])) select.append(el("option", { value: state[facet] }, state[facet]));
      select.value = state[facet];
      select.classList.toggle("on", Boolean(state[facet]));
    });
    const filtered = state.q || FACETS.some((facet) => state[facet]);
    parts.tally.replaceChildren(el("span", {}, `${number(shown.length)} ${shown.length === 1 ? "case" : "cases"}${filtered ? ` of ${number(index.length)}` : ", worst first"}`),
      filtered ? el("button", { type: "button", onclick: () => set(Object.fromEntries(["q", ...FACETS].map((key) => [key, ""]))) }, "Clear") : "");
    parts.list.replaceChildren(...shown.slice(0, limit).map(rowOf));
    if (shown.length > limit) parts.list.append(el("button", { class: "more", type: "button", onclick: () => { limit += 400; drawList(); } }, `Show more (${number(shown.length - limit)})`));
    for (const hook of hooks.listed) hook();
  }
  function rowOf(at) {
    const row = index[at];
    const flags = row.flags.filter((flag) => !config.plain.includes(flag)).map((flag) => named(config.flags, flag));
    return el("div", { role: "listitem" }, el("button", { class: "row", type: "button", "data-at": at, "aria-current": row.id === state.case ? "true" : null },
      el("span", { class: row.lead ? "who" : "who none" }, row.lead || "no company"),
      el("span", { class: "sure", title: "confidence of the record" }, row.done ? el("span", { class: "done" }, "✓ ") : "", row.confidence.toFixed(2)),
      el("span", { class: "what" }, row.program || row.heading || row.title),
      flags.length ? el("span", { class: "flagged" }, flags.join(" · ")) : ""));
  }

  /* ---- one case ---- */
  function drawCase() {
    const at = byId.get(state.case);
    $("#app").classList.toggle("one", at !== undefined);
    if (at === undefined) {
      view = null;
      active = -1;
      parts.story.replaceChildren(el("p", { class: "nothing" }, shown.length ? "Choose a case from the list, or press j." : "No case fits. Clear the search or a filter."));
      parts.values.replaceChildren();
      parts.inspect.replaceChildren();
      return;
    }
    view = caseAt(at);
    const empty = config.fields.filter((field, n) => n < 6 && !view.values.some((v) => v.f === field));
    const near = view.aside.filter((v) => state.aside || empty.includes(home(v.f)));
    view.all = [...view.values, ...near];
    active = -1;
    const meta = [view.title, view.source, view.published, view.id].filter(Boolean).map((part) => el("bdi", {}, part));
    parts.story.replaceChildren(
      el("button", { class: "back", type: "button", onclick: () => set({ case: "" }) }, "‹ All cases"),
      el("p", { class: "meta" }, meta.flatMap((part, n) => (n ? [" · ", part] : [part])), view.url ? [" · ", el("a", { href: view.url, rel: "noreferrer noopener", target: "_blank" }, "source ↗")] : ""),
      el("div", { class: "pills" }, view.read?.action === "reject" ? el("span", { class: "pill out" }, "no case: left out of the next run") : "", view.flags.map((flag) => el("span", { class: "pill" }, named(config.flags, flag))),
        view.aside.length ? el("button", { class: "pill", type: "button", id: "aside", "aria-pressed": state.aside ? "true" : "false", onclick: () => set({ aside: state.aside ? "" : "1" }, false) }, `${view.aside.length} near-${view.aside.length === 1 ? "miss" : "misses"}`) : ""),
      textOf(view));
    drawRecord();
    inspect(null);
    for (const row of $$(".row[aria-current]", parts.list)) row.removeAttribute("aria-current");
    const row = $(`.row[data-at="${at}"]`, parts.list);
    if (row) { row.setAttribute("aria-current", "true"); row.scrollIntoView({ block: "nearest" }); }
    for (const hook of hooks.shown) hook(view);
  }
  /* The field that a near-miss would belong to. */
  const home = (field) => (config.fields.includes(field) ? field : field === "organisation" ? "companies" : "other_counts");
  /* Offsets count characters; a text with characters beyond 16 bits is cut as a list of them. */
  function cutter(text) {
    if (!/[\ud800-\udfff]/.test(text)) return { length: text.length, cut: (a, b) => text.slice(a, b) };
    const letters = Array.from(text);
    return { length: letters.length, cut: (a, b) => letters.slice(a, b).join("") };
  }
  function textOf(one) {
    const { length, cut } = cutter(one.text);
    const inside = (v) => one.start <= v.s && v.s < v.e && v.e <= one.start + length;
    const marks = one.all.map((v, k) => ({ k, v, s: v.s - one.start, e: v.e - one.start })).filter(({ v }) => inside(v));
    const heading = one.heading && one.text.startsWith(one.heading) ? Array.from(one.heading).length : 0;
    const holes = one.holes.map(([s, e]) => [s - one.start, e - one.start]);
    const borders = [...new Set([0, length, heading, ...marks.flatMap((m) => [m.s, m.e]), ...holes.flat()])].sort((a, b) => a - b);
    const box = el("div", { class: "text", id: "text", lang: "en" });
    for (let n = 0; n + 1 < borders.length; n += 1) {
      const [a, b] = [borders[n], borders[n + 1]];
      const over = marks.filter((m) => m.s <= a && b <= m.e).sort((x, y) => y.e - y.s - (x.e - x.s) || x.s - y.s);
      let node = document.createTextNode(cut(a, b));
      for (const m of over.reverse()) node = el("mark", { class: `m f-${m.v.f}${m.v.why ? " aside" : ""}${isDoubtful(m.v) && !m.v.why ? " doubt" : ""}${m.e === b ? " end" : ""}`, "data-k": m.k, "data-tag": named(config.tags, m.v.f) + (m.v.why || isDoubtful(m.v) ? "?" : "") }, node);
      if (b <= heading) node = el("span", { class: "h" }, node);
      if (holes.some(([s, e]) => s <= a && b <= e)) node = el("span", { class: "hole" }, node);
      box.append(node);
    }
    return box;
  }
  function drawRecord() {
    const nearby = view.all.map((v, k) => ({ v, k })).filter(({ v }) => v.why);
    const groups = config.fields.map((field, n) => {
      const held = view.values.map((v, k) => ({ v, k })).filter(({ v }) => v.f === field);
      if (!held.length && n >= 6) return null;
      return el("section", { class: `group f-${field}`, "data-field": field }, el("h3", {}, named(config.names, field), el("kbd", { title: "jump here" }, String(n + 1))),
        held.length ? held.map(({ v, k }) => valueOf(v, k)) : el("p", { class: "empty" }, "none"),
        held.length || state.aside ? [] : nearby.filter(({ v }) => home(v.f) === field).slice(0, 4).map(({ v, k }) => valueOf(v, k)));
    });
    if (state.aside && nearby.length) groups.push(el("section", { class: "group", "data-field": "aside" }, el("h3", {}, "Set aside"), nearby.map(({ v, k }) => valueOf(v, k))));
    parts.values.replaceChildren(...groups.filter(Boolean));
  }
  function valueOf(v, k) {
    const by = v.by ? el("span", { class: "by" }, ` ${v.by.action === "accept" ? "✓" : "✎"} ${v.by.who}`) : "";
    return el("button", { class: `value f-${v.f}${v.why ? " aside" : ""}`, type: "button", "data-k": k, "aria-describedby": "inspect" },
      el("span", {}, v.why ? el("span", { class: "note" }, "set aside ") : "", el("bdi", {}, v.v), by), v.why ? "" : el("span", { class: isDoubtful(v) ? "sure low" : "sure" }, v.c.toFixed(2)));
  }
  function inspect(k) {
    const v = k === null || k < 0 ? null : view?.all[k];
    if (!v) { parts.inspect.replaceChildren(view ? el("p", {}, "Point at a value to see who found it, or press n for the next doubtful one. ", el("kbd", {}, "?"), " lists all keys.") : ""); return; }
    parts.inspect.replaceChildren(
      el("p", {}, el("b", {}, named(config.names, v.f)), " ", el("q", {}, v.t)),
      el("p", { class: "why" }, v.r === "by_hand" ? "given by a person" : ["found by ", el("code", {}, v.r)], ` with confidence ${v.c.toFixed(2)}, characters ${number(v.s)} to ${number(v.e)}`, v.why ? `; set aside: ${v.why.map((why) => named(config.whys, why)).join(", ") || "unsaid"}` : ""),
      v.by ? el("p", {}, `${v.by.action} by ${v.by.who}, ${v.by.when.slice(0, 10)}`) : "");
    if (k === active) for (const hook of hooks.active) hook(v, k, parts.inspect);
  }
  function point(node) {
    const k = node ? Number(node.dataset.k) : active;
    for (const lit of $$(".on", $("#app"))) if (Number(lit.dataset.k) !== active && Number(lit.dataset.k) !== k) lit.classList.remove("on");
    if (k >= 0) for (const lit of $$(`[data-k="${k}"]`, $("#app"))) lit.classList.add("on");
    inspect(k);
  }
  function activate(k, { from = "keys" } = {}) {
    if (!view || k < 0 || k >= view.all.length) return;
    active = k;
    for (const lit of $$(".on", $("#app"))) lit.classList.remove("on");
    point(null);
    const button = $(`.value[data-k="${k}"]`, parts.values);
    if (button && from !== "record") button.focus({ preventScroll: false });
    const mark = $(`.m[data-k="${k}"]`, parts.story);
    if (mark && from !== "text") mark.scrollIntoView({ block: "nearest" });
  }

  /* ---- going about ---- */
  function open(at, push = true) {
    if (at === undefined || at < 0 || at >= index.length) return;
    set({ view: "cases", case: index[at].id }, push);
    parts.story.scrollTop = 0;
    if (matchMedia("(max-width: 860px)").matches) scrollTo(0, 0);
  }
  function step(by) {
    const here = shown.indexOf(byId.get(state.case));
    const next = here < 0 ? (by > 0 ? 0 : shown.length - 1) : here + by;
    if (shown[next] === undefined) return false;
    open(shown[next], false);
    return true;
  }
  function doubtfulFrom(k, by) {
    for (let at = k + by; view && at >= 0 && at < view.values.length; at += by) if (isDoubtful(view.values[at])) return at;
    return -1;
  }
  function nextDoubtful(by = 1) {
    if (view) {
      const here = active >= view.values.length ? -1 : active;
      const k = doubtfulFrom(here < 0 && by < 0 ? view.values.length : here, by);
      if (k >= 0) { activate(k); return true; }
    }
    let here = shown.indexOf(byId.get(state.case)) + by;
    if (here < 0 && by < 0) return false;
    for (; here >= 0 && here < shown.length; here += by) {
      if (!index[shown[here]].doubtful) continue;
      open(shown[here], false);
      const k = doubtfulFrom(by > 0 ? -1 : view.values.length, by);
      if (k >= 0) { activate(k); return true; }
    }
    return false;
  }
  function jump(n) {
    const field = config.fields[n];
    if (!view || !field) return;
    const held = view.all.map((v, k) => [v, k]).filter(([v, k]) => (v.why ? home(v.f) === field && $(`.group[data-field="${field}"] [data-k="${k}"]`, parts.values) : v.f === field)).map(([, k]) => k);
    if (held.length) activate(held[(held.indexOf(active) + 1) % held.length]);
    else $(`.group[data-field="${field}"]`, parts.values)?.scrollIntoView({ block: "nearest" });
  }
  function help() {
    const keys = [...config.keys.report, ...(document.body.dataset.mode === "desk" ? config.keys.desk : [])];
    const dialog = el("dialog", { "aria-labelledby": "keys-title" }, el("h2", { id: "keys-title" }, "Keys"),
      el("dl", {}, keys.flatMap(([key, does]) => [el("dt", {}, el("kbd", {}, key)), el("dd", {}, does)])),
      el("form", { method: "dialog" }, el("div", { class: "buttons" }, el("button", { class: "main", value: "ok" }, "Close"))));
    show(dialog);
  }
  function show(dialog) {
    const before = document.activeElement;
    dialog.addEventListener("close", () => { dialog.remove(); before?.focus?.(); });
    document.body.append(dialog);
    dialog.showModal();
  }

  const keys = {
    j: () => step(1), k: () => step(-1), n: () => nextDoubtful(1), p: () => nextDoubtful(-1),
    x: () => view?.aside.length && set({ aside: state.aside ? "" : "1" }, false),
    "/": () => parts.search.focus(), "?": help, Escape: () => document.activeElement?.blur(),
  };
  for (let n = 0; n < 8; n += 1) keys[n + 1] = () => jump(n);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || $("dialog[open]")) return;
    const typing = event.target.closest("input, select, textarea");
    if (typing && event.key === "Escape") { typing.blur(); return; }
    if (typing) return;
    if (state.view !== "cases" && event.key !== "?") return;
    const act = keys[event.key];
    if (act) { event.preventDefault(); act(event); }
  });

  /* ---- drawing ---- */
  function draw() {
    for (const section of $$("main > section")) section.hidden = section.id !== state.view;
    for (const link of $$(".top nav a")) link.toggleAttribute("aria-current", link.dataset.view === state.view);
    $("#cases").classList.toggle("app-open", state.view === "cases");
    $("#app").hidden = state.view !== "cases";
    if (state.view === "cases") { drawList(); drawCase(); }
  }
  function start() {
    for (const link of $$(".top nav a")) link.addEventListener("click", (event) => { event.preventDefault(); set({ view: link.dataset.view }); $("#main").focus(); });
    frame();
    addEventListener("popstate", () => { fromHash(); draw(); });
    addEventListener("hashchange", () => { fromHash(); draw(); });
    fromHash();
    if (state.view === "cases" && !state.case && index.length && matchMedia("(min-width: 861px)").matches) state.case = index[0].id;
    draw();
  }
  return { $, $$, el, named, home, config, index, byId, state, hooks, keys, get view() { return view; }, get active() { return active; }, get parts() { return parts; }, get shown() { return shown; },
    set, draw, drawCase, drawList, replaceCase, activate, nextDoubtful, step, show, cutter, isDoubtful, start, number };
})();
Report.start();
