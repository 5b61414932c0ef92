import { html, nothing } from 'lit';
import { bytes, hours, number } from './format.js';

/** How much work a plan is, as the request has it done: with shared trunks or without, all checkpoints kept or the final ones. */
export function work({ request, work: plan, time }) {
  const { updates, checkpoints } = plan;
  const { shareTrunks } = request;
  const done = ({ withSharing, withoutSharing }) => (shareTrunks ? withSharing : withoutSharing);
  const saved = updates.withoutSharing ? 1 - done(updates) / updates.withoutSharing : 0;
  const figure = (value, name) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
  return html`<dl class="figures">
      ${figure(number(plan.runs), 'runs')}
      ${figure(number(plan.variants), 'variants')}
      ${figure(number(done(updates)), saved > 0 ? `updates; ${number(100 * saved)} % saved by shared trunks` : 'updates')}
      ${figure(bytes(checkpoints.keptAtOnce[request.checkpoints]), 'of checkpoints at most')}
      ${time?.hours == null ? nothing : figure(hours(done(time.hours)), 'of one device, as measured here')}
    </dl>
    <details><summary>Variant by variant</summary><div class="scroll"><table>
      <thead><tr><th scope="col">variant</th><th scope="col" class="number">runs</th><th scope="col" class="number">updates of its own</th>
        <th scope="col" class="number">shared</th><th scope="col" class="number">masks</th><th scope="col" class="number">measurements</th></tr></thead>
      <tbody>${plan.perVariant.map((variant) => html`<tr><th scope="row">${variant.variant}</th><td class="number">${variant.runs}</td>
        <td class="number">${number(variant.phases.reduce((sum, phase) => sum + done(phase.updates), 0))}</td>
        <td class="number">${number(shareTrunks ? variant.sharedUpdates : 0)}</td><td class="number">${variant.masks}</td><td class="number">${variant.measurements}</td></tr>`)}</tbody>
    </table></div></details>`;
}
