/** TeX formulae of publishers, reduced to the characters a reader sees. */

const symbols: Readonly<Record<string, string>> = {
  alpha: 'α',
  beta: 'β',
  gamma: 'γ',
  delta: 'δ',
  epsilon: 'ϵ',
  varepsilon: 'ε',
  zeta: 'ζ',
  eta: 'η',
  theta: 'θ',
  iota: 'ι',
  kappa: 'κ',
  lambda: 'λ',
  mu: 'μ',
  upmu: 'μ',
  nu: 'ν',
  xi: 'ξ',
  pi: 'π',
  rho: 'ρ',
  sigma: 'σ',
  tau: 'τ',
  phi: 'ϕ',
  varphi: 'φ',
  chi: 'χ',
  psi: 'ψ',
  omega: 'ω',
  Gamma: 'Γ',
  Delta: 'Δ',
  Theta: 'Θ',
  Lambda: 'Λ',
  Pi: 'Π',
  Sigma: 'Σ',
  Phi: 'Φ',
  Psi: 'Ψ',
  Omega: 'Ω',
  times: '×',
  cdot: '·',
  pm: '±',
  mp: '∓',
  sim: '∼',
  approx: '≈',
  simeq: '≃',
  neq: '≠',
  ne: '≠',
  leq: '≤',
  le: '≤',
  leqslant: '≤',
  geq: '≥',
  ge: '≥',
  geqslant: '≥',
  ll: '≪',
  gg: '≫',
  infty: '∞',
  to: '→',
  rightarrow: '→',
  leftarrow: '←',
  leftrightarrow: '↔',
  uparrow: '↑',
  downarrow: '↓',
  partial: '∂',
  nabla: '∇',
  sum: '∑',
  prod: '∏',
  int: '∫',
  in: '∈',
  circ: '°',
  degree: '°',
  prime: '′',
  ldots: '…',
  dots: '…',
  cdots: '…',
  propto: '∝',
  cup: '∪',
  cap: '∩',
  subset: '⊂',
  forall: '∀',
  exists: '∃',
  langle: '⟨',
  rangle: '⟩',
  mid: '|',
  ell: 'ℓ',
  sqrt: '√',
};

const functions = new Set(['log', 'ln', 'exp', 'sin', 'cos', 'tan', 'max', 'min', 'arg', 'det', 'lim', 'Pr']);

/** `\documentclass ... $$\alpha = \frac{1}{2}$$ ...` becomes `α = 1/2`. */
export function texText(tex: string): string {
  return documentBody(tex)
    .replace(/\\(?:begin|end)\{[^{}]*\}(?:\{[^{}]*\})?/g, ' ')
    .replace(/\\d?t?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}/g, '$1/$2')
    .replace(/\\([a-zA-Z]+)\s*/g, (_command, name: string) =>
      functions.has(name) ? `${name} ` : (symbols[name] ?? ''),
    )
    .replace(/\\[,;:!> ]|~|&|\\\\/g, ' ')
    .replace(/\\([%$#_{}&])/g, '$1')
    .replace(/[\^_]|\$+|[{}]/g, '')
    .replace(/[=<>≤≥≈≃≠∼±×→∝≪≫∈]/g, ' $& ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** What stands between the marks of a whole document; the text itself where there are none. */
function documentBody(tex: string): string {
  const begin = tex.indexOf('\\begin{document}');
  if (begin < 0) return tex;
  const end = tex.indexOf('\\end{document}', begin);
  return tex.slice(begin + '\\begin{document}'.length, end < 0 ? undefined : end);
}
