import { html } from 'lit';
import { View } from '../elements.js';
import { work } from '../work.js';

const TABLES = ['variants', 'measurements', 'comparisons', 'estimates', 'curves', 'classes', 'overlaps', 'pie-labels', 'exemplars', 'samples', 'runs', 'layers'];

/** What was submitted, what it comes to, and its numbers to take away. */
class Definition extends View {
  static properties = { plan: {} };

  async load() {
    return this.plan;
  }

  view(plan) {
    const root = `/api/v1/experiments/${this.experiment}`;
    return html`
      <h2>What it comes to</h2>${work(plan)}
      <h2>Tables</h2>
      <ul class="downloads">${TABLES.map((table) => html`<li><code>${table}</code>
        <a href="${root}/export/${table}.csv" download>CSV</a> <a href="${root}/export/${table}.parquet" download>Parquet</a></li>`)}</ul>
      <h2>As it was submitted, with every default</h2>
      <pre tabindex="0">${JSON.stringify(plan.request, null, 2)}</pre>`;
  }
}

customElements.define('prune-definition', Definition);
