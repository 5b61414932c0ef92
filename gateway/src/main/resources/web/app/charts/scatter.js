/** Scatters of test images by what dense and pruned networks make of them, PIEs coloured. */

import { number } from '../format.js';

/** What a point can be placed by. */
export const DENSE_Q = { of: (row) => row.denseQ, name: 'Q-Score, dense' };
export const PRUNED_Q = { of: (row) => row.prunedQ, name: 'Q-Score, pruned' };
export const DENSE_DEPTH = { of: (row) => row.denseDepth, name: 'depth, dense' };
export const PRUNED_DEPTH = { of: (row) => row.prunedDepth, name: 'depth, pruned' };

const SAME = [[DENSE_Q, PRUNED_Q], [DENSE_DEPTH, PRUNED_DEPTH]];

/** The chart of the rows that have both, and its table; a line where both are the same quantity. */
export function scatter(all, x, y) {
  const rows = all.filter((row) => x.of(row) != null && y.of(row) != null);
  return { option: (colours) => option(rows, x, y, colours), table: table(rows, x, y) };
}

function option(rows, x, y, colours) {
  const same = SAME.some(([one, other]) => one === x && other === y);
  const values = rows.flatMap((row) => [x.of(row), y.of(row)]);
  const ends = roundEnds(values);
  const axis = same ? { type: 'value', min: ends.low, max: ends.high, interval: ends.interval } : { type: 'value', scale: true };
  const points = (name, of, colour, size, opacity) => ({
    type: 'scatter', name, symbolSize: size, itemStyle: { color: colour, opacity },
    data: of.map((row) => ({ value: [x.of(row), y.of(row)], sample: row.sample })),
  });
  return {
    grid: { left: 60, right: 16, top: 34, bottom: 48 },
    xAxis: { ...axis, name: x.name },
    yAxis: { ...axis, name: y.name, nameGap: 42 },
    // A text for each of thousands of points would take longer than drawing them.
    tooltip: {
      formatter: ({ data: { sample, value } }) => `image ${sample}\n${x.name} ${number(value[0], 3)}\n${y.name} ${number(value[1], 3)}`,
    },
    series: [
      points('other images', rows.filter((row) => !row.pie), colours.quiet, 4, 0.45),
      points('PIEs', rows.filter((row) => row.pie), colours.pie, 6, 0.9),
      ...(same ? [{ type: 'line', silent: true, symbol: 'none', color: colours.quiet, lineStyle: { width: 1, type: 'dashed' }, data: [[ends.low, ends.low], [ends.high, ends.high]], tooltip: { show: false } }] : []),
    ],
  };
}

/** Ends that hold all values and are multiples of the interval between an axis's numbers: 1, 2 or 5 times a power of ten. */
function roundEnds(values) {
  const least = values.reduce((a, b) => Math.min(a, b), Infinity);
  const most = values.reduce((a, b) => Math.max(a, b), -Infinity);
  const rough = (most - least || 1) / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const interval = [1, 2, 5, 10].map((times) => times * power).find((one) => one >= rough);
  return { low: Math.floor(least / interval) * interval, high: Math.ceil(most / interval) * interval, interval };
}

const table = (rows, x, y) => ({
  columns: [
    { name: 'image', value: (row) => row.sample },
    { name: 'PIE', value: (row) => (row.pie ? 'yes' : 'no') },
    { name: x.name, value: x.of, form: (value) => number(value, 3) },
    { name: y.name, value: y.of, form: (value) => number(value, 3) },
  ],
  rows,
});
