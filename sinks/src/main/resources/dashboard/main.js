import { attribution } from "./attribution.js";
import { charts } from "./charts.js";
import { h } from "./dom.js";
import { alerts, checkpoints, severityBadge, words } from "./tables.js";

const SETTLE_MS = 250;

let runs = [];
let detail = null;
let chosenStep = null;
let drawn = null;
let pending = null;

function wantedRun() {
  const named = decodeURIComponent(location.hash.slice(1));
  return runs.find((run) => run.run === named)?.run ?? runs[0]?.run ?? null;
}

async function fetchJson(path) {
  const response = await fetch(path);
  if (!response.ok) {
    throw new Error(`${path}: ${response.status}`);
  }
  return response.json();
}

function showRuns(current) {
  const entries = runs.map((run) => {
    const about = run.step === null ? `${run.found} found` : `step ${run.step}, ${run.reported} read`;
    const link = h(
      "a",
      { href: `#${encodeURIComponent(run.run)}`, "aria-current": run.run === current ? "page" : undefined },
      h("span", { class: "name" }, run.run),
      h("span", { class: "about" }, about, severityBadge(run.severity)),
    );
    return h("li", {}, link);
  });
  document.getElementById("runs").replaceChildren(...entries);
}

function facts() {
  const { spec } = detail;
  const last = detail.checkpoints.at(-1);
  const list = [
    spec?.baseModel && `base ${spec.baseModel}`,
    spec?.feedback && `feedback ${spec.feedback} (${spec.feedbackItems} items)`,
    `${detail.reported} of ${detail.found} checkpoints read`,
    last?.hooks.length > 0 && last.hooks.join(", "),
    last && `last found ${new Date(last.time).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" })}`,
  ];
  return h("p", { class: "facts" }, list.filter(Boolean).map((fact) => h("span", {}, fact)));
}

function showDetail() {
  document.title = `${detail.firing > 0 ? "⚠ " : ""}${detail.run} · Plumbline`;
  drawn = charts(detail);
  const choose = (step) => {
    chosenStep = step;
    showDetail();
  };
  const open = document.querySelector("#alerts details")?.open ?? false;
  const alertList = alerts(detail);
  const history = alertList.querySelector("details");
  if (history !== null) {
    history.open = open;
  }
  document
    .getElementById("run")
    .replaceChildren(
      h("div", { class: "title" }, h("h1", {}, detail.run), severityBadge(detail.severity)),
      facts(),
      alertList,
      h("section", {}, h("h2", {}, "Curves by training step"), drawn.element),
      h("div", { class: "tables" }, words(detail, chosenStep, choose), checkpoints(detail)),
      attribution(detail),
    );
  drawn.redraw();
}

async function refresh() {
  runs = await fetchJson("api/runs");
  const current = wantedRun();
  showRuns(current);
  if (current === null) {
    return;
  }
  if (detail?.run !== current) {
    chosenStep = null;
  }
  detail = await fetchJson(`api/runs/${encodeURIComponent(current)}`);
  showDetail();
}

/** Many changes at once are shown together; a steady stream of them does not put it off. */
function soon() {
  pending ??= setTimeout(() => {
    pending = null;
    refresh().catch(() => connected(false));
  }, SETTLE_MS);
}

function connected(live) {
  const element = document.getElementById("connection");
  element.textContent = live ? "live" : "no connection";
  element.classList.toggle("live", live);
}

const events = new EventSource("api/events");
events.addEventListener("open", () => {
  connected(true);
  soon();
});
events.addEventListener("error", () => connected(false));
events.addEventListener("changed", soon);
soon();
addEventListener("hashchange", soon);
addEventListener("resize", () => drawn?.redraw());
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawn?.redraw());
