import { html, nothing } from 'lit';
import { View } from './elements.js';
import { fineTuning, variantName } from './format.js';

/** A variant's name by its id; the id itself while metrics has heard of no run of the experiment. */
export const nameOf = (variants, id) => {
  const variant = variants.find((one) => one.variant === id);
  return variant ? variantName(variant) : id;
};

/** The pruned variants of an experiment. */
export const pruned = (variants) => variants.filter((variant) => variant.baseline);

/** The variant that the address names, else the one that is pruned the most of those that are compared. */
export function chosen(variants, name) {
  const compared = pruned(variants).filter((variant) => variant.pies != null);
  const sparsest = (compared.length ? compared : pruned(variants)).reduce(
    (best, variant) => (!best || variant.sparsity > best.sparsity ? variant : best), null);
  return variants.find((variant) => variant.variant === name) ?? sparsest;
}

/**
 * A view of one pruned variant; its data name it, `variant`, where there is one. Until that is compared
 * they are asked for again whenever the variants change.
 */
export class VariantView extends View {
  static properties = { variants: {} };

  get sources() {
    return this.problem || this.data?.variant?.pies == null ? [...this.selection, 'variants'] : this.selection;
  }

  /** The variant that the address asks for. */
  get variant() {
    return chosen(this.variants, this.query.variant);
  }

  /** A choice of a pruned variant, grouped by objective. */
  variantChoice() {
    const current = this.data?.variant ?? this.variant;
    const longer = current ? fineTuning(current, this.variants) : null;
    const objectives = [...new Set(pruned(this.variants).map((variant) => variant.objective))];
    return html`<label>Variant <select name="variant">
      ${objectives.map((objective) => html`<optgroup label=${objective}>
        ${pruned(this.variants).filter((variant) => variant.objective === objective).map((variant) => html`
          <option value=${variant.variant} .selected=${this.selects(variant.variant === current?.variant)}>${variantName(variant)}</option>`)}
      </optgroup>`)}
    </select></label>${longer ? html`<span class="quiet">${longer}</span>` : nothing}`;
  }
}

/** Changes those parameters of the address that a form's fields name. */
export function follow(event, query) {
  const given = { ...query, ...Object.fromEntries(new FormData(event.currentTarget)) };
  delete given.after;
  go(given);
}

export function go(query) {
  const given = Object.entries(query).filter(([, value]) => value != null && value !== '');
  location.hash = location.hash.split('?')[0] + (given.length ? `?${new URLSearchParams(given)}` : '');
}
