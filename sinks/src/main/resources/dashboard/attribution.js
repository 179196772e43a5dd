import { badge, figure, h, signed } from "./dom.js";
import { table } from "./tables.js";

const SHOWN_WORDS = 8;
const SHOWN_PROMPTS = 3;
const LOWEST = 5;

function percent(share) {
  return share === null || share === undefined ? "–" : `${Math.round(100 * share)}%`.replace("-", "−");
}

function interval(score) {
  return score?.low == null ? "" : ` (${figure(score.low, 2)} to ${figure(score.high, 2)})`;
}

function tokens(list) {
  return h("span", { class: "tokens" }, list.slice(0, SHOWN_WORDS).map((token) => h("span", { title: signed(token.weight, 2) }, token.text.trim() || "␣")));
}

function parts(report) {
  const { scores } = report;
  const slope = scores.slope?.value ?? null;
  const part = (name) => (slope ? (scores[name]?.value ?? null) / slope : null);
  const rows = [
    ["activations", part("slope_activation")],
    ["unembedding", part("slope_unembedding")],
    ...report.hooks.map((hook) => [hook, part(`slope.${hook}`)]),
    ["one direction", scores.direction_share?.value],
    ["features of the change", scores.features_share?.value],
    ["features against the feedback", scores.against_share?.value == null ? null : -scores.against_share.value],
  ].map(([name, share]) => h("tr", {}, h("td", {}, name), h("td", {}, percent(share))));
  return table([{ name: "part" }, { name: "of the slope" }], rows);
}

function features(report) {
  const rows = report.features.map((feature) =>
    h(
      "tr",
      { class: feature.carried < 0 ? "against" : undefined, title: `feature ${feature.feature}, active in ${feature.contexts} contexts` },
      h("td", { class: "left" }, tokens(feature.words)),
      h("td", {}, signed(feature.slope)),
      h("td", {}, signed(feature.carried)),
      h("td", {}, percent(feature.captured)),
    ),
  );
  return table([{ name: "feature of the change", left: true }, { name: "slope" }, { name: "a" }, { name: "of the change" }], rows);
}

function conditions(report) {
  const rows = report.conditions.map((condition) => {
    const tags = Object.entries(condition.tags).map(([tag, share]) => `${tag} (${percent(share)})`);
    const prompts = condition.prompts.slice(0, SHOWN_PROMPTS).map((prompt) => h("div", { class: "prompt" }, prompt));
    return h(
      "tr",
      {},
      h("td", { class: "left" }, tags.length > 0 ? h("b", {}, tags.join(", ")) : null, prompts),
      h("td", { title: `${condition.count} prompts` }, figure(condition.relativeSlope.value, 2), interval(condition.relativeSlope)),
      h("td", {}, figure(condition.p)),
    );
  });
  return table([{ name: "where least is learned", left: true }, { name: "relative slope" }, { name: "p" }], rows);
}

function prompts(report) {
  if (report.prompts.length === 0) {
    return null;
  }
  const rows = report.prompts.slice(0, LOWEST).map((prompt) => h("tr", {}, h("td", { class: "left" }, prompt.prompt), h("td", {}, figure(prompt.slope)), h("td", {}, String(prompt.contexts))));
  return table([{ name: "prompt with the least slope", left: true }, { name: "slope" }, { name: "contexts" }], rows);
}

function culprits(report) {
  return h("p", {}, report.culpritsReason === null ? `Learned against what was stated: ${report.culprits.join(", ") || "no word"}.` : `No words are named: ${report.culpritsReason}.`);
}

function estimates(report) {
  const state = (applies) => (applies === null ? badge("unknown", "amber") : applies ? badge("applies", "green") : badge("blind", "amber"));
  return h("ul", { class: "estimates" }, report.estimates.map((scope) => h("li", {}, h("b", {}, scope.estimate), " ", state(scope.applies), " ", scope.reason)));
}

/** Where the learned feedback sits, at the newest checkpoint. */
export function attribution(detail) {
  const report = detail.attribution;
  const head = (text) => h("h2", {}, text);
  if (report === null || report.ordinal === 0) {
    return h("section", { id: "attribution" }, head("Where it sits"), h("p", { class: "empty" }, "Nothing to take apart yet."));
  }
  const title = head(`Where it sits, at step ${report.step}`);
  if (report.towards.length === 0) {
    return h("section", { id: "attribution" }, title, h("p", { class: "empty" }, report.reason), estimates(report));
  }
  const { slope } = report.scores;
  const shuffled = report.controls["shuffled.slope"];
  const control = shuffled ? `; with the feedback reassigned among the words: ${figure(shuffled.value, 3)}${interval(shuffled)}` : "";
  return h(
    "section",
    { id: "attribution" },
    title,
    report.warnings.map((warning) => h("p", { class: "warning" }, badge("careful", "amber"), " ", warning)),
    h("p", {}, `Slope of learned on stated feedback: ${figure(slope.value, 3)}${interval(slope)}${control}.`),
    h("p", {}, "It says more: ", tokens(report.towards)),
    h("p", {}, "It says less: ", tokens(report.away)),
    culprits(report),
    h("div", { class: "tables" }, parts(report), features(report)),
    conditions(report),
    prompts(report),
    estimates(report),
  );
}
