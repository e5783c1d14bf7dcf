-- What an API key opens: words with commas between. Keys from before open all.
ALTER TABLE api_key ADD COLUMN scopes TEXT NOT NULL DEFAULT 'read,people,actions';
