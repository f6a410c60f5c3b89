/* The review desk's script: one key, one decision, saved at once by the server that this page came from. */
"use strict";
(() => {
  const { $, $$, el, named, config, index, state, hooks, keys, parts, number } = Report;
  const desk = config.desk;
  const paged = desk.paged;
  const NAMES = ["companies", "partners", "programs"];
  const COUNTS = ["beneficiaries", "other_counts"];
  let who = localStorage.getItem("who") || desk.who || "";
  let progress = desk.progress;
  let last = null;
  let busy = false;
  let leaving = false;
  const times = [];
  const bar = $("#desk");
  bar.hidden = false;
  const asked = new URLSearchParams(location.search);
  asked.delete("token");
  history.replaceState(null, "", location.pathname + (asked.size ? `?${asked}` : "") + location.hash);

  /* ---- talking to the server ---- */
  async function post(path, body) {
    const response = await fetch("/" + path, { method: "POST", headers: { "Content-Type": "application/json", "X-Desk-Token": desk.token }, body: JSON.stringify(body), credentials: "same-origin", redirect: "error" })
      .catch(() => null);
    if (!response) return { ok: false, error: "The desk's server does not answer. Is it still running? Nothing was saved." };
    const answer = await response.json().catch(() => ({ error: `The server answered ${response.status}.` }));
    return { ...answer, ok: response.ok, status: response.status };
  }
  const place = (v) => ({ who, record: Report.view.id, version: Report.view.version, field: v.f, at: Report.view.values.filter((o) => o.f === v.f).indexOf(v) });
  function take(answer, keep) {
    for (const one of answer.cases || []) Report.replaceCase(one);
    if (answer.progress) progress = answer.progress;
    if (answer.cases?.some((one) => one.id === state.case) || keep) { Report.drawCase(); Report.drawList(); }
    drawBar();
  }
  async function send(path, body, { then = () => {}, say = null } = {}) {
    if (busy) return;
    if (!who && !(await askWho())) return;
    body.who = who;
    busy = true;
    const answer = await post(path, body);
    busy = false;
    take(answer);
    if (!answer.ok) { toast(answer.error || "That did not work.", { bad: true }); return; }
    if (answer.ids) { times.push(Date.now()); last = { id: answer.ids.at(-1), elsewhere: answer.elsewhere || 0 }; }
    drawBar();
    then(answer);
    if (say) toast(say(answer), { act: last?.elsewhere ? [`s: the same for ${number(last.elsewhere)} more`, elsewhere] : null });
  }

  /* ---- the bar: who, progress, pace ---- */
  function drawBar() {
    const recent = times.filter((t) => Date.now() - t < 300000);
    const minutes = recent.length > 1 ? Math.max((Date.now() - recent[0]) / 60000, 1 / 3) : 0;
    const all = progress.left + progress.done || 1;
    const ns = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(ns, "svg");
    svg.setAttribute("viewBox", "0 0 100 6");
    svg.setAttribute("preserveAspectRatio", "none");
    svg.setAttribute("aria-hidden", "true");
    for (const [cls, width] of [["rail", 100], ["fill", (100 * progress.done) / all]]) {
      const rect = document.createElementNS(ns, "rect");
      rect.setAttribute("class", cls); rect.setAttribute("width", String(width)); rect.setAttribute("height", "6");
      svg.append(rect);
    }
    bar.replaceChildren(
      el("span", { id: "progress", role: "status" }, el("b", {}, number(progress.left)), " doubtful left · ", el("b", {}, number(progress.done)), " decided"),
      svg, el("span", { id: "pace", title: "values a minute, over the last five minutes" }, el("b", {}, minutes ? (recent.length / minutes).toFixed(1) : "0"), " a minute"),
      el("button", { class: "link", type: "button", onclick: askWho }, who || "who are you?"));
  }
  setInterval(() => { if (!busy) drawBar(); }, 5000);

  /* ---- small things that appear ---- */
  let fading = 0;
  function toast(message, { bad = false, act = null } = {}) {
    for (const old of $$(".toast")) old.remove();
    const note = el("div", { class: bad ? "toast bad" : "toast", role: bad ? "alert" : "status" }, el("span", {}, message), act ? el("button", { type: "button", onclick: act[1] }, act[0]) : "");
    document.body.append(note);
    clearTimeout(fading);
    fading = setTimeout(() => note.remove(), bad ? 9000 : 6000);
  }
  function form(title, rows, submit, more = []) {
    return new Promise((resolve) => {
      const error = el("p", { class: "error", role: "alert" });
      const dialog = el("dialog", { "aria-labelledby": "form-title" }, el("h2", { id: "form-title" }, title), more,
        el("form", { onsubmit: async (event) => {
          event.preventDefault();
          const complaint = await submit(Object.fromEntries(rows.map(([key, , input]) => [key, input.value.trim()])));
          if (complaint) error.textContent = complaint; else { resolve(true); dialog.close(); }
        } }, rows.map(([key, label, input]) => { input.id = "in-" + key; return el("div", { class: "pair" }, el("label", { for: input.id }, label), input); }), error,
        el("div", { class: "buttons" }, el("button", { type: "button", onclick: () => dialog.close() }, "Cancel"), el("button", { class: "main", type: "submit" }, "Save"))));
      dialog.addEventListener("close", () => resolve(false));
      Report.show(dialog);
      rows[0]?.[2].focus();
      rows[0]?.[2].select?.();
    });
  }
  async function askWho() {
    const input = el("input", { type: "text", maxlength: "80", required: true, autocomplete: "name" });
    input.value = who;
    return form("Your name, as it stands beside your decisions", [["who", "Name", input]], ({ who: given }) => { if (!given) return "A name is needed."; who = given; localStorage.setItem("who", who); drawBar(); return null; });
  }

  /* ---- decisions ---- */
  const current = () => (Report.view && Report.active >= 0 ? Report.view.all[Report.active] : null);
  const own = (v) => v && !v.why;
  function judge(action) {
    const v = current();
    if (!own(v)) { toast("Point at a value first: n goes to the next doubtful one."); return; }
    const at = Report.active;
    const place_ = place(v);
    return send("decide", { ...place_, action }, {
      then: () => { if (action === "reject") Report.activate(Math.min(at, Report.view.values.length) - 1); else Report.activate(at); Report.nextDoubtful(1) || Report.activate(Math.min(at, Report.view.values.length - 1)); },
      say: () => `${action === "accept" ? "Accepted" : "Rejected"}: ${v.v}`,
    });
  }
  function undo() {
    return send("undo", {}, { say: (answer) => `Taken back: ${answer.undone}`, then: (answer) => {
      last = null;
      times.pop();
      const one = answer.cases[0];
      if (one && !answer.cases.some((c) => c.id === state.case)) Report.set({ view: "cases", case: one.id }, false);
    } });
  }
  function elsewhere() {
    if (!last?.elsewhere) { toast("The last decision fits nowhere else."); return; }
    return send("elsewhere", { id: last.id }, { say: (answer) => `Applied to ${number(answer.count)} more`, then: () => { last = null; } });
  }
  function lead() {
    const v = current();
    if (!v) return;
    if (v.why) { return addSpan(Report.home(v.f), v.s, v.e); }
    if (!NAMES.includes(v.f)) { toast("Only names have a lead."); return; }
    return send("decide", { ...place(v), action: "lead" }, { say: () => `Lead: ${v.v}` });
  }
  function approve() {
    if (!Report.view) return;
    return send("decide", { who, record: Report.view.id, version: Report.view.version, action: "approve" }, { say: () => "The whole case is accepted", then: () => { Report.nextDoubtful(1) || Report.step(1); } });
  }

  function drop() {
    if (!Report.view) return;
    return send("decide", { who, record: Report.view.id, version: Report.view.version, action: "drop" }, { say: () => "No case: the next run leaves it out", then: () => Report.step(1) });
  }

  /* ---- editing ---- */
  const text = (value) => { const input = el("input", { type: "text", autocomplete: "off", spellcheck: "false" }); input.value = value ?? ""; return input; };
  const choice = (codes, value) => {
    const input = el("select", {}, codes.map((code) => el("option", { value: code ?? "" }, code === null ? "–" : named({}, code))));
    if (value && !codes.includes(value)) input.append(el("option", { value }, named({}, value)));
    input.value = value ?? "";
    return input;
  };
  function inputs(field, d) {
    const words = desk.vocabulary;
    if (NAMES.includes(field)) return [["value", "Name", text(d.value)]];
    if (field === "start_year") return [["value", "Year", text(d.value)], ["basis", "Basis", choice(words.basis, d.basis || "stated")]];
    if (COUNTS.includes(field)) return [["count", "Count", text(d.count)], ["count_max", "to (of a range)", text(d.count_max)], ["qualifier", "Qualifier", choice(words.qualifier, d.qualifier || "exact")],
      ["unit", "Unit, as written", text(d.unit)], ["unit_class", "Class", choice(field === "beneficiaries" ? [null, ...words.unit_class] : [null, ...words.other_class], d.unit_class)]];
    return [["value", "Sum", text(d.value)], ["value_max", "to (of a range)", text(d.value_max)], ["currency", "Currency", text(d.currency)], ["qualifier", "Qualifier", choice(words.qualifier, d.qualifier || "exact")],
      ["role", "Role", field === "amounts" ? choice(words.role, d.role || "donated") : text(d.role)]];
  }
  function meant(field, given) {
    const plain = (s) => s.replace(/[\s,_'’]/g, "");
    const whole = (s) => { if (!s) return null; const n = Number(plain(s)); return Number.isFinite(n) ? n : s; };
    const out = {};
    for (const [key, value] of Object.entries(given)) {
      if (key === "count" || key === "count_max" || (key === "value" && field === "start_year")) out[key] = whole(value);
      else if ((key === "value" || key === "value_max") && !NAMES.includes(field)) out[key] = plain(value) || null;
      else if (key === "currency") out[key] = value.toUpperCase() || null;
      else out[key] = value || null;
    }
    return out;
  }
  async function edit() {
    const v = current();
    if (!own(v)) { toast("Point at a value first."); return; }
    const told = place(v);
    const k = Report.active;
    const saved = await form(`${named(config.names, v.f)}: “${v.t}”`, inputs(v.f, v.d), async (given) => {
      if (!who) return "Say who you are first (top right).";
      const answer = await post("decide", { ...told, who, action: "edit", new: meant(v.f, given) });
      take(answer);
      if (!answer.ok) return answer.error;
      times.push(Date.now());
      last = { id: answer.ids.at(-1), elsewhere: answer.elsewhere || 0 };
      drawBar();
      toast(`Set: ${answer.cases[0].values[k]?.v ?? ""}`, { act: last.elsewhere ? [`s: the same for ${number(last.elsewhere)} more`, elsewhere] : null });
      return null;
    });
    setTimeout(() => { Report.activate(k); if (saved) Report.nextDoubtful(1); }, 0);
  }

  /* ---- selected words become a value ---- */
  function selectedSpan() {
    const selection = getSelection();
    const box = $("#text");
    if (!box || selection.isCollapsed || !selection.rangeCount) return null;
    const range = selection.getRangeAt(0);
    if (!box.contains(range.startContainer) || !box.contains(range.endContainer)) return null;
    const before = document.createRange();
    before.setStart(box, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const start = Report.view.start + Array.from(before.toString()).length;
    return [start, start + Array.from(range.toString()).length];
  }
  async function addSpan(field, start, end) {
    if (!who && !(await askWho())) return;
    const base = () => ({ who, record: Report.view.id, version: Report.view.version, field, at: 0, start, end, action: "add" });
    const answer = await post("read", base());
    if (!answer.ok) { toast(answer.error, { bad: true }); return; }
    const done = (result) => {
      getSelection().removeAllRanges();
      word = -1;
      const k = Report.view.values.findIndex((v) => v.f === field && v.s < end && start < v.e);
      if (k >= 0) Report.activate(k);
      return result;
    };
    if (answer.value) return send("decide", { ...base(), new: answer.value }, { then: done, say: () => `${named(config.names, field)}: ${answer.said}` });
    form(`${named(config.names, field)}: the grammar reads no value in “${answer.text}”. What does it say?`, inputs(field, {}), async (values) => {
      const result = await post("decide", { ...base(), new: meant(field, values) });
      take(result);
      if (!result.ok) return result.error;
      times.push(Date.now());
      last = { id: result.ids.at(-1), elsewhere: result.elsewhere || 0 };
      done(result);
      return null;
    });
  }
  let word = -1;
  let anchor = -1;
  function words() {
    const all = [];
    const walker = document.createTreeWalker($("#text"), NodeFilter.SHOW_TEXT);
    let run = "";
    const nodes = [];
    while (walker.nextNode()) { nodes.push([walker.currentNode, run.length]); run += walker.currentNode.data; }
    for (const match of run.matchAll(/\S+/gu)) all.push([match.index, match.index + match[0].length]);
    return { all, nodes };
  }
  function pick(from, to) {
    const { all, nodes } = words();
    if (!all.length) return;
    const fit = (n) => Math.min(Math.max(n, 0), all.length - 1);
    anchor = fit(from);
    word = fit(to);
    const [a, b] = [all[Math.min(anchor, word)][0], all[Math.max(anchor, word)][1]];
    const at = (offset, end) => { const found = nodes.findLast(([node, start]) => (end ? start < offset : start <= offset) && offset <= start + node.length); return [found[0], offset - found[1]]; };
    const range = document.createRange();
    range.setStart(...at(a, false));
    range.setEnd(...at(b, true));
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    const box = range.getBoundingClientRect();
    const pane = parts.story.getBoundingClientRect();
    if (box.top < pane.top + 30 || box.bottom > pane.bottom - 30) parts.story.scrollBy(0, box.top - pane.top - pane.height / 2);
  }
  function choose() {
    if (!Report.view) return;
    const { all, nodes } = words();
    const mark = Report.active >= 0 ? $(`.m[data-k="${Report.active}"]`, parts.story) : null;
    const first = mark ? nodes.find(([node]) => mark.contains(node)) : null;
    const at = first ? all.findIndex(([start]) => start >= first[1]) : 0;
    parts.story.focus();
    pick(at, at);
    toast("Arrows move, Shift and arrows extend, 1 … 8 add the words to a field, Escape ends");
  }
  for (const [key, by] of [["ArrowRight", 1], ["ArrowLeft", -1], ["ArrowDown", 12], ["ArrowUp", -12]]) {
    keys[key] = (event) => {
      if (word < 0) { parts.story.scrollBy(0, key === "ArrowDown" ? 60 : key === "ArrowUp" ? -60 : 0); return; }
      if (event.shiftKey) pick(anchor, word + by); else pick(word + by, word + by);
    };
  }
  const jumps = {};
  for (let n = 1; n <= 8; n += 1) {
    jumps[n] = keys[n];
    keys[n] = () => { const span = selectedSpan(); return span ? addSpan(config.fields[n - 1], ...span) : jumps[n](); };
  }
  keys.Escape = () => { word = -1; getSelection().removeAllRanges(); for (const old of $$(".toast")) old.remove(); };

  /* ---- two companies that are one ---- */
  async function merge() {
    const v = current();
    if (!own(v) || !["companies", "partners"].includes(v.f)) { toast("Point at a company or partner first (1 or 2)."); return; }
    const input = el("input", { type: "text", list: "known", autocomplete: "off", spellcheck: "false" });
    const known = el("datalist", { id: "known" }, [...new Set(Object.values(config.companies))].sort().map((name) => el("option", { value: name })));
    const told = place(v);
    let answer = null;
    await form(`“${v.v}” is the same as …`, [["into", "Company", input]], async ({ into }) => {
      answer = await post("merge", { ...told, who, action: "merge", into });
      take(answer);
      if (!answer.ok) { const complaint = answer.error; answer = null; return complaint; }
      times.push(Date.now());
      return null;
    }, [known]);
    if (answer?.diff) proposal(answer);
  }
  function proposal(answer) {
    form("Proposed change to rules/companies.csv", [], async () => {
      const result = await post("table", { base: answer.base });
      if (!result.ok) return result.error;
      toast("rules/companies.csv is written; the next run uses it.");
      return null;
    }, [el("p", { class: "note" }, `${number(answer.count)} ${answer.count === 1 ? "case is" : "cases are"} changed already. Save writes the alias for all later runs; Cancel leaves it a proposal.`), el("pre", { tabindex: "0" }, answer.diff)]);
  }

  if (paged) page();
  Object.assign(keys, { a: () => judge("accept"), r: () => judge("reject"), e: edit, u: undo, l: lead, m: merge, s: elsewhere, d: approve, D: drop, v: choose });
  /* A key pressed while a decision is on its way, or the next page, waits for it, so that fast fingers lose nothing. */
  let chain = Promise.resolve();
  const typed = () => JSON.parse(sessionStorage.getItem("typed") || "[]");
  for (const [key, does] of Object.entries(keys)) {
    const act = (event) => (leaving ? sessionStorage.setItem("typed", JSON.stringify([...typed(), key])) : does(event));
    keys[key] = (event) => {
      if (busy) { chain = chain.then(() => act(event)); return; }
      const under = act(event);
      if (under?.then) chain = under;
    };
  }
  hooks.shown.push(() => { word = -1; });
  hooks.active.push((v, k, box) => {
    const act = (key, label, go) => el("button", { type: "button", onclick: go }, el("kbd", {}, key), label);
    box.append(el("div", { class: "acts" }, v.why ? act("l", "take it in", lead) : [act("a", "accept", () => judge("accept")), act("r", "reject", () => judge("reject")), act("e", "edit", edit),
      NAMES.includes(v.f) ? act("l", v.f === "partners" ? "is the lead" : "first", lead) : "", ["companies", "partners"].includes(v.f) ? act("m", "merge", merge) : ""]));
  });
  /* ---- more cases than fit on one page: search, filters and the ends of the list ask the server for another page ---- */
  function visit(asked, hash = "#view=cases") {
    const wanted = new URLSearchParams(Object.entries(asked).filter(([, value]) => value));
    location.assign(`/?${wanted}${hash}`);
  }
  function turn(by, at = "") {
    const next = paged.page + by;
    if (next < 1 || next > paged.pages) return false;
    sessionStorage.setItem("arrive", at);
    leaving = true;
    document.body.setAttribute("aria-busy", "true");
    visit({ ...paged.wanted, page: next });
    return true;
  }
  function foot() {
    const last = paged.first + index.length;
    const button = (label, by) => el("button", { class: "more", type: "button", disabled: paged.page + by < 1 || paged.page + by > paged.pages, onclick: () => turn(by) }, label);
    const filtered = Object.keys(paged.wanted).length > 0;
    parts.tally.replaceChildren(el("span", {}, `${number(paged.found)} ${paged.found === 1 ? "case" : "cases"}${filtered ? ` of ${number(paged.total)}` : ", worst first"}${paged.found ? `; here ${number(paged.first + 1)} to ${number(last)}` : ""}`),
      filtered ? el("button", { type: "button", onclick: () => visit({}) }, "Clear") : "");
    if (paged.pages > 1) parts.list.append(button("Next cases", 1), button("Cases before", -1));
    parts.search.value = paged.wanted.q || "";
    for (const select of $$("select", $(".facets"))) {
      const wanted = paged.wanted[select.id.slice(6)] || "";
      if (wanted && ![...select.options].some((option) => option.value === wanted)) select.append(el("option", { value: wanted }, wanted));
      select.value = wanted;
      select.classList.toggle("on", Boolean(wanted));
    }
  }
  function page() {
    const find = $(".find");
    for (const select of $$("select", find)) {
      const facet = select.id.slice(6);
      select.replaceChildren(el("option", { value: "" }, config.facets[facet]), ...paged.options[facet].map(([key, label, n]) => el("option", { value: key }, `${label} (${number(n)})`)));
    }
    const take = (event) => { event.stopPropagation(); visit({ ...paged.wanted, [event.target === parts.search ? "q" : event.target.id.slice(6)]: event.target.value.trim() }); };
    find.addEventListener("input", (event) => event.stopPropagation(), true);
    find.addEventListener("change", take, true);
    document.addEventListener("click", (event) => {
      const link = event.target.closest?.('a[href^="#view=cases&"]');
      if (!link) return;
      event.preventDefault();
      event.stopPropagation();
      elsewhereOnThePages(link.getAttribute("href"));
    }, true);
    hooks.listed.push(foot);
    const { step, nextDoubtful } = Report;
    Report.step = (by) => step(by) || turn(by, by > 0 ? "first" : "last");
    Report.nextDoubtful = (by = 1) => nextDoubtful(by) || (progress.left > 0 && turn(by, by > 0 ? "n" : "p"));
    Object.assign(keys, { j: () => Report.step(1), k: () => Report.step(-1), n: () => Report.nextDoubtful(1), p: () => Report.nextDoubtful(-1) });
  }
  /* A link's filters, asked of all cases; a case that this page holds is opened here. */
  function elsewhereOnThePages(hash) {
    const { view: _, aside: __, ...asked } = Object.fromEntries(new URLSearchParams(hash.slice(1)));
    if (asked.case && Report.byId.has(asked.case)) { Report.set({ view: "cases", case: asked.case }); return; }
    visit(asked, asked.case ? `#view=cases&case=${encodeURIComponent(asked.case)}` : "#view=cases");
  }
  function arrive() {
    const hash = new URLSearchParams(location.hash.slice(1));
    const elsewhere_ = hash.get("case") && !Report.byId.has(hash.get("case")) && asked.get("case") !== hash.get("case");
    if (elsewhere_ || ["q", ...Object.keys(paged.options)].some((key) => hash.get(key))) { elsewhereOnThePages(location.hash); return; }
    const at = sessionStorage.getItem("arrive");
    sessionStorage.removeItem("arrive");
    const here = index[at === "last" || at === "p" ? index.length - 1 : 0];
    if (here && (!location.hash || state.view === "cases") && (at || !Report.byId.has(state.case))) Report.set({ view: "cases", case: here.id }, false);
    else Report.draw();
    if (at === "n" || at === "p") Report.nextDoubtful(at === "n" ? 1 : -1);
    const waited = typed();
    sessionStorage.removeItem("typed");
    for (const key of waited) keys[key]?.({ key, shiftKey: false });
  }
  /* The browser's way back can show this page as it was left. */
  addEventListener("pageshow", ({ persisted }) => { if (persisted) { leaving = false; document.body.removeAttribute("aria-busy"); } });

  drawBar();
  if (paged) arrive();
  else if (!location.hash && index.length) Report.set({ view: "cases", case: index[0].id }, false);
  else Report.draw();
})();
