-- Sheets on which people fill in a form by hand, beside those on which they sign a petition.

-- kind: petition, form. action_id: which one. action_words: the hash of what the sheet says of it. questions: the keys of the form's
-- questions that are printed on it, with spaces between.
ALTER TABLE paper_sheet RENAME COLUMN petition_id TO action_id;
ALTER TABLE paper_sheet RENAME COLUMN petition_words TO action_words;
ALTER TABLE paper_sheet ADD COLUMN kind TEXT NOT NULL DEFAULT 'petition';
ALTER TABLE paper_sheet ADD COLUMN questions TEXT NOT NULL DEFAULT '';
