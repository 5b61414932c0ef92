import { html, nothing } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import * as api from '../api.js';
import { problemText, View } from '../elements.js';
import { work } from '../work.js';

const PAUSE = 400;

/** Until the same is asked again of a gateway that could not answer, in milliseconds. */
const AGAIN = 2000;

/** A new experiment from a preset: what it comes to is shown before it is submitted. */
class Submission extends View {
  static properties = { estimate: { state: true }, refusal: { state: true }, busy: { state: true } };

  async load() {
    this.renew();
    this.refusal = null;
    const presets = await api.get('presets');
    this.preset = presets.find((preset) => preset.name === this.query.preset) ?? presets[0];
    this.ask({ preset: this.preset.name });
    return presets;
  }

  view(presets) {
    const { request, description } = this.preset;
    return html`
      <h1>New experiment</h1>
      <div class="submission">
        <form @input=${this.changed} @submit=${this.submit}>
          <label>Preset <select name="preset" @change=${this.choose}>
            ${presets.map((preset) => html`<option value=${preset.name} .selected=${this.selects(preset === this.preset)}>${preset.name}</option>`)}
          </select></label>
          <p class="hint">${description}</p>
          ${keyed(this.preset.name, fields(request))}
          <button class="button" ?disabled=${this.busy || !this.estimate}>Submit</button>
        </form>
        <section aria-live="polite" aria-label="What it comes to">
          <h2>What it comes to</h2>
          ${this.refusal ? problemText(this.refusal) : nothing}
          ${this.estimate ? work(this.estimate) : this.refusal ? nothing : html`<p class="quiet">Asking …</p>`}
        </section>
      </div>`;
  }

  choose(event) {
    location.hash = `#/new?preset=${event.target.value}`;
  }

  changed(event) {
    if (event.target.name === 'preset') {
      return;
    }
    const form = event.currentTarget;
    this.renew();
    this.pause = setTimeout(() => this.ask(() => this.request(form)), PAUSE);
  }

  /** Nothing that was said or is still to be said of an earlier form is of this one. */
  renew() {
    clearTimeout(this.pause);
    this.question = null;
    this.estimate = null;
    this.submissionKey = randomKey();
  }

  /** The experiment that the form describes. */
  request(form) {
    const fields = new FormData(form);
    const changes = fields.get('changes').trim();
    return {
      preset: this.preset.name,
      name: fields.get('name'),
      sparsities: list(fields.get('sparsities'), 'sparsities', (text) => [Number(text)]),
      seeds: list(fields.get('seeds'), 'seeds', seeds),
      ...kept(this.preset.request, fields.getAll('objective'), fields.getAll('plan')),
      ...(changes ? parsed(changes) : {}),
    };
  }

  async ask(request) {
    const asked = (this.question = {});
    try {
      const body = typeof request === 'function' ? request() : request;
      const estimate = await api.post('experiments', { dryRun: true }, body);
      if (this.question === asked) {
        this.estimate = estimate;
        this.refusal = null;
      }
    } catch (problem) {
      if (this.question === asked) {
        this.refuse(problem);
        if (problem.passes && this.isConnected) {
          this.pause = setTimeout(() => this.ask(request), AGAIN);
        }
      }
    }
  }

  async submit(event) {
    event.preventDefault();
    this.busy = true;
    this.refusal = null;
    try {
      const body = this.request(event.currentTarget);
      const experiment = await api.post('experiments', {}, body, { 'Idempotency-Key': this.submissionKey });
      location.hash = `#/experiments/${experiment.id}`;
    } catch (problem) {
      this.refuse(problem);
    } finally {
      this.busy = false;
    }
  }

  refuse(problem) {
    if (!(problem instanceof api.Problem)) {
      throw problem;
    }
    // Where no answer came the experiment may have been made: the same key, sent again, does not make another.
    if (!problem.passes) {
      this.estimate = null;
    }
    this.refusal = problem;
  }
}

/** What of a preset can be changed. */
const fields = (request) => html`
    <label>Name <input name="name" required .value=${request.name} autocomplete="off"></label>
    <label>Sparsities <input name="sparsities" required .value=${request.sparsities.join(', ')} inputmode="text" autocomplete="off">
      <span class="hint">shares of weights to prune, above 0, below 1</span></label>
    <label>Seeds <input name="seeds" required .value=${request.seeds.join(', ')} autocomplete="off">
      <span class="hint">numbers, or ranges as 0-9; a run is one variant from one seed</span></label>
    <fieldset><legend>Objectives</legend>${request.objectives.map((one) => box('objective', one.name))}</fieldset>
    <fieldset><legend>Pruning plans</legend>${request.pruningPlans.map((one) => box('plan', one.name))}</fieldset>
    <label>Anything else <textarea name="changes" rows="5" spellcheck="false" placeholder='{ "dataSet": { "trainSamples": 1000 } }'></textarea>
      <span class="hint">changes to the preset, as JSON; every field is in <a href="/q/swagger-ui">the API</a></span></label>`;

const box = (name, value) => html`<label class="box"><input type="checkbox" name=${name} value=${value} checked> ${value}</label>`;

const wrong = (field, message) => new api.Problem(400, { detail: 'The form is not complete.', errors: [{ field, message }] });

function list(text, field, read) {
  const values = text.split(/[\s,;]+/).filter(Boolean).flatMap(read);
  if (!values.length || values.some((value) => !Number.isFinite(value))) {
    throw wrong(field, 'must be numbers, with commas between them');
  }
  return values;
}

/** 3, or 0-9. */
function seeds(text) {
  const range = /^(\d{1,9})-(\d{1,9})$/.exec(text);
  if (!range) {
    return [/^\d+$/.test(text) ? Number(text) : NaN];
  }
  const [from, to] = [Number(range[1]), Number(range[2])];
  if (to < from || to - from >= 1000) {
    throw wrong('seeds', 'a range must ascend and have at most 1,000 seeds');
  }
  return Array.from({ length: to - from + 1 }, (none, i) => from + i);
}

/** Objectives and plans of the preset without what was left out, windows for such objectives included; nothing where all of it stays. */
function kept({ objectives, pruningPlans }, learned, planned) {
  if (learned.length === objectives.length && planned.length === pruningPlans.length) {
    return {};
  }
  const pruning = ({ windows, ...plan }) =>
    windows ? { ...plan, windows: windows.filter(({ objective }) => learned.includes(objective)) } : plan;
  return {
    objectives: objectives.filter(({ name }) => learned.includes(name)),
    pruningPlans: pruningPlans.filter(({ name }) => planned.includes(name)).map(pruning).filter(({ windows }) => windows?.length !== 0),
  };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (e) {
    throw wrong('anything else', `is no JSON: ${e.message}`);
  }
}

/** A key that no other submission has. */
function randomKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

customElements.define('prune-submission', Submission);
