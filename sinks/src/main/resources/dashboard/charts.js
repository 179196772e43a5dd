import { colour, figure, h, signed } from "./dom.js";

const HEIGHT = 200;
const REWARDS = ["reward", "mean_reward", "objective/scores", "rewards/margins"];

/** What a trainer logs as the mean reward of a batch, under the name it uses. */
export function reward(checkpoint) {
  const name = REWARDS.find((candidate) => candidate in (checkpoint?.trainer ?? {}));
  return name === undefined ? null : checkpoint.trainer[name];
}

function measure(name) {
  return (report) => report.measures[name]?.value ?? null;
}

function control(name) {
  return (report) => report.controls[name]?.value ?? null;
}

const TAU = "delta-ridge.refit:kendall_tau";

const CHARTS = [
  {
    id: "z",
    title: "Agreement with the stated feedback",
    what: "z = atanh of the correlation between what the policy learned of each word and its stated feedback",
    lines: [{ label: "z", colour: "accent", value: measure("policy:z"), interval: "policy:z" }],
  },
  {
    id: "slope",
    title: "Slope of learned on stated feedback",
    what: "How far the policy moved per unit of stated feedback, by words and over all contexts",
    lines: [
      { label: "by word", colour: "accent", value: measure("policy:b") },
      { label: "in context", colour: "second", value: measure("policy:slope"), interval: "policy:slope" },
    ],
    limit: "alert.min-slope",
  },
  {
    id: "tau",
    title: "Kendall’s τ from activations",
    what: "Feedback implied by the activations at held-out words, and two controls of it; dashed: the base before any tuning",
    lines: [
      { label: "refit", colour: "accent", value: measure(TAU), interval: TAU },
      { label: "frozen", colour: "second", value: measure("delta-ridge.frozen:kendall_tau") },
      { label: "incremental", colour: "third", value: measure("delta-ridge.incremental:kendall_tau") },
      { label: "raw activations", colour: "muted", value: control("delta-ridge.refit:raw") },
      { label: "shuffled labels", colour: "muted", value: control("delta-ridge.refit:shuffled"), dash: [3, 3] },
    ],
    base: TAU,
  },
  {
    id: "wrong-sign",
    title: "Words learned against their sign",
    what: "Excess over what the fit’s noise explains, in standard units; dashed: where the alert is red",
    lines: [{ label: "excess", colour: "red", value: measure("policy:wrong_sign") }],
    limit: "alert.wrong-sign",
  },
  {
    id: "reward",
    title: "What the trainer reports",
    what: "Mean reward of the batch in the trainer’s own log at this step",
    lines: [{ label: "reward", colour: "third", value: (_, checkpoint) => reward(checkpoint) }],
  },
  {
    id: "fvu",
    title: "Fit of the dictionary",
    what: "Fraction of variance that the base’s dictionary leaves unexplained; it rises when representations drift",
    lines: [{ label: "FVU", colour: "second", value: measure("dictionary:fvu") }],
  },
];

function dashed(plot, value, stroke) {
  const y = plot.valToPos(value, "y", true);
  const { left, top, width, height } = plot.bbox;
  if (y < top || y > top + height) {
    return;
  }
  const context = plot.ctx;
  context.save();
  context.strokeStyle = stroke;
  context.lineWidth = devicePixelRatio;
  context.setLineDash([5 * devicePixelRatio, 4 * devicePixelRatio]);
  context.beginPath();
  context.moveTo(left, y);
  context.lineTo(left + width, y);
  context.stroke();
  context.restore();
}

function markers(plot, alerts) {
  const { top, height } = plot.bbox;
  for (const alert of alerts) {
    const x = plot.valToPos(alert.step, "x", true);
    plot.ctx.save();
    plot.ctx.globalAlpha = 0.55;
    plot.ctx.strokeStyle = colour(alert.severity);
    plot.ctx.lineWidth = 1.5 * devicePixelRatio;
    plot.ctx.beginPath();
    plot.ctx.moveTo(x, top);
    plot.ctx.lineTo(x, top + height);
    plot.ctx.stroke();
    plot.ctx.restore();
  }
}

/** Steps at which a rule began to fire. */
function begun(alerts) {
  const firing = new Set();
  return alerts.filter((alert) => {
    const before = firing.has(alert.rule);
    if (alert.state === "firing") {
      firing.add(alert.rule);
    } else {
      firing.delete(alert.rule);
    }
    return alert.state === "firing" && !before;
  });
}

function range(values, extra) {
  const all = values.flat().concat(extra).filter((value) => value !== null && value !== undefined);
  if (all.length === 0) {
    return [0, 1];
  }
  const low = Math.min(...all);
  const high = Math.max(...all);
  const room = (high - low || Math.abs(high) || 1) * 0.12;
  return [low - room, high + room];
}

function band(rows, line, end) {
  return rows.map((row) => row.report.measures[line.interval]?.[end] ?? null);
}

function draw(chart, rows, detail, place) {
  const steps = rows.map((row) => row.report.step);
  const data = [steps];
  const series = [{ label: "step" }];
  const bands = [];
  for (const line of chart.lines) {
    const stroke = colour(line.colour);
    data.push(rows.map((row) => line.value(row.report, row.checkpoint)));
    series.push({
      label: line.label,
      stroke,
      width: 2,
      dash: line.dash,
      points: { show: true, size: 6, width: 1, fill: stroke, stroke },
      value: (_, value) => figure(value),
      spanGaps: true,
    });
    const high = line.interval ? band(rows, line, "high") : [];
    if (high.some((value) => value !== null)) {
      const at = data.length;
      data.push(high, band(rows, line, "low"));
      for (const label of ["high", "low"]) {
        series.push({ label, stroke: "transparent", points: { show: false }, spanGaps: true, class: "interval" });
      }
      bands.push({ series: [at, at + 1], fill: `${stroke}26` });
    }
  }
  const first = rows[0].report.measures[chart.base]?.base;
  const base = first === undefined || first === null ? [] : [first];
  const limit = detail.spec?.settings?.[chart.limit];
  const limits = limit === undefined ? [] : [Number(limit)];
  const axis = {
    stroke: colour("muted"),
    grid: { stroke: colour("grid"), width: 1 },
    ticks: { show: false },
    font: "11px system-ui, sans-serif",
  };
  const marks = begun(detail.alerts);
  const options = {
    width: place.clientWidth,
    height: HEIGHT,
    padding: [8, 16, 0, 0],
    cursor: { sync: { key: "steps" }, points: { size: 8 }, drag: { x: false, y: false } },
    legend: { live: true, markers: { width: 0, fill: (plot, index) => plot.series[index].stroke() } },
    scales: {
      x: { time: false, range: (_, low, high) => (low === high ? [low - 1, high + 1] : [low, high]) },
      y: { range: () => range(data.slice(1), base.concat(limits)) },
    },
    axes: [{ ...axis, size: 28 }, { ...axis, size: 46 }],
    series,
    bands,
    hooks: {
      draw: [
        (plot) => {
          base.forEach((value) => dashed(plot, value, colour("muted")));
          limits.forEach((value) => dashed(plot, value, colour("red")));
          markers(plot, marks);
        },
      ],
    },
  };
  const plot = new uPlot(options, data, place);
  plot.root.querySelectorAll(".u-legend .interval").forEach((row) => row.remove());
  return plot;
}

function now(chart, rows) {
  const value = (row) => (row ? chart.lines[0].value(row.report, row.checkpoint) : null);
  const last = value(rows.at(-1));
  const change = rows.length > 1 && last !== null && value(rows.at(-2)) !== null ? last - value(rows.at(-2)) : null;
  const title = change === null ? undefined : `${signed(change)} since the checkpoint before`;
  return h("span", { class: "now", title }, figure(last));
}

/** The curves of a run, as cards. Returns their element and a function that draws them anew. */
export function charts(detail) {
  const checkpoints = new Map(detail.checkpoints.map((checkpoint) => [checkpoint.ordinal, checkpoint]));
  const rows = detail.reports.map((report) => ({ report, checkpoint: checkpoints.get(report.ordinal) }));
  const plots = [];
  const cards = CHARTS.map((chart) => {
    const place = h("div", {});
    const card = h(
      "article",
      { class: "card chart", "data-chart": chart.id },
      h("div", { class: "head" }, h("h3", {}, chart.title), now(chart, rows)),
      h("p", { class: "what" }, chart.what),
      place,
    );
    return { chart, place, card };
  });
  const redraw = () => {
    plots.splice(0).forEach((plot) => plot.destroy());
    for (const { chart, place } of cards) {
      place.replaceChildren();
      const some = rows.some((row) => chart.lines.some((line) => line.value(row.report, row.checkpoint) !== null));
      if (some) {
        plots.push(draw(chart, rows, detail, place));
      } else {
        place.append(h("div", { class: "nothing" }, "not measured yet"));
      }
    }
  };
  const element = h("div", { class: "charts" }, cards.map(({ card }) => card));
  return { element, redraw };
}
