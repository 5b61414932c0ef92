import { html, nothing } from 'lit';
import * as api from '../api.js';
import { bar } from '../elements.js';
import { interval, number, percent, plural, pValue } from '../format.js';
import { follow, VariantView } from '../variants.js';

const PAGE = 60;

/** The images that a pruned population sees otherwise than the dense one, the clearest first. */
class Exemplars extends VariantView {
  static properties = { busy: { state: true } };

  async load() {
    const { variant } = this;
    if (!variant?.baseline) {
      return {};
    }
    const of = (table) => api.get(`experiments/${this.experiment}/${table}`, { variant: variant.variant });
    const [page, classes, [comparison]] = await Promise.all([this.page(variant), of('classes'), of('comparisons')]);
    return { ...page, variant, classes, comparison };
  }

  page(variant, after) {
    const { trueLabel, pie, order } = this.query;
    return api.get(`experiments/${this.experiment}/variants/${variant.variant}/exemplars`, { limit: PAGE, trueLabel, pie, order, after });
  }

  choice() {
    const { variant = this.variant, classes } = this.data ?? {};
    if (!variant?.baseline) {
      return nothing;
    }
    const { trueLabel, pie, order } = this.query;
    const option = (value, text, current) => html`<option value=${value} .selected=${this.selects(String(value) === (current ?? ''))}>${text}</option>`;
    return html`<form class="filters" @change=${(event) => follow(event, this.query)}>
      ${this.variantChoice()}
      ${classes ? html`<label>True class <select name="trueLabel">
        ${option('', 'all', trueLabel)}
        ${classes.map((one) => option(one.label, `${one.class} (${number(one.pies)})`, trueLabel))}
      </select></label>` : nothing}
      <label>Images <select name="pie">${option('', 'PIEs', pie)}${option('false', 'all', pie)}</select></label>
      <label>Sort by taxicab distance <select name="order">${option('', 'largest first', order)}${option('ascending', 'smallest first', order)}</select></label>
    </form>`;
  }

  view({ variant, comparison, pies, n, floor, exemplars, next }) {
    if (!variant) {
      return html`<p class="empty">No pruned variant is measured yet.</p>`;
    }
    return html`
      <p><strong>${plural(pies, 'PIE')}</strong> over ${plural(n, 'seed')}; noise floor
        ${interval(floor.mean, floor.low, floor.high, (value) => number(value, 1))}, p ${pValue(floor.p)}.
        <span class="quiet">Bars: the share of networks that agree on the label.</span></p>
      ${comparison?.bootstrapLow == null ? nothing : html`<p class="quiet">Bootstrap over seeds: ${number(comparison.bootstrapLow)} to ${number(comparison.bootstrapHigh)} PIEs (95 %);
        biased upward, since seeds that are drawn twice vote twice.</p>`}
      ${exemplars.length
        ? html`<ol class="gallery">${exemplars.map((one) => this.card(one, variant))}</ol>`
        : html`<p class="empty">No image is like that.</p>`}
      ${next == null ? nothing : html`<p><button class="quiet" ?disabled=${this.busy} @click=${this.loadMore}>Show more</button></p>`}`;
  }

  card(exemplar, variant) {
    const changed = exemplar.denseLabel.label !== exemplar.prunedLabel.label;
    return html`<li class=${changed ? 'pie' : ''}>
      <a href="#/experiments/${this.experiment}/samples/${exemplar.sample}?variant=${variant.variant}"
        aria-label="Image ${exemplar.sample}: true ${exemplar.trueLabel.name}, dense ${exemplar.denseLabel.name}, pruned ${exemplar.prunedLabel.name}">
        <prune-image .experiment=${this.experiment} .sample=${exemplar.sample} .side=${128}></prune-image>
        <dl>
          <dt>true</dt><dd>${exemplar.trueLabel.name}</dd>
          <dt>dense</dt><dd class=${exemplar.denseLabel.label === exemplar.trueLabel.label ? 'right' : 'wrong'}>${exemplar.denseLabel.name}
            ${bar(exemplar.agreement.dense, 'dense', `${percent(exemplar.agreement.dense, 0)} of the dense networks`)}</dd>
          <dt>pruned</dt><dd class=${exemplar.prunedLabel.label === exemplar.trueLabel.label ? 'right' : 'wrong'}>${exemplar.prunedLabel.name}
            ${bar(exemplar.agreement.pruned, 'pruned', `${percent(exemplar.agreement.pruned, 0)} of the pruned networks`)}</dd>
        </dl>
        <span class="quiet">${number(exemplar.taxicab, 2)} apart</span>
      </a></li>`;
  }

  async loadMore() {
    const shown = this.data;
    this.busy = true;
    try {
      const { exemplars, next } = await this.page(shown.variant, shown.next);
      if (this.data === shown) {
        this.data = { ...shown, exemplars: [...shown.exemplars, ...exemplars], next };
        this.problem = null;
      }
    } catch (problem) {
      if (this.data === shown) {
        this.problem = problem;
      }
    } finally {
      this.busy = false;
    }
  }
}

customElements.define('prune-exemplars', Exemplars);
