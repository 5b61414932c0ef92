/** What was submitted, and what the numbers were computed with, as tables of two columns. */

import { html } from 'lit';
import { number, plural, sparsity, time } from '../format.js';

const rows = (entries) => html`<table class="facts"><tbody>${entries.map(([name, value]) =>
  html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`)}</tbody></table>`;

/** Its name, and what makes it one of its kind. */
const name = ({ name: text, trainSamples, testSamples, ...rest }) => {
  const given = Object.entries(rest).map(([field, value]) => `${field} ${value}`);
  return given.length ? `${text} (${given.join(', ')})` : text;
};

/** Its kind, and the numbers that make it one of its kind. */
const architecture = ({ family, ...numbers }) => `${family}, ${Object.entries(numbers).map(([field, value]) => `${field} ${value}`).join(', ')}`;

const plan = ({ name: text, schedule, scope, criterion }) =>
  [text, [schedule === text ? null : schedule, scope, criterion].filter(Boolean).join(', ')].filter(Boolean).join(': ');

export function submitted({ request, dataSet, status }) {
  return rows([
    ['data set', `${name(request.dataSet)}: ${plural(dataSet.trainSamples, 'training image')}, ${plural(dataSet.testSamples, 'test image')}, ${number(dataSet.classes.length)} classes`],
    ['architecture', architecture(request.architecture)],
    ['objectives', request.objectives.map((objective) => objective.name).join(', ')],
    ['pruning plans', request.pruningPlans.map(plan).join('; ')],
    ['sparsities', request.sparsities.map(sparsity).join(', ')],
    ['seeds', `${request.seeds.join(', ')}: a network of each variant from each`],
    ['networks', `${number(status.runs)}, ${number(status.updates)} updates`],
  ]);
}

export function made({ version, madeAt, status, dataSet, request, environments, comparisons }) {
  const definitions = [...new Set(comparisons.map((one) => one.definition).filter((one) => one != null))];
  return rows([
    ['software', `Prunescope ${version}`],
    ['numeric environment', environments.length
      ? environments.map(({ environment: one, runs }) => html`<div>${one.library}, ${one.device}, ${one.instructionSet}, ${plural(one.threadsPerRun, 'thread')} per run: ${plural(runs, 'run')}</div>`)
      : 'not recorded'],
    ['precision of training', request.precision],
    ['definition of comparisons', definitions.length ? definitions.join(', ') : 'nothing compared'],
    ['data set', html`SHA-256 <code>${dataSet.sha256}</code>`],
    ['plan', html`SHA-256 <code>${status.plan.sha256}</code>`],
    ['reported', `${time(madeAt)} (${madeAt})`],
  ]);
}
