import { html } from 'lit';
import { fineTuning, interval, number, percent, pValue, variantName } from './format.js';

/** The variants and what came out of each; `pies` shows how many PIEs one has. */
export const results = (variants, pies = (variant) => number(variant.pies)) => html`<div class="scroll whole"><table class="results">
    <thead><tr><th scope="col">variant</th><th scope="col" class="number">networks</th><th scope="col" class="number">accuracy (95 %)</th>
      <th scope="col" class="number">PIEs</th><th scope="col" class="number">noise floor</th><th scope="col" class="number">p</th>
      <th scope="col" class="number">Q-Score</th><th scope="col" class="number">depth</th></tr></thead>
    <tbody>${variants.map((variant) => html`<tr>
      <th scope="row">${variantName(variant)}</th>
      <td class="number">${variant.n} / ${variant.planned}</td>
      <td class="number">${interval(variant.accuracyMean, variant.accuracyLow, variant.accuracyHigh, (x) => percent(x))}</td>
      <td class="number">${variant.pies == null ? '–' : pies(variant)}</td>
      <td class="number">${number(variant.floorMean, 1)}</td><td class="number">${pValue(variant.floorP)}</td>
      <td class="number">${number(variant.meanQ, 3)}</td><td class="number">${number(variant.meanDepthFinalPrediction, 2)}</td>
    </tr>`)}</tbody>
  </table></div>${longer(variants)}`;

/** Which of them were trained longer than what they are compared with. */
const longer = (variants) => {
  const plans = new Map(variants.map((variant) => [`${variant.objective} · ${variant.pruningPlan}`, fineTuning(variant, variants)]));
  return [...plans].filter(([, text]) => text).map(([plan, text]) => html`<p class="quiet">${plan}: ${text}.</p>`);
};
