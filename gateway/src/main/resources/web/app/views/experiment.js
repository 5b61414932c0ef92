import { html, nothing } from 'lit';
import * as api from '../api.js';
import { View } from '../elements.js';
import { bytes, number, plural, time } from '../format.js';
import { progress, trainingLeft } from '../progress.js';
import './summary.js';
import './training.js';
import './exemplars.js';
import './sample.js';
import './scatter.js';
import './latents.js';
import './classes.js';
import './overlap.js';
import './runs.js';
import './definition.js';

const TABS = [
  ['', 'Summary'],
  ['training', 'Along training'],
  ['exemplars', 'Exemplars'],
  ['scatter', 'Scatter'],
  ['latents', 'Latents'],
  ['classes', 'Classes'],
  ['overlap', 'Overlap'],
  ['runs', 'Runs'],
  ['definition', 'Definition'],
];

/** One experiment: where it stands, above one of its tabs. */
class Experiment extends View {
  static properties = { path: {} };

  get selection() {
    return ['experiment'];
  }

  async load() {
    // The state first: what is asked for after it is no older, so that the last look shows everything.
    const status = await api.get(`experiments/${this.experiment}`);
    const [variants, plan] = await Promise.all([
      api.get(`experiments/${this.experiment}/variants`),
      this.data?.plan ?? api.get(`experiments/${this.experiment}/plan`),
    ]);
    return { status, variants, plan };
  }

  isLive() {
    return this.data ? !this.data.status.complete : false;
  }

  /** On a narrow screen the tab that is open may lie outside the row of tabs. */
  updated() {
    const open = this.querySelector('.tabs [aria-current=page]');
    if (open !== this.open) {
      this.open = open;
      open?.scrollIntoView({ block: 'nearest', inline: 'center' });
    }
  }

  view({ status, variants, plan }) {
    const tab = this.path[0] ?? '';
    const root = `#/experiments/${this.experiment}`;
    const left = trainingLeft(status);
    return html`
      <div class="title">
        <div><p class="crumb"><a href="#/">Experiments</a> / <code>${status.id}</code></p><h1>${status.name}</h1></div>
        <div class="actions">
          <a class="button quiet" href=${api.address(`experiments/${status.id}/report`)} download @click=${this.download}>Report</a>
          ${status.complete ? nothing : html`<button class="quiet" @click=${() => this.command('cancel')}>Cancel all</button>`}
          ${status.complete ? html`<button class="quiet" @click=${() => this.querySelector('dialog').showModal()}>Delete</button>` : nothing}
          ${hasStopped(status) ? html`<button class="quiet" @click=${() => this.command('resume')}>Resume all</button>` : nothing}
        </div>
      </div>
      <dialog aria-label="Delete this experiment?">
        <form method="dialog">
          <p>Delete <strong>${status.name}</strong>, its ${plural(status.runs, 'network')} and all its results? Nothing brings them back.</p>
          <button class="quiet">Keep it</button> <button class="danger" type="button" @click=${this.delete}>Delete for good</button>
        </form>
      </dialog>
      <p class="quiet">${time(status.submittedAt)} · ${plural(status.runs, 'run')} of ${plural(plan.work.variants, 'variant')} ·
        ${number(status.updatesMade)} of ${number(status.updates)} updates ·
        ${bytes(status.checkpoints.keptBytes)} of checkpoints
        ${left ? html` · <strong>${left}</strong>` : nothing}
        ${status.stalledRuns ? html` · <strong>${plural(status.stalledRuns, 'run')} stalled</strong>` : nothing}
        ${status.comparisonsDue ? html` · ${plural(status.comparisonsDue, 'comparison')} being computed` : nothing}</p>
      ${progress(status)}
      <p role="status" class="said">${this.said ?? nothing}</p>
      <nav class="tabs" aria-label="Views of the experiment">
        ${TABS.map(([name, title]) => html`<a href=${name ? `${root}/${name}` : root}
          aria-current=${name === tab || (name === 'exemplars' && tab === 'samples') ? 'page' : 'false'}>${title}</a>`)}
      </nav>
      ${this.tab(tab, { status, variants, plan })}`;
  }

  tab(name, { status, variants, plan }) {
    const given = { id: this.experiment, query: this.query };
    switch (name) {
      case '':
        return html`<prune-summary .experiment=${given.id} .query=${given.query} .variants=${variants}></prune-summary>`;
      case 'training':
        return html`<prune-training .experiment=${given.id} .query=${given.query} .variants=${variants} .plan=${plan}></prune-training>`;
      case 'exemplars':
        return html`<prune-exemplars .experiment=${given.id} .query=${given.query} .variants=${variants}></prune-exemplars>`;
      case 'samples':
        return html`<prune-sample .experiment=${given.id} .query=${given.query} .variants=${variants} .sample=${Number(this.path[1])}></prune-sample>`;
      case 'scatter':
        return html`<prune-scatter .experiment=${given.id} .query=${given.query} .variants=${variants}></prune-scatter>`;
      case 'latents':
        return html`<prune-latents .experiment=${given.id} .query=${given.query} .variants=${variants} .plan=${plan}></prune-latents>`;
      case 'classes':
        return html`<prune-classes .experiment=${given.id} .query=${given.query} .variants=${variants}></prune-classes>`;
      case 'overlap':
        return html`<prune-overlap .experiment=${given.id} .query=${given.query} .variants=${variants}></prune-overlap>`;
      case 'runs':
        return html`<prune-runs .experiment=${given.id} .query=${given.query} .variants=${variants} .status=${status}
          @commanded=${() => this.reload()}></prune-runs>`;
      case 'definition':
        return html`<prune-definition .experiment=${given.id} .query=${given.query} .plan=${plan}></prune-definition>`;
      default:
        return html`<p class="empty">There is no such view.</p>`;
    }
  }

  async delete() {
    try {
      await api.remove(`experiments/${this.experiment}`);
      location.hash = '#/';
    } catch (problem) {
      this.querySelector('dialog').close();
      this.said = problem.message;
    }
  }

  async command(name) {
    await this.tell(async () => told(name, await api.post(`experiments/${this.experiment}/${name}`)));
    await this.reload();
  }
}

const hasStopped = ({ runsByState, stalledRuns }) =>
  stalledRuns > 0 || ['CANCELLED', 'FAILED', 'BLOCKED', 'MEASUREMENT_FAILED'].some((name) => runsByState[name]);

/** What was asked of how many runs. */
export function told(name, answer) {
  const asked = answer.asked?.length ?? 0;
  return `${name === 'cancel' ? 'Cancelling' : 'Resuming'} ${plural(asked, 'run')}.`;
}

customElements.define('prune-experiment', Experiment);
