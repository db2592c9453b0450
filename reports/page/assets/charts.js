"use strict";
// Draws the charts of a page with uPlot, in place of the drawings that the page came with, and the lanes over them: all on one
// axis, with one cursor, and zoomed together. What there is to draw, the page says in its panels (data-chart, data-metric).

class Charts {
  // changed is called with the seconds under the cursor, or null. The view is that of the charts before, where there were some.
  constructor(figure, axis, changed, before) {
    Object.assign(this, { figure, folded: axis, changed, plots: [] });
    Object.assign(this, { axis: before && before.axis !== before.folded ? before.axis : axis, from: before?.from ?? 0, to: before?.to ?? 1 });
    this.probe = figure.appendChild(document.createElement("i"));
    this.probe.hidden = true;
    new ResizeObserver(() => this.resize()).observe(figure);
  }

  // Show the same stretch of time as other charts did, on an axis that may fold another.
  resume(before) {
    if (before.axis !== before.folded) this.axis = this.folded.even();
    if (before.from > 0) this.from = this.axis.place(before.axis.seconds(before.from));
    if (before.to < 1) this.to = this.axis.place(before.axis.seconds(before.to));
  }

  // Draw a run, and another one behind it, dashed.
  show(run, behind, name) {
    Object.assign(this, { run, behind, name });
    this.paint();
  }

  // Draw all anew: another run, other colours, or another page around the charts.
  paint() {
    for (const plot of this.plots) plot.destroy();
    this.width = this.paper ? Charts.paper : this.figure.clientWidth;
    this.plots = [...this.figure.querySelectorAll(".chart[data-chart]")].map((panel) => this.plot(panel));
    this.lanes();
    this.at(null);
  }

  resize() {
    if (!this.run || this.paper || this.figure.clientWidth === this.width || !this.figure.clientWidth) return;
    this.width = this.figure.clientWidth;
    for (const plot of this.plots) plot.setSize({ width: this.width, height: plot.height });
    this.lanes();
  }

  // On paper the page's own drawings stand, unless something else is to be seen: then what uPlot draws, as wide as they are.
  print(paper) {
    this.paper = paper;
    this.figure.classList.toggle("near", this.from > 0 || this.to < 1 || this.axis !== this.folded || Boolean(this.behind));
    this.paint();
  }

  // Show the axis from one place to another.
  zoom(from, to) {
    Object.assign(this, { from: Math.max(0, from), to: Math.min(1, to) });
    for (const plot of this.plots) plot.setData(plot.story.data());
    this.lanes();
    this.at(null);
  }

  // Show all of the axis, or the seconds of an episode; even: without folds.
  view({ even = false, from = 0, to = this.folded.whole } = {}) {
    this.axis = even ? this.folded.even() : this.folded;
    this.zoom(this.axis.place(from), this.axis.place(to));
  }

  // Put the cursor at an instant, in seconds; null takes it away.
  at(seconds) {
    if (seconds !== null) this.reveal(this.axis.place(seconds));
    const left = seconds === null ? -10 : ((this.axis.place(seconds) - this.from) / (this.to - this.from)) * this.room();
    for (const plot of this.plots) plot.setCursor({ left, top: seconds === null ? -10 : 1 }, false);
    this.follow(seconds);
  }

  // Move a zoomed view so that it has a place in it.
  reveal(place) {
    if (place >= this.from && place <= this.to) return;
    const half = (this.to - this.from) / 2;
    const middle = Math.min(1 - half, Math.max(half, place));
    this.zoom(middle - half, middle + half);
  }

  // What stands beside the charts goes with their cursor: the line through the lanes, the values in the keys.
  follow(seconds) {
    this.under = seconds;
    for (const line of this.figure.querySelectorAll(".lane-cursor")) {
      line.hidden = seconds === null;
      if (seconds !== null) line.style.left = `${this.x(this.axis.place(seconds))}px`;
    }
    for (const key of this.figure.querySelectorAll(".key[data-metric]")) {
      key.querySelector("output").textContent = seconds === null ? "" : this.value(key.dataset.metric, key.dataset.unit, seconds);
    }
    this.changed(seconds);
  }

  // What a metric was at an instant, in words. Between two looks at which a gauge was another, it is not known when it changed.
  value(metric, unit, seconds) {
    const line = Charts.lineOf(this.run, metric), count = Charts.countOf(this.run, metric);
    if (!line) return Charts.quantity(count?.values[Math.floor(seconds / this.run.course.bin_seconds)] ?? 0, unit);
    const k = Charts.after(line, seconds);
    const [was, is] = [line.values[Math.max(0, k - 1)], line.values[Math.min(k, line.values.length - 1)]].map((v) => Charts.quantity(v, unit));
    return was === is ? is : `${was} → ${is}`;
  }

  room() { return this.width - Charts.gutter - Charts.edge; }
  x(place) { return Charts.gutter + ((place - this.from) / (this.to - this.from)) * this.room(); }
  ink(name) {
    this.probe.style.color = `var(--${name})`;
    return getComputedStyle(this.probe).color;
  }

  static paper = 920; // as wide as the drawings of the page
  static gutter = 56; // left of every plot, for the scale
  static edge = 20; // right of it

  static lineOf(run, metric) { return run?.course?.lines?.find((l) => l.metric === metric); }
  static countOf(run, metric) { return run?.course?.counts?.find((c) => c.metric === metric); }

  // The place of the first look at a gauge after an instant.
  static after(line, seconds) {
    const k = line.seconds.findIndex((s) => s > seconds);
    return k < 0 ? line.seconds.length : k;
  }

  // A gauge is drawn as what the look before has of it.
  static valueAt(line, seconds) { return line.values[Math.max(0, Charts.after(line, seconds) - 1)]; }

  // As reports.Quantity says it, near enough for the scale of a chart.
  static quantity(v, unit) {
    if (unit === "share") return `${Number((v * 100).toFixed(2))} %`;
    if (unit === "s" && v >= 3600) return `${Number((v / 3600).toFixed(1))} h`;
    if (unit === "s" && v >= 60) return `${Number((v / 60).toFixed(1))} m`;
    const number = v.toLocaleString("en", { maximumFractionDigits: v < 1 ? 4 : 2 });
    return unit ? `${number} ${unit}` : number;
  }
}
