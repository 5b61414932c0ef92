import { html } from 'lit';
import * as api from '../api.js';
import { DENSE_DEPTH, DENSE_Q, PRUNED_DEPTH, PRUNED_Q, scatter } from '../charts/scatter.js';
import { readExemplars } from '../samples.js';
import { follow, VariantView } from '../variants.js';

/** Every test image by what dense and pruned networks make of it, PIEs coloured. */
class Scatter extends VariantView {
  async load() {
    const { variant } = this;
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
    const chart = (heading, file, { option, table }, note) => html`
      <prune-chart heading=${heading} file="${file}-${variant.variant}" .height=${380} note=${note}
        .pick=${(point) => point?.sample != null && (location.hash = `#/experiments/${this.experiment}/samples/${point.sample}?variant=${variant.variant}`)}
        .option=${option} .table=${table}></prune-chart>`;
    return html`
      <form class="filters" @change=${(event) => follow(event, this.query)}>${this.variantChoice()}</form>
      <p class="quiet">A point is a test image, its numbers means over networks; a click opens it.</p>
      <div class="charts">
        ${chart('Q-Score: dense and pruned', 'q-scatter', scatter(rows, DENSE_Q, PRUNED_Q), 'On the line nothing changes.')}
        ${chart('Prediction depth: dense and pruned', 'depth-scatter', scatter(rows, DENSE_DEPTH, PRUNED_DEPTH), 'Above the line pruned networks decide later.')}
        ${chart('Prediction depth and Q-Score of the pruned networks', 'depth-q-scatter', scatter(rows, PRUNED_DEPTH, PRUNED_Q), '')}
      </div>`;
  }
}

customElements.define('prune-scatter', Scatter);
