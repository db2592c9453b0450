"use strict";
// The page of a story: its charts, their cursor and the log beside them, and what a live page puts in place.

const story = {
  start() {
    const { axis, runs, replay } = page.data;
    story.told = { ...runs.findLast((run) => run.variant === replay.variant), log: replay.log };
    story.runs = runs;
    story.axis = new Axis(axis.start, axis.spans);
    story.draw();
    page.repainted.push(() => story.charts?.paint());
    page.printed.push((paper) => story.charts?.print(paper));
    document.addEventListener("click", story.clicked);
    document.addEventListener("change", story.laid);
    document.addEventListener("dragged", () => story.press("none of them"));
    addEventListener("hashchange", story.reveal);
    story.reveal();
  },

  // The figure may be another than before: then its charts are new.
  draw() {
    story.dress();
    const figure = document.getElementById("figure");
    if (!figure || !story.told?.course) return;
    if (story.charts?.figure !== figure) {
      story.charts = new Charts(figure, story.axis, story.changed, story.charts);
      story.press(story.viewed);
    }
    story.charts.show(story.told, story.behind, story.behind?.name ?? story.behind?.variant);
  },

  // Times of the log become buttons that put the cursor there.
  dress() {
    for (const time of document.querySelectorAll("ol.log > li .clock > time")) {
      const button = document.createElement("button");
      button.type = "button";
      button.title = "show in the charts";
      time.replaceWith(button);
      button.append(time);
    }
    const download = document.getElementById("download");
    if (download) download.href = URL.createObjectURL(new Blob([JSON.stringify(page.data.replay, null, 2)], { type: "application/json" }));
  },

  clicked(event) {
    const button = event.target.closest("button");
    if (button?.dataset.view) story.view(button);
    if (button?.dataset.walk) story.walk(Number(button.dataset.walk));
    const entry = button?.closest("ol.log li[id]");
    if (entry) {
      story.here(Number(entry.id.slice("entry-".length)));
      document.getElementById("figure").scrollIntoView();
    }
  },

  view(button) {
    story.press(button.textContent);
    const { view, from, to } = button.dataset;
    story.charts.view(view === "episode" ? { from: Number(from), to: Number(to) } : { even: view === "even" });
  },

  // The button of the view is pressed; after an update it may be another element with the same words.
  press(words) {
    story.viewed = words;
    if (words) for (const button of document.querySelectorAll("[data-view]")) button.setAttribute("aria-pressed", button.textContent === words);
  },

  // Another variant is laid over the run.
  laid(event) {
    if (event.target.id !== "over") return;
    story.behind = story.runs.find((run) => run.variant === event.target.value);
    story.draw();
  },

  // Go to the entry after, or before, the cursor; details are passed over.
  walk(by) {
    const entries = story.told.log.map((entry, i) => ({ i, kind: entry.kind })).filter((e) => e.kind !== "detail");
    const k = entries.findIndex((e) => e.i === story.entry);
    const next = k < 0 ? entries.at(by > 0 ? 0 : -1) : entries[k + by];
    if (next) story.here(next.i);
  },

  // Put the cursor at an entry of the log.
  here(i) {
    story.entry = i;
    const entry = story.told.log[i];
    story.charts.at(story.axis.since(entry.t));
    for (const old of document.querySelectorAll(".here")) old.classList.remove("here");
    document.getElementById(`entry-${i}`)?.classList.add("here");
    document.querySelector(`a[href="#entry-${i}"] .at`)?.classList.add("here");
    const fields = Object.entries(entry.fields).map(([key, value]) => `${key}=${value}`).join(" ");
    story.read(`${story.axis.words(story.axis.since(entry.t))} ${entry.event} ${fields}`);
  },

  // The cursor of the charts has moved.
  changed(seconds) {
    if (seconds !== null) story.read(story.axis.words(seconds));
  },

  read(words) { document.getElementById("readout").textContent = page.visible(words); },

  // An entry that a link leads to may be folded.
  reveal() {
    const target = location.hash.startsWith("#entry-") && document.getElementById(location.hash.slice(1));
    for (let details = target && target.closest("details"); details; details = details.parentElement.closest("details")) details.open = true;
    if (target) target.scrollIntoView();
  },
};

window.reprise = {
  // Put other text and other runs in place; what is not given stays. fragments are sections' inner HTML by id; the last of runs is
  // drawn; behind is the run that is drawn behind it, dashed, and null is none (it may have a name); axis is that of the fragments,
  // where they bring charts; replay is what a download holds.
  update({ fragments = {}, runs, behind, axis, replay }) {
    for (const [id, inner] of Object.entries(fragments)) {
      const section = document.getElementById(id);
      section.innerHTML = inner;
      section.hidden = inner === "";
    }
    if (replay) page.data.replay = replay;
    if (axis) story.axis = new Axis(axis.start, axis.spans);
    if (runs) Object.assign(story, { runs, told: runs.at(-1), entry: undefined });
    if (behind !== undefined) story.behind = behind;
    page.dress();
    story.draw();
  },
};

story.start();
