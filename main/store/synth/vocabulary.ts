/**
 * The words of synthetic text, commonest first: the small words of captions, then words that captions are full of,
 * then invented ones built from Greek and Latin pieces. They read like biomedicine and mean nothing.
 */
import { RowRandom, streams } from './row-random.ts';

export const vocabularySize = 100_000;

const small =
  'the of and in with a to for is by at from on as after were was between are or an each that not per all than both using this'.split(
    ' ',
  );
const common =
  `cells patients figure shows images expression control data group analysis levels treatment scale bar
  time mean tissue protein left right arrow arrows days normal staining samples high low mice blood section white black
  three four two number values significant performed indicated compared representative total distribution changes
  relative different study lesion tumour signal region axial coronal sagittal contrast bone lung liver kidney brain
  heart muscle nerve vessel artery vein node wall margin thickness volume density diameter area length rate ratio model
  curve plot line box panel top bottom upper lower anterior posterior lateral medial distal proximal acute chronic mild
  severe diffuse focal bilateral enhanced magnification microscopy radiograph tomography resonance ultrasound biopsy
  resection lymph mass cyst nodule fracture oedema necrosis fibrosis stage grade score age sex median range baseline
  follow months weeks hours minutes dose placebo wild mutant gene allele sequence cluster network pathway receptor
  ligand enzyme substrate antibody fluorescence intensity nucleus membrane cytoplasm culture medium colony strain
  plasma serum urine risk survival overall response remission relapse error standard deviation confidence interval
  arrowhead asterisk inset dashed solid red blue green yellow dark bright`
    .split(/\s+/)
    .filter((word) => !small.includes(word));

const beginnings =
  'acro aden angi anthro apo arthro baro bi blasto brachy brady cardi cephalo cerebro chole chondro chrono cranio crypto cyano cysto cyto dermo dextro di dys ecto endo entero epi erythro eu exo fibro gastro glyco gono haemo hemi hepato hetero histo homo hydro hyper hypo idio immuno infra inter intra iso kerato lacto laryngo leuco levo lipo litho lympho macro mega melano meso meta micro mono morpho multi myco myelo myo naso necro nephro neuro noso oculo odonto oligo omo oncho onco ophthalmo ortho osteo oto ovo pachy palato pan para patho peri phago phlebo phono photo phreno physio pleuro pneumo poly post pre pro proto pseudo psycho ptero pulmo pyelo pyo quadri radio retro rhino sacro sarco sclero sero sialo somato sono spheno spino spondylo steno sub super supra syn tachy teno tetra thermo thoraco thrombo thyro tracheo trans tri tricho tropho ultra uni uro vaso veno ventro vesico xantho xero zoo zygo'.split(
    ' ',
  );
const middles =
  'bal bas bel bor cal cam car cel cer cin col cor cre dal del den der dor fal fen fer flor gal gan gel gen ger glob gran kel ker lam lan lar lem len lor lum mal man mar mel men mer mor nal nar nel ner nor pal pan par pel per plas por ral ren rin rol ron sal san sel sen ser sol son tal tan tar tel ten ter thal tor val van var vel ven ver vor zan zel zor'.split(
    ' ',
  );
const endings =
  'a ae al amide ane ar ase asis ate atic cele cyte ema emia ene form gen genic gram ia iasis ic id ide in ine ion is itis ity ium logy lysis malacia megaly meter oid ol oma one opathy ose osis otomy ous pathy penia phagy phil plasia plasm plasty pnoea ptosis rrhage rrhoea scope sis some stasis stenosis stomy therapy thesis tic tomy tropic um uria us ytic'.split(
    ' ',
  );

/** All words by rank; the same for every seed. */
export function makeVocabulary(): string[] {
  const words = new Set([...small, ...common]);
  const random = new RowRandom().start(0, 0, streams.caption);
  const one = (pieces: readonly string[]): string => pieces[random.below(pieces.length)];
  while (words.size < vocabularySize) {
    const middle = random.below(3) === 0 ? '' : one(middles);
    words.add(one(beginnings) + middle + one(endings));
  }
  return [...words];
}
