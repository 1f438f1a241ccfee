"""Makes app/ml/tokenizer/bpe-golden.json: token ids of open_clip's SimpleTokenizer for the strings of golden/tokenizer.

Usage: python bpe-golden.py SHARED OUT, with open_clip 3.3 and ftfy 6.3 installed. SHARED holds golden/ and data/.
Every string has the first 8 hexadecimal digits of the SHA-256 of its ids (context 77, little-endian int32); every
20th has the ids themselves, without padding, so that a difference can be read. `extra` are strings of this file.
"""
import hashlib, json, sys
import numpy as np
from open_clip.tokenizer import SimpleTokenizer

shared, out = sys.argv[1:]
tokenizer = SimpleTokenizer(f'{shared}/data/vocab/bpe_simple_vocab_16e6.txt.gz')
keeping_case = SimpleTokenizer(f'{shared}/data/vocab/bpe_simple_vocab_16e6.txt.gz', clean='whitespace')
texts = [json.loads(line)['text'] for line in open(f'{shared}/golden/tokenizer/golden_ids.jsonl', encoding='utf-8')]
extra = ['', ' ', "it's I'LL we've '\u017f 'd", '<start_of_text> a<END_OF_TEXT>b <end_of_text>', 'caf\u00e9 \u03b1\u03a3 \u0130stanbul \u039f\u0394\u039f\u03a3',
         'x\u0345y \u00b2 \u2167 \u2460', '\U0001f9ec\U0001f468\u200d\U0001f469 cells', 'a&#xFEFF;b', '1234 5 mg/kg \u00b1 0.5', 'word ' * 200, 'x' * 300]

def ids(text, tokenizer=tokenizer):
    row = tokenizer([text])[0].numpy()
    return row, [int(i) for i in np.trim_zeros(row, 'b')]

def digest(text):
    return hashlib.sha256(ids(text)[0].astype('<i4').tobytes()).hexdigest()[:8]

json.dump({
    'hashes': ' '.join(digest(text) for text in texts),
    'rows': {str(index): ids(texts[index])[1] for index in range(0, len(texts), 20)},
    'extra': [{'text': text, 'ids': ids(text)[1], 'cased': ids(text, keeping_case)[1]} for text in extra],
}, open(out, 'w'), separators=(',', ':'))
