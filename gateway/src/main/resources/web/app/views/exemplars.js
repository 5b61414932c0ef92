import { html, nothing } from 'lit';
import * as api from '../api.js';
import { bar, View } from '../elements.js';
import { interval, number, percent, plural, pValue } from '../format.js';
import { chosen, follow, variantChoice } from '../variants.js';

const PAGE = 60;

/** The images that a pruned population sees otherwise than the dense one, the clearest first. */
class Exemplars extends View {
  static properties = { variants: {}, more: { state: true }, busy: { state: true } };

  get variant() {
    return chosen(this.variants, this.query.variant);
  }

  async load() {
    this.more = [];
    if (!this.variant?.baseline) {
      return false;
    }
    const [first, classes] = await Promise.all([this.page(), api.get(`experiments/${this.experiment}/classes`, { variant: this.variant.variant })]);
    this.next = first.next;
    return { first, classes };
  }

  page(after) {
    const { trueLabel, pie, order } = this.query;
    return api.get(`experiments/${this.experiment}/variants/${this.variant.variant}/exemplars`, {
      limit: PAGE, trueLabel, pie, order, after,
    });
  }

  view(loaded) {
    if (!loaded) {
      return html`<p class="empty">No pruned variant is measured yet.</p>`;
    }
    const { first, classes } = loaded;
    const { trueLabel, pie, order } = this.query;
    const exemplars = [...first.exemplars, ...this.more];
    const option = (value, text, current) => html`<option value=${value} ?selected=${String(value) === (current ?? '')}>${text}</option>`;
    return html`
      <form class="filters" @change=${(event) => follow(event, this.query)}>
        ${variantChoice(this.variants, this.variant.variant)}
        <label>True class <select name="trueLabel">
          ${option('', 'all', trueLabel)}
          ${classes.map((one) => option(one.label, `${one.class} (${number(one.pies)})`, trueLabel))}
        </select></label>
        <label>Images <select name="pie">${option('', 'PIEs', pie)}${option('false', 'all', pie)}</select></label>
        <label>Sort by taxicab distance <select name="order">${option('', 'largest first', order)}${option('ascending', 'smallest first', order)}</select></label>
      </form>
      <p><strong>${plural(first.pies, 'PIE')}</strong> over ${plural(first.n, 'seed')}; noise floor
        ${interval(first.floor.mean, first.floor.low, first.floor.high, (value) => number(value, 1))}, p ${pValue(first.floor.p)}.
        <span class="quiet">Bars: the share of networks that agree on the label.</span></p>
      ${exemplars.length
        ? html`<ol class="gallery">${exemplars.map((one) => this.card(one))}</ol>`
        : html`<p class="empty">No image is like that.</p>`}
      ${this.next == null ? nothing : html`<p><button class="quiet" ?disabled=${this.busy} @click=${this.loadMore}>Show more</button></p>`}`;
  }

  card(exemplar) {
    const changed = exemplar.denseLabel.label !== exemplar.prunedLabel.label;
    return html`<li class=${changed ? 'pie' : ''}>
      <a href="#/experiments/${this.experiment}/samples/${exemplar.sample}?variant=${this.variant.variant}"
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
    this.busy = true;
    try {
      const page = await this.page(this.next);
      this.next = page.next;
      this.more = [...this.more, ...page.exemplars];
    } catch (problem) {
      this.problem = problem;
    } finally {
      this.busy = false;
    }
  }
}

customElements.define('prune-exemplars', Exemplars);
