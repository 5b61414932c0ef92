import { html } from 'lit';
import { Element } from './elements.js';
import './chart.js';
import './report/report.js';
import './views/experiments.js';
import './views/submission.js';
import './views/experiment.js';

/** The page: what the address after # names, below the header. */
class App extends Element {
  static properties = { route: { state: true } };

  constructor() {
    super();
    this.route = parse(location.hash);
    window.addEventListener('hashchange', () => {
      this.route = { ...parse(location.hash) };
    });
  }

  render() {
    return html`
      <a class="skip" href="#content" @click=${this.skip}>To the content</a>
      <header>
        <a class="brand" href="#/">
          <svg viewBox="0 0 32 32" aria-hidden="true">
            <circle cx="13" cy="13" r="10"></circle><path d="M20.5 20.5 29 29"></path>
            <g><rect x="8" y="8" width="4" height="4"></rect><rect class="hole" x="14" y="8" width="4" height="4"></rect>
            <rect class="hole" x="8" y="14" width="4" height="4"></rect><rect x="14" y="14" width="4" height="4"></rect></g>
          </svg>Prunescope</a>
        <nav aria-label="Main">
          <a href="#/" aria-current=${this.current('experiments')}>Experiments</a>
          <a href="#/new" aria-current=${this.current('new')}>New experiment</a>
          <a href="/q/swagger-ui">API</a>
        </nav>
      </header>
      <main id="content" tabindex="-1">${this.content()}</main>`;
  }

  content() {
    const { name, path, query } = this.route;
    switch (name) {
      case 'experiments':
        return html`<prune-experiments .query=${query}></prune-experiments>`;
      case 'new':
        return html`<prune-submission .query=${query}></prune-submission>`;
      case 'experiment':
        return html`<prune-experiment .experiment=${path[0]} .path=${path.slice(1)} .query=${query}></prune-experiment>`;
      default:
        return html`<h1>There is no such page</h1><p><a href="#/">To the experiments</a></p>`;
    }
  }

  current(name) {
    return this.route.name === name ? 'page' : 'false';
  }

  skip(event) {
    event.preventDefault();
    this.querySelector('main').focus();
  }
}

/** A part of an address; as it is where it is no encoding of anything. */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** #/experiments/ID/tab?variant=V */
function parse(hash) {
  const [path, query] = hash.replace(/^#\/?/, '').split('?');
  const parts = path.split('/').filter(Boolean).map(decoded);
  const parameters = Object.fromEntries(new URLSearchParams(query));
  if (!parts.length) {
    return { name: 'experiments', path: [], query: parameters };
  }
  if (parts[0] === 'experiments' && parts[1]) {
    return { name: 'experiment', path: parts.slice(1), query: parameters };
  }
  return { name: parts[0] === 'new' && parts.length === 1 ? 'new' : 'unknown', path: parts, query: parameters };
}

customElements.define('prune-app', App);
