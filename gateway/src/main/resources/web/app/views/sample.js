import { html } from 'lit';
import * as api from '../api.js';
import { bar, View } from '../elements.js';
import { number, percent } from '../format.js';
import { nameOf } from '../variants.js';

/** One test image and its fate in every variant. */
class Sample extends View {
  static properties = { variants: {}, sample: { type: Number } };

  get selection() {
    return ['experiment', 'sample'];
  }

  get sources() {
    return [...this.selection, 'variants'];
  }

  load() {
    return api.get(`experiments/${this.experiment}/samples/${this.sample}`);
  }

  view({ fates }) {
    if (!fates.length) {
      return html`<p class="empty">No variant is compared yet.</p>`;
    }
    const { sample, trueLabel } = fates[0].exemplar;
    const root = `#/experiments/${this.experiment}`;
    const forgotten = fates.filter((fate) => fate.exemplar.pie);
    const agreed = (label, share, kind) => html`<span class=${label.label === trueLabel.label ? 'right' : 'wrong'}>${label.name}</span>
      ${bar(share, kind, `${percent(share, 0)} of the networks`)}`;
    return html`
      <p><a href="${root}/exemplars?variant=${this.query.variant ?? ''}">Back to the exemplars</a></p>
      <div class="sample-view">
        <prune-image .experiment=${this.experiment} .sample=${sample} .side=${256}></prune-image>
        <div><h2>Test image ${sample}: ${trueLabel.name}</h2>
          <p>A PIE of ${forgotten.length} of ${fates.length} compared variants.</p>
          <p class="quiet">${forgotten.length ? `Forgotten by ${forgotten.map((fate) => nameOf(this.variants, fate.variant)).join('; ')}.` : ''}</p></div>
      </div>
      <div class="scroll"><table>
        <thead><tr><th scope="col">variant</th><th scope="col">PIE</th><th scope="col">dense networks say</th><th scope="col">pruned networks say</th>
          <th scope="col" class="number">taxicab</th><th scope="col" class="number">Q-Score dense, pruned</th><th scope="col" class="number">depth dense, pruned</th></tr></thead>
        <tbody>${fates.map(({ variant, exemplar: fate }) => html`<tr class=${fate.pie ? 'pie' : ''}>
          <th scope="row"><a href="${root}/exemplars?variant=${variant}">${nameOf(this.variants, variant)}</a></th>
          <td>${fate.pie ? 'yes' : 'no'}</td>
          <td>${agreed(fate.denseLabel, fate.agreement.dense, 'dense')}</td>
          <td>${agreed(fate.prunedLabel, fate.agreement.pruned, 'pruned')}</td>
          <td class="number">${number(fate.taxicab, 2)}</td>
          <td class="number">${number(fate.q.dense, 3)}, ${number(fate.q.pruned, 3)}</td>
          <td class="number">${number(fate.depth.finalPrediction.dense, 2)}, ${number(fate.depth.finalPrediction.pruned, 2)}</td>
        </tr>`)}</tbody></table></div>`;
  }
}

customElements.define('prune-sample', Sample);
