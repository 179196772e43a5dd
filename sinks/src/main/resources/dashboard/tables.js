import { reward } from "./charts.js";
import { badge, figure, h, signed } from "./dom.js";

const KINDS = { red: "red", amber: "amber", none: "green" };

export function severityBadge(severity) {
  return badge({ red: "red", amber: "amber", none: "as stated" }[severity], KINDS[severity]);
}

export function table(columns, rows) {
  return h(
    "div",
    { class: "card scroll" },
    h(
      "table",
      {},
      h("thead", {}, h("tr", {}, columns.map((column) => h("th", { class: column.left ? "left" : undefined }, column.name)))),
      h("tbody", {}, rows),
    ),
  );
}

function track(item, reach) {
  const place = (value) => `${50 + (Math.max(-reach, Math.min(reach, value)) / reach) * 50}%`;
  const bar = h("span", { class: "bar" });
  const stated = h("span", { class: "dot stated", title: `stated ${signed(item.stated, 2)}` });
  const implied = h("span", { class: "dot implied", title: `learned ${signed(item.implied, 2)}` });
  const ends = [item.stated, item.implied].sort((a, b) => a - b);
  bar.style.left = place(ends[0]);
  bar.style.right = `calc(100% - ${place(ends[1])})`;
  stated.style.left = place(item.stated);
  implied.style.left = place(item.implied);
  return h("span", { class: "track" }, bar, stated, implied);
}

/** The items that learned most against what was stated, at one checkpoint. */
export function words(detail, chosen, choose) {
  const reports = detail.reports.filter((report) => report.divergent.length > 0);
  const report = reports.find((candidate) => candidate.step === chosen) ?? reports.at(-1);
  if (report === undefined) {
    const nameless = detail.reports.at(-1)?.estimates.find((scope) => !scope.namesWords);
    const why = nameless === undefined ? "None yet." : `No words are named. ${nameless.estimate}: ${nameless.reason}.`;
    return h("section", { id: "words" }, h("h2", {}, "Most divergent words"), h("p", { class: "empty" }, why));
  }
  const select = h(
    "select",
    { "aria-label": "Checkpoint" },
    reports
      .slice()
      .reverse()
      .map((candidate) => {
        const option = h("option", { value: candidate.step }, `step ${candidate.step}`);
        option.selected = candidate === report;
        return option;
      }),
  );
  select.addEventListener("change", () => choose(Number(select.value)));
  const reach = Math.max(1, ...report.divergent.map((item) => Math.max(Math.abs(item.stated), Math.min(8, Math.abs(item.implied)))));
  const rows = report.divergent.map((item) =>
    h(
      "tr",
      {},
      h("td", {}, item.item),
      h("td", {}, signed(item.stated, 1)),
      h("td", {}, signed(item.implied, 1)),
      h("td", { class: "left" }, track(item, reach)),
      h("td", {}, figure(item.divergence, 1)),
    ),
  );
  return h(
    "section",
    { id: "words" },
    h("div", { class: "head-row" }, h("h2", {}, "Most divergent words"), h("span", { class: "key" }, h("b", { class: "stated" }), "stated", h("b", { class: "implied" }), "learned "), select),
    table([{ name: "word" }, { name: "stated" }, { name: "learned" }, { name: "", left: true }, { name: "divergence" }], rows),
  );
}

function alertCard(alert) {
  const kind = alert.state === "resolved" ? "green" : alert.severity;
  const range = alert.since === alert.step ? `step ${alert.step}` : `step ${alert.since}, last change at ${alert.step}`;
  return h(
    "article",
    { class: `card alert ${alert.state} ${alert.severity}`, "data-rule": alert.rule },
    h("div", { class: "title" }, badge(alert.state, kind), h("h3", {}, alert.rule), h("span", { class: "since" }, `since ${range}`)),
    h("p", {}, alert.reason),
    alert.items.length === 0
      ? null
      : h("div", { class: "words" }, alert.items.map((item) => h("span", {}, item.item, h("i", {}, `${signed(item.stated, 1)} → ${signed(item.implied, 1)}`)))),
  );
}

/** What every rule that was ever met says now, and how it came to that. */
export function alerts(detail) {
  const order = { firing: 0, pending: 1, resolved: 2 };
  const current = detail.current.slice().sort((a, b) => order[a.state] - order[b.state] || (a.severity < b.severity ? 1 : -1));
  const history = h(
    "details",
    {},
    h("summary", {}, `${detail.alerts.length} changes`),
    h("ol", {}, detail.alerts.map((alert) => h("li", {}, `step ${alert.step}: ${alert.rule} ${alert.state}, ${alert.reason}`))),
  );
  return h(
    "section",
    { id: "alerts" },
    h("h2", {}, "Alerts"),
    current.length === 0 ? h("p", { class: "empty" }, "None so far.") : current.map(alertCard),
    detail.alerts.length > current.length ? history : null,
  );
}

/** All checkpoints, newest first. */
export function checkpoints(detail) {
  const reports = new Map(detail.reports.map((report) => [report.ordinal, report]));
  const found = new Map(detail.checkpoints.map((checkpoint) => [checkpoint.ordinal, checkpoint]));
  const ordinals = [...new Set([...reports.keys(), ...found.keys()])].sort((a, b) => b - a);
  const rows = ordinals.map((ordinal) => {
    const report = reports.get(ordinal);
    const checkpoint = found.get(ordinal);
    const value = (name) => report?.measures[name]?.value ?? null;
    const tau = report?.measures["delta-ridge.refit:kendall_tau"];
    const change = tau?.value != null && tau?.base != null ? tau.value - tau.base : null;
    const state =
      report === undefined
        ? badge("being read")
        : report.status === "incomplete"
          ? badge("incomplete", "amber")
          : ordinal === 0
            ? badge("base")
            : severityBadge(report.severity);
    return h(
      "tr",
      { title: report?.reason ?? checkpoint?.location },
      h("td", {}, String((report ?? checkpoint).step)),
      h("td", {}, figure(reward(checkpoint), 2)),
      h("td", {}, figure(value("policy:z"), 2)),
      h("td", {}, figure(value("policy:slope"), 2)),
      h("td", {}, figure(tau?.value ?? null)),
      h("td", {}, signed(change)),
      h("td", {}, figure(value("dictionary:fvu"))),
      h("td", { class: "left" }, state),
    );
  });
  const names = ["step", "reward", "z", "slope", "τ", "τ − base", "FVU"];
  return h("section", { id: "checkpoints" }, h("h2", {}, "Checkpoints"), table([...names.map((name) => ({ name })), { name: "", left: true }], rows));
}
