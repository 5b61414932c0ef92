import { html, nothing } from 'lit';
import * as api from '../api.js';
import { View } from '../elements.js';
import { work } from '../work.js';

const TABLES = ['variants', 'means', 'measurements', 'comparisons', 'estimates', 'curves', 'classes', 'overlaps', 'pie-labels', 'exemplars', 'samples', 'runs', 'layers'];

/** What was submitted, what it comes to, and its numbers to take away. */
class Definition extends View {
  static properties = { plan: {} };

  async load() {
    return this.plan;
  }

  view(plan) {
    const link = (table, format, text) =>
      html`<a href=${api.address(`experiments/${this.experiment}/export/${table}.${format}`)} download @click=${this.download}>${text}</a>`;
    return html`
      <h2>What it comes to</h2>${work(plan)}
      <h2>Tables</h2>
      <p role="status" class="said">${this.said ?? nothing}</p>
      <ul class="downloads">${TABLES.map((table) => html`<li><code>${table}</code>
        ${link(table, 'csv', 'CSV')} ${link(table, 'parquet', 'Parquet')}</li>`)}</ul>
      <h2>As it was submitted, with every default</h2>
      <pre tabindex="0">${JSON.stringify(plan.request, null, 2)}</pre>`;
  }
}

customElements.define('prune-definition', Definition);
