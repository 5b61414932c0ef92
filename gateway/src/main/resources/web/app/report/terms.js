/** What the report's terms mean, a sentence each, and where they come from. */

export const TERMS = [
  {
    term: 'PIE',
    meaning: 'Pruning-identified exemplar: a test image whose most frequent label over a population of pruned networks is not the one over the dense networks of the same seeds; equal votes go to the smallest label.',
    source: '[1, 2]',
  },
  {
    term: 'Noise floor',
    meaning: 'As many PIEs as there are when the dense and the pruned network of each seed change places at random; images that pruning changes firmly raise it, so it is cautious.',
    source: '(this software)',
  },
  {
    term: 'Taxicab distance',
    meaning: 'L1 distance of the two populations’ distributions of labels for an image, 0 to 2; the larger, the more clearly pruned networks see it otherwise.',
    source: '(this software)',
  },
  {
    term: 'Q-Score',
    meaning: 'z / l1 of an image’s latent h, scaled to length 1: z = (max h − mean h) / standard deviation of h, l1 = the sum of |h|; it is high where few features stand out.',
    source: '[2, 3]',
  },
  {
    term: 'Prediction depth',
    meaning: 'The first of the k-nearest-neighbour probes (k = 30), placed along the network, from which on all probes give the network’s final prediction; easy images are decided early.',
    source: '[4]',
  },
];

export const REFERENCES = [
  'Hooker, Courville, Clark, Dauphin, Frome 2019: What do compressed deep neural networks forget? arXiv 1911.05248.',
  'Corti, Entezari, Hooker, Bacciu, Saukh 2022: Studying the impact of magnitude pruning on contrastive learning methods. arXiv 2207.00200.',
  'Kalibhat, Narang, Firooz, Sanjabi, Feizi 2022: Measuring self-supervised representation quality for downstream classification using discriminative features. arXiv 2203.01881.',
  'Baldock, Maennel, Neyshabur 2021: Deep learning through the lens of example difficulty. arXiv 2106.09647.',
  'Benjamini, Hochberg 1995: Controlling the false discovery rate. Journal of the Royal Statistical Society B 57, 289–300.',
];
