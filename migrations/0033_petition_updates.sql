-- What a group adds to a published petition: news and corrections, beneath the words that people signed, which stay.

-- One row for each language. id: the draft that it was, in petition_draft, where it stands who wrote and who published it.
-- kind: news, correction.
-- reference table
CREATE TABLE petition_update (
  petition_id BYTEA NOT NULL,
  id BYTEA NOT NULL,
  lang TEXT NOT NULL,
  kind TEXT NOT NULL,
  published_at BIGINT NOT NULL,
  title TEXT NOT NULL,
  text_markdown TEXT NOT NULL,
  PRIMARY KEY (petition_id, id, lang)
);
