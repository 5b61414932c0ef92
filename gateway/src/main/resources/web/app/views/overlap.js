import { html } from 'lit';
import * as api from '../api.js';
import { View } from '../elements.js';
import { number, variantName } from '../format.js';
import { pruned } from '../variants.js';

/** How far variants forget the same images. */
class Overlap extends View {
  static properties = { variants: {} };

  get sources() {
    return [...this.selection, 'variants'];
  }

  load() {
    return api.get(`experiments/${this.experiment}/overlaps`);
  }

  view(overlaps) {
    const compared = pruned(this.variants).filter((variant) => variant.pies != null);
    const byName = new Map(compared.map((variant) => [variant.variant, variant]));
    const rows = overlaps.filter((row) => row.jaccard != null && byName.has(row.variant) && byName.has(row.other));
    return html`<prune-chart heading="Overlap of the sets of PIEs" file="overlap" .height=${Math.max(320, 34 * compared.length + 210)}
      note="Jaccard index: of the images that at least one of the two variants forgets, the share that both do."
      .option=${(colours) => option(compared, rows, colours)} .table=${table(rows, byName)}></prune-chart>`;
  }
}

function option(variants, rows, colours) {
  const names = variants.map(variantName);
  const place = new Map(variants.map((variant, i) => [variant.variant, i]));
  const data = rows.map((row) => ({
    value: [place.get(row.other), place.get(row.variant), row.jaccard],
    text: `${names[place.get(row.variant)]}: ${number(row.pies)} PIEs\n${names[place.get(row.other)]}: ${number(row.otherPies)}\n${number(row.common)} of both, Jaccard ${number(row.jaccard, 2)}`,
  }));
  const axis = { type: 'category', data: names, splitLine: { show: false }, axisLabel: { interval: 0 } };
  return {
    legend: null,
    grid: { left: 200, right: 20, top: 10, bottom: 170 },
    xAxis: { ...axis, axisLabel: { interval: 0, rotate: 50 } },
    yAxis: { ...axis, inverse: true },
    tooltip: { formatter: ({ data: cell }) => cell.text },
    visualMap: { show: false, min: 0, max: 1, inRange: { color: [colours.ground, colours.accent] } },
    series: [{
      type: 'heatmap', data, itemStyle: { borderColor: colours.line, borderWidth: 1 },
      label: { show: variants.length <= 16, color: colours.text, formatter: ({ value }) => number(value[2], 2) },
    }],
  };
}

const table = (rows, byName) => ({
  columns: [
    { name: 'variant', value: (row) => variantName(byName.get(row.variant)) },
    { name: 'other', value: (row) => variantName(byName.get(row.other)) },
    { name: 'PIEs', value: (row) => row.pies },
    { name: 'PIEs of the other', value: (row) => row.otherPies },
    { name: 'of both', value: (row) => row.common },
    { name: 'Jaccard', value: (row) => row.jaccard, form: (value) => number(value, 2) },
  ],
  rows,
});

customElements.define('prune-overlap', Overlap);
