import { afterAll, expect, test } from 'vitest';
import { article, figure } from '../testing/collect.ts';
import { XmlError } from '../xml/xml-error.ts';
import { parseArticles } from './parse-articles.ts';
import { ParseThreads } from './parse-threads.ts';

const threads = new ParseThreads(2);
afterAll(() => threads[Symbol.asyncDispose]());

const document = (pmcid: string, figures = 3): Buffer =>
  Buffer.from(article(Array.from({ length: figures }, (_, n) => figure(`F${n}`)).join(''), { pmcid }));

test('threads give what the process itself gives, and hand each document its own answer', async () => {
  const numbers = Array.from({ length: 20 }, (_, n) => String(n + 1));
  const parsed = await Promise.all(
    numbers.map((n) => threads.parse({ bytes: document(n, 1 + (Number(n) % 7)), metadata: {} })),
  );
  expect(parsed).toEqual(numbers.map((n) => parseArticles(document(n, 1 + (Number(n) % 7)))));
  expect(threads.size).toBe(2);
});

test('the metadata wins in a thread too', async () => {
  const [parsed] = await threads.parse({ bytes: document('1'), metadata: { license: 'CC0' } });
  expect(parsed?.article.license).toBe('CC0');
});

test('a document that is ill-formed is refused with its line, and the next one is parsed', async () => {
  const whole = document('1').toString();
  const cut = Buffer.from(whole.slice(0, whole.indexOf('</caption>')));
  const fault = await threads.parse({ bytes: cut, metadata: {} }).catch((error: unknown) => error);
  expect(fault).toBeInstanceOf(XmlError);
  expect(fault).toMatchObject({ line: 9, message: expect.stringMatching(/inside <caption>|inside <p>/) });
  expect(await threads.parse({ bytes: document('2'), metadata: {} })).toHaveLength(1);
});

test('threads that are let go are started again when there is work', async () => {
  const ended = threads[Symbol.asyncDispose]();
  expect(await threads.parse({ bytes: document('3'), metadata: {} })).toHaveLength(1);
  await ended;
});
