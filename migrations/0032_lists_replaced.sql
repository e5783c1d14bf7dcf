-- Lists of people by id are replaced in slices.

-- How often somebody began to replace who stands in it: whoever finds another number than theirs was overtaken, and stops.
ALTER TABLE unique_id_list ADD COLUMN replaced BIGINT NOT NULL DEFAULT 0;
