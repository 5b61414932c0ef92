import { html } from 'lit';
import { stackedBar } from './elements.js';
import { hours, number, percent, state } from './format.js';

/** The states of a run in the order of its life, and how they look. */
const STATES = {
  MEASURED: 'done',
  TRAINED: 'trained',
  TRAINING: 'working',
  REQUESTED: 'rest',
  CANCELLED: 'cancelled',
  BLOCKED: 'failed',
  MEASUREMENT_FAILED: 'failed',
  FAILED: 'failed',
};

export const RUN_STATES = Object.keys(STATES);

export const look = (name) => STATES[name] ?? 'rest';

const place = (name) => RUN_STATES.indexOf(name);

/** How long an experiment's training may still take, in words; null where that is not known or none is to be done: measuring is not in it. */
export function trainingLeft({ complete, timeLeft }) {
  const left = !complete && timeLeft?.share > 0 ? hours(timeLeft.hours) : null;
  return left && `${left} of training left`;
}

/** How many runs of an experiment are where: a bar and its words. */
export function progress({ runs, runsByState, updates, updatesMade, complete }) {
  const parts = Object.entries(runsByState)
    .sort(([a], [b]) => place(a) - place(b))
    .map(([name, count]) => ({ name, count, kind: look(name) }));
  const words = parts.map(({ name, count }) => `${number(count)} ${state(name)}`).join(', ');
  return html`<div class="progress">
    ${stackedBar(parts, `${runs} runs: ${words}`)}
    <span class="legend">${parts.map(({ name, count, kind }) => html`<span><i class=${kind}></i>${number(count)} ${state(name)}</span>`)}
      <span class="share">${complete ? 'complete' : `${percent(updates ? updatesMade / updates : 0, 0)} of all updates`}</span></span>
  </div>`;
}
