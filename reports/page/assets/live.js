// The panel of a live page: what is set in it is run on the server that the page came from, and takes the place of what is shown.
// The newest wish counts: an older one that is still under way is given up, and the server stops its run.
"use strict";
(() => {
  const known = JSON.parse(document.getElementById("live-data").textContent);
  const at = (id) => document.getElementById(id);
  const panel = document.querySelector(".whatif"), status = at("live-status"), variant = at("live-variant"), seed = at("live-seed");
  const controls = [...document.querySelectorAll(".control[data-key]")].map(readControl);
  const path = "/s/" + encodeURIComponent(known.scenario);

  let own = known.own;                                                  // what each setting is in the variant
  let runs = [page.data.runs.at(-1)];                                   // what is shown
  let shadow = known.behind ? asWasNamed(page.data.runs[0]) : null;     // as-was behind it; null: what is shown is as-was itself
  let was = page.data.runs[0], wasSeed = known.seed;                    // as-was, with this seed
  let whole = {};                                                       // sections about all variants, once they are there
  let asked = null, telling = null;                                     // the requests under way

  // A control is one setting: where it is typed, where it is slid, and how to read and write it.
  function readControl(box) {
    const key = box.dataset.key, field = at("set-" + key), flag = box.dataset.kind === "flag";
    return {
      key, box, field,
      slider: box.querySelector("input[type=range]"), reset: box.querySelector(".reset"), wrong: at("wrong-" + key),
      get value() { return flag ? String(field.checked) : field.value.trim(); },
      set value(text) {
        if (flag) field.checked = text === "true"; else field.value = text;
        if (this.slider) this.slider.value = text;
      },
    };
  }

  const wish = () => ({
    scenario: known.scenario, variant: variant.value, seed: seed.value.trim(),
    set: controls.filter((c) => c.value !== own[c.key]).map((c) => c.key + "=" + c.value),
  });

  // query is a wish as a link has it, as short as it can be.
  function query(w) {
    const q = new URLSearchParams();
    if (w.variant !== "as-was") q.set("variant", w.variant);
    if (w.seed !== "1") q.set("seed", w.seed);
    for (const s of w.set) q.append("set", s);
    const text = q.toString();
    return text ? "?" + text : "";
  }

  function link(w) {
    history.replaceState(null, "", path + query(w));
    for (const [id, file] of [["take-report", "report.html"], ["take-result", "result.json"], ["take-scenario", "scenario.yaml"]]) {
      at(id).href = path + "/" + file + query(w);
    }
  }

  function mark() {
    for (const c of controls) {
      const changed = c.value !== own[c.key];
      c.box.classList.toggle("changed", changed);
      c.reset.hidden = !changed;
      c.reset.querySelector("code").textContent = own[c.key];
    }
  }

  // complain puts each refusal beside its field; those of no field stand below all of them.
  function complain(errors) {
    const fields = new Map(controls.map((c) => [c.key, c]));
    fields.set("seed", { field: seed, wrong: at("wrong-seed") });
    for (const c of fields.values()) {
      c.field.removeAttribute("aria-invalid");
      c.wrong.hidden = true;
      c.wrong.textContent = "";
    }
    const elsewhere = [];
    for (const e of errors) {
      const text = e.allowed ? e.problem + "; " + e.allowed : e.problem, c = fields.get(e.key);
      if (!c) { elsewhere.push(e.key ? e.key + ": " + text : text); continue; }
      c.field.setAttribute("aria-invalid", "true");
      c.wrong.textContent = text;
      c.wrong.hidden = false;
      c.field.closest("details").open = true;
    }
    at("wrong-elsewhere").textContent = elsewhere.join(". ");
    at("wrong-elsewhere").hidden = elsewhere.length === 0;
  }

  async function post(w, signal) {
    const answer = await fetch("/api/whatif", {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(w), signal,
    });
    return { status: answer.status, body: await answer.json() };
  }

  // run asks for what the panel says, and shows it.
  async function run() {
    asked?.abort();
    const mine = asked = new AbortController(), w = wish(), start = performance.now();
    const slow = setTimeout(() => { panel.dataset.busy = ""; status.textContent = "running…"; }, 150);
    try {
      const got = await post(w, mine.signal);
      if (got.status === 422) {
        complain(got.body.errors);
        status.textContent = "not run; the last result stays";
        return;
      }
      if (got.status !== 200) { status.textContent = "not run: " + got.body.error; return; }
      shadow = await behindOf(w, got.body, mine.signal);
      complain([]);
      own = moved(got.body.own);
      mark();
      link(wish());
      show(got.body);
      status.textContent = `ran in ${Math.round(got.body.elapsed_ms)} ms, shown after ${Math.round(performance.now() - start)} ms`;
    } catch (fault) {
      if (fault.name !== "AbortError") status.textContent = "not run: the server does not answer";
    } finally {
      clearTimeout(slow);
      if (asked === mine) { delete panel.dataset.busy; asked = null; }
    }
  }

  // behindOf is the run to be kept behind an answer: null where that is as-was itself.
  async function behindOf(w, answer, signal) {
    const plain = w.variant === "as-was" && w.set.length === 0;
    if (plain) was = answer.runs[0];
    else if (wasSeed !== w.seed) {
      const got = await post({ ...w, variant: "as-was", set: [] }, signal);
      if (got.status === 200) was = got.body.runs[0];
    }
    if (wasSeed !== w.seed) tellWhole(w.seed);
    wasSeed = w.seed;
    return plain ? null : asWasNamed(was);
  }

  function asWasNamed(run) { return { ...run, name: "as it was" }; }

  // moved takes over what settings are in another variant: what nobody has changed goes along.
  function moved(next) {
    for (const c of controls) if (c.value === own[c.key]) c.value = next[c.key];
    return next;
  }

  function show(answer) {
    runs = answer.runs;
    const fragments = { ...answer.fragments };
    for (const id in whole) if (!fragments[id]) fragments[id] = whole[id];
    at("whatif-said").textContent = (answer.verdict === "pass" ? "✓ " : "✗ ") + answer.said;
    window.reprise.update({ ...answer, fragments, behind: shadow });
  }

  // tellWhole asks for the sections that a page of one run lacks, about all variants: they take as long as they take.
  async function tellWhole(seed) {
    telling?.abort();
    telling = new AbortController();
    try {
      const query = new URLSearchParams({ scenario: known.scenario, seed });
      const answer = await fetch("/api/story?" + query, { signal: telling.signal });
      if (!answer.ok) return;
      const { fragments } = await answer.json();
      const lacking = Object.keys(fragments).filter((id) => fragments[id] && (at(id).hidden || whole[id]));
      whole = Object.fromEntries(lacking.map((id) => [id, fragments[id]]));
      window.reprise.update({ fragments: whole, runs, behind: shadow });
      listSections();
    } catch { /* the page goes without */ }
  }

  // listSections puts the sections that are there now into the contents.
  function listSections() {
    const list = document.querySelector(".contents ol");
    let before = null;
    for (const section of document.querySelectorAll("main > section:not([hidden])")) {
      let item = list.querySelector(`a[href="#${section.id}"]`)?.parentElement;
      if (!item) {
        item = document.createElement("li");
        const link = item.appendChild(document.createElement("a"));
        link.href = "#" + section.id;
        link.textContent = section.querySelector("h2").textContent;
        before ? before.after(item) : list.prepend(item);
      }
      before = item;
    }
  }

  let timer;
  const soon = (ms) => { clearTimeout(timer); timer = setTimeout(run, ms); };
  for (const c of controls) {
    c.slider?.addEventListener("input", () => { c.field.value = c.slider.value; mark(); soon(60); });
    c.field.addEventListener("input", () => { if (c.slider) c.slider.value = c.field.value; mark(); soon(c.field.type === "text" ? 400 : 0); });
    c.field.addEventListener("change", () => soon(0));
    c.reset.addEventListener("click", () => { c.value = own[c.key]; mark(); c.field.focus(); soon(0); });
  }
  variant.addEventListener("change", () => soon(0));
  seed.addEventListener("input", () => soon(400));
  at("live").addEventListener("submit", (e) => { e.preventDefault(); soon(0); });
  at("live-reset").addEventListener("click", () => {
    variant.value = "as-was";
    seed.value = "1";
    for (const c of controls) c.value = own[c.key];
    soon(0);
  });
  at("live-copy").addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      status.textContent = "the link is copied";
    } catch { status.textContent = "the link is in the address bar"; }
  });
  at("live-filter").addEventListener("input", (e) => {
    const words = e.target.value.toLowerCase().split(/\s+/);
    let found = 0;
    for (const c of controls.filter((c) => at("live-more").contains(c.box))) {
      c.box.hidden = !words.every((w) => c.box.textContent.toLowerCase().includes(w));
      if (!c.box.hidden) found++;
    }
    at("live-found").textContent = found + " settings";
  });

  if (matchMedia("(max-width: 63.99rem)").matches) at("panel").open = known.refused;
  if (!known.refused) link(wish());
  if (shadow) window.reprise.update({ fragments: {}, runs, behind: shadow });
  status.textContent = known.refused ? "not run as the link says; what is shown is as-was" : "change a setting, and it is run";
  tellWhole(known.seed);
})();
