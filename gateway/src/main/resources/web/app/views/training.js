import { html, nothing } from 'lit';
import * as api from '../api.js';
import { number, percent, variantName } from '../format.js';
import { follow, VariantView } from '../variants.js';

/** A pruned population and its baseline along training: when it forgets, and how much comes back. */
class Training extends VariantView {
  static properties = { plan: {} };

  // More runs are measured long after the first are compared.
  get sources() {
    return [...this.selection, 'variants'];
  }

  async load() {
    const { variant } = this;
    if (!variant?.baseline) {
      return {};
    }
    const of = (name) => api.get(`experiments/${this.experiment}/curves`, { variant: name });
    const [own, baseline] = await Promise.all([of(variant.variant), of(variant.baseline)]);
    return { variant, own, baseline };
  }

  view({ variant, own, baseline }) {
    if (!variant) {
      return html`<p class="empty">No pruned variant is measured yet.</p>`;
    }
    const work = this.plan.work.perVariant.find((one) => one.variant === variant.variant);
    const starts = phaseStarts([...own, ...baseline]);
    const window = pruningWindow(work, starts);
    const { measureEvery, measurePruned } = this.plan.request.measurement;
    const measured = (rows) => rows.filter((row) => row.n > 0 && row.updates != null).sort(inTraining);
    const dense = measured(baseline);
    const pruned = [...trunk(measured(own), dense, work), ...measured(own)];
    return html`
      <form class="filters" @change=${(event) => follow(event, this.query)}>${this.variantChoice()}</form>
      ${!measureEvery && !measurePruned
        ? html`<p class="hint">This plan measures networks at their ends alone; <code>measurement.measureEvery</code> and
            <code>measurement.measurePruned</code> in the experiment say where else.</p>`
        : nothing}
      <prune-chart heading="Accuracy and sparsity along training" file="curve-${variant.variant}" .height=${440}
        note="Mean test accuracy with its 95 % t-interval${window ? '; the shaded part is where weights are pruned' : ''}. Below: the share of weights that are zero."
        .option=${(colours) => accuracyOption(variant, pruned, dense, window, colours)} .table=${accuracyTable(variant, pruned, dense)}></prune-chart>
      <prune-chart heading="PIEs along training" file="pies-along-training-${variant.variant}"
        note="Against the dense networks after the same updates; in fine-tuning, which these do not have, at their end. Gray: noise floor (mean, up to its 97.5 % quantile)."
        .option=${(colours) => piesOption(variant, pruned, window, colours)} .table=${piesTable(pruned)}></prune-chart>`;
  }
}

/** The order of training: at one step a mask comes after what it prunes. */
const inTraining = (a, b) => a.updates - b.updates || a.phase - b.phase || a.step - b.step || afterMask(a) - afterMask(b);

const afterMask = ({ stage }) => (stage === 'pruned' ? 1 : 0);

/**
 * What a branch shares with its dense networks, up to its first mask: they are measured there once for both, before its
 * first own position; where that is just after the mask, also at its very step.
 */
function trunk(own, dense, { sharedUpdates }) {
  return own.length ? dense.filter((row) => row.updates <= sharedUpdates && inTraining(row, own[0]) < 0) : [];
}

/** Updates that come before each phase, as far as something was measured in it. */
function phaseStarts(rows) {
  const starts = new Map();
  for (const row of rows) {
    if (row.updates != null) {
      starts.set(row.phase, row.updates - row.step);
    }
  }
  return starts;
}

/** From which to which update the variant's weights are pruned, in each phase of which that is known; null where in none. */
function pruningWindow({ phases }, starts) {
  const marks = phases
    .map(({ pruned }, phase) => [pruned, starts.get(phase)])
    .filter(([pruned, start]) => pruned && start != null)
    .map(([pruned, start]) => [start + pruned.first, start + pruned.last]);
  return marks.length ? marks : null;
}

const updates = { type: 'value', name: 'updates', min: 0, splitLine: { show: false } };

function shaded(window, colours) {
  if (!window) {
    return {};
  }
  return {
    markArea: {
      silent: true, itemStyle: { color: colours.quiet, opacity: 0.12 },
      data: window.filter(([from, to]) => to > from).map(([from, to]) => [{ xAxis: from }, { xAxis: to }]),
    },
    markLine: {
      silent: true, symbol: 'none', label: { show: false }, lineStyle: { color: colours.quiet, type: 'dotted' },
      data: window.filter(([from, to]) => to === from).map(([at]) => ({ xAxis: at })),
    },
  };
}

function accuracyOption(variant, pruned, dense, window, colours) {
  const form = (value) => percent(value);
  const line = (name, rows, colour, type) => [
    {
      type: 'line', name, color: colour, lineStyle: { type, width: 2 }, symbolSize: 5,
      data: rows.map((row) => ({
        value: [row.updates, row.accuracyMean],
        text: `${name} after ${number(row.updates)} updates (${row.stage})\n${form(row.accuracyMean)}, ${row.n} networks`,
      })),
    },
    {
      type: 'custom', name, silent: true, z: 0, itemStyle: { color: colour }, tooltip: { show: false }, encode: { x: 0, y: [1, 2] },
      data: rows.filter((row) => row.accuracyLow != null).map((row) => [row.updates, row.accuracyLow, row.accuracyHigh]),
      renderItem: band(rows.filter((row) => row.accuracyLow != null), colour),
    },
  ];
  const denseLines = line('dense', dense, colours.quiet, 'dashed');
  Object.assign(denseLines[0], shaded(window, colours));
  return {
    grid: [{ left: 60, right: 16, top: 34, height: 250 }, { left: 60, right: 16, top: 316, bottom: 44 }],
    xAxis: [{ ...updates, name: '', gridIndex: 0 }, { ...updates, gridIndex: 1, max: undefined }],
    yAxis: [
      { type: 'value', scale: true, gridIndex: 0, axisLabel: { formatter: form } },
      { type: 'value', min: 0, max: 1, interval: 0.5, gridIndex: 1, axisLabel: { formatter: (value) => percent(value, 0) } },
    ],
    axisPointer: { link: [{ xAxisIndex: [0, 1] }] },
    tooltip: { formatter: ({ data }) => data.text },
    series: [
      ...denseLines,
      ...line(variantName(variant), pruned, colours.objectives[0], 'solid'),
      {
        type: 'line', step: 'end', name: 'sparsity', xAxisIndex: 1, yAxisIndex: 1, color: colours.accent, symbolSize: 4,
        areaStyle: { opacity: 0.15 },
        data: atMasks(pruned, window).map((row) => ({
          value: [row.updates, row.achievedSparsityMean],
          text: `${percent(row.achievedSparsityMean)} of the weights are zero after ${number(row.updates)} updates`,
        })),
      },
    ],
  };
}

/** The rows with one more where all weights go at once, unless networks were measured just after that. */
function atMasks(rows, window) {
  const result = [...rows];
  for (const [at] of (window ?? []).filter(([from, to]) => from === to)) {
    const next = result.findIndex((row) => row.updates > at);
    if (next >= 0 && !(result[next - 1]?.achievedSparsityMean >= result[next].achievedSparsityMean)) {
      result.splice(next, 0, { updates: at, achievedSparsityMean: result[next].achievedSparsityMean });
    }
  }
  return result;
}

/** A band between the low and the high ends, drawn once, with the first of its rows. */
function band(rows, colour) {
  return (parameters, coordinates) => {
    if (parameters.dataIndex !== 0) {
      return null;
    }
    const upper = rows.map((row) => coordinates.coord([row.updates, row.accuracyHigh]));
    const lower = rows.map((row) => coordinates.coord([row.updates, row.accuracyLow])).reverse();
    return { type: 'polygon', shape: { points: [...upper, ...lower] }, style: { fill: colour, opacity: 0.15 } };
  };
}

function accuracyTable(variant, pruned, dense) {
  const rows = [...pruned, ...dense];
  return {
    columns: [
      { name: 'variant', value: (row) => row.variant },
      { name: 'updates', value: (row) => row.updates },
      { name: 'stage', value: (row) => row.stage },
      { name: 'networks', value: (row) => row.n },
      { name: 'accuracy', value: (row) => row.accuracyMean, form: (value) => percent(value) },
      { name: 'low', value: (row) => row.accuracyLow, form: (value) => percent(value) },
      { name: 'high', value: (row) => row.accuracyHigh, form: (value) => percent(value) },
      { name: 'sparsity', value: (row) => row.achievedSparsityMean, form: (value) => percent(value) },
    ],
    rows,
  };
}

function piesOption(variant, pruned, window, colours) {
  const rows = pruned.filter((row) => row.pies != null);
  return {
    grid: { left: 60, right: 16, top: 34, bottom: 44 },
    xAxis: updates,
    yAxis: { type: 'value', min: 0 },
    tooltip: { formatter: ({ data }) => data.text },
    series: [
      {
        type: 'line', name: 'noise floor', color: colours.quiet, lineStyle: { type: 'dashed' }, symbolSize: 4,
        data: rows.map((row) => ({
          value: [row.updates, row.floorMean],
          text: `noise floor after ${number(row.updates)} updates\n${number(row.floorMean, 1)}, up to ${number(row.floorHigh, 1)}`,
        })),
        ...shaded(window, colours),
      },
      { type: 'line', name: '97.5 % of the noise floor', color: colours.quiet, lineStyle: { type: 'dotted' }, symbol: 'none', data: rows.map((row) => [row.updates, row.floorHigh]), tooltip: { show: false } },
      {
        type: 'line', name: variantName(variant), color: colours.pie, lineStyle: { width: 2 }, symbolSize: 6,
        data: rows.map((row) => ({
          value: [row.updates, row.pies],
          text: `${number(row.pies)} PIEs after ${number(row.updates)} updates (${row.stage})\n${row.comparedN} seeds on both sides`,
        })),
      },
    ],
  };
}

const piesTable = (pruned) => ({
  columns: [
    { name: 'updates', value: (row) => row.updates },
    { name: 'stage', value: (row) => row.stage },
    { name: 'seeds', value: (row) => row.comparedN },
    { name: 'PIEs', value: (row) => row.pies },
    { name: 'noise floor', value: (row) => row.floorMean, form: (value) => number(value, 1) },
    { name: '97.5 %', value: (row) => row.floorHigh, form: (value) => number(value, 1) },
    { name: 'accuracy difference', value: (row) => row.accuracyDifference, form: (value) => percent(value) },
  ],
  rows: pruned.filter((row) => row.pies != null),
});

customElements.define('prune-training', Training);
