"use strict";
// One chart of a figure: what uPlot is told of it.

// plot draws a panel, and returns the uPlot.
Charts.prototype.plot = function (panel) {
  const target = panel.querySelector(".plot");
  target.classList.add("drawn");
  const shown = panel.dataset.shape === "lines" ? lineStory(this, panel) : barStory(this, panel);
  nameBehind(panel, this.name, shown.series.length > shown.own);
  const soft = this.ink("soft"), rule = this.ink("rule"), font = `12px ${getComputedStyle(document.body).fontFamily}`;
  const grid = { stroke: rule, width: 1 }, none = { show: false };
  const plot = new uPlot({
    width: this.width,
    height: panel.dataset.shape === "lines" ? 150 : 110,
    padding: [6, Charts.edge, 6, 0],
    legend: none,
    scales: { x: { time: false, range: () => [this.from, this.to] }, y: { range: (u, low, high) => [0, (high || 1) * 1.05] } },
    axes: [
      { size: 0, ticks: none, grid, splits: () => this.axis.ticks(this.from, this.to, this.room() / 80).map((t) => t.place), values: (u, at) => at.map(() => "") },
      { size: Charts.gutter, gap: 6, ticks: none, grid, stroke: soft, font, space: 36, values: (u, at) => at.map((v) => Charts.quantity(v, shown.unit)) },
    ],
    series: [{}, ...shown.series],
    bands: shown.bands,
    cursor: {
      y: false, points: none, sync: { key: "story" }, drag: { x: true, y: false, setScale: false, dist: 6 },
      bind: { dblclick: () => () => { this.figure.querySelector("[data-view]").click(); return null; } },
    },
    hooks: {
      drawClear: [(u) => this.breaks(u)],
      setCursor: [(u) => this.hovered(u)],
      setSelect: [(u) => this.selected(u)],
    },
  }, shown.data(), target);
  plot.story = shown;
  return plot;
};

// The mouse is over a chart, or has left them all.
Charts.prototype.hovered = function (u) {
  if (!u.cursor.event) return; // not this chart, or not the mouse
  this.follow(u.cursor.left < 0 ? null : this.axis.seconds(u.posToVal(u.cursor.left, "x")));
};

// A stretch of a chart was dragged over.
Charts.prototype.selected = function (u) {
  if (u.select.width <= 0) return;
  const [from, to] = [u.select.left, u.select.left + u.select.width].map((px) => u.posToVal(px, "x"));
  u.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
  if (this.plots[0] !== u) return; // the others were dragged over with it
  this.zoom(from, to);
  this.figure.dispatchEvent(new Event("dragged", { bubbles: true }));
};

// Where time is folded, the ground is another.
Charts.prototype.breaks = function (u) {
  u.ctx.fillStyle = this.ink("raised");
  for (const s of this.folds()) {
    const [from, to] = [s.at, s.until].map((place) => u.valToPos(place, "x", true));
    u.ctx.fillRect(from, 0, to - from, u.ctx.canvas.height);
  }
};

// lineStory are gauges as steps, the first of them on top, and below them what the run behind has otherwise.
function lineStory(charts, panel) {
  const keys = [...panel.querySelectorAll(".key[data-metric]")];
  const lines = [], series = [];
  const add = (line, look) => {
    if (!line) return;
    lines.unshift(line);
    series.unshift({ ...stroke(charts, look), paths: uPlot.paths.stepped({ align: 1 }), points: { show: false } });
  };
  for (const key of keys) add(Charts.lineOf(charts.run, key.dataset.metric), key.dataset.look);
  const own = lines.length;
  for (const key of keys) {
    const was = Charts.lineOf(charts.behind, key.dataset.metric);
    const is = Charts.lineOf(charts.run, key.dataset.metric);
    if (was && JSON.stringify([was.seconds, was.values]) !== JSON.stringify([is?.seconds, is?.values])) add(was, "line-over");
  }
  const data = () => {
    const places = new Set([charts.from, charts.to]);
    for (const line of lines) for (const s of line.seconds) places.add(charts.axis.place(s));
    const x = inView(charts, places);
    return [x, ...lines.map((line) => x.map((place) => Charts.valueAt(line, charts.axis.seconds(place) + 1e-6)))];
  };
  const differ = panel.dataset.chart === "configs" && own === 2;
  const [held, active] = [lines.length, lines.length - 1];
  const bands = differ ? [[held, active], [active, held]].map((series) => ({ series, fill: charts.ink("differ") })) : [];
  return { series, bands, data, own, unit: keys[0].dataset.unit };
}

// barStory are counts as bars: stacked, or each standing before the first. The run behind is an outline of what went wrong in it.
function barStory(charts, panel) {
  const keys = [...panel.querySelectorAll(".key[data-metric]")];
  const layers = [], series = [];
  let below = [];
  const add = (values, style) => {
    layers.unshift(values);
    series.unshift({ ...style, paths: uPlot.paths.stepped({ align: 1 }), points: { show: false } });
  };
  for (const key of keys) {
    const values = Charts.countOf(charts.run, key.dataset.metric)?.values ?? [];
    const top = panel.dataset.shape === "nested" ? values : values.map((v, i) => v + (below[i] ?? 0));
    add(top, { fill: charts.ink(key.dataset.look), width: 0, stroke: "transparent" });
    below = top;
  }
  const own = layers.length;
  const outline = outlineOf(charts, keys);
  if (outline) {
    layers.push(outline);
    series.push({ ...stroke(charts, "line-over"), paths: uPlot.paths.stepped({ align: 1 }), points: { show: false } });
  }
  const bin = charts.run.course.bin_seconds;
  const data = () => {
    const places = new Set([charts.from, charts.to]);
    for (let i = 0; i <= layers[0].length; i++) places.add(charts.axis.place(i * bin));
    const x = inView(charts, places);
    return [x, ...layers.map((layer) => x.map((place) => layer[Math.floor(charts.axis.seconds(place) / bin + 1e-6)] ?? 0))];
  };
  return { series, bands: [], data, own, unit: "" };
}

// outlineOf sums what went wrong in the run behind; of a chart on which nothing can, all of it.
function outlineOf(charts, keys) {
  const bad = keys.filter((key) => key.dataset.look !== "bar-good");
  const of = (run) => (bad.length ? bad : keys).map((key) => Charts.countOf(run, key.dataset.metric)?.values ?? [])
    .reduce((sum, values) => values.map((v, i) => v + (sum[i] ?? 0)), []);
  const was = of(charts.behind);
  return was.length && JSON.stringify(was) !== JSON.stringify(of(charts.run)) ? was : null;
}

// inView are the places that the view has, in order.
function inView(charts, places) {
  return [...places].filter((p) => p >= charts.from && p <= charts.to).sort((a, b) => a - b);
}

// stroke is how a line of a look is drawn: as the page's style has it for its own drawings.
function stroke(charts, look) {
  const ink = { "line-1": "series-1", "line-2": "series-2", "line-3": "series-3", "line-over": "over" }[look];
  const dash = { "line-2": [6, 3], "line-3": [2, 3], "line-over": [4, 4] }[look];
  return { stroke: charts.ink(ink), width: look === "line-1" ? 2 : 1.5, dash };
}

// nameBehind says which run the dashed line is of.
function nameBehind(panel, name, drawn) {
  const key = panel.querySelector(".key.over");
  key.hidden = !name;
  key.lastElementChild.textContent = drawn ? name : `${name}: the same`;
}
