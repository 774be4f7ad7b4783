// Shows results in a section for files or for a proof.

/**
 * @typedef {'passed' | 'failed' | 'skipped' | 'unknown' | 'warning'} Look
 * @typedef {object} Proof Result of checkProof.js.
 * @property {Look} outcome
 * @property {string} headline
 * @property {string | null} advice
 * @property {{ outcome: Look, name: string, said: string, message: string }[]} results
 * @property {{ label: string, value: string }[]} stated
 * @typedef {object} Result
 * @property {Look | 'working'} outcome
 * @property {(string | null | undefined | false)[]} lines
 * @property {{ href: string, text: string }} [link]
 * @property {Proof} [proof]
 */

/** @param {HTMLElement} zone @param {Result} result */
export function show(zone, { outcome, lines, link, proof }) {
  const result = zone.querySelector('.result')
  if (!(result instanceof HTMLElement)) return
  result.dataset.outcome = outcome
  const paragraphs = lines.filter((line) => line).map((line) => element('p', {}, [line]))
  if (outcome !== 'working') paragraphs[0]?.prepend(iconOf(outcome))
  if (link) paragraphs.push(element('p', {}, [element('a', { href: link.href }, [link.text])]))
  result.replaceChildren(...paragraphs)
  showParts(zone, proof ?? null)
}

/** Shows the parts of a proof's result, or hides those of an earlier one. @param {HTMLElement} zone @param {Proof | null} proof */
function showParts(zone, proof) {
  const [advice, checks, facts] = ['.advice', '.checks', '.facts'].map((part) => zone.querySelector(part))
  advice.hidden = !proof?.advice
  checks.hidden = facts.hidden = !proof
  if (!proof) return
  advice.textContent = proof.advice
  checks.replaceChildren(...proof.results.map(rowOf))
  facts.replaceChildren(
    ...proof.stated.map(({ label, value }) =>
      element('div', {}, [element('dt', {}, [label]), element('dd', { dir: 'auto' }, [value])]),
    ),
  )
}

/** @param {Proof['results'][number]} result */
function rowOf({ outcome, name, said, message }) {
  const title = element('h3', {}, [`${name} `, element('span', { className: 'outcome' }, [said])])
  const text = element('div', {}, [title, element('p', {}, [message])])
  return element('li', { className: outcome }, [iconOf(outcome), text])
}

/** Returns the icon of an outcome, as src/public/pages/icons.ts does. @param {Look} outcome @returns {Node} */
export function iconOf(outcome) {
  const [icon, shape] = ['svg', 'use'].map((name) => document.createElementNS('http://www.w3.org/2000/svg', name))
  icon.setAttribute('class', `icon ${outcome}`)
  icon.setAttribute('aria-hidden', 'true')
  shape.setAttribute('href', `#i-${outcome}`)
  icon.append(shape)
  return icon
}

/** @param {string} name @param {object} properties @param {(string | Node)[]} children */
export function element(name, properties, children) {
  const made = Object.assign(document.createElement(name), properties)
  made.append(...children)
  return made
}
