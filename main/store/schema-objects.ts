/** Which tables, columns and indexes a database has, and which it should have. */
import { DatabaseSync } from 'node:sqlite';
import { textOf } from './cells.ts';
import { schemaSteps } from './schema.ts';

/** `table article`, `column article.key`, `index figure_image`, ... of a database, or of a version of the schema. */
export function schemaObjects(of: DatabaseSync | number): ReadonlySet<string> {
  if (typeof of !== 'number') return namesIn(of);
  const fresh = new DatabaseSync(':memory:');
  try {
    for (const step of schemaSteps.slice(0, of)) fresh.exec(step);
    return namesIn(fresh);
  } finally {
    fresh.close();
  }
}

function namesIn(database: DatabaseSync): Set<string> {
  const names = new Set<string>();
  const objects = database
    .prepare("SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'")
    .all();
  const columns = database.prepare('SELECT name FROM pragma_table_info(?)');
  for (const object of objects) {
    const [type, name] = [textOf(object['type']), textOf(object['name'])];
    names.add(`${type} ${name}`);
    if (type === 'table')
      for (const column of columns.all(name)) names.add(`column ${name}.${textOf(column['name'])}`);
  }
  return names;
}
