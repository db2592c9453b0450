"use strict";
// Lanes over the time axis: the server drew their marks and bars, and they are moved to where the view has them.

const svgNames = "http://www.w3.org/2000/svg";

// lanes lays out all lanes, and the labels of the axis.
Charts.prototype.lanes = function () {
  for (const panel of this.figure.querySelectorAll(".chart[data-lanes]")) {
    const plot = panel.querySelector(".plot"), svg = plot.querySelector("svg");
    const height = svg.viewBox.baseVal.height;
    svg.setAttribute("viewBox", `0 0 ${this.width} ${height}`);
    svg.setAttribute("height", height);
    if (!plot.querySelector(".lane-cursor")) {
      plot.append(Object.assign(document.createElement("div"), { className: "lane-cursor", hidden: true }));
      plot.addEventListener("pointermove", (e) => this.pointed(e));
      plot.addEventListener("pointerleave", () => this.at(null));
    }
    if (panel.dataset.lanes === "axis") this.labels(svg);
    else this.marks(svg, height);
  }
};

// The mouse is over a lane.
Charts.prototype.pointed = function (event) {
  const left = event.clientX - event.currentTarget.getBoundingClientRect().left - Charts.gutter;
  if (left < 0 || left > this.room()) return;
  this.at(this.axis.seconds(this.from + (left / this.room()) * (this.to - this.from)));
};

// marks moves the marks and bars of a lane, and draws the grid behind them.
Charts.prototype.marks = function (svg, height) {
  const grounds = this.folds().map((s) => ground(this.x(s.at), this.x(s.until), height));
  const rules = this.axis.ticks(this.from, this.to, this.room() / 80).map((t) => upright(this.x(t.place), height));
  svg.querySelector(".rules").replaceChildren(...grounds, ...rules);
  for (const mark of svg.querySelectorAll("[data-s]")) {
    const place = this.axis.place(Number(mark.dataset.s));
    mark.parentNode.classList.toggle("away", place < this.from || place > this.to);
    mark.setAttribute("transform", `translate(${this.x(place).toFixed(1)} ${mark.dataset.y})`);
  }
  for (const bar of svg.querySelectorAll("[data-from]")) {
    const [from, to] = [bar.dataset.from, bar.dataset.to].map((s) => Math.min(this.to, Math.max(this.from, this.axis.place(Number(s)))));
    bar.classList.toggle("away", from >= this.to || to <= this.from);
    bar.setAttribute("x", this.x(from));
    bar.setAttribute("width", Math.max(2, this.x(to) - this.x(from)));
  }
};

// labels writes the time axis.
Charts.prototype.labels = function (svg) {
  const ticks = this.axis.ticks(this.from, this.to, this.room() / 80);
  const texts = ticks.flatMap((t) => [label(t.label, this.x(t.place), 14), ...(t.date ? [label(t.date, this.x(t.place), 30)] : [])]);
  const folds = this.folds().map((s) => label(s.says, this.x((s.at + s.until) / 2), 14));
  svg.replaceChildren(...texts, ...folds);
};

// folds are the folded spans in view.
Charts.prototype.folds = function () {
  return this.axis.spans.filter((s) => s.folded && s.at >= this.from && s.until <= this.to);
};

function upright(x, height) {
  const path = document.createElementNS(svgNames, "path");
  path.setAttribute("class", "rule");
  path.setAttribute("d", `M${x.toFixed(1)} 0V${height}`);
  return path;
}

function ground(from, to, height) {
  const rect = document.createElementNS(svgNames, "rect");
  rect.setAttribute("class", "break");
  rect.setAttribute("x", from);
  rect.setAttribute("width", to - from);
  rect.setAttribute("height", height);
  return rect;
}

function label(words, x, y) {
  const element = document.createElementNS(svgNames, "text");
  element.setAttribute("x", x.toFixed(1));
  element.setAttribute("y", y);
  element.setAttribute("text-anchor", "middle");
  element.textContent = words;
  return element;
}
