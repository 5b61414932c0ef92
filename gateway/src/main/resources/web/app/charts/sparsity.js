/** Charts of a quantity by sparsity: a line per objective and plan, from the dense networks on. */

import { intervals } from '../chart.js';
import { interval, number, plural, pValue, sparsity, variantName } from '../format.js';

const DASHES = ['solid', 'dashed', 'dotted'];
const SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'pin'];

/** A variant's accuracy: mean, low, high, and over how many networks. */
export const accuracy = (variant) => [variant.accuracyMean, variant.accuracyLow, variant.accuracyHigh, variant.n];

/**
 * A variant's mean, low and high of an estimated quantity, and over how many networks; where nothing
 * estimates it, the mean that the variant's own row has. Of a baseline it is the estimate over the
 * most seeds.
 */
function estimated(estimates, quantity, mean, networks) {
  const rows = estimates.filter((row) => row.quantity === quantity && row.subset === 'all');
  return (variant) => {
    const found = variant.baseline
      ? rows.find((row) => row.side === 'pruned' && row.variant === variant.variant)
      : rows.filter((row) => row.side === 'dense' && row.baseline === variant.variant)
          .reduce((most, row) => (!most || row.n > most.n ? row : most), null);
    return found ? [found.mean, found.low, found.high, found.n] : [variant[mean], null, null, variant[networks]];
  };
}

export const qScore = (estimates) => estimated(estimates, 'q', 'meanQ', 'n');

/** Of some seeds alone, where the experiment says so. */
export const predictionDepth = (estimates) => estimated(estimates, 'depth-final-prediction', 'meanDepthFinalPrediction', 'depthN');

/** The chart of a value, which is [mean, low, high, networks] of a variant, and its table. */
export function bySparsity(variants, value, form) {
  const { lines, shares } = linesOf(variants, value);
  return {
    legend: legend(lines),
    option: (colours, width) => ({
      grid: grid(lines, width),
      xAxis: axis(shares),
      yAxis: { type: 'value', scale: true, axisLabel: { formatter: (tick) => form(tick) } },
      tooltip: { formatter: ({ data }) => data.text },
      series: lines.flatMap((line) => series(line, colours, form)),
    }),
    table: {
      columns: [
        ...parts,
        { name: 'networks', value: (variant) => value(variant)[3] },
        { name: 'mean', value: (variant) => value(variant)[0], form },
        { name: 'low', value: (variant) => value(variant)[1], form },
        { name: 'high', value: (variant) => value(variant)[2], form },
      ],
      rows: variants.filter((variant) => value(variant)[0] != null),
    },
  };
}

/** The chart of PIEs above their noise floor, and its table. */
export function piesBySparsity(variants) {
  const { lines, shares } = linesOf(variants, (variant) => [variant.pies, null, null, null]);
  return {
    legend: legend(lines),
    option: (colours, width) => ({
      grid: grid(lines, width),
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
    }),
    table: {
      columns: [
        ...parts,
        { name: 'PIEs', value: (variant) => variant.pies },
        { name: 'noise floor', value: (variant) => variant.floorMean, form: (x) => number(x, 1) },
        { name: '2.5 %', value: (variant) => variant.floorLow, form: (x) => number(x, 1) },
        { name: '97.5 %', value: (variant) => variant.floorHigh, form: (x) => number(x, 1) },
        { name: 'p', value: (variant) => variant.floorP, form: pValue },
      ],
      rows: variants.filter((variant) => variant.pies != null),
    },
  };
}

function linesOf(variants, value) {
  const shares = [...new Set(variants.map((variant) => variant.sparsity))].sort((a, b) => a - b);
  const objectives = [...new Set(variants.map((variant) => variant.objective))];
  const plans = plansOf(variants);
  const lines = [];
  for (const [o, objective] of objectives.entries()) {
    const own = variants.filter((variant) => variant.objective === objective);
    const pruning = plansOf(own);
    // What nothing is pruned of stands by itself.
    for (const plan of pruning.length ? pruning : ['dense']) {
      const points = own
        .filter((variant) => variant.pruningPlan === plan || !variant.baseline)
        .map((variant) => ({ variant, values: value(variant), at: shares.indexOf(variant.sparsity) }))
        .filter((point) => point.values[0] != null)
        .sort((a, b) => a.at - b.at);
      if (points.length) {
        lines.push({ name: `${objective} · ${plan}`, objective: o, plan: Math.max(0, plans.indexOf(plan)), points });
      }
    }
  }
  for (const [i, line] of lines.entries()) {
    line.offset = (i - (lines.length - 1) / 2) * Math.min(0.06, 0.5 / lines.length);
  }
  return { lines, shares };
}

const plansOf = (variants) => [...new Set(variants.filter((variant) => variant.baseline).map((variant) => variant.pruningPlan))];

const parts = [
  { name: 'objective', value: (variant) => variant.objective },
  { name: 'plan', value: (variant) => variant.pruningPlan },
  { name: 'sparsity', value: (variant) => variant.sparsity, form: sparsity },
];

function series(line, colours, form) {
  const colour = colours.objectives[line.objective % colours.objectives.length];
  return [
    {
      type: 'line', name: line.name, color: colour,
      lineStyle: { type: DASHES[line.plan % DASHES.length], width: 2 },
      symbol: SYMBOLS[line.plan % SYMBOLS.length], symbolSize: 7,
      data: line.points.map(({ variant, values, at }) => ({
        value: [at + line.offset, values[0]],
        text: `${variantName(variant)}\n${interval(...values.slice(0, 3), form)}${values[3] == null ? '' : `, ${plural(values[3], 'network')}`}`,
      })),
    },
    intervals(line.name, line.points.filter(({ values }) => values[1] != null)
      .map(({ values, at }) => [at + line.offset, values[1], values[2]]), colour),
  ];
}

/** The height of a legend, its names being rather narrower than is reckoned here. */
const legend = (lines) => (width) => {
  let [rows, filled] = [1, 0];
  for (const { name } of lines) {
    const needed = 46 + 7 * name.length;
    if (filled && filled + needed > width) {
      rows++;
      filled = 0;
    }
    filled += needed;
  }
  return 22 * rows;
};

const grid = (lines, width) => ({ left: 60, right: 16, bottom: 44, top: legend(lines)(width) + 16 });

const axis = (shares) => ({
  type: 'value', name: 'sparsity', min: -0.4, max: shares.length - 0.6, interval: 1,
  axisLabel: { customValues: shares.map((share, i) => i), formatter: (i) => sparsity(shares[i] ?? 0) },
  axisTick: { customValues: shares.map((share, i) => i) },
  splitLine: { show: false },
});
