import { html } from 'lit';
import * as api from '../api.js';
import { View } from '../elements.js';
import { number } from '../format.js';
import { readExemplars } from '../samples.js';
import { chosen, follow, variantChoice } from '../variants.js';

/** Every test image by what dense and pruned networks make of it, PIEs coloured. */
class Scatter extends View {
  static properties = { variants: {} };

  async load() {
    const variant = chosen(this.variants, this.query.variant);
    if (!variant || variant.pies == null) {
      return { variant, rows: [] };
    }
    const table = await api.text(`experiments/${this.experiment}/export/exemplars.csv`, { variant: variant.variant });
    return { variant, rows: readExemplars(table) };
  }

  view({ variant, rows }) {
    if (!variant) {
      return html`<p class="empty">No pruned variant is measured yet.</p>`;
    }
    const q = rows.filter((row) => row.denseQ != null && row.prunedQ != null);
    const depth = rows.filter((row) => row.denseDepth != null && row.prunedDepth != null);
    const both = depth.filter((row) => row.prunedQ != null);
    const chart = (heading, file, points, x, y, xName, yName, note) => html`
      <prune-chart heading=${heading} file="${file}-${variant.variant}" .height=${380} note=${note}
        .pick=${(point) => point?.sample != null && (location.hash = `#/experiments/${this.experiment}/samples/${point.sample}?variant=${variant.variant}`)}
        .option=${(colours) => option(points, x, y, xName, yName, colours)} .table=${table(points, x, y, xName, yName)}></prune-chart>`;
    return html`
      <form class="filters" @change=${(event) => follow(event, this.query)}>${variantChoice(this.variants, variant.variant)}</form>
      <p class="quiet">A point is a test image, its numbers means over networks; a click opens it.</p>
      <div class="charts">
        ${chart('Q-Score: dense and pruned', 'q-scatter', q, 'denseQ', 'prunedQ', 'Q-Score, dense', 'Q-Score, pruned', 'On the line nothing changes.')}
        ${chart('Prediction depth: dense and pruned', 'depth-scatter', depth, 'denseDepth', 'prunedDepth', 'depth, dense', 'depth, pruned', 'Above the line pruned networks decide later.')}
        ${chart('Prediction depth and Q-Score of the pruned networks', 'depth-q-scatter', both, 'prunedDepth', 'prunedQ', 'depth, pruned', 'Q-Score, pruned', '')}
      </div>`;
  }
}

function option(rows, x, y, xName, yName, colours) {
  const same = x.replace('dense', '') === y.replace('pruned', '');
  const values = rows.flatMap((row) => [row[x], row[y]]);
  const ends = [values.reduce((a, b) => Math.min(a, b), Infinity), values.reduce((a, b) => Math.max(a, b), -Infinity)];
  const points = (name, of, colour, size, opacity) => ({
    type: 'scatter', name, symbolSize: size, itemStyle: { color: colour, opacity }, large: false,
    data: of.map((row) => ({
      value: [row[x], row[y]], sample: row.sample,
      text: `image ${row.sample}\n${xName} ${number(row[x], 3)}\n${yName} ${number(row[y], 3)}`,
    })),
  });
  return {
    grid: { left: 60, right: 16, top: 34, bottom: 48 },
    xAxis: { type: 'value', name: xName, scale: true },
    yAxis: { type: 'value', name: yName, scale: true, nameGap: 42 },
    tooltip: { formatter: ({ data }) => data.text },
    series: [
      points('other images', rows.filter((row) => !row.pie), colours.quiet, 4, 0.45),
      points('PIEs', rows.filter((row) => row.pie), colours.pie, 6, 0.9),
      ...(same ? [{ type: 'line', silent: true, symbol: 'none', color: colours.quiet, lineStyle: { width: 1, type: 'dashed' }, data: [[ends[0], ends[0]], [ends[1], ends[1]]], tooltip: { show: false } }] : []),
    ],
  };
}

const table = (rows, x, y, xName, yName) => ({
  columns: [
    { name: 'image', value: (row) => row.sample },
    { name: 'PIE', value: (row) => (row.pie ? 'yes' : 'no') },
    { name: xName, value: (row) => row[x], form: (value) => number(value, 3) },
    { name: yName, value: (row) => row[y], form: (value) => number(value, 3) },
  ],
  rows,
});

customElements.define('prune-scatter', Scatter);
