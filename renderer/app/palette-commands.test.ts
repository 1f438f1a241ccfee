import { expect, it } from 'vitest';
import { rankCommands } from './palette-commands.ts';

const command = (label: string) => ({ id: label, group: 'Views', label, run: () => {} });
const commands = ['Go to Corpus', 'Go to Train', 'Go to Retrieve', 'Use the dark theme (100%)'].map(command);
const found = (typed: string) => rankCommands(commands, typed).map(({ command: { label } }) => label);

it('finds by all typed words, starts of words first', () => {
  expect(found('go tr')).toEqual(['Go to Train', 'Go to Retrieve']);
  expect(found('train')).toEqual(['Go to Train']);
  expect(found('nothing')).toEqual([]);
  expect(found('')).toHaveLength(4);
});

it('takes what is typed literally, and tells what it matched', () => {
  expect(found('(100%')).toEqual(['Use the dark theme (100%)']);
  expect(rankCommands(commands, 'tra')[0]?.ranges).toEqual([[6, 9]]);
});
