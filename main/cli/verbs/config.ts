/** figscope config get|set */
import { settings, settingsChange } from '#app/domain/system.ts';
import { FigscopeError } from '#app/util/error.ts';
import { table } from '../format.ts';
import { exitCodes } from '../session.ts';
import { withSession, type AddVerb } from '../verb.ts';

export const addConfig: AddVerb = (program, outcome) => {
  const config = program.command('config').description('settings of this home');
  config
    .command('get [key]')
    .description('one setting, or all')
    .action(
      withSession(outcome, async ({ client, output }, [key]) => {
        const all = await client['settings.get']({});
        if (key === undefined) {
          output.result(
            all,
            table(
              ['key', 'value'],
              Object.entries(all).map(([name, value]) => [name, String(value)]),
            ),
          );
          return exitCodes.done;
        }
        const value = new Map<string, unknown>(Object.entries(all)).get(known(key));
        output.result({ [key]: value }, String(value));
        return exitCodes.done;
      }),
    );
  config
    .command('set <key> <value>')
    .description('change a setting')
    .action(
      withSession(outcome, async ({ client, output }, [key, text]) => {
        const value = text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
        const parsed = settingsChange.safeParse({ [known(key)]: value });
        if (!parsed.success)
          throw new FigscopeError('invalid-input', {
            message: `${key}: ${parsed.error.issues[0].message}.`,
            remedy: 'See the settings with: figscope config get',
          });
        const all = await client['settings.set']({ [key]: value });
        output.result(all, `${key} is ${String(value)}`);
        return exitCodes.done;
      }),
    );
};

function known(key: string): string {
  const keys = Object.keys(settings.shape);
  if (keys.includes(key)) return key;
  throw new FigscopeError('not-found', {
    message: `There is no setting ${key}.`,
    remedy: `The settings are: ${keys.join(', ')}.`,
  });
}
