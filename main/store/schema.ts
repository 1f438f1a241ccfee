/**
 * The database of one corpus. Every step brings a database from one version to the next; the version of a database
 * is its `user_version`, the number of steps it has taken.
 *
 * Row ids of figures are dense (0..N-1) and final: the id is also the slot of the side-car columns and of the
 * vectors. Short columns come first, so that reading them seldom touches the overflow of a long caption.
 */

/** Marks a database file as a corpus of this program ("FIGS"). */
export const applicationId = 0x46494753;

const version1 = `
  CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

  -- Names of journals and modalities. Codes are dense from 1; 0 means not known.
  CREATE TABLE dict(
    kind TEXT NOT NULL, code INTEGER NOT NULL, name TEXT NOT NULL,
    PRIMARY KEY(kind, code), UNIQUE(kind, name)
  ) WITHOUT ROWID;

  -- license: place in licenseCodes. split: place in splitNames, for figures whose record names none.
  CREATE TABLE article(
    aid INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,
    year INTEGER, license INTEGER NOT NULL, journal INTEGER NOT NULL, retracted INTEGER NOT NULL,
    split INTEGER NOT NULL, pmcid TEXT, pmid TEXT, doi TEXT, type TEXT, title TEXT NOT NULL, license_text TEXT
  );
  CREATE INDEX article_pmcid ON article(pmcid) WHERE pmcid IS NOT NULL;

  -- caption: the effective text, what is indexed and trained on. words: its length.
  -- source_path is relative for files inside the corpus folder.
  CREATE TABLE figure(
    id INTEGER PRIMARY KEY, aid INTEGER NOT NULL, split INTEGER NOT NULL, modality INTEGER NOT NULL,
    words INTEGER NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL, size_bytes INTEGER NOT NULL,
    format TEXT NOT NULL, sha256 BLOB NOT NULL,
    source_kind TEXT NOT NULL, source_path TEXT, source_offset INTEGER, source_size INTEGER,
    figure_id TEXT NOT NULL, label TEXT, panels TEXT NOT NULL, caption TEXT NOT NULL
  );
  CREATE UNIQUE INDEX figure_identity ON figure(aid, figure_id);
  CREATE INDEX figure_without_caption ON figure(id) WHERE words = 0;
  CREATE INDEX figure_image ON figure(substr(sha256, 1, 6));

  CREATE TABLE mention(
    figure INTEGER NOT NULL, ordinal INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY(figure, ordinal)
  ) WITHOUT ROWID;

  CREATE VIRTUAL TABLE fts USING fts5(
    caption, content='figure', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2'
  );

  -- Only figures that somebody touched. original: the caption as published, once it was edited.
  CREATE TABLE curation(
    id INTEGER PRIMARY KEY, status INTEGER NOT NULL, revision INTEGER NOT NULL, sequence INTEGER NOT NULL,
    tags TEXT NOT NULL, original TEXT
  );
  CREATE INDEX curation_tagged ON curation(id) WHERE tags <> '[]';

  -- One row per action; the log holds its steps, at consecutive sequence numbers. Neither is ever deleted from.
  CREATE TABLE curation_group(
    grp INTEGER PRIMARY KEY, kind TEXT NOT NULL, target INTEGER, undone_by INTEGER,
    first INTEGER NOT NULL, last INTEGER NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL, summary TEXT NOT NULL
  );
  CREATE INDEX curation_group_undone ON curation_group(undone_by) WHERE undone_by IS NOT NULL;
  CREATE TABLE curation_log(
    sequence INTEGER PRIMARY KEY, grp INTEGER NOT NULL, figure INTEGER NOT NULL, revision INTEGER NOT NULL,
    field TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL
  );
  CREATE INDEX curation_log_figure ON curation_log(figure);

  -- What each source has given so far; written in the transaction of its rows.
  CREATE TABLE ingest(
    source TEXT PRIMARY KEY, state TEXT NOT NULL, figures INTEGER NOT NULL, rejected INTEGER NOT NULL,
    started_at TEXT NOT NULL, finished_at TEXT
  ) WITHOUT ROWID;
  CREATE TABLE rejection(
    source TEXT NOT NULL, ordinal INTEGER NOT NULL, item TEXT NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL,
    PRIMARY KEY(source, ordinal)
  ) WITHOUT ROWID;
`;

const version2 = `
  ALTER TABLE article ADD COLUMN date TEXT;

  -- kind: see figure-notes.ts.
  CREATE TABLE figure_note(
    figure INTEGER NOT NULL, ordinal INTEGER NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY(figure, ordinal)
  ) WITHOUT ROWID;
`;

/** Step i (from 0) makes version i + 1. Steps are only ever added. */
export const schemaSteps: readonly string[] = [version1, version2];
