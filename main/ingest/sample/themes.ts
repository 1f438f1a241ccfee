/** What the invented articles are about, and what their figures may show. */
import type { ModalityName } from './modalities.ts';

/** A field of medicine: subjects, titles for an article on one of them, figures it may hold. */
export interface Theme {
  readonly subjects: readonly string[];
  readonly titles: readonly ((subject: string) => string)[];
  /** Repeated names are drawn more often. */
  readonly modalities: readonly ModalityName[];
}

/** The fields that articles are drawn from. */
export const themes: readonly Theme[] = [
  {
    subjects: [
      'community-acquired pneumonia',
      'pulmonary metastases',
      'spontaneous pneumothorax',
      'interstitial lung disease',
    ],
    titles: [
      (subject) => `Imaging findings in ${subject}: a retrospective cohort study`,
      (subject) => `Outcome of patients with ${subject} after early discharge`,
      (subject) => `An unusual presentation of ${subject}: case report and review`,
    ],
    modalities: ['x-ray', 'x-ray', 'ct', 'ct', 'histology', 'survival', 'roc', 'flow-diagram', 'pet'],
  },
  {
    subjects: [
      'glioblastoma',
      'multiple sclerosis',
      'acute ischaemic stroke',
      'subdural haematoma',
      'lumbar disc disease',
    ],
    titles: [
      (subject) => `Magnetic resonance imaging predicts the course of ${subject}`,
      (subject) => `Quantitative neuroimaging in ${subject}: a multicentre study`,
      (subject) => `Delayed diagnosis of ${subject}: case report`,
    ],
    modalities: ['mri', 'mri', 'mri', 'ct', 'histology', 'box-plot', 'scatter', 'survival'],
  },
  {
    subjects: [
      'colorectal adenocarcinoma',
      'soft-tissue sarcoma',
      'breast carcinoma',
      'oral squamous cell carcinoma',
    ],
    titles: [
      (subject) => `Tumour architecture and prognosis in ${subject}`,
      (subject) => `Stromal signalling drives invasion of ${subject}`,
      (subject) => `A tissue microarray study of ${subject}`,
    ],
    modalities: [
      'histology',
      'histology',
      'ihc',
      'ihc',
      'survival',
      'heat-map',
      'forest-plot',
      'pet',
      'phase-contrast',
    ],
  },
  {
    subjects: ['autophagy', 'cell migration', 'neuronal polarity', 'the DNA damage response'],
    titles: [
      (subject) => `A kinase switch that controls ${subject}`,
      (subject) => `Live imaging reveals a two-step mechanism of ${subject}`,
      (subject) => `Loss of a scaffold protein impairs ${subject} in human cells`,
    ],
    modalities: [
      'fluorescence',
      'fluorescence',
      'fluorescence',
      'blot',
      'blot',
      'phase-contrast',
      'bar-chart',
      'electron-microscopy',
    ],
  },
  {
    subjects: [
      'carbapenem resistance',
      'hospital-acquired infection',
      'a zoonotic virus',
      'Gram-negative sepsis',
    ],
    titles: [
      (subject) => `Genomic epidemiology of ${subject} in a regional hospital`,
      (subject) => `Transmission and control of ${subject}: an outbreak report`,
      (subject) => `Phenotypic and molecular detection of ${subject}`,
    ],
    modalities: [
      'culture',
      'culture',
      'tree',
      'alignment',
      'gel',
      'electron-microscopy',
      'line-chart',
      'flow-diagram',
    ],
  },
  {
    subjects: [
      'diabetic retinopathy',
      'age-related macular degeneration',
      'central serous chorioretinopathy',
      'optic neuropathy',
    ],
    titles: [
      (subject) => `Structural changes of the retina in ${subject}`,
      (subject) => `Automated grading of ${subject} from photographs`,
      (subject) => `Two-year outcome of treatment in ${subject}`,
    ],
    modalities: ['fundus', 'fundus', 'oct', 'oct', 'line-chart', 'roc', 'box-plot'],
  },
  {
    subjects: ['melanoma', 'cutaneous lymphoma', 'atypical naevi', 'basal cell carcinoma'],
    titles: [
      (subject) => `Dermoscopic criteria of ${subject}: interobserver agreement`,
      (subject) => `Early recognition of ${subject} in primary care`,
    ],
    modalities: ['dermoscopy', 'dermoscopy', 'histology', 'ihc', 'roc', 'bar-chart'],
  },
  {
    subjects: ['acute leukaemia', 'sickle cell disease', 'severe malaria', 'iron-deficiency anaemia'],
    titles: [
      (subject) => `Blood cell morphology in ${subject}`,
      (subject) => `Immunophenotype and outcome of ${subject}`,
      (subject) => `Haematological findings in ${subject}: a cross-sectional study`,
    ],
    modalities: ['blood-smear', 'blood-smear', 'cytometry', 'cytometry', 'scatter', 'survival', 'bar-chart'],
  },
  {
    subjects: ['atrial fibrillation', 'myocardial infarction', 'heart failure', 'ventricular arrhythmia'],
    titles: [
      (subject) => `Electrocardiographic predictors of ${subject}`,
      (subject) => `A randomised trial of early treatment in ${subject}`,
      (subject) => `Long-term follow-up of ${subject} in the elderly`,
    ],
    modalities: [
      'ecg',
      'ecg',
      'x-ray',
      'ultrasound',
      'survival',
      'forest-plot',
      'flow-diagram',
      'line-chart',
    ],
  },
  {
    subjects: ['colorectal polyps', 'ulcerative colitis', 'hepatocellular carcinoma', 'acute pancreatitis'],
    titles: [
      (subject) => `Endoscopic and radiological findings in ${subject}`,
      (subject) => `Surveillance of ${subject}: a population-based study`,
      (subject) => `Misdiagnosis of ${subject}: case report`,
    ],
    modalities: [
      'endoscopy',
      'endoscopy',
      'ultrasound',
      'ultrasound',
      'ct',
      'pet',
      'forest-plot',
      'histology',
    ],
  },
  {
    subjects: [
      'T-cell exhaustion',
      'cortical development',
      'the tumour microenvironment',
      'host response to infection',
    ],
    titles: [
      (subject) => `A single-cell atlas of ${subject}`,
      (subject) => `Transcriptional regulation of ${subject}`,
      (subject) => `Multi-omic profiling of ${subject}`,
    ],
    modalities: [
      'scatter',
      'heat-map',
      'volcano',
      'network',
      'cytometry',
      'alignment',
      'fluorescence',
      'gel',
      'tree',
    ],
  },
  {
    subjects: ['fractures of the tibia', 'hand injuries', 'femoral shaft fractures', 'osteoporosis'],
    titles: [
      (subject) => `Surgical treatment of ${subject}: a comparative study`,
      (subject) => `Complications after fixation of ${subject}`,
      (subject) => `Radiographic follow-up of ${subject}`,
    ],
    modalities: ['x-ray', 'x-ray', 'x-ray', 'ct', 'box-plot', 'bar-chart', 'flow-diagram'],
  },
];
