import { LitElement, html, noChange, nothing, svg } from 'lit';
import { live } from 'lit/directives/live.js';
import * as api from './api.js';

/** An element that renders into the page itself, so that one style sheet is for all. */
export class Element extends LitElement {
  createRenderRoot() {
    return this;
  }
}

/**
 * A view that needs answers of the gateway before it can be shown. Subclasses say what they need
 * (`load`), and show it (`view`) below what else may be chosen (`choice`), which is there before any
 * answer and after a refusal too. Until another selection's data are there the earlier ones stay, so
 * that whatever names them has to be among them. While `isLive()` holds it is loaded again every two
 * seconds.
 */
export class View extends Element {
  static properties = { experiment: {}, query: {}, data: { state: true }, problem: { state: true }, said: { state: true } };

  /** Properties that, when they change, make the data another's. */
  get selection() {
    return ['experiment', 'query'];
  }

  /** Properties that, when they change, call for the data again. */
  get sources() {
    return this.selection;
  }

  willUpdate(changed) {
    if (this.selection.some((name) => changed.has(name))) {
      this.isStale = true;
      this.problem = null;
    }
    if (changed.has('experiment')) {
      this.data = undefined;
      this.said = null;
    }
    if (this.sources.some((name) => changed.has(name))) {
      this.ariaBusy = 'true';
      this.reload();
    }
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.timer);
    this.asked = null;
  }

  isLive() {
    return false;
  }

  async reload() {
    clearTimeout(this.timer);
    const asked = (this.asked = {});
    try {
      const data = await this.load();
      if (this.asked === asked) {
        this.data = data;
        this.isStale = false;
        this.problem = null;
      }
    } catch (problem) {
      if (this.asked === asked) {
        this.problem = problem;
        if (this.isStale || !problem.passes) {
          this.data = undefined;
        }
      }
      if (!(problem instanceof api.Problem)) {
        throw problem;
      }
    } finally {
      if (this.asked === asked) {
        this.ariaBusy = 'false';
      }
      if (this.asked === asked && this.isConnected && (this.isLive() || this.problem?.passes)) {
        this.timer = setTimeout(() => this.reload(), 2000);
      }
    }
  }

  choice() {
    return nothing;
  }

  /**
   * Whether an option of a choice is selected: as the data shown have it, whatever a person picked before. While
   * another selection's are awaited it stays as it is.
   */
  selects(isCurrent) {
    return this.isStale && this.data !== undefined ? noChange : live(isCurrent);
  }

  /** Does what a person asked for and says what came of it, unless they look at another experiment by then. */
  async tell(deed) {
    const { experiment } = this;
    const said = await deed().catch((problem) => problem.message);
    if (this.experiment === experiment) {
      this.said = said;
    }
  }

  // A link sends no key: where there is one the page fetches the file itself.
  download(event) {
    if (!api.key()) {
      return;
    }
    event.preventDefault();
    const { href } = event.currentTarget;
    this.tell(async () => {
      const { content, name } = await api.file(href);
      save(content, name);
    });
  }

  render() {
    return html`
      ${this.problem ? problemText(this.problem) : nothing}
      ${this.choice()}
      ${this.data !== undefined ? this.view(this.data) : this.problem ? nothing : html`<p class="quiet" role="status">Loading …</p>`}
    `;
  }
}

/** Hands content over as a file of this name. */
export function save(content, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** What went wrong, field by field where the gateway says so. */
export function problemText(problem) {
  return html`<div class="problem" role="alert">
    <p>${problem.message}</p>
    ${problem.errors?.length
      ? html`<ul>${problem.errors.map((error) => html`<li><code>${error.field}</code> ${error.message}</li>`)}</ul>`
      : nothing}
    ${problem.status === 401 ? html`<prune-key></prune-key>` : nothing}
  </div>`;
}

/** Asks for the key where the gateway wants one. */
class Key extends Element {
  render() {
    return html`<form @submit=${this.use}>
      <label>API key <input name="key" type="password" autocomplete="off" required></label>
      <button>Use it in this tab</button>
    </form>`;
  }

  use(event) {
    event.preventDefault();
    api.useKey(new FormData(event.target).get('key').trim());
    location.reload();
  }
}

/** A test image, magnified without smoothing. */
class SampleImage extends Element {
  static properties = { experiment: {}, sample: { type: Number }, side: { type: Number }, source: { state: true } };

  willUpdate(changed) {
    if (changed.has('experiment') || changed.has('sample')) {
      this.find();
    }
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.release();
  }

  // An <img> sends no key: where there is one the page fetches the image itself.
  async find() {
    this.release();
    const location = api.address(`experiments/${this.experiment}/samples/${this.sample}.png`);
    if (!api.key()) {
      this.source = location;
      return;
    }
    const { experiment, sample } = this;
    // Of one that cannot be had the text stands there, as without a key.
    const image = await api.blob(location).catch(() => null);
    if (this.isConnected && this.experiment === experiment && this.sample === sample) {
      this.made = image && URL.createObjectURL(image);
      this.source = this.made ?? location;
    }
  }

  release() {
    this.source = null;
    if (this.made) {
      URL.revokeObjectURL(this.made);
      this.made = null;
    }
  }

  render() {
    return this.source
      ? html`<img class="sample" src=${this.source} width=${this.side} height=${this.side} loading="lazy"
          alt="test image ${this.sample}">`
      : nothing;
  }
}

/** Shares of a whole, a colour each; `parts` are {name, count, kind}. */
export function stackedBar(parts, label) {
  const sum = parts.reduce((total, part) => total + part.count, 0) || 1;
  let x = 0;
  return html`<svg viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label=${label}>
    ${parts.map((part) => {
      const width = (100 * part.count) / sum;
      const from = x;
      x += width;
      return rect(from, width, part.kind);
    })}
  </svg>`;
}

const rect = (x, width, kind) => svg`<rect x=${x} y="0" width=${width} height="6" class=${kind}></rect>`;

/** A share of 1 as a bar. */
export function bar(share, kind, label) {
  return html`<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label=${label}>
    ${rect(0, 100, 'rest')}${rect(0, 100 * (share ?? 0), kind)}
  </svg>`;
}

customElements.define('prune-key', Key);
customElements.define('prune-image', SampleImage);
