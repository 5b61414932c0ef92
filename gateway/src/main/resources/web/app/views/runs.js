import { html, nothing } from 'lit';
import * as api from '../api.js';
import { bar, View } from '../elements.js';
import { number, state, time, variantName } from '../format.js';
import { look, RUN_STATES } from '../progress.js';
import { follow, go, nameOf } from '../variants.js';

const RESUMABLE = ['FAILED', 'CANCELLED', 'BLOCKED', 'MEASUREMENT_FAILED'];

/** Every run with its state; what failed says why, and goes on when it is told to. */
class Runs extends View {
  static properties = { variants: {}, status: {} };

  // The status is another whenever something has moved.
  get sources() {
    return [...this.selection, 'status'];
  }

  load() {
    const { state: only, variant, after } = this.query;
    return api.get(`experiments/${this.experiment}/runs`, { limit: 100, state: only, variant, after });
  }

  view({ runs, next }) {
    const { state: only, variant } = this.query;
    const option = (value, text, current) => html`<option value=${value} .selected=${this.selects(value === (current ?? ''))}>${text}</option>`;
    return html`
      <form class="filters" @change=${(event) => follow(event, this.query)}>
        <label>State <select name="state">${option('', 'any', only)}${RUN_STATES.map((one) => option(one, state(one), only))}</select></label>
        <label>Variant <select name="variant">${option('', 'all', variant)}
          ${this.variants.map((one) => option(one.variant, variantName(one), variant))}</select></label>
      </form>
      <p role="status" class="said">${this.said ?? nothing}</p>
      ${runs.length ? html`<div class="scroll"><table class="runs">
        <thead><tr><th scope="col">variant</th><th scope="col" class="number">seed</th><th scope="col">state</th><th scope="col">updates of its own</th>
          <th scope="col">last news</th><th scope="col">why</th><th scope="col"><span class="unseen">what to do</span></th></tr></thead>
        <tbody>${runs.map((run) => html`<tr>
          <th scope="row">${nameOf(this.variants, run.variant)}</th><td class="number">${run.seed}</td>
          <td><span class="legend"><span><i class=${look(run.state)}></i>${state(run.state)}${run.stalled ? ', stalled' : ''}</span></span></td>
          <td>${bar(run.updates ? run.updatesMade / run.updates : 1, 'done', `${run.updatesMade} of ${run.updates}`)}
            <span class="quiet">${number(run.updatesMade)} / ${number(run.updates)}</span></td>
          <td class="quiet">${time(run.lastProgressAt)}</td>
          <td>${run.reason ? html`<strong>${state(run.reason)}</strong> ${run.detail}` : ''}
            ${run.blockedBy ? html`its trunk <code>${run.blockedBy.split('/').slice(1).join(' ')}</code> ended before the fork` : ''}</td>
          <td>${this.button(run)}</td></tr>`)}</tbody></table></div>`
        : html`<p class="empty">No run is like that.</p>`}
      ${next ? html`<p><button class="quiet" @click=${() => go({ ...this.query, after: next })}>Next page</button></p>` : nothing}`;
  }

  button(run) {
    const button = (name, text) => html`<button class="quiet" aria-label="${text} ${run.variant}, seed ${run.seed}"
      @click=${() => this.command(name, run)}>${text}</button>`;
    return html`${run.stalled || RESUMABLE.includes(run.state) ? button('resume', 'Resume') : nothing}
      ${['REQUESTED', 'TRAINING'].includes(run.state) ? button('cancel', 'Cancel') : nothing}`;
  }

  async command(name, run) {
    await this.tell(async () => {
      const answer = await api.post(`experiments/${this.experiment}/runs/${run.variant}/${run.seed}/${name}`);
      return answer.asked.length
        ? `${name === 'cancel' ? 'Cancelling' : 'Resuming'} ${answer.asked.map((one) => one.run.split('/').slice(1).join(' seed ')).join(', ')}.`
        : answer.notAsked.map((one) => one.why).join('; ');
    });
    this.dispatchEvent(new Event('commanded', { bubbles: true }));
  }
}

customElements.define('prune-runs', Runs);
