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

  // Draw a run, and another one behind it, dashed.
  show(run, behind, name) {
    Object.assign(this, { run, behind, name });
    this.paint();
  }

  // Draw all anew: another run, other colours, or another page around the charts.
  paint() {
    for (const plot of this.plots) plot.destroy();
    this.width = this.figure.clientWidth;
    this.plots = [...this.figure.querySelectorAll(".panel[data-chart]")].map((panel) => this.plot(panel));
    this.lanes();
    this.at(null);
  }

  resize() {
    if (!this.run || this.figure.clientWidth === this.width || !this.figure.clientWidth) return;
    this.width = this.figure.clientWidth;
    for (const plot of this.plots) plot.setSize({ width: this.width, height: plot.height });
    this.lanes();
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
      const value = seconds === null ? null : this.value(key.dataset.metric, seconds);
      key.querySelector("output").textContent = value === null ? "" : Charts.quantity(value, key.dataset.unit);
    }
    this.changed(seconds);
  }

  value(metric, seconds) {
    const line = Charts.lineOf(this.run, metric), count = Charts.countOf(this.run, metric);
    if (line) return Charts.valueAt(line, seconds);
    return count?.values[Math.floor(seconds / this.run.course.bin_seconds)] ?? null;
  }

  room() { return this.width - Charts.gutter - Charts.edge; }
  x(place) { return Charts.gutter + ((place - this.from) / (this.to - this.from)) * this.room(); }
  ink(name) {
    this.probe.style.color = `var(--${name})`;
    return getComputedStyle(this.probe).color;
  }

  static gutter = 56; // left of every plot, for the scale
  static edge = 20; // right of it

  static lineOf(run, metric) { return run?.course?.lines?.find((l) => l.metric === metric); }
  static countOf(run, metric) { return run?.course?.counts?.find((c) => c.metric === metric); }

  // A gauge stands still from one value to the next.
  static valueAt(line, seconds) {
    let k = line.seconds.findIndex((s) => s > seconds);
    if (k < 0) k = line.seconds.length;
    return line.values[Math.max(0, k - 1)];
  }

  // As reports.Quantity says it, near enough for the scale of a chart.
  static quantity(v, unit) {
    if (unit === "share") return `${Number((v * 100).toFixed(2))} %`;
    if (unit === "s" && v >= 3600) return `${Number((v / 3600).toFixed(1))} h`;
    if (unit === "s" && v >= 60) return `${Number((v / 60).toFixed(1))} m`;
    const number = v.toLocaleString("en", { maximumFractionDigits: v < 1 ? 4 : 2 });
    return unit ? `${number} ${unit}` : number;
  }
}
