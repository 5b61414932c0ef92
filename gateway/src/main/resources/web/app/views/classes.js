import { html } from 'lit';
import * as api from '../api.js';
import { piesByClass, recallByClass } from '../charts/classes.js';
import { number } from '../format.js';
import { follow, VariantView } from '../variants.js';

/** Which classes pay more than their share of what pruning costs. */
class Classes extends VariantView {
  async load() {
    const { variant } = this;
    if (!variant?.baseline) {
      return {};
    }
    const of = (table) => api.get(`experiments/${this.experiment}/${table}`, { variant: variant.variant });
    const [classes, labels] = await Promise.all([of('classes'), of('pie-labels')]);
    return { variant, classes, labels: labels.sort((a, b) => b.pies - a.pies) };
  }

  view({ variant, classes, labels }) {
    if (!variant) {
      return html`<p class="empty">No pruned variant is measured yet.</p>`;
    }
    const recall = recallByClass(classes);
    const pies = piesByClass(classes);
    return html`
      <form class="filters" @change=${(event) => follow(event, this.query)}>${this.variantChoice()}</form>
      <div class="charts">
        <prune-chart heading="Recall by class, beyond the change of accuracy" file="classes-${variant.variant}" .height=${380}
          note="Pruned - dense. Filled: significant (Welch, adjusted p below .05 by Benjamini and Hochberg); outlined: not told from chance."
          .option=${recall.option} .table=${recall.table}></prune-chart>
        <prune-chart heading="PIEs by true class" file="pies-by-class-${variant.variant}" .height=${380}
          .option=${pies.option} .table=${pies.table}></prune-chart>
        <prune-chart heading="From which label to which" file="labels-${variant.variant}" .height=${380}
          note="PIEs by the most frequent label of the dense and of the pruned networks."
          .option=${(colours) => labelsOption(classes, labels, colours)} .table=${labelsTable(labels)}></prune-chart>
      </div>`;
  }
}

function labelsOption(classes, labels, colours) {
  const names = classes.map((one) => one.class);
  const place = new Map(classes.map((one, index) => [one.label, index]));
  const cells = new Map();
  for (const { prunedLabel, denseLabel, pies } of labels) {
    const key = `${prunedLabel} ${denseLabel}`;
    const cell = cells.get(key) ?? { x: place.get(prunedLabel), y: place.get(denseLabel), count: 0 };
    cells.set(key, { ...cell, count: cell.count + pies });
  }
  const data = [...cells.values()].map(({ x, y, count }) => (
    { value: [x, y, count], text: `${number(count)} PIEs from ${names[y]} to ${names[x]}` }));
  return {
    legend: null,
    grid: { left: 96, right: 24, top: 10, bottom: 84 },
    xAxis: { type: 'category', name: 'pruned networks say', nameGap: 66, data: names, axisLabel: { rotate: 45 }, splitLine: { show: false } },
    yAxis: { type: 'category', name: 'dense networks say', nameGap: 78, inverse: true, data: names, splitLine: { show: false } },
    tooltip: { formatter: ({ data: cell }) => cell.text },
    visualMap: { show: false, min: 0, max: data.reduce((most, cell) => Math.max(most, cell.value[2]), 1), inRange: { color: [colours.ground, colours.pie] } },
    series: [{ type: 'heatmap', data, label: { show: true, color: colours.text }, itemStyle: { borderColor: colours.line, borderWidth: 1 } }],
  };
}

const labelsTable = (labels) => ({
  columns: [
    { name: 'true', value: (row) => row.trueClass },
    { name: 'dense', value: (row) => row.denseClass },
    { name: 'pruned', value: (row) => row.prunedClass },
    { name: 'PIEs', value: (row) => row.pies },
  ],
  rows: labels,
});

customElements.define('prune-classes', Classes);
