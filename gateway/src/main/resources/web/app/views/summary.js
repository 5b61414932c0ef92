import { html } from 'lit';
import * as api from '../api.js';
import { accuracy, bySparsity, piesBySparsity, predictionDepth, qScore } from '../charts/sparsity.js';
import { View } from '../elements.js';
import { number, percent } from '../format.js';
import { results } from '../results.js';

/** What pruning costs at which sparsity, by objective and plan. */
class Summary extends View {
  static properties = { variants: {} };

  get selection() {
    return ['experiment'];
  }

  // Results change as runs come in; the variants that the experiment's own view loads tell when.
  get sources() {
    return [...this.selection, 'variants'];
  }

  load() {
    return api.get(`experiments/${this.experiment}/estimates`);
  }

  view(estimates) {
    if (!this.variants.length) {
      return html`<p class="empty">Nothing is measured yet.</p>`;
    }
    const depth = predictionDepth(estimates);
    return html`
      <div class="charts">
        ${chart('Accuracy by sparsity', 'accuracy', bySparsity(this.variants, accuracy, (value) => percent(value)),
          'Mean test accuracy with its 95 % t-interval over seeds.')}
        ${chart('PIEs by sparsity', 'pies', piesBySparsity(this.variants),
          'Images whose most frequent label changes. Gray: the noise floor, as many as there are when dense and pruned networks of a seed change places at random (mean, 2.5 % to 97.5 %).')}
        ${chart('Q-Score by sparsity', 'q-score', bySparsity(this.variants, qScore(estimates), (value) => number(value, 3)),
          'Mean over test images, then over networks, with its 95 % t-interval.')}
        ${this.variants.some((variant) => depth(variant)[0] != null)
          ? chart('Prediction depth by sparsity', 'prediction-depth', bySparsity(this.variants, depth, (value) => number(value, 2)),
              'Probes after which the final prediction stands; mean with its 95 % t-interval.')
          : ''}
      </div>
      <h2>All variants</h2>
      ${results(this.variants, (variant) => html`<a href="#/experiments/${this.experiment}/exemplars?variant=${variant.variant}">${number(variant.pies)}</a>`)}`;
  }
}

const chart = (heading, file, { option, table, legend }, note) =>
  html`<prune-chart heading=${heading} note=${note} file="${file}-by-sparsity" .legend=${legend} .option=${option} .table=${table}></prune-chart>`;

customElements.define('prune-summary', Summary);
