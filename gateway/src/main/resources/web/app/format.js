/** Numbers, times and names as a person reads them. What does not exist is a dash. */

const NONE = '–';

export const number = (value, digits = 0) =>
  value == null
    ? NONE
    : value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** A share of 1 as a percentage. */
export const percent = (value, digits = 1) =>
  value == null ? NONE : `${number(100 * value, digits)} %`;

/** A planned sparsity: as many digits as it has. */
export const sparsity = (value) =>
  `${(100 * value).toLocaleString('en', { maximumFractionDigits: 4 })} %`;

export const pValue = (value) =>
  value == null ? NONE : value < 0.001 ? '< .001' : number(value, 3).replace(/^0/, '');

export function interval(mean, low, high, form) {
  return low == null ? form(mean) : `${form(mean)} (${form(low)} to ${form(high)})`;
}

export function hours(value) {
  if (value == null) {
    return null;
  }
  const minutes = Math.round(value * 60);
  if (minutes < 1) {
    return 'less than a minute';
  }
  if (minutes < 60) {
    return `${minutes} min`;
  }
  return value < 48
    ? `${Math.floor(minutes / 60)} h ${minutes % 60} min`
    : `${number(value / 24, 1)} days`;
}

export function bytes(value) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${number(value, value < 10 && unit > 0 ? 1 : 0)} ${units[unit]}`;
}

export const time = (iso) =>
  iso ? new Date(iso).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' }) : NONE;

export const plural = (count, word) => `${number(count)} ${word}${count === 1 ? '' : 's'}`;

/** REQUESTED to requested. */
export const state = (name) => name.toLowerCase().replaceAll('_', ' ');

/** A variant for people: its three parts instead of its id. */
export const variantName = ({ objective, pruningPlan, sparsity: share, baseline }) =>
  baseline ? `${objective} · ${pruningPlan} · ${sparsity(share)}` : `${objective} · dense`;

/** By how much the networks of a variant are trained longer than the dense ones, and what that makes of them; null where they are not. */
export function fineTuning({ objective, baseline, updatesBeyondBaseline: updates, lastLearning }, variants) {
  if (!(updates > 0)) {
    return null;
  }
  const dense = variants.find((one) => one.variant === baseline);
  return `fine-tuned for ${plural(updates, 'update')} more than the dense networks${
    lastLearning === dense?.lastLearning ? '' : `, by ${lastLearning}: no ${objective} networks any more`}`;
}
