import { html } from 'lit';
import * as api from '../api.js';
import { intervals } from '../chart.js';
import { View } from '../elements.js';
import { interval, number, percent, pValue, sparsity, variantName } from '../format.js';

const DASHES = ['solid', 'dashed', 'dotted'];
const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'pin'];

/** What pruning costs at which sparsity, by objective and plan. */
class Summary extends View {
  static properties = { variants: {} };

  // Results change as runs come in; the variants that the experiment's own view loads tell when.
  get sources() {
    return ['experiment', 'variants'];
  }

  async load() {
    const estimates = await api.get(`experiments/${this.experiment}/estimates`);
    return estimates.filter((row) => row.subset === 'all' && row.side === 'pruned');
  }

  view(estimates) {
    if (!this.variants.length) {
      return html`<p class="empty">Nothing is measured yet.</p>`;
    }
    const of = (quantity) => new Map(
      estimates.filter((row) => row.quantity === quantity).map((row) => [row.variant, row]));
    const accuracy = (variant) => [variant.accuracyMean, variant.accuracyLow, variant.accuracyHigh];
    const estimated = (quantity, mean) => {
      const rows = of(quantity);
      return (variant) => {
        const row = rows.get(variant.variant);
        return row ? [row.mean, row.low, row.high] : [variant[mean], null, null];
      };
    };
    const depth = estimated('depth-final-prediction', 'meanDepthFinalPrediction');
    return html`
      <div class="charts">
        ${this.chart('Accuracy by sparsity', 'accuracy', accuracy, (value) => percent(value), 'Mean test accuracy with its 95 % t-interval over seeds.')}
        ${this.pies()}
        ${this.chart('Q-Score by sparsity', 'q-score', estimated('q', 'meanQ'), (value) => number(value, 3), 'Mean over test images, then over networks, with its 95 % t-interval.')}
        ${this.variants.some((variant) => depth(variant)[0] != null)
          ? this.chart('Prediction depth by sparsity', 'prediction-depth', depth, (value) => number(value, 2),
              'Probes after which the final prediction stands; mean with its 95 % t-interval.')
          : ''}
      </div>
      <h2>All variants</h2>
      ${this.table()}`;
  }

  /** One line per objective and plan, from the dense networks on. */
  lines(value) {
    const shares = [...new Set(this.variants.map((variant) => variant.sparsity))].sort((a, b) => a - b);
    const objectives = [...new Set(this.variants.map((variant) => variant.objective))];
    const plans = [...new Set(this.variants.filter((variant) => variant.baseline).map((variant) => variant.pruningPlan))];
    const lines = [];
    for (const [o, objective] of objectives.entries()) {
      for (const [p, plan] of plans.entries()) {
        const points = this.variants
          .filter((variant) => variant.objective === objective && (variant.pruningPlan === plan || !variant.baseline))
          .map((variant) => ({ variant, values: value(variant), at: shares.indexOf(variant.sparsity) }))
          .filter((point) => point.values[0] != null)
          .sort((a, b) => a.at - b.at);
        if (points.length) {
          lines.push({ name: `${objective} · ${plan}`, objective: o, plan: p, points });
        }
      }
    }
    for (const [i, line] of lines.entries()) {
      line.offset = (i - (lines.length - 1) / 2) * Math.min(0.06, 0.5 / lines.length);
    }
    return { lines, shares };
  }

  chart(heading, file, value, form, note) {
    const { lines, shares } = this.lines(value);
    const option = (colours) => ({
      grid: grid(lines),
      xAxis: axis(shares),
      yAxis: { type: 'value', scale: true, axisLabel: { formatter: (tick) => form(tick) } },
      tooltip: { formatter: ({ data }) => data.text },
      series: lines.flatMap((line) => series(line, colours, form)),
    });
    return html`<prune-chart heading=${heading} note=${note} file="${file}-by-sparsity" .option=${option}
      .table=${table(this.variants.filter((variant) => value(variant)[0] != null), value, form)}></prune-chart>`;
  }

  pies() {
    const { lines, shares } = this.lines((variant) => [variant.pies, null, null]);
    const compared = this.variants.filter((variant) => variant.pies != null);
    const option = (colours) => ({
      grid: grid(lines),
      xAxis: axis(shares),
      yAxis: { type: 'value', min: 0 },
      tooltip: { formatter: ({ data }) => data.text },
      series: lines.flatMap((line) => [
        ...series(line, colours, (value) => number(value)),
        intervals(line.name, line.points.map(({ variant, at }) => [at + line.offset, variant.floorLow, variant.floorHigh])
          .filter((row) => row[1] != null), colours.quiet, { z: 0 }),
        {
          type: 'scatter', name: line.name, symbol: 'rect', symbolSize: [11, 2], itemStyle: { color: colours.quiet },
          data: line.points.filter(({ variant }) => variant.floorMean != null).map(({ variant, at }) => ({
            value: [at + line.offset, variant.floorMean],
            text: `noise floor of ${variantName(variant)}\n${interval(variant.floorMean, variant.floorLow, variant.floorHigh, (x) => number(x, 1))}`,
          })),
        },
      ]),
    });
    const columns = [
      ...parts,
      { name: 'PIEs', value: (variant) => variant.pies },
      { name: 'noise floor', value: (variant) => variant.floorMean, form: (x) => number(x, 1) },
      { name: '2.5 %', value: (variant) => variant.floorLow, form: (x) => number(x, 1) },
      { name: '97.5 %', value: (variant) => variant.floorHigh, form: (x) => number(x, 1) },
      { name: 'p', value: (variant) => variant.floorP, form: pValue },
    ];
    return html`<prune-chart heading="PIEs by sparsity" file="pies-by-sparsity" .option=${option}
      note="Images whose most frequent label changes. Gray: the noise floor, as many as there are when dense and pruned networks of a seed change places at random (mean, 2.5 % to 97.5 %)."
      .table=${{ columns, rows: compared }}></prune-chart>`;
  }

  table() {
    return html`<div class="scroll whole"><table class="results">
      <thead><tr><th scope="col">variant</th><th scope="col" class="number">networks</th><th scope="col" class="number">accuracy (95 %)</th>
        <th scope="col" class="number">PIEs</th><th scope="col" class="number">noise floor</th><th scope="col" class="number">p</th>
        <th scope="col" class="number">Q-Score</th><th scope="col" class="number">depth</th></tr></thead>
      <tbody>${this.variants.map((variant) => html`<tr>
        <th scope="row">${variantName(variant)}</th>
        <td class="number">${variant.n} / ${variant.planned}</td>
        <td class="number">${interval(variant.accuracyMean, variant.accuracyLow, variant.accuracyHigh, (x) => percent(x))}</td>
        <td class="number">${variant.pies == null ? '–' : html`<a href="#/experiments/${this.experiment}/exemplars?variant=${variant.variant}">${number(variant.pies)}</a>`}</td>
        <td class="number">${number(variant.floorMean, 1)}</td><td class="number">${pValue(variant.floorP)}</td>
        <td class="number">${number(variant.meanQ, 3)}</td><td class="number">${number(variant.meanDepthFinalPrediction, 2)}</td>
      </tr>`)}</tbody>
    </table></div>`;
  }
}

const parts = [
  { name: 'objective', value: (variant) => variant.objective },
  { name: 'plan', value: (variant) => variant.pruningPlan },
  { name: 'sparsity', value: (variant) => variant.sparsity, form: sparsity },
];

function table(rows, value, form) {
  return {
    columns: [
      ...parts,
      { name: 'networks', value: (variant) => variant.n },
      { name: 'mean', value: (variant) => value(variant)[0], form },
      { name: 'low', value: (variant) => value(variant)[1], form },
      { name: 'high', value: (variant) => value(variant)[2], form },
    ],
    rows,
  };
}

function series(line, colours, form) {
  const colour = colours.objectives[line.objective % colours.objectives.length];
  return [
    {
      type: 'line', name: line.name, color: colour,
      lineStyle: { type: DASHES[line.plan % DASHES.length], width: 2 },
      symbol: SYMBOLS[line.plan % SYMBOLS.length], symbolSize: 7,
      data: line.points.map(({ variant, values, at }) => ({
        value: [at + line.offset, values[0]],
        text: `${variantName(variant)}\n${interval(...values, form)}, ${variant.n} networks`,
      })),
    },
    intervals(line.name, line.points.filter(({ values }) => values[1] != null)
      .map(({ values, at }) => [at + line.offset, values[1], values[2]]), colour),
  ];
}

const grid = (lines) => ({ left: 60, right: 16, bottom: 44, top: 22 * Math.ceil(lines.length / 2) + 16 });

const axis = (shares) => ({
  type: 'value', name: 'sparsity', min: -0.4, max: shares.length - 0.6, interval: 1,
  axisLabel: { customValues: shares.map((share, i) => i), formatter: (i) => sparsity(shares[i] ?? 0) },
  axisTick: { customValues: shares.map((share, i) => i) },
  splitLine: { show: false },
});

customElements.define('prune-summary', Summary);
