import { html, nothing } from 'lit';
import * as api from '../api.js';
import { View } from '../elements.js';
import { number, plural, time } from '../format.js';
import { progress, trainingLeft } from '../progress.js';

/** All experiments, the newest first. */
class Experiments extends View {
  async load() {
    const { state, name, after } = this.query;
    return api.get('experiments', { limit: 25, state, name, after });
  }

  isLive() {
    return this.data?.experiments.some((experiment) => !experiment.complete) ?? false;
  }

  view({ experiments, next }) {
    const { state, name, after } = this.query;
    const filtered = state || name || after;
    return html`
      <div class="title"><h1>Experiments</h1><a class="button" href="#/new">New experiment</a></div>
      <form class="filters" role="search" @change=${this.filter} @submit=${(event) => event.preventDefault()}>
        <label>Name <input name="name" type="search" .value=${name ?? ''} placeholder="any"></label>
        <label>State <select name="state">
          ${['', 'running', 'complete'].map((one) => html`<option value=${one} .selected=${this.selects(one === (state ?? ''))}>${one || 'any'}</option>`)}
        </select></label>
      </form>
      ${experiments.length
        ? html`<ul class="experiments">${experiments.map(card)}</ul>`
        : filtered
          ? html`<p class="empty">No experiment is like that. <a href="#/">Show all</a></p>`
          : html`<p class="empty">No experiment yet. The preset <a href="#/new?preset=quickstart">quickstart</a> trains 25 small
              networks in minutes.</p>`}
      ${next ? html`<p><a class="button quiet" href=${address({ state, name, after: next })}>Older ones</a></p>` : nothing}`;
  }

  filter(event) {
    const { name, state } = Object.fromEntries(new FormData(event.currentTarget));
    location.hash = address({ name, state });
  }
}

const address = (parameters) => {
  const given = Object.entries(parameters).filter(([, value]) => value);
  return `#/${given.length ? `?${new URLSearchParams(given)}` : ''}`;
};

function card(experiment) {
  const left = trainingLeft(experiment);
  return html`<li>
    <a href="#/experiments/${experiment.id}">
      <strong>${experiment.name}</strong>
      <span class="quiet">${time(experiment.submittedAt)} · ${plural(experiment.runs, 'run')} ·
        ${number(experiment.updates)} updates${left ? ` · ${left}` : ''}</span>
    </a>
    ${progress(experiment)}
  </li>`;
}

customElements.define('prune-experiments', Experiments);
