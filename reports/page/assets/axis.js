"use strict";
// The time axis that all charts share. A place is a number from 0 to 1; where the axis folds a quiet span, time passes faster.

class Axis {
  // start: the run's, as RFC 3339; spans: as the page has them.
  constructor(start, spans) {
    this.start = Date.parse(start) / 1000;
    this.spans = spans;
    this.whole = spans.at(-1).to;
  }

  // The same time without folds.
  even() {
    return new Axis(new Date(this.start * 1000).toISOString(), [{ from: 0, to: this.whole, at: 0, until: 1 }]);
  }

  place(seconds) {
    const s = this.spans.find((s) => seconds <= s.to) ?? this.spans.at(-1);
    return Math.min(1, s.at + (Math.max(0, seconds - s.from) / (s.to - s.from)) * (s.until - s.at));
  }

  seconds(place) {
    const s = this.spans.find((s) => place <= s.until) ?? this.spans.at(-1);
    return s.from + ((Math.max(s.at, place) - s.at) / (s.until - s.at)) * (s.to - s.from);
  }

  // Seconds from the start of the run to a time as the log has it.
  since(t) { return Date.parse(t) / 1000 - this.start; }

  // Ticks from one place to another, no more than `most`: places with a label, and a date where the day is another.
  ticks(from, to, most) {
    const step = this.step((to - from) / most);
    const offset = this.start % step;
    const ticks = [];
    let last = "";
    for (const s of this.spans) {
      if (s.folded) continue;
      const first = Math.max(s.from, this.seconds(from)), end = Math.min(s.to, this.seconds(to));
      for (let k = Math.ceil((first + offset) / step); k * step - offset <= end; k++) {
        const seconds = k * step - offset;
        const iso = new Date((this.start + seconds) * 1000).toISOString();
        const date = Axis.date(iso);
        ticks.push({ place: this.place(seconds), label: iso.slice(11, step < 60 ? 19 : 16), date: date === last ? "" : date });
        last = date;
      }
    }
    return ticks;
  }

  step(room) {
    const s = this.spans.find((s) => !s.folded);
    const perSecond = (s.until - s.at) / (s.to - s.from);
    return Axis.steps.find((step) => step * perSecond >= room) ?? Axis.steps.at(-1);
  }

  // `20 Jan 11:42:00`.
  words(seconds) {
    const iso = new Date((this.start + seconds) * 1000).toISOString();
    return `${Axis.date(iso)} ${iso.slice(11, 19)}`;
  }

  static date(iso) {
    return `${Number(iso.slice(8, 10))} ${"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ")[Number(iso.slice(5, 7)) - 1]}`;
  }

  static steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800];
}
